"""``all_or_nothing``: the whole lot is used (its whole packs, in every period of a service), or none of it."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import CASH, Ints, Problem
from allocator.solve.exact.columns import Columns, capacity_of
from allocator.solve.exact.model import Model
from allocator.tolerances import WHOLE


def apply(model: Model, problem: Problem, columns: Columns, x: Ints) -> None:
    """For each such lot with a binary z: sum of draw * x = all of it * z."""
    lots = problem.lots
    chosen = np.unique(columns.lot[lots.all_or_nothing[columns.lot]])
    everything = all_of(problem, chosen)
    used = model.add_columns(np.zeros(len(chosen)), 1.0, integer=True)
    mine = np.flatnonzero(lots.all_or_nothing[columns.lot])
    row = np.searchsorted(chosen, columns.lot[mine])
    model.add_rows(
        np.concatenate([row, np.arange(len(chosen))]),
        np.concatenate([x[mine], used]),
        np.concatenate([columns.draw[mine], -everything]),
        0.0,
        0.0,
        len(chosen),
    )


def all_of(problem: Problem, lot: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What ``lot`` gives when all of it is used: whole packs where they bind, over the window for a service."""
    lots = problem.lots
    item = lots.item[lot]
    packed = (lots.kind[lot] != CASH) & ((lots.pack[lot] != 1.0) | ~problem.items.divisible[item])
    pack = np.where(packed, lots.pack[lot], 1.0)
    whole = np.where(packed, np.floor(lots.quantity[lot] / pack + WHOLE) * pack, lots.quantity[lot])
    any_time = np.full(len(lot), len(problem.periods))
    times = capacity_of(problem, lot, any_time) / np.where(lots.quantity[lot] > 0, lots.quantity[lot], 1.0)
    return whole * times
