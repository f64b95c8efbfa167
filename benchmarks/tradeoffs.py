"""At the size of a province: a Pareto front of unmet need and overlap, and a two-stage plan over many futures.

    python -m benchmarks.tradeoffs [--points 30] [--seconds 90] [--futures 200]

Every point of the front is verified by the code that shares nothing with the search.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import allocator as al
from allocator.verify.check import verify

SCENARIO = Path(__file__).parents[1] / "scenarios/cao-bang-2019"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure a Pareto front and a two-stage plan.")
    parser.add_argument("--points", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=90.0, help="what the front may take")
    parser.add_argument("--futures", type=int, default=200)
    options = parser.parse_args()
    scenario = al.read_scenario(SCENARIO)
    begun = time.perf_counter()
    front = al.front(scenario, "unmet_value", "overlap", options.points, options.seconds)
    print(f"front: {len(front.points)} points in {time.perf_counter() - begun:.1f} s")
    tables, level = scenario.inputs.tables, scenario.inputs.config.unit_level
    held = [verify(tables, level, point.plan.allocations).holds for point in front.points]
    print(f"verified: {sum(held)} of {len(held)}")
    print(front.table.to_string(float_format="{:,.4g}".format))
    futures = al.futures(scenario, options.futures, seed=1, need_spread=0.1)
    found = al.two_stage(futures)
    print(f"two stages, {options.futures} futures: {found.seconds:.1f} s, {found.rounds} rounds, gap {found.gap:.2e}")
    print(found.table.to_string(float_format="{:,.6g}".format))
    averse = al.two_stage(futures, averse=0.5)
    print(f"with half the weight on the worst tenth: {averse.seconds:.1f} s, gap {averse.gap:.2e}")
    print(averse.table.to_string(float_format="{:,.6g}".format))


if __name__ == "__main__":
    main()
