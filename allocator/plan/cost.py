"""What deliveries cost by the rows of ``links``."""

from __future__ import annotations

import numpy as np

from allocator.plan.deliveries import Deliveries
from allocator.problem.covering import covering
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Problem
from allocator.tolerances import QUANTITY, WHOLE


def link_costs(problem: Problem, lines: Deliveries) -> tuple[float, Floats]:
    """The cost of all deliveries, and each line's share of it, shape (M,).

    A row costs unit_cost x quantity, and its fixed cost once if anything goes or once per vehicle begun. A line bears
    its own unit costs and, of fixed costs, a share in proportion to its quantity.
    """
    links = problem.links
    if not len(links):
        return 0.0, np.zeros(len(lines))
    row, line = covering(problem, lines.lot, problem.needs.place[lines.cell])
    quantity = lines.quantity[line]
    total = sum_by(row, quantity, len(links))
    vehicles = np.ceil(total / links.vehicle_capacity - WHOLE)
    times = np.where(np.isfinite(links.vehicle_capacity), vehicles, (total > QUANTITY).astype(float))
    fixed = links.fixed_cost * times
    whole = float((links.unit_cost * total + fixed).sum())
    share = links.unit_cost[row] * quantity + fixed[row] * quantity / np.where(total > 0, total, 1.0)[row]
    return whole, sum_by(line, share, len(lines))
