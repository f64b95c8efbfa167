"""How many lines of a plan differ from the reference plan."""

from __future__ import annotations

import numpy as np

from allocator.plan.deliveries import Deliveries
from allocator.problem.problem import Problem
from allocator.tolerances import QUANTITY


def changed_lines(problem: Problem, lines: Deliveries) -> int:
    """Lines, in either plan, whose quantity differs; 0 where there is no reference."""
    reference = problem.reference
    if reference is None:
        return 0
    size = len(problem.needs)
    keys = np.concatenate([lines.lot * size + lines.cell, reference.lines.lot * size + reference.lines.cell])
    amounts = np.concatenate([lines.quantity, -reference.lines.quantity])
    _, where = np.unique(keys, return_inverse=True)
    difference = np.bincount(where, amounts) if len(keys) else np.zeros(0)
    return int((np.abs(difference) > QUANTITY).sum()) + reference.lost
