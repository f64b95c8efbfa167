"""Random reviews of a small plan, read back, planned again and checked: ``python -m benchmarks.reviews --count 1000``.

Every decision that can be used must hold exactly in the new plan, every cell that cannot must be named, no comment may
be lost, and nothing may fail with a traceback.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from allocator.plan.folder import write
from allocator.problem.build import build
from allocator.report.review_workbook import Reviewer, write_review
from allocator.report.view import make_view
from allocator.review.decision import IDS, Decision
from allocator.review.importing import Imported, import_files
from allocator.review.reviewed import ReviewedPlan, open_plan
from allocator.review.scenario import write_scenario
from allocator.scenario.load import load
from allocator.solve import solve
from allocator.verify import verify
from benchmarks.review_edits import Expected, edited_book, edited_file

SCENARIO = {
    "scenario.yaml": "name: Rà soát\nunit_level: commune\nlimits: {seconds: 20, gap: 0, threads: 1}\n",
    "places.csv": "place_id,name,level,parent_id\nT,Tỉnh,province,\nH1,Huyện 1,district,T\nH2,Huyện 2,district,T\n"
    "01,Xã A,commune,H1\n02,Xã B,commune,H1\n03,Xã =C,commune,H2\n",
    "items.csv": "item_id,category,name,value,divisible\nao,warmth,Áo,250,\nsua,nutrition,Sữa,10,yes\nvo,play,Vở,5,\n",
    "age_groups.csv": "age_group_id,name\nA1,3-5\nA2,6-10\n",
    "lots.csv": "lot_id,donor_id,kind,quantity,item_id,pack_size,places\nL1,D1,goods,60,ao,10,\nL2,D2,cash,4000,,,\n"
    "L3,D3,goods,80,vo,,H1\nL4,D1,goods,90,sua,,\nL5,D4,goods,30,ao,,H2\n",
    "needs.csv": "place_id,item_id,quantity,age_group_id\n01,ao,30,A1\n02,ao,30,A2\n03,ao,40,A1\n01,sua,60.5,\n"
    "02,sua,50,A1\n02,sua,20,\n03,sua,70,\n01,vo,50,A2\n02,vo,60,A2\n",
}


def small_plan(folder: Path) -> tuple[ReviewedPlan, Path]:
    """A plan of a few lines in ``folder``, and its review workbook."""
    scenario = folder / "scenario"
    scenario.mkdir(parents=True)
    for name, text in SCENARIO.items():
        (scenario / name).write_text(text, encoding="utf-8")
    inputs = load(scenario)
    write(solve(build(inputs.tables, inputs.config)), inputs, folder / "plan", "benchmark")
    plan = open_plan(folder / "plan")
    book = folder / "review.xlsx"
    write_review(make_view(plan.plan, plan.inputs), plan.plan.allocations, plan.hash, Reviewer(), book)
    return plan, book


def one_review(seed: int, plan: ReviewedPlan, book: Path, folder: Path) -> int:
    """One random review, from files to the new plan; the number of decisions. ``AssertionError`` where it is wrong."""
    rng = np.random.default_rng([seed, 5])
    folder.mkdir()
    expected = []
    for number in range(int(rng.integers(1, 4))):
        name = f"Người {number}"
        if rng.random() < 0.6:
            expected.append(edited_book(rng, book, plan, folder / f"review-{number}.xlsx", name))
        else:
            expected.append(edited_file(rng, plan, folder / f"decisions-{number}.json", name))
    imported = import_files(plan, [each.file for each in expected])
    check_import(imported, expected)
    check_plan(plan, imported, folder / "scenario")
    return len(imported.decisions)


def check_import(imported: Imported, expected: list[Expected]) -> None:
    """Every decision read, every broken cell named, every comment kept, nothing made up."""
    wanted = sorted(str(each) for file in expected if not file.refused for each in file.decisions)
    found = sorted(str((each.target.line_id, each.action, each.quantity)) for each in imported.decisions)
    assert found == wanted, (found, wanted)
    for file in expected:
        mine = [each for each in imported.errors if each.source.split(":")[0] == file.file.name]
        if file.refused:
            assert [each.code for each in mine if each.row is None and each.column is None], file
            continue
        named = {(each.row or _number(each.header or each.column or ""), each.column) for each in mine}
        for row, column in file.broken:
            hit = {name for at, name in named if at == row}
            assert any(column in (name or "") for name in hit), (file.file.name, row, column, named)
        assert {at for at, _ in named} == {row for row, _ in file.broken}, (file, named)
        kept = "\n".join([*(each.comment for each in imported.decisions), *(each.comment for each in imported.remarks)])
        assert all(comment in kept for comment in file.comments), file
    said = "\n".join(each.comment for each in imported.merged.decisions)
    settled = {each.target.line_id for each in imported.merged.decisions}
    for each in imported.decisions:
        assert each.comment in said or each.target.line_id not in settled
    asked: dict[str, set[tuple[str, float | None]]] = {}
    for each in imported.decisions:
        asked.setdefault(each.target.line_id, set()).add(each.asks)
    torn = {line for line, wishes in asked.items() if len(wishes) > 1}
    assert torn == {each.decisions[0].target.line_id for each in imported.merged.disagreements}


def _number(label: str) -> int:
    """The number in ``decisions[3].quantity``."""
    return int(label.partition("[")[2].partition("]")[0] or 0)


def check_plan(plan: ReviewedPlan, imported: Imported, out: Path) -> None:
    """The new plan keeps every decision to the letter, and passes the independent check."""
    write_scenario(plan, imported, out)
    inputs = load(out)
    new = solve(build(inputs.tables, inputs.config))
    checked = verify(inputs.tables, inputs.config.unit_level, new.allocations, inputs.config)
    assert checked.holds, [each.message for each in checked.violations]
    assert checked.measures.rules_short == 0
    for each in imported.merged.decisions:
        given = _given(new.allocations, each)
        asked = each.quantity or 0.0
        kept = {"ban": given == 0, "cap": given <= asked + 1e-6, "floor": given >= asked - 1e-6,
                "lock": abs(given - asked) <= 1e-6}.get(each.action, True)  # fmt: skip
        assert kept, (each, given)


def _given(lines: pd.DataFrame, decision: Decision) -> float:
    hit = pd.Series(True, index=lines.index)
    for name, wanted in zip(IDS, decision.target.ids, strict=True):
        hit &= lines[name] == wanted
    return float(lines.loc[hit, "quantity"].sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    begun, decisions = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as temporary:
        plan, book = small_plan(Path(temporary))
        for seed in range(arguments.first, arguments.first + arguments.count):
            decisions += one_review(seed, plan, book, Path(temporary) / str(seed))
    seconds = time.perf_counter() - begun
    print(f"{arguments.count} reviews, {decisions} decisions, {seconds:.0f} s: all kept, all faults named")


if __name__ == "__main__":
    main()
