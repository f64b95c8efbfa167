"""Decisions: what they do not say, or cannot ask yet, is told with its cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from instances import tables

from allocator.scenario.load import load
from allocator.tables.checks import check
from allocator.tables.checks.decisions import decision_rules
from allocator.tables.problems import InputErrors

LOTS: list[dict[str, object]] = [
    {"lot_id": "G", "donor_id": "N", "kind": "goods", "item_id": "a", "quantity": 9},
    {"lot_id": "M", "donor_id": "N", "kind": "cash", "quantity": 9},
]
FOLDER = {
    "scenario.yaml": "name: x\n",
    "items.csv": "item_id,category\na,warmth\n",
    "lots.csv": "lot_id,donor_id,kind,quantity,item_id\nG,N,goods,9,a\nM,N,cash,9,\n",
    "needs.csv": "place_id,item_id,quantity\nP,a,4\n",
}


@pytest.mark.parametrize(
    ("row", "code", "severity", "column"),
    [
        ({"action": "prefer", "lot_id": "G"}, "decision-quantity", "error", "quantity"),
        ({"action": "cap", "lot_id": "G"}, "decision-quantity", "error", "quantity"),
        ({"action": "lock", "lot_id": "M", "quantity": 3}, "decision-unit", "error", "item_id"),
        ({"action": "floor", "place_id": "P", "quantity": 3}, "decision-unit", "error", "item_id"),
        ({"action": "ban", "lot_id": "M", "quantity": 3}, "decision-ban-quantity", "warning", "quantity"),
    ],
)
def test_each_fault_is_told_with_its_cell(row: dict[str, object], code: str, severity: str, column: str) -> None:
    (problem,) = decision_rules(tables(lots=LOTS, decisions=[row]))
    assert (problem.code, problem.severity, problem.row, problem.column) == (code, severity, 2, column)
    assert problem.source == "decisions.csv" and problem.message and problem.hint


def test_good_decisions_pass() -> None:
    rows: list[dict[str, object]] = [
        {"action": "approve", "quantity": 4},
        {"action": "ban", "lot_id": "M"},
        {"action": "cap", "lot_id": "G", "quantity": 0},
        {"action": "floor", "lot_id": "M", "item_id": "a", "quantity": 2.5},
        {"action": "lock", "item_id": "a", "quantity": 3},
    ]
    made = tables(lots=LOTS, items=[{"item_id": "a", "category": "warmth"}], decisions=rows)
    assert not decision_rules(made)
    assert not [each for each in check(made, {}) if each.column == "action"]


def test_numbers_and_codes_are_read_like_those_of_other_tables(tmp_path: Path) -> None:
    rows = "action,lot_id,item_id,quantity\ncap,G,,-1\nban,X,,\nlock,,b,3\nfreeze,G,,\ncap,G,,5\n"
    for name, text in {**FOLDER, "decisions.csv": rows}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputErrors) as error:
        load(tmp_path)
    found = {(each.code, each.row, each.column) for each in error.value.problems if each.severity == "error"}
    assert found == {
        ("number-negative", 2, "quantity"), ("id-unknown", 3, "lot_id"), ("id-unknown", 4, "item_id"),
        ("choice-bad", 5, "action"), ("decision-quantity", 2, "quantity"),
    }  # fmt: skip
    assert {each.source for each in error.value.problems} == {"decisions.csv"}
