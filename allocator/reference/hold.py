"""Goals that were optimised, kept while later ones are: rows ``held`` of the model, there only during a solve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from allocator.reference.families import add
from allocator.reference.levels import Goal
from allocator.tolerances import REFERENCE_SLACK

LEAST_SLACK, MOST_SLACK = 10, 100
"""The slack of held goals grows to so many times what it begins with: less where only divisible things are left."""


@dataclass(frozen=True)
class Held:
    """A goal and the value it reached; for leximin also the ranks of all units."""

    goal: Goal
    value: float
    ranks: tuple[float, ...] = ()


def hold(model: pyo.ConcreteModel, goals: list[Held], now: Goal, most: int = MOST_SLACK) -> None:
    """Minimised goals <= value + tolerance x |value|, maximised ones >= value - tolerance x |value|.

    To this comes a slack for rounding that grows tenfold with every level since: a level may have used up the slack of
    those before it, and must not bind later ones to crumbs that only make up for that.
    """
    forget(model)
    model.held = pyo.ConstraintList()
    names = list(dict.fromkeys([*(each.goal.name for each in goals), now.name]))
    for age, each in enumerate(reversed(goals)):
        goal = each.goal
        slack = REFERENCE_SLACK * min(10 ** (names.index(now.name) - names.index(goal.name)) + age, most)
        if not goal.rank or now.rank:
            _hold_sum(model, each, 0.0 if goal.rank else goal.tolerance, slack)
        elif goal.tolerance == 0:
            _hold_sum(model, each, 0.0, slack)
        elif goal.rank == len(each.ranks):
            _hold_ranks(model, [(1 - goal.tolerance) * rank - slack for rank in each.ranks])


def forget(model: pyo.ConcreteModel) -> None:
    """Take all held goals out of the model."""
    for name in ("held", "held_rank", "held_few", "held_exempt"):
        model.del_component(name)


def scaled(goal: Goal) -> tuple[Any, float, float]:
    """``(linear, size, constant)`` where the goal is size x linear + constant and linear's largest coefficient is 1.

    Variables that are fixed count as constants; ``linear`` is 0 where nothing is left to decide.
    """
    parts = generate_standard_repn(goal.expression)
    size = max((abs(float(each)) for each in parts.linear_coefs), default=0.0) or 1.0
    pairs = zip(parts.linear_coefs, parts.linear_vars, strict=True)
    return sum(float(each) / size * variable for each, variable in pairs if each), size, float(parts.constant)


def _hold_sum(model: pyo.ConcreteModel, held: Held, tolerance: float, slack: float) -> None:
    linear, size, constant = scaled(held.goal)
    limit, give = (held.value - constant) / size, tolerance * abs(held.value) / size + slack
    if not isinstance(linear, int):
        model.held.add(linear >= limit - give if held.goal.maximise else linear <= limit + give)


def _hold_ranks(model: pyo.ConcreteModel, floors: list[float]) -> None:
    """Hold every place in the order of units: at most k - 1 units are below floor k.

    With a binary for each rank and unit: ratio >= floor x (1 - exempt), sum of exempt <= k - 1.
    """
    ratio = model.fairness_ratio
    pairs = [(k, unit) for k in range(1, len(floors) + 1) for unit in ratio]
    exempt = model.held_exempt = pyo.Var(pairs, domain=pyo.Binary, initialize=0)
    add(model, "held_rank", {(k, unit): ratio[unit] >= floors[k - 1] * (1 - exempt[k, unit]) for k, unit in pairs})
    add(model, "held_few", {k: sum(exempt[k, unit] for unit in ratio) <= k - 1 for k, _ in enumerate(floors, 1)})
