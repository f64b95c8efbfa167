"""The exact route: every level solved on the exact formulation, with the fair levels of the network where they hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from allocator.network.hubs import build_network
from allocator.plan.assemble import FairLevels
from allocator.plan.measures import measure, met_quantity
from allocator.plan.plan import Measures, Objective
from allocator.problem.problem import Level, Problem
from allocator.solve.clock import Clock
from allocator.solve.exact.formulation import formulate
from allocator.solve.exact.lines import deliveries
from allocator.solve.exact.solve import LevelResult, solve_levels
from allocator.solve.fractional import solve_fair
from allocator.solve.objectives import judge
from allocator.solve.outcome import Outcome
from allocator.solve.routes import only_earmarks, usual_levels
from allocator.tolerances import PROVEN

PHASES = ("levels",)
"""The phases the route reports."""
COUNTED = ("overlap", "change", "budget")
"""Levels whose value is a count, so that a bound may be rounded up."""
NODES = 20_000
"""Branch-and-bound nodes for each level: what bounds the work where the time limit does not."""


def solve_exactly(problem: Problem, clock: Clock, nodes: int = NODES) -> Outcome:
    """The plan of any problem, every level by mixed-integer programming, within the limits of its effort.

    ``nodes`` bounds the branch and bound of each level.
    """
    clock.start("levels")
    form = formulate(problem)
    results = solve_levels(form, all_levels(problem), problem.effort, nodes, clock.begun)
    lines = deliveries(form)
    measures = measure(problem, lines)
    told = tuple(_objective(problem, result, measures) for result in results)
    forced = next((each.bound or 0.0 for each in told if each.name == "surplus"), 0.0)
    forced = min(max(forced, 0.0), measures.surplus_value)
    _, met = met_quantity(problem, lines.cell, lines.quantity)
    reachable = np.zeros(len(problem.needs), dtype=bool)
    reachable[form.cells] = True
    matches, wanted = np.zeros(len(problem.lots), dtype=bool), np.zeros(len(problem.lots), dtype=bool)
    of, cell = form.columns.of, form.columns.cell
    matches[form.columns.lot] = True
    wanted[form.columns.lot[of[(met < problem.needs.net)[cell]]]] = True
    return Outcome(
        lines=lines,
        measures=replace(measures, surplus_forced=forced, surplus_avoidable=measures.surplus_value - forced),
        objectives=told,
        fair=_fair_levels(problem),
        reachable=reachable,
        matches=matches,
        wanted=wanted,
        limit_hit=any(result.limit == "time" for result in results),
    )


def all_levels(problem: Problem) -> tuple[Level, ...]:
    """The levels in order, with those that rules, decisions and a budget of changes add."""
    return problem.all_levels


def _fair_levels(problem: Problem) -> FairLevels | None:
    """The fair fractional plan's levels, where nothing but earmarks binds and the levels come in the usual order."""
    if not (only_earmarks(problem) and usual_levels(problem)):
        return None
    fair = solve_fair(problem, build_network(problem))
    return FairLevels(fair.group, fair.available, fair.wanted)


def _objective(problem: Problem, result: LevelResult, measures: Measures) -> Objective:
    """The level's value as the finished plan has it (later levels may have bettered it), beside its bound."""
    value, bound = _reached(problem, result, measures), result.bound
    if result.name in COUNTED:
        bound = float(math.ceil(bound - PROVEN)) if math.isfinite(bound) else bound
    scale = measures.need_value if result.name.startswith("unmet") else 1.0
    method = problem.fairness if result.name == "fairness" else ""
    return judge(result.name, value, bound, scale, PROVEN, method)


def _reached(problem: Problem, result: LevelResult, measures: Measures) -> float:
    fairness = {"proportional": measures.fairness_log, "floor": measures.below_floor}
    reached = {
        "rules": measures.rules_short,
        "fairness": fairness.get(problem.fairness, measures.fairness_min),
        "surplus": measures.surplus_value,
        "overlap": float(measures.overlap),
        "repeat": measures.repeat_value,
        "cost": measures.cost,
        "change": float(measures.change),
        "budget": float(max(0, measures.change - problem.budget)),
        "prefer": measures.prefer_short,
        **{f"unmet_tier_{tier}": value for tier, value in measures.unmet_by_tier.items()},
    }
    return reached.get(result.name, result.value)
