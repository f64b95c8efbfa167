"""The bound on overlap never exceeds what some plan has, and is the truth where groups do not compete."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import Settings, random_tables, tables

from allocator.plan.measures import met_quantity
from allocator.problem.build import build
from allocator.solve.clock import Clock
from allocator.solve.exact.route import solve_exactly
from allocator.solve.overlap.bound import overlap_bound


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.booleans())
def test_no_plan_has_less(seed, whole):
    problem = build(random_tables(seed, whole=whole), Settings(fairness="none"))
    outcome = solve_exactly(problem, Clock(None, time.perf_counter()))
    _, met = met_quantity(problem, outcome.lines.cell, outcome.lines.quantity)
    assert overlap_bound(problem, met, time.perf_counter() + 60) <= outcome.measures.overlap


@pytest.mark.parametrize("donors", [1, 2, 3, 4])
def test_different_things_for_one_place_need_every_donor(donors):
    # Each donor gives another kind of warm clothing, and the commune gets all it needs of each: all donors must come.
    made = tables(
        places=[{"place_id": "C", "name": "C", "level": "commune"}],
        items=[{"item_id": f"I{n}", "category": "warmth"} for n in range(donors)],
        lots=[
            {"lot_id": f"L{n}", "donor_id": f"D{n}", "kind": "goods", "item_id": f"I{n}", "quantity": 10.0}
            for n in range(donors)
        ],
        needs=[{"place_id": "C", "item_id": f"I{n}", "quantity": 10.0} for n in range(donors)],
    )
    problem = build(made, Settings())
    assert overlap_bound(problem, problem.needs.net, time.perf_counter() + 60) == donors - 1
