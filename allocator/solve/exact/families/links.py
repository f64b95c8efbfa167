"""``links``: limits on what goes from a lot, or from all lots of a donor, to a place with all below it.

Bans are part of the earmark; costs are charged by the level ``cost``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.covering import covering
from allocator.problem.problem import Ints, Problem
from allocator.solve.exact.columns import Columns
from allocator.solve.exact.model import Model


@dataclass(frozen=True)
class LinkColumns:
    """Which contributions each row of ``links`` covers, shape (Y,), and the binaries made so far, shape (K,)."""

    row: Ints
    contribution: Ints
    used: Ints
    """Model column that says whether the pair is used; -1 where no limit needs it."""


def apply(model: Model, problem: Problem, columns: Columns, x: Ints) -> LinkColumns:
    """For each row: sum of quantity <= maximum; where there is a minimum, with a binary u, sum >= minimum * u."""
    links = problem.links
    row, contribution = covering(problem, columns.lot[columns.of], problem.needs.place[columns.cell])
    column, quantity = x[columns.of[contribution]], columns.quantity[contribution]
    capped = np.isfinite(links.max_quantity[row])
    rows, at = np.unique(row[capped], return_inverse=True)
    model.add_rows(at, column[capped], quantity[capped], -np.inf, links.max_quantity[rows], len(rows))
    used = np.full(len(links), -1, dtype=np.int64)
    bound = links.min_quantity[row] > 0
    rows, at = np.unique(row[bound], return_inverse=True)
    used[rows] = model.add_columns(np.zeros(len(rows)), 1.0, integer=True)
    model.open_by(used[row[bound]], column[bound], columns.upper[columns.of[contribution[bound]]])
    model.add_rows(
        np.concatenate([at, np.arange(len(rows))]),
        np.concatenate([column[bound], used[rows]]),
        np.concatenate([quantity[bound], -links.min_quantity[rows]]),
        0.0,
        np.inf,
        len(rows),
    )
    return LinkColumns(row=row, contribution=contribution, used=used)
