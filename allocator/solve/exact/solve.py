"""The levels solved one after another on the exact formulation, each held while the next is optimised."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from allocator.problem.problem import Effort, Floats, Level
from allocator.solve.backends.mip import Budget, MipResult, solve_mip
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels import (
    blend,
    change,
    cost,
    fairness,
    kept,
    overlap,
    prefer,
    repeat,
    shortfall,
    surplus,
    unmet,
)
from allocator.solve.exact.levels.goal import Goal, hold
from allocator.solve.exact.model import Model
from allocator.solve.exact.parts import Parts, cut_up, solve_in_parts
from allocator.solve.fixed_charge.solve import Charges, solve_fixed_charge
from allocator.tolerances import LEVEL_SLACK

PLAIN: dict[str, Callable[[Formulation], Iterator[Goal]]] = {
    "rules": shortfall.goals,
    "unmet": unmet.goals,
    "surplus": surplus.goals,
    "overlap": overlap.goals,
    "repeat": repeat.goals,
    "cost": cost.goals,
    "change": change.goals,
    "kept": kept.goals,
    "prefer": prefer.goals,
}
"""The levels that need no more than the formulation."""

SOFTER, SLACKEST = 3.0, 1e-5
"""Slack grows from level to level: what one level gains from the slack of those above it must be less than its own,
or the plan that uses no slack at all would be shut out."""

CHARGED = 100
"""From so many fixed charges on, a goal is worth a search of its own before the exact program."""

WHOLE_SIZE = 60_000
"""Programs with more columns than this are not solved at once but part by part, from ``parts.py``."""


@dataclass(frozen=True)
class LevelResult:
    """What one reported goal came to. ``limit``: "" (to its gap), ``work`` or ``time``."""

    name: str
    value: float
    bound: float
    limit: str


def goals_of(form: Formulation, level: Level) -> Iterator[Goal]:
    """The goals of one level, in order; each may look at the best plan so far when it is asked for."""
    if level.name == "fairness":
        return fairness.goals(form, level)
    if level.name == "blend":
        return blend.goals(form, level)
    if level.name == "budget":
        return change.budget(form, level.most)
    return PLAIN[level.name](form)


def solve_levels(
    form: Formulation, levels: tuple[Level, ...], effort: Effort, nodes: int, begun: float
) -> list[LevelResult]:
    """Optimise ``levels`` in order; ``form.model.x`` is the plan afterwards. ``nodes`` bounds the work of each goal."""
    results = []
    parts = cut_up(form) if form.model.size > WHOLE_SIZE else None
    slack = LEVEL_SLACK
    for number, level in enumerate(levels):
        for goal in goals_of(form, level):
            left = max(effort.seconds - (time.perf_counter() - begun), 0.0)
            share = left if number == len(levels) - 1 else left / 2
            budget = Budget(seconds=max(share, 0.05), gap=effort.gap, nodes=nodes, threads=1, seed=0)
            found = _minimise(form, goal, budget, parts)
            value = goal.value(form.model.x)
            hold(form.model, goal, value + level.tolerance * abs(value), slack * _unit(goal))
            slack = min(slack * (SOFTER if goal.told else 2.0), SLACKEST)
            if goal.told:
                sign = -1.0 if goal.maximised else 1.0
                results.append(LevelResult(goal.name, sign * value, sign * (found.bound + goal.constant), found.limit))
    return results


def _minimise(form: Formulation, goal: Goal, budget: Budget, parts: Parts | None) -> MipResult:
    """The best solution for ``goal`` becomes the model's; the model's is kept where nothing better was found."""
    model = form.model
    mip = model.mip(goal.cost(model.size))
    charges = goal.opened
    if parts is not None:
        found = solve_in_parts(mip, parts, model.x, budget)
    elif charges is not None and len(charges.opener) >= CHARGED:
        found = solve_fixed_charge(mip, Charges(charges.opener, charges.column, charges.capacity), budget, model.x)
    else:
        found = solve_mip(mip, budget, model.x)
    if found.x is not None and found.value <= float(mip.cost @ model.x):
        model.x = found.x if parts else _without_slack(model, goal, found.x)
    return found


def _without_slack(model: Model, goal: Goal, x: Floats) -> Floats:
    """``x`` with its whole columns as they are and the others solved again while levels are held without slack.

    What one level gains from the slack of another would otherwise be asked of every level that follows.
    """
    mip = model.mip(goal.cost(model.size), tight=True)
    fixed = replace(
        mip,
        lower=np.where(mip.integer, x, mip.lower),
        upper=np.where(mip.integer, x, mip.upper),
        integer=np.zeros(len(x), dtype=bool),
    )
    found = solve_mip(fixed, Budget(seconds=10.0, gap=0.0, nodes=1))
    return x if found.x is None else np.where(mip.integer, x, found.x)


def _unit(goal: Goal) -> float:
    """The largest coefficient of the goal: what slack is counted in."""
    return float(max(abs(goal.coefficient).max(initial=0.0), 1e-12))
