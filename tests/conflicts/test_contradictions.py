"""Contradictions small enough to find in the head."""

import dataclasses
import inspect

import pytest
from instances import Settings, tables

from allocator.conflicts import Bar, contradictions, search
from allocator.problem.build import build
from allocator.problem.problem import Effort
from allocator.scenario.config import Objective, Rule

PLACES = [
    {"place_id": "P", "name": "P", "level": "province"},
    *({"place_id": place, "name": place, "level": "commune", "parent_id": "P"} for place in "abc"),
]
COAT = {"item_id": "coat", "category": "warmth", "value": 10}


def lot(name="L", quantity=20, **more):
    return {"lot_id": name, "donor_id": "N", "kind": "goods", "item_id": "coat", "quantity": quantity, **more}


def decision(action, quantity=None, **more):
    return {"action": action, "quantity": quantity, **more}


def problem(decisions=(), rules=(), lots=None, **more):
    """Three communes that need 8 coats each; a coat is worth 10."""
    made = tables(
        **{
            "places": PLACES,
            "items": [COAT],
            "lots": lots or [lot()],
            "needs": [{"place_id": place, "item_id": "coat", "quantity": 8} for place in "abc"],
            "decisions": list(decisions),
            **more,
        }
    )
    return build(made, Settings(unit_level=None, levels=(Objective("unmet"),), rules=tuple(rules)))


def sets(asked):
    """The kinds of the clauses of each contradiction with the row or rule that they come from."""
    return {frozenset((clause.kind, clause.record) for clause in each.clauses) for each in contradictions(asked)}


def costs(asked):
    """What giving up each clause changes: in what floors lack, and in unmet need."""
    return {
        (clause.kind, clause.record): (cost.rules_short, cost.unmet_value)
        for each in contradictions(asked)
        for clause, cost in zip(each.clauses, each.costs, strict=True)
    }


def test_a_lock_against_a_ban():
    asked = problem([decision("lock", 3, lot_id="L", place_id="a"), decision("ban", place_id="a")])
    assert sets(asked) == {frozenset({("lock_least", 0), ("ban", 1)})}
    # Either way 3 coats are no longer lacking; without the ban the lock still holds a at 3. b and c take 16 of the
    # other 17, so 8 stay unmet with the ban and 5 without it.
    assert costs(asked) == {("lock_least", 0): (-30, 0), ("ban", 1): (-30, -30)}


def test_two_floors_against_one_cap():
    rows = [decision("floor", 6, item_id="coat", place_id=place) for place in "ab"]
    asked = problem([*rows, decision("cap", 9, lot_id="L")])
    assert sets(asked) == {frozenset({("floor", 0), ("floor", 1), ("cap", 2)})}
    # One floor given up: 9 are still all there is. The cap given up: 20 coats instead of 9 reach those in need.
    assert costs(asked) == {("floor", 0): (-30, 0), ("floor", 1): (-30, 0), ("cap", 2): (-30, -110)}


def test_coverage_floors_against_a_ceiling():
    floor = Rule("coverage_min", 0.5, "half", "commune", "all", ())
    ceiling = Rule("coverage_max", 0.4, "no more", None, "all", ())
    asked = problem(rules=[floor, ceiling], lots=[lot(quantity=30)])
    # 9.6 of 24 may come, 9 whole coats; 4 are asked for in each of three communes: no two sets of two, but all three.
    (found,) = contradictions(asked)
    assert sorted(clause.kind for clause in found.clauses) == ["coverage_max", *["coverage_min"] * 3]
    assert sorted(dict(clause.pattern).get("place", "") for clause in found.clauses) == ["", "a", "b", "c"]


def test_one_wish_barred_twice_is_told_twice():
    rows = [
        decision("lock", 3, lot_id="L", place_id="a"),
        decision("ban", place_id="a"),
        decision("cap", 2, lot_id="L"),
    ]
    assert sets(problem(rows)) == {
        frozenset({("lock_least", 0), ("ban", 1)}),
        frozenset({("lock_least", 0), ("cap", 2)}),
    }


def test_contradictions_that_have_nothing_in_common_are_all_told():
    rows = [
        decision("lock", 3, lot_id="L", place_id="a"),
        decision("ban", place_id="a"),
        decision("floor", 5, item_id="coat", place_id="b"),
        decision("cap", 4, item_id="coat", place_id="b"),
        decision("floor", 2, item_id="coat", place_id="c"),
    ]
    assert sets(problem(rows)) == {frozenset({("lock_least", 0), ("ban", 1)}), frozenset({("floor", 2), ("cap", 3)})}


def test_both_sides_of_one_lock_where_packs_miss_it():
    asked = problem([decision("lock", 5, lot_id="L", place_id="a")], lots=[lot(pack_size=2)])
    (found,) = contradictions(asked)
    assert {clause.kind for clause in found.clauses} == {"lock_least", "lock_most"}
    assert found.bars == (Bar("L", ("pack",), together=False),)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"links": [{"place_id": "P", "lot_id": "L", "allowed": False}]}, "link_ban"),
        ({"links": [{"place_id": "a", "donor_id": "N", "max_quantity": 5}]}, "link_max"),
        ({"places": [{**PLACES[0], "capacity": 59}, *PLACES[1:]]}, "capacity"),
        ({"donors": [{"donor_id": "N", "max_places": 0}]}, "donor_places"),
        ({"lots": [lot(max_places=0)]}, "lot_places"),
    ],
)
def test_every_limit_is_named_where_it_stands_in_the_way(more, kind):
    asked = problem([decision("floor", 6, item_id="coat", place_id="a")], **more)
    (found,) = contradictions(asked)
    assert [clause.kind for clause in found.clauses] == ["floor", kind]


def test_limits_that_work_together_are_named_together():
    asked = problem(
        [decision("floor", 2, lot_id="L", place_id="a"), decision("cap", 3, place_id="a", item_id="coat")],
        lots=[lot(min_per_place=4)],
    )
    assert sets(asked) == {frozenset({("floor", 0), ("cap", 1), ("min_per_place", 0)})}
    asked = problem(
        [decision("floor", 2, lot_id="L", place_id="a"), decision("cap", 7, lot_id="L")],
        lots=[lot(all_or_nothing=True)],
    )
    assert sets(asked) == {frozenset({("floor", 0), ("cap", 1), ("all_or_nothing", 0)})}


@pytest.mark.parametrize(
    ("given", "row", "parts"),
    [
        ({"quantity": 10}, {"quantity": 13, "place_id": "a"}, ("quantity",)),
        ({"places": "a;b"}, {"quantity": 3, "place_id": "c"}, ("places",)),
        ({"items": "hat"}, {"quantity": 3, "place_id": "c"}, ("items",)),
        ({"quality_ok": False}, {"quantity": 3}, ("usable",)),
        ({"until_period": "1"}, {"quantity": 3, "period_id": "2"}, ("periods",)),
        ({"age_groups": "old"}, {"quantity": 3, "age_group_id": "young"}, ("age_groups",)),
        ({"places": "a", "quantity": 2}, {"quantity": 3, "place_id": "b"}, ("quantity", "places")),
        ({}, {"quantity": 3, "place_id": "a", "item_id": "hat"}, ("item",)),
        ({}, {"quantity": 3, "place_id": "P", "period_id": "3"}, ("need",)),
    ],
)
@pytest.mark.parametrize(("action", "kind"), [("floor", "floor"), ("lock", "lock_least")])
def test_what_of_a_lot_bars_a_decision_about_it(given, row, parts, action, kind):
    asked = problem(
        [{"action": action, "lot_id": "L", **row}],
        lots=[lot(**given)],
        items=[COAT, {"item_id": "hat", "category": "warmth"}],
        periods=[{"period_id": period} for period in "123"],
        age_groups=[{"age_group_id": age} for age in ("old", "young")],
        needs=[
            {"place_id": place, "item_id": item, "period_id": period, "age_group_id": age, "quantity": 8}
            for place in "abc"
            for item in ("coat", "hat")
            for period in "12"
            for age in ("old", "young")
        ],
    )
    (found,) = contradictions(asked)
    assert [clause.kind for clause in found.clauses] == [kind]
    assert found.bars == (Bar("L", parts, together=len(parts) > 1),)


def test_a_plan_that_misses_nothing_has_no_contradictions():
    assert contradictions(problem()) == ()
    assert contradictions(problem([decision("lock", 3, lot_id="L", place_id="a"), decision("ban", place_id="b")])) == ()


def test_a_problem_too_large_is_said_to_be(monkeypatch):
    module = inspect.getmodule(search)
    monkeypatch.setattr(module, "WHOLE_SIZE", 2)
    found = search(problem([decision("lock", 3, lot_id="L"), decision("ban", lot_id="L")]))
    assert (found.found, found.stopped) == ((), "size")


def test_the_time_limit_ends_the_search_and_is_told():
    asked = problem([decision("lock", 3, lot_id="L"), decision("ban", lot_id="L")])
    found = search(dataclasses.replace(asked, effort=Effort(seconds=0.0)))
    assert found.stopped == "time"
    assert search(asked).stopped == ""


def test_the_phases_are_told():
    told = []
    contradictions(problem([decision("lock", 3, lot_id="L"), decision("ban", lot_id="L")]), told.append)
    assert told == ["contradictions", "giving up"]


def test_the_same_contradictions_whatever_the_order_of_the_rows():
    rows = [
        decision("floor", 6, item_id="coat", place_id="a"),
        decision("floor", 6, item_id="coat", place_id="b"),
        decision("cap", 9, lot_id="L"),
        decision("ban", place_id="c"),
    ]
    first = contradictions(problem(rows))
    again = contradictions(problem(rows[::-1]))
    assert [[(c.kind, c.pattern) for c in each.clauses] for each in first] == [
        [(c.kind, c.pattern) for c in each.clauses] for each in again
    ]
    assert [each.costs for each in first] == [each.costs for each in again]
