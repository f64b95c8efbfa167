"""The best prices for the overlap bound, found by cuts near the best prices so far (a box-step bundle method)."""

from __future__ import annotations

import math
import time

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Problem
from allocator.solve.backends.cuts import CutMaster
from allocator.solve.exact.families.earmark import count_eligible
from allocator.solve.overlap.groups import Groups, make_groups
from allocator.solve.overlap.priced import Answer, Asked, answer

ROUNDS = 120
"""Rounds of pricing at most: what bounds the work."""
PAIRS = 2_000_000
"""Problems with more pairs of a lot and a need than this get no bound: the pairs are listed here."""
CLOSE = 1e-3
"""When the cuts promise no more than this share above the best bound, the search is over."""
ROUNDING = 1e-6
"""The bound is rounded up to a whole number from this much below it: it counts providers."""


def overlap_bound(problem: Problem, met: Floats, deadline: float, rounds: int = ROUNDS) -> int:
    """A number that no plan can have less overlap than, if it meets as much of every tier and in every unit.

    ``met`` is the quantity met of each cell in the plan, shape (N,). ``deadline`` is a ``time.perf_counter()``; the
    bound is valid whenever the search stops.
    """
    if not 0 < count_eligible(problem, PAIRS) <= PAIRS:
        return 0
    groups = make_groups(problem)
    asked = _asked(problem, groups, met)
    prices = len(asked.supply)
    units = len(asked.unit_value)
    worth = np.concatenate([-asked.supply, asked.unit_value, asked.tier_value])
    master = CutMaster(worth, units, 1e6)
    centre = np.concatenate([np.ones(prices), np.zeros(units), np.ones(len(asked.tier_value))])
    reach, best, at, misses = 0.5, 0.0, centre, 0
    for number in range(rounds):
        found = answer(groups, asked, at[:prices], at[prices : prices + units], at[prices + units :])
        _cut(master, asked, found, prices, units)
        if number == 0 or found.bound > best + 1e-9:
            best, centre, misses = found.bound, at, 0
            reach = min(reach * 1.3, 1.0)
        else:
            misses += 1
            reach *= 0.6 if misses > 1 else 1.0
        if time.perf_counter() > deadline:
            break
        step = master.maximise(centre, np.full(len(centre), reach))
        if step is None or (reach >= 1.0 and step[1] <= best + CLOSE * max(1.0, abs(best))):
            break
        if step[1] <= best + CLOSE * max(1.0, abs(best)):
            reach = min(1.0, reach * 4.0)
        at = step[0]
    return max(0, math.ceil(best - ROUNDING))


def _asked(problem: Problem, groups: Groups, met: Floats) -> Asked:
    """What the plan gives, in units of account of the mean met value of a group: links and values are then alike."""
    needs = problem.needs
    value = problem.items.value[needs.item]
    tiers, tier = np.unique(needs.tier, return_inverse=True)
    account = max(float((met * value).sum()) / max(len(groups.link_start), 1), 1e-12)
    got = met * value / account
    return Asked(
        net=needs.net * value / account,
        unit=needs.unit,
        tier=tier,
        weight=needs.weight,
        unit_value=sum_by(needs.unit, got, len(problem.units)),
        tier_value=sum_by(tier, got * needs.weight, len(tiers)),
        supply=groups.supply / account,
    )


def _cut(master: CutMaster, asked: Asked, found: Answer, prices: int, units: int) -> None:
    """What the answer says of every unit at any prices: overlap + payments - rewards of what it gives there."""
    unit, net = asked.unit[found.cell], asked.net[found.cell]
    row = np.concatenate([unit, unit, unit])
    column = np.concatenate([found.giver, prices + unit, prices + units + asked.tier[found.cell]])
    slope = np.concatenate([net, -net, -net * asked.weight[found.cell]])
    master.add(np.arange(units), found.overlap, row, column, slope)
