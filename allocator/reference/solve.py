"""The levels one after the other with HiGHS, each held while the next is optimised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.contrib.solver.common.util import NoOptimalSolutionError
from pyomo.contrib.solver.solvers.highs import Highs

from allocator.language import N_, tr
from allocator.reference.hold import LEAST_SLACK, MOST_SLACK, Held, forget, hold, scaled
from allocator.reference.levels import Goal
from allocator.tolerances import QUANTITY, REFERENCE_FEASIBILITY

NO_PLAN = N_(
    "No plan keeps every constraint of the model at level {level}. Without the constraints that were added by hand "
    "the empty plan does: take them back one by one to find the one that cannot hold."
)
NOT_KEPT = N_(
    "The solver's answer at level {level} does not hold: {what} is off by {amount}. Amounts that differ by many "
    "powers of ten are the usual cause: look for a quantity or price in the wrong unit."
)


class ModelError(Exception):
    """The model has no answer, or the solver's does not hold when it is checked; the text says where."""


@dataclass(frozen=True)
class ReferenceResult:
    """The best value of every level, those before it held."""

    values: dict[str, float]
    """By name, in order: ``rules``, ``unmet_tier_1`` …, ``fairness`` (leximin: of the worst-off unit), ``cost`` …"""
    ranks: tuple[float, ...]
    """Coverage / severity of all units from the worst off up, where fairness is leximin."""
    model: pyo.ConcreteModel
    """The solved model."""


def solve_levels(model: pyo.ConcreteModel) -> ReferenceResult:
    """Optimise the levels of ``model`` in order, whatever constraints it was given on top; its variables hold the plan.

    Once all whole numbers are found they are fixed and the levels are gone through again, which takes out what
    rounding left: then no level has used the slack of another.

    Raises :class:`ModelError` where added constraints leave no plan or the solver's answer fails the check.

    >>> import allocator as al
    >>> al.solve_model(al.model(al.load("scenarios/first-steps"))).values["unmet_tier_1"]
    21500000.0
    """
    others = list(model.component_data_objects(pyo.Objective, active=True))
    for objective in others:
        objective.deactivate()
    fixed: list[Any] = []
    try:
        solver = _solver()
        first = _with_slack(model, solver, {}, MOST_SLACK, 10 * MOST_SLACK)
        fixed = [var for var in model.component_data_objects(pyo.Var) if var.is_integer() and not var.fixed]
        for variable in fixed:
            variable.fix()
        reached = _with_slack(model, solver, first, LEAST_SLACK, MOST_SLACK, 10 * MOST_SLACK)
    finally:
        forget(model)
        for variable in fixed:
            variable.unfix()
        for objective in others:
            objective.activate()
    values: dict[str, float] = {}
    for held in reached.values():
        values.setdefault(held.goal.name, held.ranks[0] if held.ranks else held.value)
    ranks = [held.ranks for held in reached.values() if held.ranks]
    return ReferenceResult(values=values, ranks=ranks[-1] if ranks else (), model=model)


def _with_slack(
    model: pyo.ConcreteModel, solver: Highs, first: dict[tuple[str, int], Held], *slacks: int
) -> dict[tuple[str, int], Held]:
    """:func:`_in_order` with the first of ``slacks`` that leaves a plan: a level may rest on crumbs of others."""
    for slack in slacks[:-1]:
        try:
            return _in_order(model, solver, first, slack)
        except ModelError:
            continue
    return _in_order(model, solver, first, slacks[-1])


def _in_order(
    model: pyo.ConcreteModel, solver: Highs, first: dict[tuple[str, int], Held], slack: int
) -> dict[tuple[str, int], Held]:
    """All goals one after the other, by name and rank, each held while the next is optimised.

    What a level reached at ``first`` it is held to where it may be given up in part: the whole numbers that are fixed
    by then are what later levels made of it.
    """
    goals = model.goals
    reached: dict[tuple[str, int], Held] = {}
    for goal in goals or [Goal("plan", 0.0)]:
        known = first.get((goal.name, goal.rank))
        if known and goal.tolerance > 0 and goal.name != goals[-1].name:
            reached[goal.name, goal.rank] = known
            continue
        hold(model, list(reached.values()), goal, slack)
        _optimise(model, solver, goal)
        value = float(pyo.value(goal.expression))
        ranks: tuple[float, ...] = ()
        if goal.rank:
            ranks = tuple(sorted(float(pyo.value(ratio)) for ratio in model.fairness_ratio.values()))
            value = sum(ranks[: goal.rank])
        if goals:
            reached[goal.name, goal.rank] = Held(goal, value, ranks)
    return reached


def _solver() -> Highs:
    """HiGHS as exact as it goes. It keeps the model it was given and takes over only what changes from goal to goal."""
    solver = Highs()
    solver.config.threads = 1
    solver.config.rel_gap = 0.0
    solver.config.abs_gap = REFERENCE_FEASIBILITY
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        solver.config.solver_options[option] = REFERENCE_FEASIBILITY
    return solver


def _optimise(model: pyo.ConcreteModel, solver: Highs, goal: Goal) -> None:
    """Solve for one goal and check the answer. The objective's largest coefficient is scaled to 1."""
    sense = pyo.maximize if goal.maximise else pyo.minimize
    model.level_objective = pyo.Objective(expr=scaled(goal)[0], sense=sense)
    try:
        solver.solve(model)
    except NoOptimalSolutionError as error:
        raise ModelError(tr(NO_PLAN, level=goal.name)) from error
    finally:
        model.del_component("level_objective")
    check(model, goal.name)


def check(model: pyo.ConcreteModel, level: str) -> None:
    """Round what must be whole, then recompute every constraint; raises :class:`ModelError` if one does not hold.

    Whether a solver says "optimal" is not asked here: only numbers count.
    """
    for variable in model.component_data_objects(pyo.Var):
        if variable.value is None:
            continue
        if variable.is_integer():
            whole = round(variable.value)
            _require(level, variable, abs(variable.value - whole))
            variable.set_value(whole)
        if variable.has_lb():
            _require(level, variable, variable.lb - variable.value)
    for row in model.component_data_objects(pyo.Constraint, active=True):
        body = pyo.value(row.body)
        lower, upper = pyo.value(row.lower), pyo.value(row.upper)
        over = 0.0 if upper is None else body - upper
        under = 0.0 if lower is None else lower - body
        _require(level, row, max(over, under))


def _require(level: str, what: Any, off: float) -> None:
    if not off <= QUANTITY:  # only then is it named: names of components take longer than all else here
        raise ModelError(tr(NOT_KEPT, level=level, what=what.name, amount=off))
