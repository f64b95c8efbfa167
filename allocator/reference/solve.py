"""The levels one after the other with HiGHS, each held while the next is optimised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.contrib.solver.common.util import NoOptimalSolutionError
from pyomo.contrib.solver.solvers.highs import Highs
from pyomo.repn import generate_standard_repn

from allocator.language import N_, tr
from allocator.reference.families import add
from allocator.reference.levels import Goal
from allocator.tolerances import QUANTITY, REFERENCE_FEASIBILITY, REFERENCE_SLACK

NO_PLAN = N_(
    "No plan keeps every constraint of the model at level {level}. Without the constraints that were added by hand "
    "the empty plan does: take them back one by one to find the one that cannot hold."
)
NOT_KEPT = N_(
    "The solver's answer at level {level} does not hold: {what} is off by {amount}. Amounts that differ by many "
    "powers of ten are the usual cause: look for a quantity or price in the wrong unit."
)

MOST_SLACK = 100
"""The slack of held levels grows to so many times what it begins with."""


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


@dataclass(frozen=True)
class _Held:
    """A goal that was optimised, its value, and what of it may be given up."""

    goal: Goal
    value: float
    tolerance: float


def solve_levels(model: pyo.ConcreteModel) -> ReferenceResult:
    """Optimise the levels of ``model`` in order, whatever constraints it was given on top; its variables hold the plan.

    Raises :class:`ModelError` where added constraints leave no plan or the solver's answer fails the check.
    """
    others = list(model.component_data_objects(pyo.Objective, active=True))
    for objective in others:
        objective.deactivate()
    held: list[_Held] = []
    values: dict[str, float] = {}
    ranks: list[float] = []
    try:
        for goal in model.goals or [Goal("plan", 0.0)]:
            _hold(model, goal, held, ranks)
            _optimise(model, goal)
            if goal.rank:
                ranks = sorted(float(pyo.value(ratio)) for ratio in model.fairness_ratio.values())
                held.append(_Held(goal, sum(ranks[: goal.rank]), 0.0))
                values["fairness"] = ranks[0]
            elif model.goals:
                values[goal.name] = float(pyo.value(goal.expression))
                held.append(_Held(goal, values[goal.name], goal.tolerance))
    finally:
        _forget(model)
        for objective in others:
            objective.activate()
    return ReferenceResult(values=values, ranks=tuple(ranks), model=model)


def _optimise(model: pyo.ConcreteModel, goal: Goal) -> None:
    """Solve for one goal and check the answer. The objective's largest coefficient is scaled to 1."""
    terms, _ = _terms(goal)
    size = max((abs(each) for each, _ in terms), default=1.0)
    sense = pyo.maximize if goal.maximise else pyo.minimize
    model.level_objective = pyo.Objective(expr=sum(each / size * variable for each, variable in terms), sense=sense)
    solver = Highs()
    solver.config.threads = 1
    solver.config.rel_gap = 0.0
    solver.config.abs_gap = REFERENCE_FEASIBILITY
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        solver.config.solver_options[option] = REFERENCE_FEASIBILITY
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
            _require(level, variable.name, abs(variable.value - whole))
            variable.set_value(whole)
        if variable.has_lb():
            _require(level, variable.name, variable.lb - variable.value)
    for row in model.component_data_objects(pyo.Constraint, active=True):
        body = pyo.value(row.body)
        lower, upper = pyo.value(row.lower), pyo.value(row.upper)
        over = 0.0 if upper is None else body - upper
        under = 0.0 if lower is None else lower - body
        _require(level, row.name, max(over, under))


def _require(level: str, name: str, off: float) -> None:
    if not off <= QUANTITY:
        raise ModelError(tr(NOT_KEPT, level=level, what=name, amount=off))


def _hold(model: pyo.ConcreteModel, now: Goal, held: list[_Held], ranks: list[float]) -> None:
    """Minimised: goal <= value + tolerance x |value|; maximised: goal >= value - tolerance x |value|.

    To this comes a slack for rounding that grows tenfold with every level since: a level may have used up the slack of
    those before it, and must not bind later ones to crumbs that only make up for that.
    """
    _forget(model)
    model.held = pyo.ConstraintList()
    names = list(dict.fromkeys([each.goal.name for each in held] + [now.name]))
    for age, each in enumerate(reversed(held)):
        levels = names.index(now.name) - names.index(each.goal.name)
        slack = REFERENCE_SLACK * min(10**levels + age, MOST_SLACK)
        if each.goal.rank and each.goal.tolerance > 0 and not now.rank:
            if each.goal.rank == len(ranks):
                _hold_ranks(model, [(1 - each.goal.tolerance) * rank - slack for rank in ranks])
            continue
        terms, constant = _terms(each.goal)
        size = max((abs(factor) for factor, _ in terms), default=0.0)
        if size:
            scaled = sum(factor / size * variable for factor, variable in terms)
            limit, give = (each.value - constant) / size, each.tolerance * abs(each.value) / size + slack
            model.held.add(scaled >= limit - give if each.goal.maximise else scaled <= limit + give)


def _hold_ranks(model: pyo.ConcreteModel, floors: list[float]) -> None:
    """Hold every place in the order of units: at most k - 1 units are below floor k.

    With a binary for each rank and unit: ratio >= floor x (1 - exempt), sum of exempt <= k - 1.
    """
    ratio = model.fairness_ratio
    pairs = [(k, unit) for k in range(1, len(floors) + 1) for unit in ratio]
    exempt = model.held_exempt = pyo.Var(pairs, domain=pyo.Binary, initialize=0)
    add(model, "held_rank", {(k, unit): ratio[unit] >= floors[k - 1] * (1 - exempt[k, unit]) for k, unit in pairs})
    add(model, "held_few", {k: sum(exempt[k, unit] for unit in ratio) <= k - 1 for k, _ in enumerate(floors, 1)})


def _forget(model: pyo.ConcreteModel) -> None:
    for name in ("held", "held_rank", "held_few", "held_exempt"):
        model.del_component(name)


def _terms(goal: Goal) -> tuple[list[tuple[float, Any]], float]:
    """Coefficients and variables of a goal, and its constant."""
    linear = generate_standard_repn(goal.expression)
    pairs = zip(linear.linear_coefs, linear.linear_vars, strict=True)
    return [(float(each), variable) for each, variable in pairs if each], float(linear.constant)
