"""Plans under review: what is banned, capped and locked, and what a decision that cannot hold falls short by."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from instances import Settings, tables

from allocator.problem.build import build
from allocator.scenario.config import Objective
from allocator.solve import solve
from allocator.solve.routes import only_earmarks
from allocator.verify import verify

SETTINGS = Settings(unit_level=None, levels=(Objective("unmet"),))
PLACES = [
    {"place_id": "P", "name": "P", "level": "province"},
    {"place_id": "a", "name": "a", "level": "commune", "parent_id": "P"},
    {"place_id": "b", "name": "b", "level": "commune", "parent_id": "P"},
]


def made(decisions, lots=None):
    return tables(
        places=PLACES,
        items=[
            {"item_id": "coat", "category": "warmth", "value": 10},
            {"item_id": "rice", "category": "food", "value": 2, "divisible": True},
        ],
        lots=lots or [{"lot_id": "L", "donor_id": "N", "kind": "goods", "item_id": "coat", "quantity": 10}],
        needs=[
            {"place_id": "a", "item_id": "coat", "quantity": 8},
            {"place_id": "b", "item_id": "coat", "quantity": 8},
            {"place_id": "b", "item_id": "rice", "quantity": 8},
        ],
        decisions=decisions,
    )


def planned(decisions, lots=None):
    """The quantity to each place, the shortfall and the unmet value; the plan verifies."""
    given = made(decisions, lots)
    plan = solve(build(given, SETTINGS))
    check = verify(given, None, plan.allocations, SETTINGS)
    assert check.holds
    assert check.measures.rules_short == pytest.approx(plan.measures.rules_short)
    by_place = plan.allocations.groupby("place_id")["quantity"].sum()
    return by_place.get("a", 0.0), by_place.get("b", 0.0), plan.measures.rules_short, plan.measures.unmet_value


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([{"action": "ban", "place_id": "a"}], (0, 8, 0, 96)),
        ([{"action": "cap", "lot_id": "L", "quantity": 4}], None),
        ([{"action": "lock", "place_id": "a", "item_id": "coat", "quantity": 3}], (3, 7, 0, 76)),
        ([{"action": "floor", "place_id": "b", "lot_id": "L", "quantity": 7}], (3, 7, 0, 76)),
        # More than is needed goes where a reviewer asks for it: 9 to a place that needs 8.
        ([{"action": "lock", "place_id": "a", "lot_id": "L", "quantity": 9}], (9, 1, 0, 86)),
        # All of the lot is 2 coats short of the floor, and a lock against a ban is short by all of it.
        ([{"action": "floor", "place_id": "P", "item_id": "coat", "quantity": 12}], None),
        (
            [{"action": "lock", "place_id": "a", "lot_id": "L", "quantity": 3}, {"action": "ban", "lot_id": "L"}],
            (0, 0, 30, 176),
        ),
    ],
)
def test_decisions_shape_the_plan(decisions, expected):
    found = planned(decisions)
    if expected is None:
        asked = decisions[0]
        total = {"cap": 4, "floor": 10}[asked["action"]]
        assert (found[0] + found[1], found[2]) == (total, {"cap": 0, "floor": 20}[asked["action"]])
    else:
        assert found == pytest.approx(expected)


def test_a_kit_is_not_opened_where_its_content_is_banned():
    lots = [{"lot_id": "K", "donor_id": "N", "kind": "goods", "item_id": "kit", "quantity": 4}]
    given = tables(
        places=PLACES,
        items=[
            {"item_id": "coat", "category": "warmth", "value": 10},
            {"item_id": "rice", "category": "food", "value": 2},
            {"item_id": "kit", "category": "kits", "value": 12},
        ],
        kits=[{"kit_item_id": "kit", "item_id": item, "quantity": 1} for item in ("coat", "rice")],
        lots=lots,
        needs=[
            {"place_id": place, "item_id": item, "quantity": 2} for place in ("a", "b") for item in ("coat", "rice")
        ],
        decisions=[
            {"action": "ban", "place_id": "a", "item_id": "rice"},
            {"action": "floor", "lot_id": "K", "item_id": "coat", "place_id": "b", "quantity": 3},
        ],
    )
    plan = solve(build(given, SETTINGS))
    assert verify(given, None, plan.allocations, SETTINGS).violations == ()
    assert set(plan.allocations["place_id"]) == {"b"}
    assert plan.allocations["quantity"].tolist() == [3, 3]  # one more than b needs


def test_problems_under_decisions_take_the_exact_route_and_approvals_change_nothing():
    assert only_earmarks(build(made([{"action": "approve", "lot_id": "L"}]), SETTINGS))
    assert not only_earmarks(build(made([{"action": "ban", "lot_id": "L"}]), SETTINGS))
    approved = [{"action": "approve", "place_id": "a", "quantity": 5, "reviewer": "Lan"}]
    assert planned(approved)[2:] == planned([])[2:] == (0, 76)


def test_the_order_of_the_decisions_changes_no_line():
    rng = np.random.default_rng(1)
    rows = [
        {"action": "cap", "place_id": "a", "item_id": "coat", "quantity": 5},
        {"action": "floor", "place_id": "b", "lot_id": "L", "quantity": 4},
        {"action": "lock", "place_id": "P", "item_id": "coat", "quantity": 9},
    ]
    first = solve(build(made(rows), SETTINGS)).allocations
    for _ in range(3):
        shuffled = [rows[at] for at in rng.permutation(3)]
        assert solve(build(made(shuffled), SETTINGS)).allocations.equals(first)


LOTS = [
    {"lot_id": "L", "donor_id": "N", "kind": "goods", "item_id": "coat", "quantity": 10},
    {"lot_id": "M", "donor_id": "O", "kind": "goods", "item_id": "coat", "quantity": 6},
]


def lines_of(plan):
    frame = plan.allocations
    return {
        (lot, place): q for lot, place, q in zip(frame["lot_id"], frame["place_id"], frame["quantity"], strict=True)
    }


def solved(decisions, levels, reference=None):
    given = made(decisions, LOTS)
    settings = replace(SETTINGS, levels=levels, reference_lines=reference)
    plan = solve(build(given, settings))
    check = verify(given, None, plan.allocations, settings)
    assert check.holds
    assert check.measures.prefer_short == pytest.approx(plan.measures.prefer_short)
    assert check.measures.change == plan.measures.change
    return plan


def reference_of(rows):
    keys = ["lot_id", "place_id", "item_id", "age_group_id", "period_id", "quantity"]
    return pd.DataFrame([(lot, place, "coat", "", "", quantity) for lot, place, quantity in rows], columns=keys)


def test_a_preference_is_kept_where_nothing_above_is_lost():
    wish = [{"action": "prefer", "lot_id": "M", "place_id": "a", "quantity": 6}]
    plan = solved(wish, (Objective("unmet"),))
    assert lines_of(plan)["M", "a"] == 6 and plan.measures.unmet_value == 16
    assert [(each.name, each.value) for each in plan.objectives][-1] == ("prefer", 0)


def test_a_preference_never_costs_what_is_above_it_but_it_may_change_lines():
    # More than a needs would leave coats unmet at b: the wish is granted as far as a's need goes.
    greedy = [{"action": "prefer", "place_id": "a", "item_id": "coat", "quantity": 12}]
    plan = solved(greedy, (Objective("unmet"),))
    assert (plan.measures.unmet_value, plan.measures.prefer_short) == (16, 40)
    before = reference_of([("L", "a", 8), ("L", "b", 2), ("M", "b", 6)])
    levels = (Objective("unmet"), Objective("change"))
    wish = [{"action": "prefer", "lot_id": "M", "place_id": "a", "quantity": 6}]
    assert solved([], levels, before).measures.change == 0
    swapped = solved(wish, levels, before)
    assert (swapped.measures.prefer_short, swapped.measures.change) == (0, 4)
    assert [each.name for each in swapped.objectives] == ["unmet_tier_1", "prefer", "change"]


@pytest.mark.parametrize(("most", "unmet", "beyond"), [(0, 156, 2), (2, 156, 0), (3, 96, 0), (9, 56, 0)])
def test_a_budget_of_changes_comes_before_need_and_after_what_is_locked(most, unmet, beyond):
    """The ban and the lock take two changes whatever the budget; more is met only where more may change."""
    before = reference_of([("L", "a", 8)])
    asked = [{"action": "ban", "lot_id": "L", "place_id": "a"},
             {"action": "lock", "lot_id": "M", "place_id": "b", "quantity": 2}]  # fmt: skip
    plan = solved(asked, (Objective("unmet"), Objective("change", most=most)), before)
    found = {each.name: each.value for each in plan.objectives}
    assert (found["budget"], plan.measures.rules_short) == (beyond, 0)
    assert plan.measures.change <= most + beyond
    assert plan.measures.unmet_value == unmet, lines_of(plan)
