"""A sweep against separate runs: the same cases, the same plans, how much faster.

    python -m benchmarks.sweep [--cases 20] [--runs 4] [--full 1]

``scenarios/sweeps/cao-bang-2019.yaml`` has 1,000 cases with objectives [unmet, fairness]; the first, last and others
evenly between are taken. *Like for like*: ``allocator run`` of scenarios that extend the province with the same
overrides and objectives, two at a time on two processors, against ``allocator sweep --jobs 2``; the plans must be the
same bytes. *As people would run it*: the same overrides with the usual objectives, whose search for less overlap takes
most of a run; what is met may then differ a little, as that search keeps or betters what every unit gets.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from allocator.analyse.sweep.run import sweep
from allocator.analyse.sweep.spec import Case, Spec, read_spec

SPEC = Path(__file__).parents[1] / "scenarios/sweeps/cao-bang-2019.yaml"
JOBS = 2


class Chosen(Spec):
    """A sweep of which only some cases are taken."""

    take: tuple[int, ...] = ()

    def cases(self) -> list[Case]:
        every = super().cases()
        return [every[number] for number in self.take]


def chosen(count: int) -> Chosen:
    spec = read_spec(SPEC)
    made = Chosen(**{name: getattr(spec, name) for name in spec.__dataclass_fields__})
    take = np.unique(np.linspace(0, len(spec.cases()) - 1, count).astype(int)).tolist()
    object.__setattr__(made, "take", tuple(take))
    return made


def written(folder: Path, case: Case, objectives: object | None) -> Path:
    folder.mkdir(parents=True)
    told = {"extends": str(read_spec(SPEC).scenario.resolve()), "overrides": list(case.overrides), "expect": []}
    with (folder / "scenario.yaml").open("w", encoding="utf-8") as stream:
        YAML().dump(told | ({"objectives": objectives} if objectives else {}), stream)
    return folder


def run_all(folders: Sequence[Path]) -> float:
    """Seconds for ``allocator run`` of all, ``JOBS`` at a time, each a process of its own."""

    def run(folder: Path) -> None:
        command = [sys.executable, "-m", "allocator", "run", str(folder), "--out", str(folder / "plan"), "-q"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    begun = time.perf_counter()
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(run, folders))
    return time.perf_counter() - begun


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure a sweep against separate runs.")
    parser.add_argument("--cases", type=int, default=20, help="cases of the sweep to take")
    parser.add_argument("--runs", type=int, default=4, help="of these, how many are run like for like")
    parser.add_argument("--full", type=int, default=0, help="of these, how many are run with the usual objectives")
    options = parser.parse_args()
    spec = chosen(options.cases)
    with tempfile.TemporaryDirectory() as temporary:
        begun = time.perf_counter()
        results = sweep(spec, Path(temporary) / "sweep", JOBS)
        swept = time.perf_counter() - begun
        print(f"sweep: {len(results)} cases in {swept:.1f} s, {swept / len(results):.2f} s a case on {JOBS} processors")
        print(f"of that a case itself: {results['seconds'].mean():.2f} s in one process")
        hashes = dict(zip(results["case"], results["plan_sha256"], strict=True))
        cases = spec.cases()[: options.runs]
        folders = [written(Path(temporary) / f"run-{case.number}", case, spec.settings["objectives"]) for case in cases]
        seconds = run_all(folders) / len(cases)
        same = all(
            hashlib.sha256((folder / "plan/plan.csv").read_bytes()).hexdigest() == hashes[case.number]
            for folder, case in zip(folders, cases, strict=True)
        )
        print(f"run, same objectives: {seconds:.2f} s a case; plan.csv the same bytes: {same}")
        print(f"ratio like for like: {seconds * len(results) / swept:.1f}")
        if options.full:
            cases = spec.cases()[: options.full]
            folders = [written(Path(temporary) / f"full-{case.number}", case, None) for case in cases]
            seconds = run_all(folders) / len(cases)
            rows = results.set_index("case")
            apart = max(
                _apart(folder, rows.loc[case.number].to_dict()) for folder, case in zip(folders, cases, strict=True)
            )
            print(f"run, usual objectives: {seconds:.2f} s a case; unmet and coverage differ by {apart:.1e} at most")
            print(f"ratio as people would run it: {seconds * len(results) / swept:.1f}")


def _apart(folder: Path, row: dict[str, float]) -> float:
    """The largest relative difference in what is met: the search for less overlap may better it a little."""
    measures = json.loads((folder / "plan/summary.json").read_text(encoding="utf-8"))["measures"]
    names = ("unmet_value", "coverage_min", "coverage_mean")
    return max(abs(measures[name] - row[name]) / max(1e-12, abs(row[name])) for name in names)


if __name__ == "__main__":
    main()
