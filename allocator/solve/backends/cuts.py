"""A linear program that only grows: maximise a concave function known by its cuts, near a centre. HiGHS, warm."""

from __future__ import annotations

import highspy
import numpy as np

from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.highs import Solver, run, set_options, solution


class CutMaster:
    """Maximise ``worth @ y + sum theta`` over a box for ``y >= 0``, with cuts ``theta_k <= a + b @ y``.

    ``y`` has Y columns, ``theta`` K columns, each at most ``top``.
    """

    def __init__(self, worth: Floats, parts: int, top: float) -> None:
        self.size = len(worth)
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

    def maximise(self, centre: Floats, reach: Floats) -> tuple[Floats, float] | None:
        """The best ``y`` with ``abs(y - centre) <= reach`` and the value the cuts promise; ``None`` without one."""
        index = np.arange(self.size, dtype=np.int32)
        low = np.maximum(0.0, centre - reach)
        self._solver.changeColsBounds(self.size, index, low, np.maximum(low, centre + reach))
        run(self._solver)
        found = solution(self._solver)
        if found is None:
            return None
        return np.clip(found[0][: self.size], low, None), -self._solver.getInfo().objective_function_value
