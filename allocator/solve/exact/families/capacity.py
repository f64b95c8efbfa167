"""``capacity``: the value a place with all below it can receive in a period."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Ints, Problem
from allocator.solve.exact.columns import Columns
from allocator.solve.exact.model import Model


def apply(model: Model, problem: Problem, columns: Columns, x: Ints) -> None:
    """For each limited place: sum of value in each period <= capacity, and in all periods <= capacity x periods."""
    places, needs = problem.places, problem.needs
    times = len(problem.periods)
    worth = columns.quantity * problem.items.value[needs.item[columns.cell]]
    at, period = needs.place[columns.cell], needs.period[columns.cell]
    for place in np.flatnonzero(np.isfinite(problem.capacity)).tolist():
        inside = (at >= place) & (at < places.end[place])
        for time in np.unique(period[inside & (period < times)]).tolist():
            mine = inside & (period == time)
            model.add_row(x[columns.of[mine]], worth[mine], upper=float(problem.capacity[place]))
        if inside.any():
            limit = float(problem.capacity[place]) * max(times, 1)
            model.add_row(x[columns.of[inside]], worth[inside], upper=limit)
