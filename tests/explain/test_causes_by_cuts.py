"""Causes from cuts: sums are exact, and what is said to help does help when the problem is solved anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from instances import Settings, random_tables, tables
from oracle import plain_optimum, plain_unmet

from allocator.explain.causes import KINDS, Causes, main_cause
from allocator.explain.cuts import explain_by_cuts
from allocator.explain.relaxed import without
from allocator.network.hubs import build_network
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.solve.fractional import solve_fair


def fractional_gaps(problem: Problem) -> np.ndarray:
    network = build_network(problem)
    met = solve_fair(problem, network).met
    gaps = np.maximum(0.0, network.demand - met) / problem.items.value[problem.needs.item]
    gaps[gaps < 1e-7] = 0.0
    return gaps


def causes_of(problem: Problem) -> tuple[np.ndarray, Causes]:
    gaps = fractional_gaps(problem)
    return gaps, explain_by_cuts(problem, gaps)


def better(new: tuple[dict[int, float], np.ndarray], old: tuple[dict[int, float], np.ndarray]) -> bool:
    """Whether ``new`` comes before ``old``: less unmet in the first tier that differs, else higher coverages."""
    for tier, unmet in old[0].items():
        if abs(new[0].get(tier, 0.0) - unmet) > 1e-5:
            return new[0].get(tier, 0.0) < unmet
    rises = np.flatnonzero(np.abs(new[1] - old[1]) > 1e-5)
    return bool(len(rises) and new[1][rises[0]] > old[1][rises[0]])


@pytest.mark.parametrize("priced", [False, True])
@pytest.mark.parametrize("first", range(0, 150, 10))
def test_what_is_said_to_help_helps(first: int, priced: bool):
    """Each gift and clause named is freed and the plain method, which knows no network, solves the problem again."""
    for seed in range(first, first + 10):
        problem = build(random_tables(seed, priced=priced), Settings())
        gaps, causes = causes_of(problem)
        assert np.bincount(causes.cell, weights=causes.quantity, minlength=len(gaps)) == pytest.approx(gaps, abs=1e-9)
        assert (causes.quantity > 0).all()
        base = plain_optimum(problem)
        clauses = {
            (clause, lot)
            for kind, clause, lot in zip(causes.kind, causes.clause, causes.lot, strict=True)
            if KINDS[kind] == "earmark"
        }
        for clause, lot in sorted(clauses):
            freed = replace(problem, lots=without(problem, clause, np.arange(len(problem.lots)) == lot))
            assert better(plain_optimum(freed), base), (seed, clause, problem.lots.ids[lot])


@pytest.mark.parametrize("first", range(0, 150, 10))
def test_who_is_said_to_get_it_gets_it(first: int):
    """Without the needs of the unit named, as urgent or more urgent ones, the other needs are met better."""
    for seed in range(first, first + 10):
        problem = build(random_tables(seed), Settings())
        gaps, causes = causes_of(problem)
        needs = problem.needs
        worth = needs.weight * gaps * problem.items.value[needs.item]
        rivals = {
            (cell, unit)
            for kind, cell, unit in zip(causes.kind.tolist(), causes.cell.tolist(), causes.unit.tolist(), strict=True)
            if KINDS[kind] in ("tier", "equal") and needs.weight[cell] > 0
        }
        for cell, unit in sorted(rivals):
            dropped = (needs.unit == unit) & (needs.tier <= needs.tier[cell]) & (needs.weight > 0)
            without_rival = replace(problem, needs=replace(needs, net=np.where(dropped, 0.0, needs.net)))
            now = {tier: worth[(needs.tier == tier) & ~dropped].sum() for tier in np.unique(needs.tier).tolist()}
            then = plain_unmet(without_rival)
            lower = [tier for tier in now if then[tier] < now[tier] - 1e-6]
            assert lower and all(then[tier] <= now[tier] + 1e-6 for tier in now if tier < lower[0]), (seed, cell, unit)


def test_gaps_of_all_kinds_are_told_apart():
    """Worked out by hand: 10 coats for the east, 4 of them needed there; the west has none; nobody gives toys."""
    problem = build(
        tables(
            places=[
                {"place_id": "P", "name": "P", "level": "province"},
                {"place_id": "E", "name": "E", "level": "commune", "parent_id": "P"},
                {"place_id": "W", "name": "W", "level": "commune", "parent_id": "P"},
            ],
            items=[{"item_id": "COAT", "category": "K"}, {"item_id": "TOY", "category": "K"}],
            lots=[
                {"lot_id": "L1", "donor_id": "D", "kind": "goods", "item_id": "COAT", "quantity": 10, "places": "E"},
                {"lot_id": "L2", "donor_id": "D", "kind": "goods", "item_id": "COAT", "quantity": 2},
            ],
            needs=[
                {"place_id": "E", "item_id": "COAT", "quantity": 4},
                {"place_id": "W", "item_id": "COAT", "quantity": 9},
                {"place_id": "W", "item_id": "TOY", "quantity": 5},
            ],
        ),
        Settings(),
    )
    gaps, causes = causes_of(problem)
    assert gaps.tolist() == [0.0, 7.0, 5.0]
    said = [
        (cell, KINDS[kind], quantity, problem.lots.ids[lot] if lot >= 0 else "", clause)
        for cell, kind, quantity, lot, clause in zip(
            causes.cell, causes.kind, causes.quantity, causes.lot, causes.clause, strict=True
        )
    ]
    assert said == [(1, "earmark", 6.0, "L1", "places"), (1, "own", 1.0, "", ""), (2, "none", 5.0, "", "")]
    assert main_cause(problem, causes) == ["", "earmark", "none"]
