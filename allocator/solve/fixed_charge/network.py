"""The part of a program that is a network: columns that move one unit between two rows, like lots to needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Mip
from allocator.solve.fixed_charge.charges import Openings


@dataclass(frozen=True)
class Network:
    """Arcs are columns (A of them), nodes are rows (N of them, the last one standing for the slack of all others)."""

    column: Ints
    """Shape (A,)."""
    tail: Ints
    head: Ints
    row: Ints
    """Shape (N - 1,): the rows."""
    unit: Floats
    """Shape (N - 1,): what one unit of flow into the node adds to the row's activity; negative at a tail's row."""


def network_of(mip: Mip, which: Openings) -> Network:
    """All columns that stand in just two rows, in each with the coefficient that the row has for all; maybe none.

    Rows that ask for openers do not count, and columns whose signs do not fit are left out.
    """
    size, rows = len(mip.cost), len(mip.row_lower)
    row, column, value = mip.entry_rows(), mip.row_column, mip.row_value
    counted = (which.opens < 0)[row] & (np.diff(mip.row_start) > 1)[row]
    candidate = (np.bincount(column[counted], minlength=size) == 2) & ~which.is_opener & (mip.upper > mip.lower)
    at = np.flatnonzero(counted & candidate[column])
    coefficient = np.zeros(rows)
    np.maximum.at(coefficient, row[at], np.abs(value[at]))
    candidate &= ~_touched(column[at], np.abs(value[at]) < coefficient[row[at]], size)
    at = at[candidate[column[at]]]
    at = at[np.lexsort((row[at], column[at]))]
    first, second = at[::2], at[1::2]
    names, ends = np.unique(row[at], return_inverse=True)
    ends = ends.reshape(-1, 2)
    same = value[first] * value[second] > 0
    side = _sides(ends, same, len(names))
    fits = (side[ends[:, 0]] != side[ends[:, 1]]) == same
    forward = (side[ends[:, 0]] * np.sign(value[first]) < 0)[fits]
    ends = ends[fits]
    return Network(
        column=column[first][fits],
        tail=np.where(forward, ends[:, 0], ends[:, 1]),
        head=np.where(forward, ends[:, 1], ends[:, 0]),
        row=names,
        unit=coefficient[names] * side,
    )


def _touched(of: Ints, bad: Bools, count: int) -> Bools:
    return sum_by(of, bad, count) > 0


def _sides(ends: Ints, same: Bools, nodes: int) -> Floats:
    """A sign for each row such that columns leave one row and enter another, spread from row to row."""
    side = np.zeros(nodes)
    flip = np.where(same, -1.0, 1.0)
    while (side == 0).any():
        side[np.flatnonzero(side == 0)[0]] = 1.0
        while True:
            known = side.copy()
            for here, there in ((0, 1), (1, 0)):
                reach = (side[ends[:, here]] != 0) & (side[ends[:, there]] == 0)
                side[ends[reach, there]] = (side[ends[:, here]] * flip)[reach]
            if (side == known).all():
                break
    return side
