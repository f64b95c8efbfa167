"""National size: unmet and leximin alone, and the whole way from CSV files to a verified plan folder.

python -m benchmarks.national [--packs] [--geo DIR]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.compare import engine
from benchmarks.generate import Size, instance, real_tree, write
from benchmarks.measure import measured


def run_whole(folder: Path, out: Path) -> tuple[float, float, int]:
    """Seconds, peak MB and exit code of ``allocator run`` as a process of its own."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "allocator", "run", str(folder), "--out", str(out), "-q"])
    _, status, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - begun, usage.ru_maxrss / 1e3, os.waitstatus_to_exitcode(status)


def main() -> None:
    """Print the national figures."""
    parser = argparse.ArgumentParser(description="Measure the engine at national size.")
    parser.add_argument("--packs", action="store_true", help="a part of the goods comes in packs")
    parser.add_argument("--geo", type=Path, help="folder with vietnam_communes_2020.csv: use the real tree")
    options = parser.parse_args()
    size = Size(packs=options.packs)
    solved = measured(engine, size)
    assert solved is not None  # no limit was set
    pairs, _, coverage = solved.result
    levels = len(set(coverage.round(9).tolist()))
    print(f"{pairs:,} eligible pairs, {levels:,} coverage levels among {len(coverage):,} communes")
    print(f"network, least unmet need and leximin: {solved.seconds:.2f} s, {solved.megabytes:.0f} MB (whole process)")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "national"
        tables = instance(size, real_tree(options.geo) if options.geo else None)
        write(tables, folder, "national size")
        seconds, megabytes, code = run_whole(folder, Path(temporary) / "plan")
        print(f"allocator run, {len(tables.needs):,} needs: {seconds:.1f} s, {megabytes:.0f} MB, exit code {code}")


if __name__ == "__main__":
    main()
