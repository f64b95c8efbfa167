"""What a unit or tier still lacks is given by whoever has anything left, at the price of a link."""

from __future__ import annotations

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.overlap.groups import Groups
from allocator.solve.overlap.priced import Asked

SMALL = 1e-9
"""In units of account, less is nothing."""


def complete(groups: Groups, asked: Asked, amount: Floats, step: Floats) -> Floats:
    """``amount`` (value met of each pair, shape (E,)) with what lacks added in whole steps, as far as anyone has it.

    ``step`` is the value of a step of each pair; infinite where a pair must stay as it is.
    """
    amount = amount.copy()
    for unit in np.flatnonzero(_lacks(asked.unit, groups, amount, asked.unit_value) > SMALL).tolist():
        lacks = float(_lacks(asked.unit, groups, amount, asked.unit_value)[unit])
        _add(groups, asked, amount, step, asked.unit[groups.cell] == unit, lacks)
    weighted = asked.weight[groups.cell]
    for tier in range(len(asked.tier_value)):
        of_tier = (asked.tier[groups.cell] == tier) & (weighted > 0)
        lacks = float(asked.tier_value[tier] - (amount * weighted)[of_tier].sum())
        if lacks > SMALL:
            heaviest = float(weighted[of_tier].max(initial=1.0))
            _add(groups, asked, amount, step, of_tier & (weighted == heaviest), lacks / heaviest)
    return amount


def _lacks(unit: Ints, groups: Groups, amount: Floats, value: Floats) -> Floats:
    return value - sum_by(unit[groups.cell], amount, len(value))


def _add(groups: Groups, asked: Asked, amount: Floats, step: Floats, among: Bools, lacks: float) -> None:
    """Add ``lacks`` to ``amount`` in whole steps of pairs ``among``: over open links first, then the smallest step."""
    candidates = np.flatnonzero(among & np.isfinite(step))
    while lacks > SMALL and len(candidates):
        left = asked.supply - sum_by(groups.giver, amount * groups.use, len(asked.supply))
        room = asked.net - sum_by(groups.cell, amount, len(asked.net))
        spare = asked.surplus - float((amount * (groups.use - 1.0)).sum())
        most = np.minimum(left[groups.giver[candidates]] / groups.use[candidates], room[groups.cell[candidates]])
        fits = np.floor(most / step[candidates] + SMALL)
        fits[(groups.use[candidates] > 1.0) & ((groups.use[candidates] - 1.0) * step[candidates] > spare)] = 0
        candidates, fits = candidates[fits >= 1], fits[fits >= 1]
        if not len(candidates):
            return
        is_open = np.zeros(len(groups.link_group), dtype=bool)
        is_open[groups.pair_link[amount > SMALL]] = True
        covered = np.minimum(fits, np.ceil(lacks / step[candidates] - SMALL)) * step[candidates]
        order = np.lexsort(
            (candidates, step[candidates], covered < lacks - SMALL, ~is_open[groups.pair_link[candidates]])
        )
        best = order[0]
        amount[candidates[best]] += covered[best]
        lacks -= float(covered[best])
        candidates = np.delete(candidates, best)
