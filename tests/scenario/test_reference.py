"""The plan that changes are counted against."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_scenario import Write

from allocator.problem.build import build
from allocator.scenario.load import load
from allocator.tables.problems import InputErrors

HEADER = "lot_id,place_id,item_id,age_group_id,period_id,quantity"


def write_plan(folder: Path, *lines: str, header: str = HEADER) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "plan.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")


@pytest.mark.parametrize("written", ["../old", "../old/plan.csv"])
def test_a_folder_or_a_file(write: Write, tmp_path: Path, written: str) -> None:
    write_plan(
        tmp_path / "old", "L1,01,ao,A1,,5", "L1,01,ao,A1,,2", "L2,02,sua,,2020,3", "L9,01,ao,A1,,1", "L1,01,ao,,,1"
    )
    inputs = load(write({"scenario.yaml": f"reference: {written}\n"}))
    assert ("../old/plan.csv" in {each.name for each in inputs.files}) and inputs.config.reference is not None
    problem = build(inputs.tables, inputs.config)
    assert problem.reference is not None and problem.reference.lost == 2
    lines = problem.reference.lines
    named = [(problem.lots.ids[lot], problem.items.ids[problem.needs.item[cell]])
             for lot, cell in zip(lines.lot, lines.cell, strict=True)]  # fmt: skip
    assert named == [("L1", "ao"), ("L2", "sua")] and lines.quantity.tolist() == [7, 3]


def test_a_plan_without_lines(write: Write, tmp_path: Path) -> None:
    write_plan(tmp_path / "old")
    inputs = load(write({"scenario.yaml": "reference: ../old\n"}))
    problem = build(inputs.tables, inputs.config)
    assert problem.reference is not None
    assert (len(problem.reference.lines.lot), problem.reference.lost) == (0, 0)


@pytest.mark.parametrize(
    ("lines", "header", "code", "shown"),
    [
        ([], "lot_id,place_id", "reference-columns", "item_id, age_group_id, period_id, quantity"),
        (["L1,01,ao,A1,,5", "L1,02,ao,A1,,many"], HEADER, "reference-quantity", "many"),
        (["L1,01,ao,A1,,-5"], HEADER, "reference-quantity", "-5"),
        (["L1,01,ao,A1,,inf"], HEADER, "reference-quantity", "inf"),
    ],
)
def test_a_plan_that_is_none(
    write: Write, tmp_path: Path, lines: list[str], header: str, code: str, shown: str
) -> None:
    write_plan(tmp_path / "old", *lines, header=header)
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": "name: x\nreference: ../old\n"}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == (code, 2, "reference") and shown in problem.message


def test_no_plan_there(write: Write) -> None:
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": "reference: ../none\n"}))
    assert [(each.code, each.found) for each in caught.value.problems] == [("reference-missing", "../none")]
