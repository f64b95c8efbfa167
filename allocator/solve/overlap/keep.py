"""What a plan with less overlap must keep of the plan before it: the levels above overlap, no more and no less.

Tiers keep their weighted value and surplus its limit. What units must keep is a matter of order: leximin compares
coverages from the lowest up, and the first difference decides. Where packs have left the worst-off unit below what
fair shares would give it, a plan that lifts it is fairer, whatever the rounding of all others; so here it must be
lifted, no other unit may come below it, and none may lose more than ``GRAIN`` of its need. Where no unit can be lifted,
all keep what they have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allocator.plan.deliveries import plain_deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Problem
from allocator.solve.attribution import LotLines
from allocator.solve.fair import fair_target
from allocator.solve.overlap.board import common_divisor
from allocator.tolerances import QUANTITY

GRAIN = 1e-4
"""Coverage that a unit may lose where the order of leximin allows it: a hundredth of a percentage point."""


@dataclass(frozen=True)
class Kept:
    """What every plan must reach."""

    unit: Floats
    """Shape (U,): value met in each unit at least."""
    tier: Floats
    """Shape (T,): weighted value met in each tier at least, tiers in ascending order."""
    surplus: float
    """Value of surplus at most."""


def reached(problem: Problem, lines: LotLines) -> Kept:
    """Exactly what ``lines`` reach."""
    needs = problem.needs
    laid = plain_deliveries(problem, lines.lot, lines.cell, lines.quantity)
    met = met_quantity(problem, laid.cell, laid.quantity)[1] * problem.items.value[needs.item]
    tier = np.unique(needs.tier, return_inverse=True)[1]
    return Kept(
        unit=sum_by(needs.unit, met, len(problem.units)),
        tier=sum_by(tier, met * needs.weight, int(tier.max(initial=-1)) + 1),
        surplus=measure(problem, laid).surplus_value,
    )


def as_fair(problem: Problem, kept: Kept, fair: Floats) -> Kept:
    """``kept``, where units may trade what leximin does not see. ``fair``: fractional share of each unit (U,)."""
    if problem.fairness != "leximin":
        return kept
    quantum = common_divisor(problem.items.value)
    target = fair_target(problem)
    grain = GRAIN * target / problem.units.severity
    return replace(kept, unit=_least(kept.unit, target, fair, quantum, grain))


def _least(value: Floats, target: Floats, fair: Floats, quantum: float, grain: Floats) -> Floats:
    """The least each unit must get for the coverages to be in a better order than ``value`` over ``target`` are.

    Units below the first that can be lifted by a ``quantum`` keep what they have; it is lifted, and no other may come
    below it, nor lose more than ``grain``.
    """
    needy = np.flatnonzero(target > 0)
    queue = needy[np.argsort(value[needy] / target[needy], kind="stable")]
    able = np.flatnonzero(value[queue] + quantum <= fair[queue])
    if not len(able):
        return value
    above = queue[able[0] :]
    lifted = (value[above[0]] + quantum) / target[above[0]]
    least = value.copy()
    least[above] = np.maximum(value[above] - grain[above], lifted * target[above])
    return least


def is_kept(problem: Problem, lines: LotLines, kept: Kept) -> bool:
    """Whether ``lines`` reach what must be kept, but for rounding."""
    ours = reached(problem, lines)
    slack = QUANTITY * max(1.0, float(problem.items.value[problem.needs.item].max(initial=0.0)))
    return bool(
        (ours.unit >= kept.unit - slack).all()
        and (ours.tier >= kept.tier - slack).all()
        and ours.surplus <= kept.surplus + slack
    )
