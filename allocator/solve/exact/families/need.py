"""``need``: what is allocated to a cell is met need up to the net need, and surplus beyond it.

For each cell: sum of quantity = met + surplus, 0 <= met <= net.
"""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Ints, Problem
from allocator.solve.exact.columns import Columns
from allocator.solve.exact.model import Model


def apply(model: Model, problem: Problem, columns: Columns, x: Ints, cells: Ints, where: Ints) -> tuple[Ints, Ints]:
    """Columns of met and of surplus for each of ``cells``; ``where`` is the position of each contribution's cell."""
    most = np.zeros(len(cells))
    np.add.at(most, where, columns.upper[columns.of] * columns.quantity)
    net = problem.needs.net[cells]
    met = model.add_columns(np.zeros(len(cells)), np.minimum(net, most))
    surplus = model.add_columns(np.zeros(len(cells)), np.maximum(most, 0.0))
    each = np.arange(len(cells))
    model.add_rows(
        np.concatenate([where, each, each]),
        np.concatenate([x[columns.of], met, surplus]),
        np.concatenate([columns.quantity, np.full(2 * len(cells), -1.0)]),
        0.0,
        0.0,
        len(cells),
    )
    return met, surplus
