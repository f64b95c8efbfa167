"""Plans under review: what is banned, capped and locked, and what a decision that cannot hold falls short by."""

import numpy as np
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
