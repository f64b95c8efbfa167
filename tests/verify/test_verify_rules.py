"""Each rule: a plan that keeps it is accepted, and one that breaks it is caught under the right code."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.language import speaking
from allocator.tables.tables import Tables
from allocator.verify import verify
from allocator.verify.catalogue import CATALOGUE, CERTIFICATE, FILES, LIMITS
from tests.verify.building import GOOD_PLAN, WORLD, Line, lines, world


def codes(tables: Tables, plan: pd.DataFrame) -> set[str]:
    return {violation.code for violation in verify(tables, "commune", plan).violations}


def test_a_good_plan_is_accepted(tables: Tables, plan: pd.DataFrame) -> None:
    verification = verify(tables, "commune", plan)
    assert verification.violations == ()
    assert verification.holds


def test_an_empty_plan_is_accepted(tables: Tables, plan: pd.DataFrame) -> None:
    verification = verify(tables, "commune", plan.iloc[:0])
    assert verification.holds
    assert verification.measures.lines == 0


def test_the_order_of_table_rows_changes_nothing(tables: Tables, plan: pd.DataFrame) -> None:
    shuffled = {
        field.name: getattr(tables, field.name)
        if field.name == "periods"
        else getattr(tables, field.name).sample(frac=1, random_state=7)
        for field in dataclasses.fields(tables)
    }
    one, other = verify(tables, "commune", plan), verify(Tables(**shuffled), "commune", plan)
    assert other.violations == ()
    assert other.measures == one.measures
    pd.testing.assert_frame_equal(other.cells, one.cells)


EDITS: dict[str, tuple[int, dict[str, object]]] = {
    "line-id-blank": (0, {"line_id": ""}),
    "line-id-twice": (0, {"line_id": "line1"}),
    "lot-unknown": (0, {"lot_id": "L99"}),
    "place-unknown": (0, {"place_id": "C99"}),
    "item-unknown": (0, {"item_id": "car"}),
    "age-unknown": (0, {"age_group_id": "A99"}),
    "period-unknown": (0, {"period_id": "T99"}),
    "donor-differs": (0, {"donor_id": "N2"}),
    "provider-differs": (2, {"provider_id": "N2"}),
    "cell-unknown": (0, {"period_id": "T2"}),
    "quantity-invalid": (0, {"quantity": 0.0}),
    "value-differs": (0, {"value": 99.0}),
    "packs-differs": (0, {"packs": 10.0}),
    "cost-differs": (0, {"cost": 1.0}),
    "lot-exceeded": (0, {"quantity": 15.0, "lot_quantity": 15.0}),
    "pack-broken": (0, {"quantity": 9.0, "lot_quantity": 9.0}),
    "quantity-not-whole": (2, {"quantity": 27.5}),
    "service-exceeded": (4, {"quantity": 5.0, "lot_quantity": 5.0}),
    "earmark-places": (0, {"place_id": "C3", "period_id": "T2"}),
    "earmark-exclude-places": (0, {"place_id": "C2"}),
    "earmark-categories": (0, {"lot_id": "L2"}),
    "earmark-items": (2, {"lot_id": "L7"}),
    "earmark-age-groups": (1, {"lot_id": "L4"}),
    "earmark-window": (3, {"period_id": "T3"}),
    "lot-item": (0, {"lot_id": "L3"}),
    "cash-unbuyable": (2, {"place_id": "C2", "item_id": "book"}),
    "lot-direct": (0, {"lot_id": "L6"}),
    "lot-quality": (2, {"lot_id": "L5"}),
    "lot-quantity-differs": (0, {"lot_quantity": 5.0}),
    "lot-item-differs": (2, {"lot_item_id": "meal"}),
}


@pytest.mark.parametrize("code", EDITS)
def test_a_broken_rule_is_caught(tables: Tables, plan: pd.DataFrame, code: str) -> None:
    row, changes = EDITS[code]
    for column, value in changes.items():
        plan.loc[row, column] = value
    verification = verify(tables, "commune", plan)
    assert not verification.holds
    caught = [violation for violation in verification.violations if violation.code == code]
    assert len(caught) == 1
    expected = {"lot-exceeded": "L1", "service-exceeded": "L3", "line-id-twice": "line1", "line-id-blank": "(row 2)"}
    assert caught[0].subject == expected.get(code, plan.loc[row, "line_id"])


WHOLE_PLANS: dict[str, list[Line]] = {
    "line-twice": [*GOOD_PLAN[:8], ("L2", "C3", "rice", "", "T3", 0.5)],
    "order-differs": [GOOD_PLAN[1], GOOD_PLAN[0], *GOOD_PLAN[2:]],
    "earmark-age-groups": [("L4", "C3", "jacket", "", "T2", 1.0)],
    "lot-exceeded": [("L3", "C1", "visit", "", "T1", 4.0), ("L3", "C2", "visit", "", "", 5.0)],
}


@pytest.mark.parametrize("code", WHOLE_PLANS)
def test_a_broken_plan_is_caught(tables: Tables, code: str) -> None:
    assert codes(tables, lines(tables, WHOLE_PLANS[code])) == {code}


def test_every_rule_of_plans_has_a_test() -> None:
    assert set(CATALOGUE) - set(FILES) - set(CERTIFICATE) == set(EDITS) | set(WHOLE_PLANS) | set(LIMITS)


@pytest.mark.parametrize("quantity", [np.nan, np.inf, -5.0, 0.0])
def test_a_quantity_that_is_none_hides_nothing_else(tables: Tables, plan: pd.DataFrame, quantity: float) -> None:
    plan.loc[0, "quantity"] = quantity
    plan.loc[1, "donor_id"] = "N9"
    assert codes(tables, plan) == {"quantity-invalid", "donor-differs"}


def test_order_counts_the_blank_period_last(tables: Tables) -> None:
    needs = [*WORLD["needs"], {"place_id": "C2", "item_id": "visit", "period_id": "T2", "quantity": 5.0}]
    more = world(**{**WORLD, "needs": needs})
    dated, any_time = ("L3", "C2", "visit", "", "T2", 1.0), ("L3", "C2", "visit", "", "", 1.0)
    assert codes(more, lines(more, [dated, any_time])) == set()
    assert codes(more, lines(more, [any_time, dated])) == {"order-differs"}


def test_places_and_exclusions_reach_below(tables: Tables) -> None:
    lots = [
        {"lot_id": "X", "donor_id": "N", "kind": "service", "item_id": "visit", "quantity": 9.0, "places": "D1;C1"},
        {
            "lot_id": "Y",
            "donor_id": "N",
            "kind": "service",
            "item_id": "visit",
            "quantity": 9.0,
            "exclude_places": "C1",
        },
    ]
    other = world(**{**WORLD, "lots": lots})
    assert codes(other, lines(other, [("X", "S1", "visit", "", "T2", 1.0)])) == set()
    assert codes(other, lines(other, [("Y", "S1", "visit", "", "T2", 1.0)])) == {"earmark-exclude-places"}
    assert codes(other, lines(other, [("Y", "C2", "visit", "", "", 1.0)])) == set()


def test_without_periods_a_service_has_one() -> None:
    rows = {
        "places": [{"place_id": "C", "name": "C", "level": "commune"}],
        "items": [{"item_id": "visit", "category": "medical"}],
        "lots": [{"lot_id": "L", "donor_id": "N", "kind": "service", "item_id": "visit", "quantity": 4.0}],
        "needs": [{"place_id": "C", "item_id": "visit", "quantity": 9.0}],
    }
    tables = world(**rows)
    assert codes(tables, lines(tables, [("L", "C", "visit", "", "", 4.0)])) == set()
    assert codes(tables, lines(tables, [("L", "C", "visit", "", "", 5.0)])) == {"lot-exceeded"}


def test_a_missing_column_is_named(tables: Tables, plan: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="provider_id"):
        verify(tables, None, plan.drop(columns="provider_id"))


def test_messages_are_filled_in_both_languages(tables: Tables, plan: pd.DataFrame) -> None:
    plan.loc[0, ["quantity", "lot_quantity"]] = 12.5
    (broken,) = [v for v in verify(tables, None, plan).violations if v.code == "pack-broken"]
    assert broken.message == "Line line0: the quantity 12.50 is not a whole number of packs of 5."
    with speaking("vi"):
        assert broken.message == "Dòng line0: số lượng 12,50 không chia hết theo quy cách đóng gói 5."


def beyond_lot(plan: pd.DataFrame, row: int, pick: int) -> None:
    plan.loc[row, "quantity"] += 100.0


def fraction(plan: pd.DataFrame, row: int, pick: int) -> None:
    plan.loc[row, "quantity"] += 0.25 + pick


def other_lot(plan: pd.DataFrame, row: int, pick: int) -> None:
    choices = sorted({"L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8"} - {plan.loc[row, "lot_id"]})
    plan.loc[row, "lot_id"] = choices[pick % len(choices)]


def other_place(plan: pd.DataFrame, row: int, pick: int) -> None:
    choices = sorted({"P", "D1", "D2", "C1", "C2", "C3", "S1"} - {plan.loc[row, "place_id"]})
    plan.loc[row, "place_id"] = choices[pick % len(choices)]


def other_item(plan: pd.DataFrame, row: int, pick: int) -> None:
    choices = sorted({"jacket", "meal", "rice", "visit", "book"} - {plan.loc[row, "item_id"]})
    plan.loc[row, "item_id"] = choices[pick % len(choices)]


def other_period(plan: pd.DataFrame, row: int, pick: int) -> None:
    choices = sorted({"T1", "T2", "T3", ""} - {plan.loc[row, "period_id"]})
    plan.loc[row, "period_id"] = choices[pick % len(choices)]


def other_age(plan: pd.DataFrame, row: int, pick: int) -> None:
    choices = sorted({"A1", "A2", ""} - {plan.loc[row, "age_group_id"]})
    plan.loc[row, "age_group_id"] = choices[pick % len(choices)]


MUTATIONS: list[Callable[[pd.DataFrame, int, int], None]] = [
    beyond_lot, fraction, other_lot, other_place, other_item, other_period, other_age,
]  # fmt: skip


@given(row=st.integers(0, len(GOOD_PLAN) - 1), pick=st.integers(0, 7), mutate=st.sampled_from(MUTATIONS))
def test_no_random_change_goes_unseen(row: int, pick: int, mutate: Callable[[pd.DataFrame, int, int], None]) -> None:
    tables = world(**WORLD)
    plan = lines(tables, GOOD_PLAN)
    mutate(plan, row, pick)
    assert codes(tables, plan)
