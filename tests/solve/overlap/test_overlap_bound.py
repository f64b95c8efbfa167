"""The bound on overlap never exceeds what some plan has, and is the truth where groups do not compete."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import Settings, random_tables, tables

from allocator.problem.build import build
from allocator.solve.attribution import LotLines
from allocator.solve.clock import Clock
from allocator.solve.exact.route import solve_exactly
from allocator.solve.overlap.bound import relax
from allocator.solve.overlap.keep import Kept, reached


def all_met(problem):
    needs = problem.needs
    value = needs.net * problem.items.value[needs.item]
    assert set(needs.tier.tolist()) == {1}
    unit = np.bincount(needs.unit, value, minlength=len(problem.units))
    return Kept(unit=unit, tier=np.array([float((value * needs.weight).sum())]), surplus=0.0)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.booleans())
def test_no_plan_has_less(seed, whole):
    # Whole things come in packs of several sizes here, and some plans have surplus.
    problem = build(random_tables(seed, whole=whole), Settings(fairness="none"))
    outcome = solve_exactly(problem, Clock(None, time.perf_counter()))
    lines = outcome.lines
    kept = reached(problem, LotLines(lines.lot, lines.cell, lines.quantity))
    relaxation = relax(problem, kept, time.perf_counter() + 60)
    assert relaxation is None or relaxation.bound <= outcome.measures.overlap


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
    relaxation = relax(problem, all_met(problem), time.perf_counter() + 60)
    assert relaxation is not None
    assert relaxation.bound == donors - 1


def test_packs_that_leave_a_rest_force_a_second_donor():
    # Two communes need 25 coats each; A has two packs of 20, B ten single coats. All are needed: 20 and 5 go to each.
    made = tables(
        places=[{"place_id": place, "name": place, "level": "commune"} for place in ("C1", "C2")],
        items=[{"item_id": "coat", "category": "warmth", "divisible": False}],
        lots=[
            {"lot_id": "A", "donor_id": "A", "kind": "goods", "item_id": "coat", "quantity": 40.0, "pack_size": 20.0},
            {"lot_id": "B", "donor_id": "B", "kind": "goods", "item_id": "coat", "quantity": 10.0},
        ],
        needs=[{"place_id": place, "item_id": "coat", "quantity": 25.0} for place in ("C1", "C2")],
    )
    problem = build(made, Settings())
    relaxation = relax(problem, all_met(problem), time.perf_counter() + 60)
    assert relaxation is not None
    assert relaxation.bound == 2
