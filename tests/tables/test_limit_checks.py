"""Links, kits, substitutes and limits: what contradicts itself is said with its cell."""

from __future__ import annotations

import pytest
from instances import mixed_tables, tables

from allocator.tables.checks import check
from allocator.tables.checks.kits import kit_rules
from allocator.tables.checks.links import link_rules
from allocator.tables.checks.lots import lot_rules

Rows = list[dict[str, object]]


@pytest.mark.parametrize(
    ("row", "code", "severity", "column"),
    [
        ({}, "link-who", "error", "lot_id"),
        ({"lot_id": "L", "donor_id": "N"}, "link-who", "error", "lot_id"),
        ({"lot_id": "L", "min_quantity": 5, "max_quantity": 4}, "link-range", "error", "min_quantity"),
        ({"lot_id": "L", "min_quantity": 5, "allowed": False}, "link-idle", "warning", "allowed"),
        ({"lot_id": "L", "unit_cost": 5, "allowed": False}, "link-idle", "warning", "allowed"),
    ],
)
def test_links(row: dict[str, object], code: str, severity: str, column: str) -> None:
    (problem,) = link_rules(tables(links=[{"place_id": "a", **row}]))
    assert (problem.code, problem.severity, problem.row, problem.column) == (code, severity, 2, column)
    assert problem.message and problem.hint


def test_good_links_pass() -> None:
    rows: Rows = [
        {"place_id": "a", "lot_id": "L", "min_quantity": 4, "max_quantity": 4},
        {"place_id": "a", "donor_id": "N", "allowed": False},
    ]
    assert not link_rules(tables(links=rows))


@pytest.mark.parametrize(
    ("rows", "code", "column"),
    [
        ({"kits": [{"kit_item_id": "k", "item_id": "k", "quantity": 1}]}, "kit-in-kit", "item_id"),
        (
            {"kits": [{"kit_item_id": "k", "item_id": "m", "quantity": 1},
                      {"kit_item_id": "m", "item_id": "a", "quantity": 1}]},
            "kit-in-kit", "item_id",
        ),
        ({"substitutes": [{"item_id": "a", "for_item_id": "a"}]}, "substitute-itself", "item_id"),
        (
            {"kits": [{"kit_item_id": "k", "item_id": "a", "quantity": 1}],
             "substitutes": [{"item_id": "k", "for_item_id": "a"}]},
            "kit-substitute", "item_id",
        ),
        (
            {"kits": [{"kit_item_id": "k", "item_id": "a", "quantity": 1}],
             "lots": [{"lot_id": "L", "donor_id": "N", "kind": "service", "item_id": "k", "quantity": 1}]},
            "kit-service", "item_id",
        ),
    ],
)  # fmt: skip
def test_kits_and_substitutes(rows: dict[str, Rows], code: str, column: str) -> None:
    (problem,) = kit_rules(tables(**rows))
    assert (problem.code, problem.severity, problem.column) == (code, "error", column)


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        ({"kind": "goods", "quantity": 5, "min_per_place": 6}, True),
        ({"kind": "goods", "quantity": 5, "min_per_place": 5}, False),
        ({"kind": "goods", "quantity": 0, "min_per_place": 5}, False),
        ({"kind": "service", "quantity": 5, "min_per_place": 15}, False),
        ({"kind": "service", "quantity": 5, "min_per_place": 16}, True),
        ({"kind": "service", "quantity": 5, "min_per_place": 11, "from_period": "2"}, True),
    ],
)
def test_a_minimum_that_can_never_be_given(lot: dict[str, object], said: bool) -> None:
    rows: Rows = [{"lot_id": "L", "donor_id": "N", "item_id": "a", **lot}]
    made = tables(lots=rows, periods=[{"period_id": period} for period in "123"])
    assert [each.code for each in lot_rules(made)] == (["minimum-above-lot"] if said else [])


def test_mixed_instances_pass_every_check() -> None:
    for seed in range(60):
        made, _ = mixed_tables(seed)
        assert [each for each in check(made, {}) if each.severity == "error"] == []
