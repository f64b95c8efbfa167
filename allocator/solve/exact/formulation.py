"""``Formulation``: the deliveries, what they meet, and every limit on them, before any objective is chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Problem
from allocator.solve.exact.columns import Columns, make_columns
from allocator.solve.exact.families import (
    all_or_nothing,
    capacity,
    decisions,
    links,
    max_places,
    min_per_place,
    need,
    rules,
    supply,
)
from allocator.solve.exact.families.links import LinkColumns
from allocator.solve.exact.model import Model


@dataclass(frozen=True)
class Formulation:
    """A model with the meaning of its columns. D deliveries, C cells that deliveries can reach."""

    problem: Problem
    columns: Columns
    model: Model
    x: Ints
    """Shape (D,): model column of each delivery, counted in steps."""
    cells: Ints
    """Shape (C,): the cells that some delivery reaches."""
    position: Ints
    """Shape (N,): index of each cell in ``cells``; -1 where nothing reaches it."""
    met: Ints
    """Shape (C,): model column of the quantity met."""
    surplus: Ints
    """Shape (C,): model column of the quantity beyond the net need."""
    links: LinkColumns
    shortfall: Ints
    """Model columns of what floors lack, in money: those among the rules first, then those of decisions."""

    def quantities(self) -> Floats:
        """Shape (Z,): quantity of each contribution in the best plan so far."""
        columns = self.columns
        return self.model.x[self.x][columns.of] * columns.quantity

    def allocated(self) -> Floats:
        """Shape (N,): quantity allocated to each cell in the best plan so far."""
        return sum_by(self.columns.cell, self.quantities(), len(self.problem.needs))


def formulate(problem: Problem, columns: Columns | None = None) -> Formulation:
    """The formulation of ``problem`` with the empty plan, which keeps every limit, as its solution.

    ``columns`` are the deliveries it may use; all that are of use if left out.
    """
    columns = make_columns(problem) if columns is None else columns
    model = Model()
    x = model.add_columns(np.zeros(len(columns)), columns.upper, integer=columns.whole)
    cells, where = np.unique(columns.cell, return_inverse=True)
    met, surplus = need.apply(model, problem, columns, x, cells, where)
    position = np.full(len(problem.needs), -1, dtype=np.int64)
    position[cells] = np.arange(len(cells))
    supply.apply(model, problem, columns, x)
    all_or_nothing.apply(model, problem, columns, x)
    min_per_place.apply(model, problem, columns, x)
    max_places.apply(model, problem, columns, x)
    capacity.apply(model, problem, columns, x)
    linked = links.apply(model, problem, columns, x)
    of = columns.of
    lacking = (
        rules.apply(model, problem, columns, x, position, met),
        decisions.apply(model, problem, columns.lot[of], columns.cell, x[of], columns.quantity),
    )
    shortfall = np.concatenate(lacking)
    return Formulation(problem, columns, model, x, cells, position, met, surplus, linked, shortfall)
