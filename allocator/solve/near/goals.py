"""What a plan near another one is asked for, level by level: to lose as little as it can of what that one has.

A plan in whole packs is seldom the very best; to better it wherever the search happens to look would change lines that
no decision speaks of. So the levels that decide what is met are held where the plan before has them, and what decisions
take away is made least: tier by tier, then unit by unit, the worst off weighing most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Level
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.change import beyond, counted
from allocator.solve.exact.levels.goal import Goal, joined
from allocator.solve.exact.solve import goals_of
from allocator.solve.near.ground import Ground

STEEP, LOWEST = 4, 0.05
"""What a unit loses weighs its coverage to the power of -4; coverages below a twentieth weigh the same."""

LACKING, TIER, UNIT, ALL, WISH, LINE, MORE, EVEN = 3e6, 1e6, 100.0, 30.0, 10.0, 1.0, 0.3, 0.05
"""What the value of a typical line weighs: where a decision lacks it, where the first tier loses it, where a unit does,
where all need does, where a preference lacks it; what a changed line weighs; what is more than needed; and how much the
worst-off unit should get of what is left."""

APART = 20.0
"""How much less each tier weighs than the one before."""


@dataclass(frozen=True)
class Goals:
    """All goals of a near plan weighed together, in one model."""

    guide: Goal
    counted: Ints
    """The columns that count changed lines, one for each delivery of the formulation."""


def make_goals(form: Formulation, ground: Ground) -> Goals:
    """The goals of every level above ``change``, then changed lines, then surplus.

    They are weighed and not taken one after the other: the first goals would let go of all that the later ones hold.
    Weights are far enough apart for a loss to outweigh all the lines that it may take to mend it.
    """
    problem = form.problem
    value = problem.items.value[problem.needs.item[ground.cell]] * ground.quantity
    typical = float(np.median(value)) if len(value) else 1.0
    target = float(np.median(ground.target[ground.target > 0])) if (ground.target > 0).any() else 1.0
    count = counted(form)
    parts = [(LINE, replace(count, opened=None))]
    parts += [(TIER / APART**at / typical, goal) for at, goal in _tiers(form, ground)]
    parts += [(ALL / typical, _all(form, ground)), (EVEN / typical, _even(form, ground))]
    names = [level.name for level in problem.all_levels]
    if "fairness" in names:
        parts.append((UNIT * target / typical, _units(form, ground)))
    if "budget" in names:
        parts.append((LACKING, beyond(form, count, problem.budget)))
    for name, weight in (("rules", LACKING), ("prefer", WISH), ("surplus", MORE)):
        parts += [(weight / typical, goal) for goal in goals_of(form, Level(name)) if len(goal.column)]
    return Goals(joined(parts, "guide"), count.column)


def steepness(ground: Ground) -> Floats:
    """What a loss weighs in each unit: 1 in the worst off, the less the better a unit was off. Shape (U,)."""
    steep = np.maximum(ground.ratio, LOWEST) ** -STEEP
    weight: Floats = steep / steep.max(initial=1e-12)
    return weight


def _all(form: Formulation, ground: Ground) -> Goal:
    """Loss >= value met before - now, of all need together: what is freed is not left idle."""
    value = form.problem.items.value[form.problem.needs.item]
    loss = _losses(form, ground, np.zeros(len(value), dtype=np.int64), value, 1)
    return Goal(name="all", column=loss, coefficient=np.ones(1))


def _even(form: Formulation, ground: Ground) -> Goal:
    """Of plans that are else as good, the one that meets more where coverage was lower."""
    needs = form.problem.needs
    value = form.problem.items.value[needs.item]
    weight = (value * steepness(ground)[needs.unit])[form.cells]
    return Goal(name="even", column=form.met, coefficient=-weight)


def _tiers(form: Formulation, ground: Ground) -> Iterator[tuple[int, Goal]]:
    """For each tier, numbered from 0: loss >= weighted value met before - now; and the same for all tiers up to it.

    What a tier has to lose may so serve the tiers after it.
    """
    needs = form.problem.needs
    worth = needs.weight * form.problem.items.value[needs.item]
    for at, number in enumerate(np.unique(needs.tier).tolist()):
        for mine in (needs.tier == number, needs.tier <= number) if at else (needs.tier == number,):
            loss = _losses(form, ground, np.where(mine, 0, -1), worth, 1)
            yield at, Goal(name=f"unmet_tier_{number}", column=loss, coefficient=np.ones(1))


def _units(form: Formulation, ground: Ground) -> Goal:
    """For each unit: loss >= coverage / severity before - now; the worse off it was, the more a loss weighs."""
    problem, needs = form.problem, form.problem.needs
    target = ground.target
    share = problem.items.value[needs.item] / np.where(target > 0, target, 1.0)[needs.unit]
    row = np.where(target[needs.unit] > 0, needs.unit, -1)
    loss = _losses(form, ground, row, share, len(problem.units))
    return Goal(name="fairness", column=loss, coefficient=steepness(ground))


def _losses(form: Formulation, ground: Ground, row: Ints, weight: Floats, count: int) -> Ints:
    """Columns of loss, one for each of ``count`` rows: sum of weight * met + loss >= what that sum was before.

    ``row`` and ``weight`` are those of each cell, shape (N,); -1 is left out. A cell that nothing reaches any more had
    its part in what was before.
    """
    before = form.problem.needs.net - ground.unmet
    counted = row >= 0
    asked = sum_by(row[counted], (weight * before)[counted], count)
    cells = np.flatnonzero(counted[form.cells])
    at, met = row[form.cells[cells]], form.met[cells]
    share = weight[form.cells[cells]]
    now = sum_by(at, share * form.model.x[met], count)
    loss = form.model.add_columns(np.maximum(0.0, asked - now))
    form.model.add_rows(
        np.concatenate([at, np.arange(count)]),
        np.concatenate([met, loss]),
        np.concatenate([share, np.ones(count)]),
        asked,
        np.inf,
        count,
    )
    return loss
