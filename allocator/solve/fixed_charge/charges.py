"""``Charges``: which column pays for which; and what opening costs at given flows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Mip
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class Charges:
    """Entry by entry: ``opener`` (a binary, or a whole number of vehicles) opens ``column``, up to ``capacity`` each.

    The rows that say so are in the program; an opener may open many columns, and a column need many openers.
    """

    opener: Ints
    column: Ints
    capacity: Floats


@dataclass(frozen=True)
class Openings:
    """The rows of a program by which flows ask for openers. K openers, E entries of ``Charges``."""

    openers: Ints
    """Shape (K,): their columns."""
    opener: Ints
    """Shape (E,): index in ``openers``."""
    column: Ints
    """Shape (E,)."""
    capacity: Floats
    """Shape (E,): finite and positive."""
    is_opener: Bools
    """Shape (C,)."""
    opens: Ints
    """For each row that asks for one opener: its index in ``openers``; -1 for other rows. Shape (R,)."""
    pull: Floats
    """Shape (R,): coefficient of that opener."""


def openings(mip: Mip, charges: Charges) -> Openings:
    """Find the rows with one opener each."""
    usable = np.isfinite(charges.capacity) & (charges.capacity > 0)
    openers, opener = np.unique(charges.opener[usable], return_inverse=True)
    is_opener = np.zeros(len(mip.cost), dtype=bool)
    is_opener[openers] = True
    index = np.full(len(mip.cost), -1, dtype=np.int64)
    index[openers] = np.arange(len(openers))
    rows = len(mip.row_lower)
    row, on = mip.entry_rows(), is_opener[mip.row_column]
    one = np.bincount(row[on], minlength=rows) == 1
    opens, pull = np.full(rows, -1, dtype=np.int64), np.zeros(rows)
    opens[row[on]] = index[mip.row_column[on]]
    pull[row[on]] = mip.row_value[on]
    asked = one & np.where(pull < 0, np.isfinite(mip.row_upper), np.isfinite(mip.row_lower))
    return Openings(
        openers, opener, charges.column[usable], charges.capacity[usable], is_opener, np.where(asked, opens, -1), pull
    )


def opened(mip: Mip, which: Openings, x: Floats) -> Floats:
    """``x`` with every opener at the least whole number that its rows ask for."""
    flow = np.where(which.is_opener, 0.0, x)
    activity = sum_by(mip.entry_rows(), mip.row_value * flow[mip.row_column], len(mip.row_lower))
    asks = which.opens >= 0
    side = np.where(which.pull < 0, mip.row_upper, mip.row_lower)
    least = ((side - activity)[asks]) / which.pull[asks]
    need = np.zeros(len(which.openers))
    np.maximum.at(need, which.opens[asks], np.ceil(least - QUANTITY))
    result = x.copy()
    result[which.openers] = np.maximum(need, mip.lower[which.openers])
    return result


def without_asking(mip: Mip, which: Openings) -> Mip:
    """``mip`` without the rows by which flows ask for openers: a column's own upper bound remains."""
    asks = which.opens >= 0
    kept = ~asks[mip.entry_rows()]
    return replace(
        mip,
        row_start=np.concatenate([[0], np.cumsum(np.diff(mip.row_start)[~asks])]).astype(np.int64),
        row_column=mip.row_column[kept],
        row_value=mip.row_value[kept],
        row_lower=mip.row_lower[~asks],
        row_upper=mip.row_upper[~asks],
    )
