"""How many eligible lot x need pairs an instance has, counted by intervals, never listed."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Problem


def eligible_pairs(problem: Problem) -> int:
    """Pairs of a usable lot and a need cell that its earmark admits."""
    needs, lots, size = problem.needs, problem.lots, len(problem.places.ids)
    cells = np.flatnonzero(needs.net > 0)
    keys = np.stack([needs.item[cells], needs.age[cells], needs.period[cells]], axis=1).reshape(-1, 3)
    atoms, atom = np.unique(keys, axis=0, return_inverse=True)
    occupied = np.sort(atom.ravel() * size + needs.place[cells])
    total = 0
    for lot in np.flatnonzero(lots.usable & (lots.quantity > 0)).tolist():
        fits = lots.items[lot][atoms[:, 0]] & lots.ages[lot][atoms[:, 1]] & lots.periods[lot][atoms[:, 2]]
        first = lots.tops[lot] % size
        last = np.where(lots.tops[lot] < size, problem.places.end[first], first + 1)
        start = np.flatnonzero(fits)[:, None] * size
        total += int((np.searchsorted(occupied, start + last) - np.searchsorted(occupied, start + first)).sum())
    return total
