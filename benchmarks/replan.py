"""A province planned again after 30 decisions: ``python -m benchmarks.replan PLAN [--decisions 30] [--seeds 3]``.

PLAN is a plan folder, such as ``allocator run scenarios/cao-bang-2019`` writes. Lines are drawn at random and banned,
capped, locked, raised or wished for in turn; the decisions are written as ``allocator review import`` writes them, and
``allocator run`` makes and verifies the new plan. Seconds of the wall and of the processor are those of that process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from allocator.review.decision import IDS, Decision, Source, Target
from allocator.review.importing import Imported
from allocator.review.merge import Merged
from allocator.review.reviewed import ReviewedPlan, open_plan
from allocator.review.scenario import write_scenario

ACTIONS = ("ban", "cap", "lock", "floor", "prefer")


def drawn(plan: ReviewedPlan, count: int, seed: int) -> tuple[Decision, ...]:
    """``count`` decisions about lines of the plan: bans, halves, halves of packs, and a pack more."""
    rng = np.random.default_rng(seed)
    made = []
    for number, line in enumerate(rng.choice(list(plan.quantity), count, replace=False).tolist()):
        row = plan.lines.loc[line].to_dict()
        step, quantity = float(row["pack"]) or 1.0, plan.quantity[line]
        action = ACTIONS[number % len(ACTIONS)]
        less, more = step * float(np.floor(quantity / step / 2)), quantity + step
        asked = {"cap": less, "lock": less, "floor": more, "prefer": more}.get(action)
        target = Target(**{name: str(row[name]) for name in IDS}, line_id=line)
        made.append(Decision(target, action, asked, "benchmark", "", "", "", Source("benchmark")))
    return tuple(made)


def planned_again(plan: ReviewedPlan, decisions: tuple[Decision, ...], folder: Path) -> dict[str, float]:
    """Seconds of ``allocator run`` and what its plan comes to."""
    imported = Imported(decisions, (), Merged(decisions, ()), (), ("benchmark",))
    write_scenario(plan, imported, folder / "scenario")
    begun = time.perf_counter()
    command = [sys.executable, "-m", "allocator", "run", str(folder / "scenario"), "--out", str(folder / "plan"), "-q"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    summary = json.loads((folder / "plan" / "summary.json").read_text(encoding="utf-8"))
    before = plan.plan.measures.unmet_value
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "wall": round(wall, 1),
        "processor": round(usage.ru_utime + usage.ru_stime, 1),
        "changed": summary["measures"]["change"],
        "lacking": summary["measures"]["rules_short"],
        "unmet more": round(summary["measures"]["unmet_value"] / before - 1.0, 6),
        "lowest": round(summary["measures"]["coverage_min"], 5),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", type=Path)
    parser.add_argument("--decisions", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    plan = open_plan(arguments.plan)
    for seed in range(arguments.seeds):
        with tempfile.TemporaryDirectory() as temporary:
            decisions = drawn(plan, arguments.decisions, seed)
            found = planned_again(plan, decisions, Path(temporary))
        print(f"seed {seed}: " + ", ".join(f"{name} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
