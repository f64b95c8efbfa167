"""Decisions as arrays, and the deliveries that their patterns name."""

import numpy as np
from instances import Settings, tables

from allocator.problem.build import build
from allocator.problem.decisions import matching
from allocator.problem.problem import APPROVE, BAN, CAP, FLOOR, LOCK

ROWS = [
    {"action": "lock", "lot_id": "M", "item_id": "coat", "quantity": 3, "reviewer": "Lan", "comment": "agreed"},
    {"action": "floor", "lot_id": "G", "quantity": 2},
    {"action": "cap", "item_id": "rice", "place_id": "D", "period_id": "T2", "quantity": 7},
    {"action": "ban", "place_id": "b", "age_group_id": "A1", "quantity": 4},
    {"action": "approve"},
]


def made(rows=ROWS):
    return build(
        tables(
            places=[
                {"place_id": "P", "name": "P", "level": "province"},
                {"place_id": "D", "name": "D", "level": "district", "parent_id": "P"},
                {"place_id": "a", "name": "a", "level": "commune", "parent_id": "D"},
                {"place_id": "b", "name": "b", "level": "commune", "parent_id": "P"},
            ],
            items=[
                {"item_id": "coat", "category": "warmth", "value": 10},
                {"item_id": "rice", "category": "food", "value": 2},
            ],
            age_groups=[{"age_group_id": "A1"}],
            periods=[{"period_id": "T1"}, {"period_id": "T2"}],
            lots=[
                {"lot_id": "G", "donor_id": "N", "kind": "goods", "item_id": "coat", "quantity": 9},
                {"lot_id": "M", "donor_id": "N", "kind": "cash", "quantity": 99},
            ],
            needs=[
                {"place_id": place, "item_id": item, "age_group_id": age, "period_id": period, "quantity": 5}
                for place in ("a", "b")
                for item in ("coat", "rice")
                for age, period in (("A1", "T1"), ("", "T2"), ("A1", ""))
            ],
            decisions=rows,
        ),
        Settings(),
    )


def test_rows_are_indices_in_an_order_of_their_own():
    table = made().decisions
    assert table.action.tolist() == [APPROVE, CAP, BAN, FLOOR, LOCK]
    assert table.record.tolist() == [4, 2, 3, 1, 0]
    assert table.lot.tolist() == [-1, -1, -1, 0, 1]
    assert table.item.tolist() == [-1, 1, -1, -1, 0]
    assert [table.place.tolist(), table.age.tolist(), table.period.tolist()] == [
        [-1, 1, 3, -1, -1], [-1, -1, 0, -1, -1], [-1, 1, -1, -1, -1],
    ]  # fmt: skip
    assert table.quantity.tolist() == [0, 7, 0, 2, 3]
    assert table.value.tolist() == [0, 2, 0, 10, 10]
    assert table.soft.tolist() == [False, False, False, True, True]
    assert (table.reviewer[4], table.comment[4]) == ("Lan", "agreed")


def test_the_order_of_the_rows_changes_nothing_but_their_record():
    one, other = made().decisions, made(ROWS[::-1]).decisions
    for name in ("lot", "place", "item", "age", "period", "action", "quantity", "value"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert other.record.tolist() == [0, 2, 1, 3, 4]


def test_patterns_name_places_below_and_only_what_they_say():
    problem = made()
    needs = problem.needs
    lot, cell = (each.ravel() for each in np.meshgrid([0, 1], np.arange(len(needs)), indexing="ij"))
    row, delivery = matching(problem, lot, cell)
    assert 0 not in row  # approving asks nothing

    def named(at):
        return set(delivery[row == at].tolist())

    item, place, age, period = (getattr(needs, name)[cell] for name in ("item", "place", "age", "period"))
    assert named(2) == set(np.flatnonzero((place == 3) & (age == 0)).tolist())
    assert named(1) == set(np.flatnonzero((item == 1) & (place == 2) & (period == 1)).tolist())
    assert named(3) == set(np.flatnonzero(lot == 0).tolist())
    assert named(4) == set(np.flatnonzero((lot == 1) & (item == 0)).tolist())


def test_floors_and_locks_make_a_level_of_their_own():
    assert made().has_floors
    assert not made(ROWS[2:]).has_floors
    assert not made([]).has_floors and len(made([]).decisions) == 0
