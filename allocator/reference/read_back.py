"""From a solved model to an ordinary plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo

from allocator.plan.assemble import allocation_frame, certificate_frame, coverage_frame, lots_frame, unmet_frame
from allocator.plan.deliveries import Deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.plan.plan import Measures, Objective, Plan
from allocator.problem.problem import CASH, Problem
from allocator.reference.facts import Facts, Line
from allocator.tolerances import QUANTITY

PLACES, NEAR = 9, QUANTITY / 10
"""Decimals kept of quantities that can be divided, and how near to a whole number one is taken for it."""


def plan_of(model: pyo.ConcreteModel) -> Plan:
    """The plan that the variables of ``model`` stand for, however it was solved; measured anew, without bounds.

    >>> import allocator as al
    >>> model = al.model(al.load("scenarios/first-steps"))
    >>> _ = al.solve_model(model)
    >>> al.plan_of(model).measures.coverage_min
    0.5
    """
    facts: Facts = model.facts
    problem = facts.problem
    lines = deliveries(problem, model)
    measures = measure(problem, lines)
    banned = {Line(*index) for index in model.links_allowed}
    open_lines = [line for line in facts.lines if line not in banned]
    _, met = met_quantity(problem, lines.cell, lines.quantity)
    unmet = met < problem.needs.net - QUANTITY
    reachable = np.zeros(len(problem.needs), dtype=bool)
    matches, wanted = np.zeros(len(problem.lots), dtype=bool), np.zeros(len(problem.lots), dtype=bool)
    for line in open_lines:
        lot, cell = facts.lots[line.lot], facts.cells[line.cell]
        reachable[cell] = True
        matches[lot] |= problem.needs.net[cell] > 0
        wanted[lot] |= unmet[cell]
    return Plan(
        name=problem.name,
        allocations=allocation_frame(problem, lines),
        unmet=unmet_frame(problem, lines, reachable),
        coverage=coverage_frame(problem, lines, None),
        lots=lots_frame(problem, lines, matches, wanted),
        certificate=certificate_frame(problem, None),
        measures=measures,
        objectives=_objectives(model, measures),
        seconds={},
    )


def deliveries(problem: Problem, model: pyo.ConcreteModel) -> Deliveries:
    """The lines of the plan in (cell, lot) order; what comes out of opened kits is counted in kits."""
    facts: Facts = model.facts
    quantity = {line: _tidy(model.quantity[line]) for line in facts.lines}
    drawn = {line: quantity[line] * each for line, each in facts.lines.items()}
    for opening, contents in facts.openings.items():
        opened = _tidy(model.opened[opening])
        quantity |= {line: opened * each for line, each in contents.items()}
        drawn |= dict.fromkeys(contents, opened)
    kept = sorted((line for line in facts.lines if quantity[line] > QUANTITY), key=lambda line: _order(facts, line))
    lot = np.array([facts.lots[line.lot] for line in kept], dtype=np.int64)
    return Deliveries(
        lot=lot,
        cell=np.array([facts.cells[line.cell] for line in kept], dtype=np.int64),
        quantity=np.array([quantity[line] for line in kept]),
        lot_item=np.where(problem.lots.kind[lot] == CASH, -1, problem.lots.item[lot]),
        lot_quantity=np.array([round(drawn[line], PLACES) for line in kept]),
    )


def _order(facts: Facts, line: Line) -> tuple[int, int]:
    return facts.cells[line.cell], facts.lots[line.lot]


def _tidy(variable: Any) -> float:
    """The value of a variable; whole where it is that but for rounding, else with nine decimals."""
    amount = float(pyo.value(variable))
    return float(round(amount)) if abs(amount - round(amount)) <= NEAR else round(amount, PLACES)


def _objectives(model: pyo.ConcreteModel, measures: Measures) -> tuple[Objective, ...]:
    """The levels in order with what the plan has of them."""
    fairness = {"leximin": measures.fairness_min, "proportional": measures.fairness_log, "floor": measures.below_floor}
    values = {
        **_measured(measures),
        **{f"unmet_tier_{tier}": value for tier, value in measures.unmet_by_tier.items()},
        "rules": measures.rules_short,
        "fairness": fairness.get(model.facts.problem.fairness, 0.0),
        "blend": _blended(model, measures),
        "budget": float(max(0, measures.change - model.facts.problem.budget)),
        "prefer": measures.prefer_short,
    }
    names = dict.fromkeys(goal.name for goal in model.goals)
    return tuple(Objective(name, values[name], None, None, "feasible") for name in names)


def _measured(measures: Measures) -> dict[str, float]:
    """What a blend can weigh, by name."""
    return {
        "unmet": sum(measures.unmet_by_tier.values()),
        "fairness": 1.0 - measures.fairness_min,
        "surplus": measures.surplus_value,
        "overlap": float(measures.overlap),
        "repeat": measures.repeat_value,
        "cost": measures.cost,
        "change": float(measures.change),
    }


def _blended(model: pyo.ConcreteModel, measures: Measures) -> float:
    """The weighted sum of measures that the level ``blend`` asks for; 0 without one."""
    parts = _measured(measures)
    levels = [level for level in model.facts.problem.levels if level.name == "blend"]
    return float(sum(weight * parts[name] for level in levels for name, weight in level.weights))
