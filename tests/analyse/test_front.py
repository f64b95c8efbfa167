"""Fronts: every point is a valid plan, none is better than another, and small ones are those of the reference model."""

from __future__ import annotations

from pathlib import Path

import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import Settings, as_inputs, random_tables

import allocator as al
from allocator.analyse.scenario import Scenario
from allocator.analyse.tradeoffs.front import Front
from allocator.analyse.tradeoffs.pareto import _by_links
from allocator.reference.levels import Goal, measure
from allocator.verify.check import verify

FIRST = Path(__file__).parents[2] / "scenarios/first-steps"


def random_scenario(seed: int) -> Scenario:
    return Scenario(as_inputs(random_tables(seed, whole=True), Settings(), Path()))


def least(scenario: Scenario, name: str, other: str, most: float) -> float:
    """The least of one aim where another is at most ``most``, by the reference model."""
    model = al.model(scenario.problem)
    facts = model.facts
    unmet = sum(facts.value(cell.item) * model.unmet[cell] for cell in facts.cells)
    aims = {"unmet_value": unmet, "overlap": measure(model, "overlap"), "surplus_value": measure(model, "surplus")}
    model.held = pyo.Constraint(expr=aims[other] <= most + 1e-6)
    model.goals = [Goal(name, aims[name])]
    return al.solve_model(model).values[name]


def check_plans(front: Front) -> None:
    tables = front.scenario.inputs.tables
    for point in front.points:
        checked = verify(tables, front.scenario.inputs.config.unit_level, point.plan.allocations)
        assert checked.holds
        for name, value in ((front.first, point.x), (front.second, point.y)):
            assert getattr(checked.measures, name) == pytest.approx(value, abs=1e-6)
    pairs = [(point.x, point.y) for point in front.points]
    assert pairs == sorted(pairs) and [y for _, y in pairs] == sorted((y for _, y in pairs), reverse=True)


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_small_fronts_are_those_of_the_reference_model(seed):
    scenario = random_scenario(seed)
    for second in ("overlap", "surplus_value"):
        front = al.front(scenario, "unmet_value", second, points=6, seconds=20)
        check_plans(front)
        for point in front.points:
            assert point.proven
            assert least(scenario, "unmet_value", second, point.y) == pytest.approx(point.x, abs=1e-5)
            assert least(scenario, second, "unmet_value", point.x) == pytest.approx(point.y, abs=1e-5)


@settings(max_examples=6)
@given(st.integers(0, 10_000))
def test_links_given_up_keep_every_rule_and_bounds_are_bounds(seed):
    scenario = random_scenario(seed)
    quick = scenario.settings(limits={"seconds": 1}, objectives=["unmet"])
    front = _by_links(quick, 5, 2.0)
    check_plans(front)
    exact = al.front(scenario, "unmet_value", "overlap", points=30, seconds=10)
    for point in front.points:
        best = [other.y for other in exact.points if other.x <= point.x + 1e-6]
        assert point.y_bound <= min(best, default=0.0) + 1e-6 <= point.y + 2e-6
        least_unmet = min(other.x for other in exact.points if other.y <= point.y)
        assert point.x_bound <= least_unmet + 1e-5 <= point.x + 2e-5


def test_a_service_gives_no_more_than_it_has_in_any_period():
    scenario = al.read_scenario(FIRST).settings(limits={"seconds": 2}, objectives=["unmet"])
    check_plans(_by_links(scenario, 6, 4.0))


def test_the_knee_is_where_little_is_lost_for_much():
    scenario = al.read_scenario(FIRST)
    front = al.front(scenario.drop("lots", {"lot_id": "L02"}), "unmet_value", "overlap")
    assert 0 <= front.knee < len(front.points) and front.table["knee"].sum() == 1


def test_what_cannot_be_traded_is_said():
    scenario = al.read_scenario(FIRST)
    with pytest.raises(ValueError, match="cannot be traded"):
        al.front(scenario, "unmet_value", "lines")
    large = al.read_scenario(FIRST.parent / "cao-bang-2019")
    with pytest.raises(ValueError, match="too large"):
        al.front(large, "unmet_value", "cost")
