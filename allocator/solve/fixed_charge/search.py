"""Neighbourhood search by programs: a connected part of the plan is solved again with all else fixed, many times.

For charges that are no network: deliveries of several items that share one charge, kits, limits that cross.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import same_keys, sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Budget, Mip, solve_mip
from allocator.solve.exact.neighbourhoods import restrict, spread
from allocator.solve.fixed_charge.charges import Openings

SIZE = 60
"""Openers free at once, at first."""
SMALLEST, LARGEST = 20, 400
"""Between these the size follows what the solver can finish."""
STALL = 30
"""The search ends after so many parts in a row without gain."""
NODES = 200
"""Branch-and-bound nodes for each part."""


@dataclass(frozen=True)
class Ties:
    """Pairs of an opener and a row through which one of its columns flows. Shape (T,) each."""

    opener: Ints
    row: Ints


def search(mip: Mip, which: Openings, x: Floats, rounds: int, until: float, seed: int) -> tuple[Floats, bool]:
    """``x`` after up to ``rounds`` parts, and whether the clock (``until``, ``time.perf_counter()``) ended it."""
    pairs = _ties(mip, which)
    if not len(pairs.row):
        return x, False
    rng = np.random.default_rng(seed)
    primary = which.is_opener.copy()
    primary[which.column] = True
    size, barren = SIZE, 0
    for _ in range(rounds):
        left = until - time.perf_counter()
        if left <= 0:
            return x, True
        chosen = _grown(pairs, x[which.openers] > 0.5, size, rng)
        free = np.zeros(len(x), dtype=bool)
        free[which.openers[chosen]] = True
        free[which.column[chosen[which.opener]]] = True
        part = restrict(mip, spread(mip, free, primary), x)
        before = x[part.columns]
        found = solve_mip(part.mip, Budget(left, 1e-4, NODES, seed=seed), before)
        least = np.abs(part.mip.cost).max(initial=0.0) * 1e-7
        if found.x is not None and found.value < float(part.mip.cost @ before) - least:
            x, barren = x.copy(), 0
            x[part.columns] = found.x
        else:
            barren += 1
        size = int(np.clip(size * (0.7 if found.limit else 1.1), SMALLEST, LARGEST))
        if barren >= STALL or chosen.all():
            break
    return x, False


def _ties(mip: Mip, which: Openings) -> Ties:
    """Through which rows the columns of each opener flow, but for those that tie half of all openers."""
    rows, row = len(mip.row_lower), mip.entry_rows()
    at = np.flatnonzero((which.opens < 0)[row])
    entry, of = same_keys(mip.row_column[at], which.column)
    pairs = np.unique(which.opener[of] * rows + row[at[entry]])
    width = np.bincount(pairs % rows, minlength=rows)[pairs % rows]
    pairs = pairs[(width > 1) & (width <= max(len(which.openers) / 2, 2))]
    _, numbered = np.unique(pairs % rows, return_inverse=True)
    return Ties(pairs // rows, numbered)


def _grown(pairs: Ties, used: Bools, size: int, rng: np.random.Generator) -> Bools:
    """Openers all of whose rows (or two of them) lie in a set of rows grown along what is used, from a random row."""
    rows, count = int(pairs.row.max()) + 1, len(used)
    degree = np.bincount(pairs.opener, minlength=count)
    inside = np.zeros(rows, dtype=bool)
    inside[rng.integers(rows)] = True
    while True:
        touched = sum_by(pairs.opener, inside[pairs.row], count)
        chosen = (degree > 0) & (touched >= np.minimum(degree, 2))
        front = np.flatnonzero((touched > 0) & ~chosen)
        if chosen.sum() >= size or not len(front):
            return chosen
        along = front[used[front]]
        step = rng.choice(along if len(along) and rng.random() < 0.8 else front)
        inside[pairs.row[pairs.opener == step]] = True
