"""A linear program that only grows: maximise a concave function known by its cuts, near a centre. HiGHS, warm."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.highs import Solver, run, set_options, solution

IDLE = 10
"""Rounds that a cut of no weight is kept."""


@dataclass(frozen=True)
class Promise:
    """A point and what the cuts promise there."""

    at: Floats
    value: float
    weight: Floats
    """Weight of each cut, in the order added; those of one part sum to 1."""


class CutMaster:
    """Maximise ``worth @ y + sum theta`` over a box for ``y >= 0``, with cuts ``theta_k <= a + b @ y``.

    ``y`` has Y columns, ``theta`` K columns, each at most ``top``.
    """

    def __init__(self, worth: Floats, parts: int, top: float) -> None:
        self.size = len(worth)
        self._added = 0
        self._number = np.zeros(0, dtype=np.int64)
        self._idle = np.zeros(0, dtype=np.int64)
        self.parts = parts
        cost = -np.concatenate([worth, np.ones(parts)])
        self._solver = Solver()
        set_options(self._solver, output_flag=False, threads=1, simplex_strategy=1)
        columns = len(cost)
        empty = np.zeros(0)
        lower = np.concatenate([np.zeros(self.size), np.full(parts, -highspy.kHighsInf)])
        upper = np.concatenate([np.zeros(self.size), np.full(parts, top)])
        none = np.zeros(0, dtype=np.int32)
        self._solver.addCols(columns, cost, lower, upper, 0, np.zeros(columns, dtype=np.int32), none, empty)

    def add(self, part: Ints, constant: Floats, row: Ints, column: Ints, slope: Floats) -> None:
        """Cuts ``theta[part] <= constant + sum slope * y[column]``; ``row`` numbers the cut of each entry."""
        count = len(part)
        entry = row * (self.size + self.parts) + column
        kept, where = np.unique(entry, return_inverse=True)
        value = -np.bincount(where, slope, minlength=len(kept))
        rows = np.concatenate([kept // (self.size + self.parts), np.arange(count)])
        columns = np.concatenate([kept % (self.size + self.parts), self.size + part])
        order = np.lexsort((columns, rows))
        values = np.concatenate([value, np.ones(count)])[order]
        start = np.searchsorted(rows[order], np.arange(count)).astype(np.int32)
        low = np.full(count, -highspy.kHighsInf)
        columns = columns[order].astype(np.int32)
        self._solver.addRows(count, low, constant, len(values), start, columns, values)
        self._number = np.concatenate([self._number, self._added + np.arange(count)])
        self._idle = np.concatenate([self._idle, np.zeros(count, dtype=np.int64)])
        self._added += count

    def maximise(self, centre: Floats, reach: Floats) -> Promise | None:
        """The best ``y`` with ``abs(y - centre) <= reach``, as far as the cuts know; ``None`` without one."""
        index = np.arange(self.size, dtype=np.int32)
        low = np.maximum(0.0, centre - reach)
        self._solver.changeColsBounds(self.size, index, low, np.maximum(low, centre + reach))
        run(self._solver)
        found = solution(self._solver)
        if found is None:
            return None
        value = -self._solver.getInfo().objective_function_value
        weight = np.zeros(self._added)
        weight[self._number] = np.maximum(0.0, -found[1])
        self._idle = np.where(weight[self._number] > 0.0, 0, self._idle + 1)
        self._drop(np.flatnonzero(self._idle > IDLE))
        return Promise(at=np.clip(found[0][: self.size], low, None), value=value, weight=weight)

    def _drop(self, rows: Ints) -> None:
        """Forget cuts: the best point did not need them for long, and the fewer there are the faster it is found."""
        if len(rows):
            self._solver.deleteRows(len(rows), rows.astype(np.int32))
            self._number = np.delete(self._number, rows)
            self._idle = np.delete(self._idle, rows)
