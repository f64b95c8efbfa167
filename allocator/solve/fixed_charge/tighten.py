"""Valid rows that fixed charges need: what must flow into a row must be opened for it."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.mip import Mip, proven_bound
from allocator.solve.backends.relaxation import Relaxation
from allocator.solve.fixed_charge.charges import Openings, without_asking
from allocator.tolerances import QUANTITY

MOST = 400
"""Rows looked at, at most: each takes a linear program."""


def tighten(mip: Mip, which: Openings, until: float) -> Mip:
    """``mip`` with a row for each lot or need that has an inflow it cannot do without.

    If at least b flows through columns x of a row, each x <= capacity * y, then sum capacity * y >= b: the solver
    makes its cover and rounding cuts from that. b is the least that the flows alone allow, proven by prices; for a lot
    it exceeds 0 where supply is short.
    """
    capacity, opener = _proven_capacity(mip, which)
    loose = without_asking(mip, which)
    relaxation = Relaxation(loose)
    rows: list[tuple[Ints, Floats, float]] = []
    for row in _candidates(loose, capacity):
        entries = slice(loose.row_start[row], loose.row_start[row + 1])
        positive = loose.row_value[entries] > 0
        column, value = loose.row_column[entries][positive], loose.row_value[entries][positive]
        cost = sum_by(column, value, len(mip.cost))
        found = relaxation.solve(cost, until - time.perf_counter())
        if found is None:
            break
        least = proven_bound(replace(loose, cost=cost), found.price) - QUANTITY
        if least > QUANTITY:
            charged = np.isfinite(capacity[column])
            rows.append(
                (
                    np.where(charged, opener[column], column),
                    value * np.where(charged, capacity[column], 1.0),
                    least,
                )
            )
    return _with_rows(mip, rows)


def _proven_capacity(mip: Mip, which: Openings) -> tuple[Floats, Ints]:
    """For each column: the most that flows for each unit of an opener, as the rows prove it; and that opener."""
    capacity, opener = np.full(len(mip.cost), np.inf), np.full(len(mip.cost), -1, dtype=np.int64)
    row = mip.entry_rows()
    flows = (which.opens >= 0)[row] & ~which.is_opener[mip.row_column]
    sound = flows & (mip.row_value > 0) & (mip.lower[mip.row_column] >= 0)
    proves = (which.opens >= 0) & (which.pull < 0) & (mip.row_upper <= 0)
    proves &= sum_by(row, flows & ~sound, len(mip.row_lower)) == 0
    at = np.flatnonzero(sound & proves[row])
    column = mip.row_column[at]
    most = np.minimum(-which.pull[row[at]] / mip.row_value[at], mip.upper[column])
    order = np.lexsort((-at, -most))
    capacity[column[order]] = most[order]
    opener[column[order]] = which.openers[which.opens[row[at]]][order]
    return capacity, opener


def _candidates(mip: Mip, capacity: Floats) -> Ints:
    """The rows through which charged columns flow, narrow ones first."""
    charged = np.isfinite(capacity[mip.row_column]) & (mip.row_value > 0)
    share = sum_by(mip.entry_rows(), charged, len(mip.row_lower))
    found = np.flatnonzero((share > 1) & (share < np.isfinite(capacity).sum()))
    return found[np.argsort(share[found], kind="stable")][:MOST]


def _with_rows(mip: Mip, rows: list[tuple[Ints, Floats, float]]) -> Mip:
    """``mip`` with rows (columns, values, lower side) added; columns named twice in a row are summed."""
    if not rows:
        return mip
    size = len(mip.cost)
    number = np.repeat(np.arange(len(rows)), [len(column) for column, _, _ in rows])
    entry = number * size + np.concatenate([column for column, _, _ in rows])
    entries, which = np.unique(entry, return_inverse=True)
    value = sum_by(which, np.concatenate([value for _, value, _ in rows]), len(entries))
    start = np.searchsorted(entries, np.arange(1, len(rows) + 1) * size)
    return replace(
        mip,
        row_start=np.concatenate([mip.row_start, mip.row_start[-1] + start]),
        row_column=np.concatenate([mip.row_column, entries % size]),
        row_value=np.concatenate([mip.row_value, value]),
        row_lower=np.concatenate([mip.row_lower, [least for _, _, least in rows]]),
        row_upper=np.concatenate([mip.row_upper, np.full(len(rows), np.inf)]),
    )
