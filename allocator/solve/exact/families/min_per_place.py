"""``min_per_place``: where a lot goes at all, it brings at least so much."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Ints, Problem
from allocator.solve.exact.columns import Columns
from allocator.solve.exact.families.visits import visits
from allocator.solve.exact.model import Model


def apply(model: Model, problem: Problem, columns: Columns, x: Ints) -> None:
    """For each such lot and place with a binary y: sum of draw * x >= minimum * y."""
    least = problem.lots.min_per_place
    chosen = np.flatnonzero(least[columns.lot] > 0)
    visit = visits(model, columns, x, chosen, columns.lot[chosen])
    count = len(visit.column)
    model.add_rows(
        np.concatenate([visit.of, np.arange(count)]),
        np.concatenate([x[chosen], visit.column]),
        np.concatenate([columns.draw[chosen], -least[visit.giver]]),
        0.0,
        np.inf,
        count,
    )
