"""National size: unmet and leximin alone, and the whole way from CSV files to a verified plan folder.

    python -m benchmarks.national [--packs] [--geo DIR] [--priced]

``allocator run`` verifies its own plan before it puts the folder in place; ``allocator verify`` then reads that folder
afresh. Both are whole processes: starting Python and importing count. Memory is the peak of each process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.compare import engine
from benchmarks.generate import Size, instance, real_tree, write
from benchmarks.measure import measured

TARGETS = {"solved": (5.0, 2000.0), "run": (60.0, None)}
"""Seconds and MB a figure should stay under."""


def command(*arguments: str) -> tuple[float, float, int]:
    """Seconds, peak MB and exit code of one ``allocator`` command as a process of its own."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "allocator", *arguments, "-q"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return time.perf_counter() - begun, peak, os.waitstatus_to_exitcode(status)


def written(start: Callable[[], None], size: Size, geo: Path | None, folder: Path) -> tuple[int, int]:
    """Write the instance as a scenario folder; its numbers of needs and lots.

    In a process of its own: on Linux a child's peak memory starts from its parent's, so the parent must stay small.
    """
    start()
    tables = instance(size, real_tree(geo) if geo else None)
    write(tables, folder, "national size")
    return len(tables.needs), len(tables.lots)


def line(name: str, seconds: float, megabytes: float, target: tuple[float, float | None] | None, note: str) -> str:
    """One line of the table, with whether the target is met."""
    verdict = ""
    if target:
        met = seconds < target[0] and (target[1] is None or megabytes < target[1])
        aim = f"< {target[0]:.0f} s" + (f", < {target[1]:.0f} MB" if target[1] else "")
        verdict = f"{aim}: {'met' if met else 'MISSED'}"
    return f"| {name} | {seconds:.2f} | {megabytes:.0f} | {verdict} | {note} |"


def main() -> None:
    """Print the national figures."""
    parser = argparse.ArgumentParser(description="Measure the engine at national size.")
    parser.add_argument("--packs", action="store_true", help="a part of the goods comes in packs")
    parser.add_argument("--priced", action="store_true", help="cash prices differ from values: linear programs")
    parser.add_argument("--geo", type=Path, help="folder with vietnam_communes_2020.csv: use the real tree")
    parser.add_argument("--limit", type=float, default=600, help="seconds unmet and leximin may take")
    parser.add_argument("--only-solve", action="store_true", help="leave out the whole run from CSV files")
    options = parser.parse_args()
    size = Size(packs=options.packs, priced=options.priced)
    solved = measured(engine, size, options.geo, limit=options.limit)
    if solved is None:
        raise SystemExit(f"unmet and leximin not solved within {options.limit:.0f} s")
    found = solved.result
    levels = len(set(found.coverage.round(9).tolist()))
    print(
        f"{found.needs:,} needs, {found.pairs:,} eligible pairs, {found.arcs:,} arcs, "
        f"{levels:,} coverage levels among {len(found.coverage):,} communes\n"
    )
    print("| what | seconds | MB | target | |\n| --- | --- | --- | --- | --- |")
    note = "building the network and solving"
    print(line("unmet + leximin solved", solved.seconds, solved.megabytes, TARGETS["solved"], note), flush=True)
    if not options.only_solve:
        _whole(size, options.geo)


def _whole(size: Size, geo: Path | None) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder, out = Path(temporary) / "national", Path(temporary) / "plan"
        measured(written, size, geo, folder)
        seconds, megabytes, code = command("run", str(folder), "--out", str(out))
        print(line("allocator run", seconds, megabytes, TARGETS["run"], f"CSV to verified plan, exit code {code}"))
        if code:
            raise SystemExit(code)
        phases = json.loads((out / "summary.json").read_text(encoding="utf-8"))["seconds"]
        seconds, megabytes, code = command("verify", str(out))
        print(line("allocator verify", seconds, megabytes, None, f"the plan folder alone, exit code {code}"))
        print("\nphases of the run: " + ", ".join(f"{name} {value:.2f} s" for name, value in phases.items()))
        if code:
            raise SystemExit(code)


if __name__ == "__main__":
    main()
