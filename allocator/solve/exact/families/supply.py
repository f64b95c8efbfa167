"""``supply``: a lot gives no more than it holds; a service no more than its capacity in each period."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import SERVICE, Ints, Problem
from allocator.solve.exact.columns import Columns, capacity_of
from allocator.solve.exact.model import Model


def apply(model: Model, problem: Problem, columns: Columns, x: Ints) -> None:
    """For each lot: sum of draw * x <= quantity (a service: over its window), and for each period of a service."""
    lots, which = np.unique(columns.lot, return_inverse=True)
    any_time = np.full(len(lots), len(problem.periods))
    model.add_rows(which, x, columns.draw, -np.inf, capacity_of(problem, lots, any_time), len(lots))
    timed = np.flatnonzero((problem.lots.kind[columns.lot] == SERVICE) & (columns.period < len(problem.periods)))
    pairs, which = np.unique(
        columns.lot[timed] * (len(problem.periods) + 1) + columns.period[timed], return_inverse=True
    )
    capacity = problem.lots.quantity[pairs // (len(problem.periods) + 1)]
    model.add_rows(which, x[timed], columns.draw[timed], -np.inf, capacity, len(pairs))
