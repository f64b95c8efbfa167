"""``packs``: deliveries in whole packs of the lot and whole things of the need."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem

DENOMINATOR = 10**6
"""Pack sizes and rates are taken as fractions with at most this denominator."""


def steps(problem: Problem, lot: Ints, cell: Ints) -> tuple[Floats, Bools]:
    """The quantity (in the needed item's unit) of one step of each pair, and whether only whole steps will do.

    A step is the least quantity that is a whole number of packs and, where the needed item cannot be divided, whole.
    Where any fraction will do the step is 1 and need not be whole.
    """
    lots, items = problem.lots, problem.items
    needed, given = problem.needs.item[cell], lots.item[lot]
    cash = lots.kind[lot] == CASH
    rate = np.where(cash, 1.0, items.rate[given, needed])
    by_pack = ~cash & ((lots.pack[lot] != 1.0) | ~items.divisible[given])
    by_need = ~items.divisible[needed]
    step = np.where(by_pack, lots.pack[lot] / rate, 1.0)
    both, which = np.unique(step[by_pack & by_need], return_inverse=True)
    whole = [float(Fraction(size).limit_denominator(DENOMINATOR).numerator) for size in both.tolist()]
    step[by_pack & by_need] = np.array([*whole, 0.0])[which]
    return step, by_pack | by_need
