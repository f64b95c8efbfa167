"""The last step to whole numbers: small things, all together, so that units and tiers lack as little as possible.

minimise    sum (lacking)
what every row of the program says, with all amounts fixed but those that are in parts and, for
each giver in each unit, a few small ones near where they are; amounts in whole steps
"""

from __future__ import annotations

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.blocks import MixedProgram, MixedSolver
from allocator.solve.overlap.dive import FINE, PART
from allocator.solve.overlap.opened import Amounts
from allocator.solve.overlap.priced import Asked

FEW = 12
"""Small amounts of a giver in a unit that may move besides those in parts."""
NEAR = 16
"""Steps that an amount may move."""
NODES = 20
"""Branchings at most."""


def finish(amounts: Amounts, asked: Asked, x: Floats, quantum: float, seconds: float) -> Ints:
    """Whole steps of every amount of the vertex ``x``. ``quantum``: the unit of account that money is counted in.

    What units and tiers then still lack is small, and not nothing in all cases.
    """
    value = x[: len(amounts.giver)]
    steps = value / amounts.step
    whole = np.rint(steps)
    parts = np.abs(steps - whole) > PART
    moving = np.flatnonzero(parts | _few(amounts, asked, value))
    program = _program(amounts, np.where(parts, 0.0, whole), steps, moving, asked, quantum)
    found = MixedSolver().minimise(program, NODES, seconds=seconds)
    result = np.where(parts, np.floor(steps), whole)
    if found.x is not None:
        result[moving] = np.rint(found.x[: len(moving)])
    return result.astype(np.int64)


def _few(amounts: Amounts, asked: Asked, value: Floats) -> Bools:
    """The smallest amounts of each giver in each unit that may grow or shrink."""
    room = sum_by(amounts.portion_bundle, asked.net[amounts.portion], int(amounts.portion_bundle.max(initial=-1)) + 1)
    room = (room - sum_by(amounts.bundle, value, len(room)))[amounts.bundle]
    able = np.flatnonzero((amounts.step <= FINE) & ((value > 0) | (room >= amounts.step)))
    of = _unit_of(amounts, asked)[able] * (int(amounts.giver.max(initial=0)) + 1) + amounts.giver[able]
    order = np.lexsort((able, amounts.step[able], of))
    of = of[order]
    rank = np.arange(len(of)) - np.searchsorted(of, of, side="left")
    chosen = np.zeros(len(amounts.giver), dtype=bool)
    chosen[able[order[rank < FEW]]] = True
    return chosen


def _unit_of(amounts: Amounts, asked: Asked) -> Ints:
    """Unit of each amount."""
    start = np.searchsorted(amounts.portion_bundle, amounts.bundle)
    unit: Ints = asked.unit[amounts.portion[start]]
    return unit


def _program(
    amounts: Amounts, fixed: Floats, steps: Floats, moving: Ints, asked: Asked, quantum: float
) -> MixedProgram:
    """The program in the ``moving`` amounts and what lacks, counted in ``quantum``."""
    whole = amounts.program
    fixed = fixed.copy()
    fixed[moving] = 0.0
    entries = whole.column < len(amounts.giver)
    row, column = whole.row[entries], whole.column[entries]
    taken = np.bincount(
        row, whole.coefficient[entries] * (fixed * amounts.step)[column], minlength=len(whole.row_lower)
    )
    lower, upper = whole.row_lower.copy(), whole.row_upper
    lower[amounts.unit_rows], lower[amounts.tier_rows] = asked.unit_value, asked.tier_value
    place = np.full(len(whole.objective), -1, dtype=np.int64)
    place[moving] = np.arange(len(moving))
    lacking = amounts.lacking.stop - amounts.lacking.start
    place[amounts.lacking] = len(moving) + np.arange(lacking)
    size = np.ones(len(whole.objective))
    size[: len(amounts.giver)] = amounts.step / quantum
    used = place[whole.column] >= 0
    kept = np.unique(whole.row[used])
    return MixedProgram(
        objective=np.concatenate([np.zeros(len(moving)), np.ones(lacking)]),
        lower=np.concatenate([np.maximum(0.0, np.floor(steps[moving]) - NEAR), np.zeros(lacking)]),
        upper=np.concatenate([np.floor(steps[moving]) + 1 + NEAR, np.full(lacking, np.inf)]),
        whole=np.concatenate([np.ones(len(moving), dtype=bool), np.zeros(lacking, dtype=bool)]),
        row=np.searchsorted(kept, whole.row[used]),
        column=place[whole.column[used]],
        coefficient=whole.coefficient[used] * size[whole.column[used]],
        row_lower=(lower - taken)[kept] / quantum,
        row_upper=np.maximum((upper - taken)[kept] / quantum, 0.0),
    )
