"""Race this engine against the plain lot x need model in Pyomo with HiGHS on the same instances.

    python -m benchmarks.compare                 least unmet need, a ladder of sizes
    python -m benchmarks.compare --leximin       with leximin coverage too

Both count building and solving, from the same ``Problem``, in a process of their own. Unmet need must agree to 1e-6.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from benchmarks.generate import Size, instance
from benchmarks.measure import Measured, measured
from benchmarks.pairs import eligible_pairs

LADDER = ((40, 40), (80, 80), (160, 120), (320, 200), (640, 300), (960, 400), (1280, 500))
"""(communes, lots), each with 12 items and 4 age groups."""


class _Settings:
    name, currency, unit_level, fairness = "benchmark", "VND", "commune", "leximin"


def engine(start: Callable[[], None], size: Size) -> tuple[int, dict[int, float], np.ndarray]:
    """Network, least unmet need and leximin coverage by this engine; the pairs it never lists are counted first."""
    from allocator.network.hubs import build_network
    from allocator.problem.build import build
    from allocator.solve.fair import unmet_by_tier
    from allocator.solve.fractional import solve_fair

    problem = build(instance(size), _Settings())
    pairs = eligible_pairs(problem)
    start()
    network = build_network(problem)
    plan = solve_fair(problem, network)
    needy = np.bincount(problem.needs.unit, weights=network.demand, minlength=len(problem.units)) > 0
    coverage = (plan.available / np.where(plan.wanted > 0, plan.wanted, 1.0))[plan.group][needy]
    return pairs, unmet_by_tier(problem, plan.met), np.sort(coverage)


def plain(start: Callable[[], None], size: Size, leximin: bool) -> tuple[int, dict[int, float], np.ndarray | None]:
    """The same by the plain model."""
    from allocator.problem.build import build
    from benchmarks.plain import solve_plain

    problem = build(instance(size), _Settings())
    start()
    found = solve_plain(problem, leximin)
    return found.pairs, found.unmet, found.coverage


def agree(ours: Measured, theirs: Measured) -> bool:
    """Whether both found the same unmet need per tier and, where both have it, the same sorted coverage.

    Coverage is compared less finely: the plain method holds each level by a row with some slack, and needs it.
    """
    (_, unmet, coverage), (_, other, vector) = ours.result, theirs.result
    same = all(abs(unmet[tier] - other[tier]) <= 1e-6 * max(1.0, abs(other[tier])) for tier in other)
    return same and (vector is None or bool(np.allclose(coverage, vector, atol=1e-5)))


def main() -> None:
    """Climb the ladder until the plain model does not finish in time."""
    parser = argparse.ArgumentParser(description="Compare with the plain model in Pyomo and HiGHS.")
    parser.add_argument("--limit", type=float, default=600, help="seconds the plain model may take")
    parser.add_argument("--leximin", action="store_true", help="leximin coverage too, not only least unmet need")
    parser.add_argument("--from-communes", type=int, default=0, help="skip smaller sizes")
    options = parser.parse_args()
    print("| communes | lots | pairs | engine s | engine MB | plain s | plain MB | time ratio | memory ratio | agree |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for communes, lots in LADDER:
        if communes < options.from_communes:
            continue
        size = Size(communes=communes, lots=lots)
        ours = measured(engine, size)
        assert ours is not None  # no limit was set
        theirs = measured(plain, size, options.leximin, limit=options.limit)
        head = f"| {communes} | {lots} | {ours.result[0]:,} | {ours.seconds:.3f} | {ours.megabytes:.0f}"
        if theirs is None:
            print(f"{head} | not within {options.limit:.0f} | | | | |", flush=True)
            return
        ratios = f"{theirs.seconds / ours.seconds:.0f} | {theirs.megabytes / ours.megabytes:.1f}"
        verdict = "yes" if agree(ours, theirs) else "NO"
        print(f"{head} | {theirs.seconds:.1f} | {theirs.megabytes:.0f} | {ratios} | {verdict} |", flush=True)
        if verdict == "NO":
            raise SystemExit(1)


if __name__ == "__main__":
    main()
