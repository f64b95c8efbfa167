"""Race this engine against the plain lot x need model in Pyomo with HiGHS on the same instances.

    python -m benchmarks.compare                        least unmet need, a ladder of sizes
    python -m benchmarks.compare --level leximin        least unmet need, then leximin coverage
    python -m benchmarks.compare --sizes 40x40,80x80    sizes of your own: communes x lots
    python -m benchmarks.compare --csv ladder           rows also to benchmarks/results/ladder.csv, one by one

What is counted, for both, from the same ``Problem`` in a process of its own: building the network or model, and
solving. Making the instance, importing libraries and starting Python are not. Memory is the peak of the whole process,
Python and the instance included. The plain model runs once, on one thread, with HiGHS's own defaults; the engine
three times (the median is shown), and always does leximin too, even against the plain model's unmet need alone.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from benchmarks.generate import SETTINGS, Size, instance, real_tree
from benchmarks.measure import Measured, measured
from benchmarks.pairs import eligible_pairs

LADDER = ((40, 40), (80, 80), (160, 120), (320, 200), (640, 300), (960, 400), (1280, 500))
"""(communes, lots), each with 12 items and 4 age groups."""

RESULTS = Path(__file__).parent / "results"
AGREE = 1e-6
"""Relative for unmet need, absolute for coverage."""


@dataclass(frozen=True)
class Found:
    """What one method found on one instance."""

    pairs: int
    unmet: dict[int, float]
    coverage: np.ndarray | None
    needs: int = 0
    arcs: int = 0
    """Arcs of the engine's network: pools to hubs, hubs to hubs, hubs to cells."""
    building: float = 0.0
    """Seconds of the plain method before its first solve."""
    rounds: int = 0


@dataclass(frozen=True)
class Row:
    """One line of the table. Empty texts where the plain model did not finish."""

    level: str
    communes: int
    lots: int
    needs: int
    pairs: int
    arcs: int
    engine_seconds: float
    engine_megabytes: float
    plain_seconds: float | str = ""
    plain_building: float | str = ""
    plain_megabytes: float | str = ""
    time_ratio: float | str = ""
    memory_ratio: float | str = ""
    outcome: str = ""
    """``agree``, ``differ`` or ``not within N s``."""


def engine(start: Callable[[], None], size: Size, geo: Path | None = None) -> Found:
    """Network, least unmet need and leximin coverage by this engine; the pairs it never lists are counted first."""
    from allocator.network.hubs import build_network
    from allocator.problem.build import build
    from allocator.solve.fair import unmet_by_tier
    from allocator.solve.fractional import solve_fair

    problem = build(instance(size, real_tree(geo) if geo else None), SETTINGS)
    pairs = eligible_pairs(problem)
    start()
    network = build_network(problem)
    plan = solve_fair(problem, network)
    needy = np.bincount(problem.needs.unit, weights=network.demand, minlength=len(problem.units)) > 0
    coverage = (plan.available / np.where(plan.wanted > 0, plan.wanted, 1.0))[plan.group][needy]
    return Found(
        pairs=pairs,
        unmet=unmet_by_tier(problem, plan.met),
        coverage=np.sort(coverage),
        needs=len(problem.needs),
        arcs=len(network.entry_pool) + len(network.link_tail) + int((network.cell_hub >= 0).sum()),
    )


def plain(start: Callable[[], None], size: Size, leximin: bool) -> Found:
    """The same by the plain model."""
    from allocator.problem.build import build
    from benchmarks.plain import solve_plain

    problem = build(instance(size), SETTINGS)
    start()
    found = solve_plain(problem, leximin)
    return Found(found.pairs, found.unmet, found.coverage, building=found.building, rounds=found.rounds)


def agree(ours: Found, theirs: Found) -> bool:
    """Whether both found the same unmet need per tier and, where both have it, the same sorted coverage."""
    same = ours.unmet.keys() == theirs.unmet.keys() and all(
        abs(ours.unmet[tier] - other) <= AGREE * max(1.0, abs(other)) for tier, other in theirs.unmet.items()
    )
    if ours.coverage is None or theirs.coverage is None:
        return same
    alike = ours.coverage.shape == theirs.coverage.shape
    return same and alike and bool(np.allclose(ours.coverage, theirs.coverage, rtol=0.0, atol=AGREE))


def race(size: Size, level: str, limit: float) -> Row:
    """One rung of the ladder. Raises ``JobFailed`` if either method fails otherwise than by being slow."""
    runs = [run for run in (measured(engine, size) for _ in range(3)) if run is not None]
    ours: Measured = sorted(runs, key=lambda run: run.seconds)[1]
    found: Found = ours.result
    known = (level, size.communes, size.lots, found.needs, found.pairs, found.arcs, ours.seconds, ours.megabytes)
    theirs = measured(plain, size, level == "leximin", limit=limit)
    if theirs is None:
        return Row(*known, outcome=f"not within {limit:.0f} s")
    return Row(
        *known,
        plain_seconds=theirs.seconds,
        plain_building=theirs.result.building,
        plain_megabytes=theirs.megabytes,
        time_ratio=theirs.seconds / ours.seconds,
        memory_ratio=theirs.megabytes / ours.megabytes,
        outcome="agree" if agree(found, theirs.result) else "differ",
    )


HEAD = (
    "| level | communes | lots | needs | pairs | arcs | engine s | engine MB | plain s (building) | plain MB "
    "| time ratio | memory ratio | outcome |"
)


def shown(row: Row) -> str:
    """``row`` as a line of a Markdown table."""
    ours = f"{row.engine_seconds:.3f} | {row.engine_megabytes:.0f}"
    theirs = " | | |"
    if row.plain_seconds != "":
        theirs = (
            f"{row.plain_seconds:.1f} ({row.plain_building:.1f}) | {row.plain_megabytes:.0f} | "
            f"{row.time_ratio:.0f} | {row.memory_ratio:.1f}"
        )
    size = f"{row.communes} | {row.lots} | {row.needs:,} | {row.pairs:,} | {row.arcs:,}"
    return f"| {row.level} | {size} | {ours} | {theirs} | {row.outcome} |"


def save(row: Row, path: Path) -> None:
    """Add ``row`` to the CSV file at once: a ladder that is stopped keeps what it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow({name: f"{v:.4g}" if isinstance(v, float) else v for name, v in asdict(row).items()})


def _sizes(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [part.split("x") for part in text.split(",")]
    if not all(len(pair) == 2 and pair[0].isdigit() and pair[1].isdigit() for pair in pairs):
        raise argparse.ArgumentTypeError(f"sizes are communes x lots, such as 40x40,80x80: found {text!r}")
    return tuple((int(communes), int(lots)) for communes, lots in pairs)


def main() -> None:
    """Climb the ladder until the plain model does not finish in time."""
    parser = argparse.ArgumentParser(description="Compare with the plain model in Pyomo and HiGHS.")
    parser.add_argument("--limit", type=float, default=600, help="seconds the plain model may take, building included")
    parser.add_argument("--level", choices=("unmet", "leximin"), default="unmet", help="how far the plain model goes")
    parser.add_argument("--leximin", action="store_const", const="leximin", dest="level", help="as --level leximin")
    parser.add_argument("--sizes", type=_sizes, default=LADDER, help="communes x lots, such as 40x40,80x80")
    parser.add_argument("--from-communes", type=int, default=0, help="skip smaller sizes")
    parser.add_argument("--seed", type=int, default=Size().seed)
    parser.add_argument("--csv", metavar="NAME", help="add the rows to benchmarks/results/NAME.csv too")
    options = parser.parse_args()
    print(HEAD)
    print("| --- " * (HEAD.count("|") - 1) + "|", flush=True)
    for communes, lots in options.sizes:
        if communes < options.from_communes:
            continue
        row = race(Size(communes=communes, lots=lots, seed=options.seed), options.level, options.limit)
        print(shown(row), flush=True)
        if options.csv:
            save(row, RESULTS / f"{options.csv}.csv")
        if row.outcome == "differ":
            raise SystemExit(1)
        if row.outcome != "agree":
            return


if __name__ == "__main__":
    main()
