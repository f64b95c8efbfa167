"""The problem as arrays: made once, the same for any order of rows."""

import numpy as np
import pytest
from instances import Settings, random_tables, tables

from allocator.problem.build import build


def test_a_problem_cannot_be_changed():
    problem = build(random_tables(3, history=True), Settings())
    with pytest.raises(ValueError, match="read-only"):
        problem.needs.net[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        problem.lots.tops[0][0] = 1


def test_needs_above_the_unit_level_are_units_of_their_own():
    made = tables(
        places=[
            {"place_id": "D", "name": "D", "level": "district"},
            {"place_id": "a", "name": "a", "level": "commune", "parent_id": "D"},
            {"place_id": "s", "name": "s", "level": "school", "parent_id": "a"},
        ],
        items=[{"item_id": "coat", "category": "warmth"}],
        lots=[{"lot_id": "L", "donor_id": "N", "kind": "cash", "quantity": 1}],
        needs=[{"place_id": place, "item_id": "coat", "quantity": 1} for place in "sDa"],
    )
    problem = build(made, Settings())
    assert [problem.places.ids[place] for place in problem.units.place] == ["D", "a"]
    assert problem.needs.unit.tolist() == [0, 1, 1]
    places_of_needs = build(made, Settings(unit_level=None))
    assert len(places_of_needs.units) == 3


def test_clauses_of_an_earmark_are_all_kept():
    made = tables(
        places=[{"place_id": "a", "name": "a", "level": "commune"}],
        items=[
            {"item_id": "coat", "category": "warmth"},
            {"item_id": "hat", "category": "warmth"},
            {"item_id": "visit", "category": "medical", "cash_price": np.nan},
        ],
        age_groups=[{"age_group_id": "x"}, {"age_group_id": "y"}],
        periods=[{"period_id": p} for p in "123"],
        lots=[
            {"lot_id": "1", "donor_id": "N", "kind": "cash", "quantity": 1},
            {
                "lot_id": "2",
                "donor_id": "N",
                "kind": "cash",
                "quantity": 1,
                "categories": "warmth",
                "items": "hat;visit",
            },
            {"lot_id": "3", "donor_id": "N", "kind": "goods", "item_id": "coat", "quantity": 1, "age_groups": "y"},
            {"lot_id": "4", "donor_id": "N", "kind": "cash", "quantity": 1, "from_period": "2", "until_period": "2"},
        ],
        needs=[{"place_id": "a", "item_id": "coat", "quantity": 1}],
    )
    lots = build(made, Settings()).lots
    assert lots.items.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]]
    assert lots.ages.tolist() == [[1, 1, 1], [1, 1, 1], [0, 1, 0], [1, 1, 1]]
    assert lots.periods.tolist() == [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], [0, 1, 0, 1]]
