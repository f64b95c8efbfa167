"""From a solved model to an ordinary plan."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo

from allocator.plan.assemble import allocation_frame, certificate_frame, coverage_frame, lots_frame, unmet_frame
from allocator.plan.deliveries import Deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.plan.plan import Measures, Objective, Plan
from allocator.problem.problem import CASH, Problem
from allocator.reference.facts import Facts, Line
from allocator.reference.levels import Goal
from allocator.tolerances import QUANTITY, WHOLE

PLACES = 9
"""Decimals kept of quantities that can be divided."""


def plan_from_model(problem: Problem, model: pyo.ConcreteModel) -> Plan:
    """The plan that the values of ``model``'s variables stand for, measured anew; its bounds are not known."""
    facts: Facts = model.facts
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
    drawn = {line: float(pyo.value(model.quantity[line])) * each for line, each in facts.lines.items()}
    for opening, contents in facts.openings.items():
        drawn |= dict.fromkeys(contents, float(pyo.value(model.opened[opening])))
    rows = sorted(
        (facts.cells[line.cell], facts.lots[line.lot], float(pyo.value(model.quantity[line])), taken)
        for line, taken in drawn.items()
        if pyo.value(model.quantity[line]) > QUANTITY
    )
    cell, lot, quantity, taken = (np.array([row[part] for row in rows]) for part in range(4))
    lot, cell = lot.astype(np.int64), cell.astype(np.int64)
    return Deliveries(
        lot=lot,
        cell=cell,
        quantity=_tidy(quantity),
        lot_item=np.where(problem.lots.kind[lot] == CASH, -1, problem.lots.item[lot]),
        lot_quantity=_tidy(taken),
    )


def _tidy(amount: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Whole numbers where the difference is the solver's rounding, else nine decimals."""
    whole = np.rint(amount)
    return np.where(np.abs(amount - whole) <= WHOLE * np.maximum(1.0, whole), whole, np.round(amount, PLACES))


def _objectives(model: pyo.ConcreteModel, measures: Measures) -> tuple[Objective, ...]:
    """The levels in order with what the plan has of them."""
    single = {goal.name: goal for goal in model.goals}
    return tuple(
        Objective(name, _value(goal, model, measures), None, None, "feasible") for name, goal in single.items()
    )


def _value(goal: Goal, model: pyo.ConcreteModel, measures: Measures) -> float:
    if goal.name.startswith("unmet_tier_"):
        return measures.unmet_by_tier[int(goal.name.removeprefix("unmet_tier_"))]
    if goal.name == "fairness":
        return {"leximin": measures.fairness_min, "proportional": measures.fairness_log, "floor": measures.below_floor}[
            model.facts.problem.fairness
        ]
    of_name = {
        "rules": measures.rules_short,
        "surplus": measures.surplus_value,
        "overlap": float(measures.overlap),
        "repeat": measures.repeat_value,
        "cost": measures.cost,
        "change": float(measures.change),
    }
    return of_name[goal.name] if goal.name in of_name else float(pyo.value(goal.expression))
