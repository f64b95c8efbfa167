"""Slope scaling: each fixed charge is spread over the flow it last carried, and the linear program solved again.

Kim and Pardalos, A solution approach to the fixed charge network flow problem using a dynamic slope scaling
procedure (1999).
"""

from __future__ import annotations

import time

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats
from allocator.solve.backends.mip import Mip, keeps
from allocator.solve.backends.relaxation import Relaxation
from allocator.solve.fixed_charge.charges import Openings, opened, without_asking
from allocator.tolerances import QUANTITY

ROUNDS = 8
"""Linear programs solved at most: the first few bring the gain, cycle moves bring the rest."""


def slope_scaling(mip: Mip, which: Openings, until: float) -> Floats | None:
    """The best solution met on the way, or None if none was one; stops at ``until`` (``time.perf_counter()``)."""
    relaxation = Relaxation(without_asking(mip, which))
    charge = mip.cost[which.openers]
    paid = np.ones(len(charge))
    load = np.ones(len(charge))
    best, least, before = None, np.inf, None
    for _ in range(ROUNDS):
        slope = (charge * paid / load)[which.opener] / which.capacity
        cost = np.where(which.is_opener, 0.0, mip.cost) + sum_by(which.column, slope, len(mip.cost))
        found = relaxation.solve(cost, until - time.perf_counter())
        if found is None:
            break
        x = opened(mip, which, found.x)
        value = float(mip.cost @ x)
        if value < least and keeps(mip, x):
            best, least = x, value
        if before is not None and np.abs(x - before).max() <= QUANTITY:
            break
        before = x
        flow = sum_by(which.opener, x[which.column] / which.capacity, len(charge))
        used = flow > QUANTITY
        paid[used], load[used] = x[which.openers][used], flow[used]
    return best
