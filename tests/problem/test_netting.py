"""What is already covered is taken off the needs it belongs to."""

import numpy as np
import pytest
from instances import Settings, tables

from allocator.problem.build import build
from allocator.problem.netting import spread

PLACES = [
    {"place_id": "D", "name": "D", "level": "district"},
    {"place_id": "a", "name": "a", "level": "commune", "parent_id": "D"},
    {"place_id": "b", "name": "b", "level": "commune", "parent_id": "D"},
]
ITEMS = [{"item_id": "coat", "category": "warmth", "value": 10.0}]
AGES = [{"age_group_id": "0-5"}, {"age_group_id": "6-10"}]
PERIODS = [
    {"period_id": "2019", "start": "2019-01-01", "end": "2019-12-31"},
    {"period_id": "2020", "start": "2020-01-01", "end": "2020-12-31"},
]


def needs_of(needs, ledger=(), lots=()):
    made = tables(
        places=PLACES,
        items=ITEMS,
        age_groups=AGES,
        periods=PERIODS,
        needs=[{"item_id": "coat", **need} for need in needs],
        ledger=[{"item_id": "coat", **row} for row in ledger],
        lots=[{"donor_id": "G", "kind": "goods", "item_id": "coat", "direct": True, **lot} for lot in lots],
    )
    return build(made, Settings()).needs


def test_net_is_never_below_zero():
    needs = needs_of(
        [{"place_id": "a", "quantity": 10, "entitlement": 4}],
        ledger=[{"place_id": "a", "quantity": 3}],
        lots=[{"lot_id": "L", "quantity": 9}],
    )
    assert (needs.ledger.item(), needs.direct.item(), needs.net.item()) == (3, 9, 0)


def test_a_delivery_before_the_assessment_has_been_seen_by_it():
    needs = needs_of(
        [{"place_id": "a", "quantity": 10, "assessed_on": "2019-06-01"}],
        ledger=[
            {"place_id": "a", "quantity": 1, "delivered_on": "2019-05-31"},
            {"place_id": "a", "quantity": 2, "delivered_on": "2019-06-01"},
            {"place_id": "a", "quantity": 4},
        ],
    )
    assert needs.ledger.item() == 6


def test_the_day_of_delivery_tells_the_period():
    cells = [{"place_id": "a", "quantity": 10, "period_id": year} for year in ("2019", "2020")]
    needs = needs_of(cells, ledger=[{"place_id": "a", "quantity": 3, "delivered_on": "2020-02-01"}])
    assert needs.ledger.tolist() == [0, 3]


def test_a_record_without_age_is_spread_in_whole_units_by_what_is_needed():
    cells = [{"place_id": "a", "quantity": q, "age_group_id": age} for q, age in ((4, "0-5"), (8, "6-10"))]
    needs = needs_of(cells, ledger=[{"place_id": "a", "quantity": 5}])
    assert needs.ledger.tolist() == [2, 3]


def test_a_record_of_a_district_counts_in_its_communes():
    cells = [{"place_id": place, "quantity": 10} for place in "ab"]
    assert needs_of(cells, ledger=[{"place_id": "D", "quantity": 6}]).ledger.tolist() == [3, 3]


def test_direct_lots_follow_their_earmark():
    cells = [{"place_id": place, "quantity": 10} for place in "ab"]
    needs = needs_of(cells, lots=[{"lot_id": "L", "quantity": 6, "places": "b"}])
    assert needs.direct.tolist() == [0, 6]


def test_direct_cash_counts_at_its_price():
    cash = {"lot_id": "L", "kind": "cash", "item_id": None, "quantity": 65}
    assert needs_of([{"place_id": "a", "quantity": 10}], lots=[cash]).direct.item() == 6


@pytest.mark.parametrize(
    ("amount", "still", "whole", "given"),
    [
        (4, [3, 3, 0], True, [2, 2, 0]),
        (5, [3, 3, 3], True, [2, 2, 1]),
        (9, [2, 2], True, [2, 2]),
        (3, [0, 0], True, [0, 0]),
        (1, [1, 3], False, [0.25, 0.75]),
    ],
)
def test_spread(amount, still, whole, given):
    np.testing.assert_allclose(spread(amount, np.array(still, dtype=float), whole), given)
