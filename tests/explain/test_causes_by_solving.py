"""Causes found by solving again: sums are exact, and the reference model confirms every clause that is stated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from instances import Settings, mixed_tables, random_tables, tables

import allocator as al
from allocator.explain.causes import KINDS, Causes
from allocator.explain.explain import explained, find_causes
from allocator.explain.options import Option, given_up, list_options
from allocator.explain.resolving import explain_by_solving
from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.scenario.config import Rule
from allocator.solve.routes import only_earmarks, usual_levels

CLOSE = 1e-4


def stated(problem: Problem, causes: Causes) -> list[list[Option]]:
    """The clauses stated, each as the options that are given up with it."""
    known = {(option.clause, option.table, option.at): option for option in list_options(problem)}
    found = []
    for clause, table, at in sorted({*zip(causes.clause, causes.table, causes.at.tolist(), strict=True)}):
        if not clause:
            continue
        alike = [option for key, option in known.items() if key == (clause, table, at)]
        found.append(alike or [Option("earmark", clause, table, at)])
    if (causes.kind == KINDS.index("packs")).any() and not any("pack_size" in name for name in causes.clause):
        found.append([option for option in list_options(problem) if option.kind == "packs"])
    return found


def standing(problem: Problem) -> tuple[list[tuple[str, float]], np.ndarray]:
    """The levels that decide what is met as the reference model reaches them, and coverages from the worst up."""
    last = max(
        (at for at, level in enumerate(problem.levels) if level.name in ("unmet", "fairness", "blend")), default=-1
    )
    # A budget of changes stands in the level of changes, and binds what comes before it as well.
    budget = tuple(level for level in problem.levels[last + 1 :] if level.most >= 0)
    short = replace(problem, levels=(*problem.levels[: last + 1], *budget))
    model = al.model(short)
    values = {name: value for name, value in al.solve_model(model).values.items() if name != "change"}
    coverage = al.plan_of(model).coverage
    needy = coverage["net_value"] > 0
    return list(values.items()), np.sort((coverage["coverage"] / coverage["severity"])[needy].to_numpy())


def better(problem: Problem, new: tuple, old: tuple) -> bool:
    tolerance = {level.name: level.tolerance for level in problem.levels}
    reached = dict(new[0])
    for name, before in old[0]:
        if name not in reached:  # with the last floor what floors lack is no level any more
            continue
        value = reached[name]
        sign = 1.0 if name == "fairness" and problem.fairness != "floor" else -1.0
        gain = sign * (value - before)
        if abs(gain) > CLOSE * max(abs(value), abs(before), 1e-2) * (1 + 1e4 * tolerance.get(name.split("_")[0], 0.0)):
            return gain > 0
        if name == "fairness" and problem.fairness == "leximin":
            apart = np.flatnonzero(np.abs(new[1] - old[1]) > 1e-5)
            if len(apart):
                return bool(new[1][apart[0]] > old[1][apart[0]])
    return False


def check(problem: Problem, plan: Plan, causes: Causes) -> int:
    gaps = plan.unmet["unmet"].to_numpy(dtype=float)
    assert np.bincount(causes.cell, weights=causes.quantity, minlength=len(gaps)) == pytest.approx(gaps, abs=1e-9)
    assert (causes.quantity > 0).all()
    clauses = stated(problem, causes)
    base = standing(problem) if clauses else None
    for options in clauses:
        assert better(problem, standing(given_up(problem, options)), base), options
    return len(clauses)


@pytest.mark.parametrize("first", range(0, 60, 6))
def test_mixed_problems(first: int):
    """Any mixture of packs, limits, rules, decisions and orders of levels."""
    for seed in range(first, first + 6):
        made, settings = mixed_tables(seed)
        problem = build(made, settings)
        plan = al.solve(problem)
        check(problem, plan, find_causes(problem, plan))


@pytest.mark.parametrize("first", range(0, 40, 8))
def test_packs_and_earmarks(first: int):
    """What cuts say of the fractional plan is confirmed for whole packs."""
    for seed in range(first, first + 8):
        problem = build(random_tables(seed, whole=True, priced=seed % 3 == 0), Settings())
        assert only_earmarks(problem) and usual_levels(problem)
        plan = al.solve(problem)
        check(problem, plan, find_causes(problem, plan))


def coats(
    lots: list[dict[str, object]], wanted: dict[str, float], settings: Settings | None = None, **more: object
) -> tuple[Problem, Plan, list[tuple[str, str, float, str]]]:
    """Coats for communes A and B below P; cause, clause, quantity and place of every row."""
    problem = build(
        tables(
            places=[
                {"place_id": "P", "name": "P", "level": "province"},
                *(
                    {"place_id": place, "name": place, "level": "commune", "parent_id": "P", **more.pop(place, {})}
                    for place in "AB"
                ),
            ],
            items=[{"item_id": "COAT", "category": "K", "divisible": False}],
            lots=[{"donor_id": "D", "kind": "goods", "item_id": "COAT", **lot} for lot in lots],
            needs=[{"place_id": place, "item_id": "COAT", "quantity": amount} for place, amount in wanted.items()],
            **more,
        ),
        settings or Settings(),
    )
    plan = al.solve(problem)
    causes = find_causes(problem, plan)
    check(problem, plan, causes)
    return (
        problem,
        plan,
        [
            (KINDS[kind], clause, quantity, problem.places.ids[problem.needs.place[cell]])
            for kind, clause, quantity, cell in zip(
                causes.kind, causes.clause, causes.quantity.tolist(), causes.cell, strict=True
            )
        ],
    )


def test_a_capacity_is_a_limit():
    *_, said = coats([{"lot_id": "L", "quantity": 9}], {"A": 9}, A={"capacity": 4.0})
    assert said == [("limit", "capacity", 5.0, "A")]


def test_a_number_of_places_is_a_limit_and_the_rest_is_shared():
    *_, said = coats([{"lot_id": "L", "quantity": 10, "max_places": 1}], {"A": 8, "B": 8})
    assert ("limit", "lot_places") in {(kind, clause) for kind, clause, *_ in said}
    assert {kind for kind, *_ in said} <= {"limit", "together"}  # no clause alone lets both have enough


def test_a_ban_is_named_with_its_reviewer():
    ban = {"lot_id": "L", "place_id": "A", "action": "ban", "reviewer": "Bà Lan"}
    problem, plan, said = coats([{"lot_id": "L", "quantity": 6}], {"A": 6}, decisions=[ban])
    assert said == [("decision", "ban", 6.0, "A")]
    assert explained(problem, plan).causes["reviewer"].tolist() == ["Bà Lan"]


def test_a_rule_that_favours_one_place():
    rule = Rule(kind="coverage_max", amount=0.5, text="coverage_max: 0.5")
    *_, said = coats([{"lot_id": "L", "quantity": 8}], {"A": 8}, Settings(rules=(rule,)))
    assert said == [("rule", "coverage_max", 4.0, "A")]


def test_large_packs():
    *_, said = coats(
        [{"lot_id": "L", "quantity": 10, "pack_size": 10}, {"lot_id": "M", "quantity": 1}], {"A": 3, "B": 9}
    )
    assert {kind for kind, *_ in said} <= {"packs", "equal", "own"}


def test_nothing_of_the_kind_and_two_conditions_at_once():
    *_, said = coats([{"lot_id": "L", "quantity": 8, "places": "B", "max_places": 1}], {"A": 5})
    assert said == [("earmark", "places", 5.0, "A")]
    *_, said = coats([{"lot_id": "L", "quantity": 0}], {"A": 5})
    assert said == [("none", "", 5.0, "A")]


def test_without_time_nothing_is_claimed():
    problem, plan, _ = coats([{"lot_id": "L", "quantity": 9}], {"A": 9}, A={"capacity": 4.0})
    causes = explain_by_solving(problem, plan, until=0.0)
    assert [KINDS[kind] for kind in causes.kind] == ["unproven"]
    assert causes.quantity.tolist() == [5.0]
