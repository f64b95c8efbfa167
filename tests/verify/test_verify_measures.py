"""Measures against values worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from allocator.tables.tables import Tables
from allocator.verify import verify
from tests.verify.building import Row, lines, world


def test_measures_by_hand(tables: Tables, plan: pd.DataFrame) -> None:
    measures = verify(tables, "commune", plan).measures
    # Net: jackets 10 + 8 + 5 + 5 (one delivered directly) + 6 + 4, visits 3 + 9 + 5 + 1, meals 28, rice 7.5, books 3.
    assert measures.need_value == pytest.approx(380 + 90 + 56 + 7.5 + 12)
    assert measures.met_value == pytest.approx(230 + 40 + 56 + 7.5)
    assert measures.unmet_value == pytest.approx(212)
    assert measures.unmet_by_tier == pytest.approx({1: 172, 2: 3 * 40})
    assert measures.coverage_min == pytest.approx(7.5 / 157.5)
    assert measures.fairness_min == pytest.approx(7.5 / 157.5 / 2)
    assert measures.coverage_mean == pytest.approx((271 / 301 + 55 / 87 + 7.5 / 157.5) / 3)
    assert measures.surplus_value == pytest.approx(20)
    assert (measures.overlap, measures.links, measures.lines) == (1, 8, 9)
    assert (measures.repeat_value, measures.cost) == (0, 0)
    # L1 20 jackets, L2 cash, L3 4 visits in each of 2 periods, L4 10 jackets, L7 cash; L5 and L6 may not be used.
    assert measures.supply_value == pytest.approx(200 + 80 + 40 + 100 + 90)
    assert measures.used_value == pytest.approx(200 + 65 + 40 + 50 + 2.25)


def test_frames_by_hand(tables: Tables, plan: pd.DataFrame) -> None:
    verification = verify(tables, "commune", plan)
    coverage = verification.coverage
    assert coverage["unit"].tolist() == ["C1", "C2", "C3"]
    assert coverage["net_value"].tolist() == pytest.approx([301, 87, 157.5])
    assert coverage["met_value"].tolist() == pytest.approx([271, 55, 7.5])
    assert coverage["severity"].tolist() == [1, 1, 2]
    cells = verification.cells
    assert cells.columns.tolist() == [
        "place_id", "item_id", "age_group_id", "period_id", "tier", "need", "entitlement",
        "ledger", "direct", "net", "met", "unmet",
    ]  # fmt: skip
    meal = cells[cells["item_id"] == "meal"].iloc[0]
    assert meal[["need", "entitlement", "net", "met", "unmet"]].tolist() == [30, 2, 28, 28, 0]
    lots = verification.lots.set_index("lot_id")
    assert lots.loc["L2"].tolist() == [80, 65, 15]
    assert lots.loc["L3"].tolist() == [8, 8, 0]


def test_units_are_the_places_themselves_without_a_level(tables: Tables, plan: pd.DataFrame) -> None:
    assert verify(tables, None, plan).coverage["unit"].tolist() == ["C1", "S1", "C2", "C3"]
    assert verify(tables, "district", plan).coverage["unit"].tolist() == ["D1", "D2"]
    assert verify(tables, "village", plan).coverage["unit"].tolist() == ["C1", "S1", "C2", "C3"]


def test_a_unit_that_needs_nothing_is_covered_and_left_out_of_minima(tables: Tables, plan: pd.DataFrame) -> None:
    needs = tables.needs
    needs.loc[needs["place_id"] == "C3", "entitlement"] = 100.0
    verification = verify(tables, "commune", plan)
    assert verification.coverage.set_index("unit").loc["C3", "coverage"] == 1
    assert verification.measures.coverage_mean == pytest.approx((271 / 301 + 55 / 87) / 2)
    needs["entitlement"] = 100.0
    nothing = verify(tables, "commune", plan).measures
    assert (nothing.coverage_min, nothing.fairness_min, nothing.coverage_mean) == (1, 1, 1)


LEDGER: list[Row] = [
    {"place_id": "C", "item_id": "jacket", "age_group_id": "A", "period_id": "T1", "quantity": 6.0},
]


@pytest.mark.parametrize(
    ("lifetime", "ledger", "expected"),
    [
        # T1: net 0, given 3, own ledger 6: all 3 repeat. T2: net 5, given 7, 2 over; 9 came in T1. T3: 4 over, 7 in T2.
        (2.0, LEDGER, 10 * (3 + 2 + 4)),
        # Lifetime 1 looks at the own period's ledger alone.
        (1.0, LEDGER, 10 * 3),
        (1.0, [], 0),
        # Without the ledger T1 is needed (5) and not exceeded; T2 is 2 over, after 3 in T1; T3 is 4 over.
        (2.0, [], 10 * (2 + 4)),
    ],
)
def test_repeat(lifetime: float, ledger: list[Row], expected: float) -> None:
    need: Row = {"place_id": "C", "item_id": "jacket", "age_group_id": "A"}
    # A need at any time would match the ledger too, which would then be spread.
    needed = [("T1", 5.0), ("T2", 5.0), ("T3", 1.0), *([] if ledger else [("", 1.0)])]
    tables = world(
        places=[{"place_id": "C", "name": "C", "level": "commune"}],
        items=[{"item_id": "jacket", "category": "warmth", "value": 10.0, "lifetime": lifetime}],
        age_groups=[{"age_group_id": "A"}],
        periods=[{"period_id": "T1"}, {"period_id": "T2"}, {"period_id": "T3"}],
        lots=[{"lot_id": "L", "donor_id": "N", "kind": "goods", "item_id": "jacket", "quantity": 99.0}],
        needs=[{**need, "period_id": period, "quantity": quantity} for period, quantity in needed],
        ledger=ledger,
    )
    given = [("T1", 3.0), ("T2", 7.0), ("T3", 5.0), *([] if ledger else [("", 2.0)])]
    plan = lines(tables, [("L", "C", "jacket", "A", period, amount) for period, amount in given])
    assert verify(tables, None, plan).measures.repeat_value == pytest.approx(expected)
