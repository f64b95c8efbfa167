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

LACKING, TIER, UNIT, WISH, LINE, MORE = 3e6, 1e6, 100.0, 10.0, 1.0, 0.3
"""What the value of a typical line weighs: where a decision lacks it, where the first tier loses it, where a unit does,
where a preference lacks it; what a changed line weighs; and what is more than needed."""

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
    names = [level.name for level in problem.all_levels]
    if "fairness" in names:
        parts.append((UNIT * target / typical, _units(form, ground)))
    if "budget" in names:
        parts.append((LACKING, beyond(form, count, problem.budget)))
    for name, weight in (("rules", LACKING), ("prefer", WISH), ("surplus", MORE)):
        parts += [(weight / typical, goal) for goal in goals_of(form, Level(name)) if len(goal.column)]
    return Goals(joined(parts, "guide"), count.column)


def _tiers(form: Formulation, ground: Ground) -> Iterator[tuple[int, Goal]]:
    """For each tier, numbered from 0: loss >= weighted value met before - now; and the same for all tiers up to it.

    What a tier has to lose may so serve the tiers after it.
    """
    needs = form.problem.needs
    worth = (needs.weight * form.problem.items.value[needs.item])[form.cells]
    tier = needs.tier[form.cells]
    for at, number in enumerate(np.unique(needs.tier).tolist()):
        for mine in (tier == number, tier <= number) if at else (tier == number,):
            cells = np.flatnonzero(mine)
            loss = _losses(form, ground, np.zeros(len(cells), dtype=np.int64), cells, worth[cells], 1)
            yield at, Goal(name=f"unmet_tier_{number}", column=loss, coefficient=np.ones(1))


def _units(form: Formulation, ground: Ground) -> Goal:
    """For each unit: loss >= coverage / severity before - now; the worse off it was, the more a loss weighs."""
    problem, needs = form.problem, form.problem.needs
    value = problem.items.value[needs.item]
    target = ground.target
    reached = np.flatnonzero(target[needs.unit[form.cells]] > 0)
    units, row = np.unique(needs.unit[form.cells[reached]], return_inverse=True)
    share = (value / np.where(target > 0, target, 1.0)[needs.unit])[form.cells[reached]]
    loss = _losses(form, ground, row, reached, share, len(units))
    weight = np.maximum(ground.ratio[units], LOWEST) ** -STEEP
    return Goal(name="fairness", column=loss, coefficient=weight / weight.max(initial=1.0))


def _losses(form: Formulation, ground: Ground, row: Ints, cells: Ints, weight: Floats, count: int) -> Ints:
    """Columns of loss: sum of weight * met + loss >= what that sum was before; ``cells`` count in ``form.cells``."""
    met = form.met[cells]
    before = form.problem.needs.net[form.cells[cells]] - ground.unmet[form.cells[cells]]
    asked = sum_by(row, weight * before, count)
    now = sum_by(row, weight * form.model.x[met], count)
    loss = form.model.add_columns(np.maximum(0.0, asked - now))
    form.model.add_rows(
        np.concatenate([row, np.arange(count)]),
        np.concatenate([met, loss]),
        np.concatenate([weight, np.ones(count)]),
        asked,
        np.inf,
        count,
    )
    return loss
