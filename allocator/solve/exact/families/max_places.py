"""``max_places``: a lot, and all lots of a donor together, go to at most so many places."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Ints, Problem
from allocator.solve.exact.columns import Columns
from allocator.solve.exact.families.visits import visits
from allocator.solve.exact.model import Model


def apply(model: Model, problem: Problem, columns: Columns, x: Ints) -> None:
    """For each such lot or donor, with a binary y for each place: sum of y <= most."""
    lots = problem.lots
    for giver, most in ((columns.lot, lots.max_places), (lots.donor[columns.lot], problem.donor_max_places)):
        chosen = np.flatnonzero(most[giver] >= 0)
        visit = visits(model, columns, x, chosen, giver[chosen])
        limited, row = np.unique(visit.giver, return_inverse=True)
        model.add_rows(row, visit.column, np.ones(len(row)), -np.inf, most[limited].astype(float), len(limited))
