"""Plans near another one: decisions are kept to the letter, and no line changes that nothing forces to."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
import pytest
from instances import Settings, frame, random_tables

from allocator.plan.measures import met_quantity
from allocator.problem.build import build
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Level, Problem
from allocator.reference import levels as reference_levels
from allocator.reference.model import build_model
from allocator.reference.solve import solve_levels
from allocator.scenario.config import Objective
from allocator.solve import solve
from allocator.solve.clock import Clock
from allocator.solve.near.route import solve_near
from allocator.solve.routes import by_repair
from allocator.tables.schema import BY_NAME
from allocator.verify import verify
from benchmarks.generate import Size, instance

LEVELS = (Objective("unmet"), Objective("fairness", "leximin"), Objective("change"))
KEYS = ["lot_id", "place_id", "item_id", "age_group_id", "period_id"]


def under_decisions(made, lines, count, rng, most=-1):
    """Tables and settings with ``count`` lines banned, capped, locked or wished for, near the plan ``lines``."""
    pack = made.lots.set_index("lot_id")["pack_size"]
    rows = []
    for at in rng.choice(len(lines), min(count, len(lines)), replace=False).tolist():
        line = lines.iloc[at]
        step = float(pack[line["lot_id"]])
        less = step * float(rng.integers(0, int(line["quantity"] / step) + 1))
        action = str(rng.choice(["ban", "cap", "lock", "floor", "prefer"]))
        quantity = {"cap": less, "lock": less, "floor": less, "prefer": float(line["quantity"])}.get(action)
        rows.append({**line[KEYS].to_dict(), "action": action, "quantity": quantity, "exact": True})
    levels = (*LEVELS[:2], Objective("change", most=most))
    settings = Settings(levels=levels, reference_lines=lines[[*KEYS, "quantity"]])
    return replace(made, decisions=frame(BY_NAME["decisions"], rows)), settings


def small(seed: int) -> Problem | None:
    made = random_tables(seed, whole=True)
    problem = build(made, Settings())
    lines = solve(replace(problem, levels=problem.levels[:2])).allocations
    if len(lines) < 4 or len(problem.needs) > 25:
        return None
    return build(*under_decisions(made, lines, 3, np.random.default_rng([seed, 9])))


def least_changes(problem: Problem, outcome) -> float:
    """The fewest lines that the reference model has to change to do as well by every tier and every unit."""
    model = build_model(replace(problem, levels=(Level("change"),), decisions=problem.decisions))
    model.as_well = pyo.ConstraintList()
    reached = {each.name: each.value for each in outcome.objectives}
    for tier, unmet in reference_levels.unmet_by_tier(model).items():
        model.as_well.add(unmet <= reached[f"unmet_tier_{tier}"] + 1e-6)
    for level in ("rules", "prefer"):
        if level in reached:
            model.as_well.add(reference_levels.measure(model, level) <= reached[level] + 1e-6)
    needs, value = problem.needs, problem.items.value[problem.needs.item]
    _, met = met_quantity(problem, outcome.lines.cell, outcome.lines.quantity)
    need = sum_by(needs.unit, value * needs.net, len(problem.units))
    got = sum_by(needs.unit, value * met, len(problem.units))
    ids = [problem.places.ids[place] for place in problem.units.place]
    share = {unit: g / n for unit, g, n in zip(ids, got, need, strict=True) if n > 0}
    for unit, coverage in reference_levels._coverages(model).items():
        model.as_well.add(coverage >= share[unit] - 1e-9)
    return solve_levels(model).values["change"]


@pytest.mark.parametrize("block", range(0, 60, 20))
def test_no_line_changes_that_decisions_and_levels_do_not_force(block):
    tried = 0
    for seed in range(block, block + 20):
        problem = small(seed)
        if problem is None:
            continue
        tried += 1
        outcome = solve_near(problem, Clock(None, time.perf_counter()))
        assert outcome.measures.change == pytest.approx(least_changes(problem, outcome), abs=0.5), seed
        for each in outcome.objectives:
            best = each.bound if each.bound is not None else each.value
            assert each.value >= best - 1e-6 * max(1.0, abs(best)) or each.name == "fairness", (seed, each)
    assert tried >= 5


@pytest.fixture(scope="module")
def large():
    made = instance(Size(communes=60, items=4, ages=2, periods=2, lots=30, seed=3, packs=True))
    settings = Settings()
    problem = build(made, settings)
    return made, solve(replace(problem, levels=problem.levels[:2])).allocations


@pytest.mark.parametrize("seed", range(2))
def test_large_plans_keep_every_decision_and_most_lines(large, seed):
    made, lines = large
    tables, settings = under_decisions(made, lines, 12, np.random.default_rng(seed))
    problem = build(tables, settings)
    assert by_repair(problem)
    plan = solve(problem)
    check = verify(tables, settings.unit_level, plan.allocations, settings)
    assert [each.message for each in check.violations] == []
    assert check.measures.change == plan.measures.change <= 12 * 5
    assert plan.measures.rules_short == 0
    assert [each.name for each in plan.objectives][-1] == "change"
    again = solve(problem)
    assert plan.limit_hit or again.limit_hit or again.allocations.equals(plan.allocations)


def test_a_budget_holds_on_large_plans_too(large):
    made, lines = large
    tables, settings = under_decisions(made, lines, 10, np.random.default_rng(7), most=10)
    plan = solve(build(tables, settings))
    found = {each.name: each.value for each in plan.objectives}
    assert found["budget"] == max(0, plan.measures.change - 10) and found["budget"] <= 2
    assert verify(tables, settings.unit_level, plan.allocations, settings).holds


def test_without_decisions_nothing_changes(large):
    made, lines = large
    tables, settings = under_decisions(made, lines, 1, np.random.default_rng(0))
    line = lines.iloc[0]
    kept = {**line[KEYS].to_dict(), "action": "lock", "quantity": float(line["quantity"]), "exact": True}
    tables = replace(tables, decisions=frame(BY_NAME["decisions"], [kept]))
    plan = solve(build(tables, settings))
    assert plan.measures.change == 0


def test_approvals_alone_change_nothing_and_new_gifts_call_for_another_plan(large):
    made, lines = large
    tables, settings = under_decisions(made, lines, 1, np.random.default_rng(0))
    approved = replace(tables, decisions=frame(BY_NAME["decisions"], [{"action": "approve"}]))
    problem = build(approved, settings)
    assert by_repair(problem) and solve(problem).measures.change == 0
    bigger = approved.lots.assign(quantity=approved.lots["quantity"] * 2)
    assert not by_repair(build(replace(approved, lots=bigger), settings))
