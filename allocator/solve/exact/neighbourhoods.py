"""A part of a large program: some columns free, all others as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Mip

WIDE = 200
"""Rows with more entries than this do not spread freedom: they tie the whole plan together."""


@dataclass(frozen=True)
class Part:
    """A program over some columns of a larger one."""

    mip: Mip
    columns: Ints


def restrict(mip: Mip, free: Bools, x: Floats) -> Part:
    """``mip`` over the ``free`` columns, all others fixed at ``x``."""
    rows = len(mip.row_start) - 1
    row_of = np.repeat(np.arange(rows), np.diff(mip.row_start))
    loose = free[mip.row_column]
    fixed = sum_by(row_of[~loose], (mip.row_value * x[mip.row_column])[~loose], rows)
    kept, row = np.unique(row_of[loose], return_inverse=True)
    columns = np.flatnonzero(free)
    position = np.cumsum(free) - 1
    # What rounding has already taken from a row must not make the part infeasible.
    activity = fixed[kept] + sum_by(row, (mip.row_value * x[mip.row_column])[loose], len(kept))
    return Part(
        mip=Mip(
            cost=mip.cost[columns],
            lower=np.minimum(mip.lower[columns], x[columns]),
            upper=np.maximum(mip.upper[columns], x[columns]),
            integer=mip.integer[columns],
            row_start=np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(kept)))]).astype(np.int64),
            row_column=position[mip.row_column[loose]],
            row_value=mip.row_value[loose],
            row_lower=np.minimum(mip.row_lower[kept], activity) - fixed[kept],
            row_upper=np.maximum(mip.row_upper[kept], activity) - fixed[kept],
        ),
        columns=columns,
    )


def spread(mip: Mip, chosen: Bools, primary: Bools, widest: int = WIDE) -> Bools:
    """The ``chosen`` columns with the helpers (columns that are not ``primary``) that rows tie to them.

    Rows with more than ``widest`` entries tie nothing.
    """
    rows = len(mip.row_start) - 1
    row_of = np.repeat(np.arange(rows), np.diff(mip.row_start))
    narrow = np.diff(mip.row_start) <= widest
    free = chosen.copy()
    for _ in range(2):
        touched = np.zeros(rows, dtype=bool)
        touched[row_of[free[mip.row_column]]] = True
        entries = np.flatnonzero((touched & narrow)[row_of])
        columns = mip.row_column[entries]
        free[columns[~primary[columns]]] = True
    return free
