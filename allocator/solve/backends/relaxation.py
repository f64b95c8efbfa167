"""A linear program solved again and again with other costs, each time from the basis before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats
from allocator.solve.backends.highs import limit_reached, make_solver, run, set_options, solution
from allocator.solve.backends.mip import Mip


@dataclass(frozen=True)
class Relaxed:
    """An optimal solution of a linear program, the prices of its rows and the reduced costs of its columns."""

    x: Floats
    price: Floats
    reduced: Floats


class Relaxation:
    """``mip`` without its whole numbers."""

    def __init__(self, mip: Mip) -> None:
        self._mip = mip
        rows = (mip.row_start, mip.row_column, mip.row_value)
        self._solver = make_solver(mip.cost, (mip.lower, mip.upper), rows, (mip.row_lower, mip.row_upper))
        self._every = np.arange(len(mip.cost), dtype=np.int32)

    def solve(self, cost: Floats, seconds: float) -> Relaxed | None:
        """An optimal solution for ``cost``; None where there is none or ``seconds`` do not suffice."""
        # HiGHS counts the time of all runs of one solver together.
        set_options(self._solver, time_limit=self._solver.getRunTime() + max(seconds, 0.0))
        self._solver.changeColsCost(len(cost), self._every, cost)
        run(self._solver)
        found = solution(self._solver)
        if found is None or limit_reached(self._solver):
            return None
        x, price = found
        mip = self._mip
        worth = sum_by(mip.row_column, mip.row_value * price[mip.entry_rows()], len(cost))
        return Relaxed(np.clip(x, mip.lower, mip.upper), price, cost - worth)
