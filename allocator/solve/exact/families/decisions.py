"""``decisions``: what reviewers decided about the sum of the lines that a pattern names.

Banned deliveries are no columns at all. Caps, and the upper side of locks, are hard. What floors, and the lower side of
locks, lack is a column in money for the level ``rules``: so no set of decisions leaves a planner without a plan.
"""

from __future__ import annotations

import numpy as np

from allocator.problem.decisions import matching
from allocator.problem.problem import BAN, CAP, LOCK, Bools, Ints, Problem
from allocator.solve.exact.model import Model


def banned(problem: Problem, lot: Ints, cell: Ints) -> Bools:
    """Which deliveries of ``lot`` to ``cell`` some decision bans."""
    return _named(problem, lot, cell, problem.decisions.action == BAN)


def demanded(problem: Problem, lot: Ints, cell: Ints) -> Bools:
    """Which deliveries of ``lot`` to ``cell`` may have to bring more than is needed, as a decision asks for it."""
    return _named(problem, lot, cell, problem.decisions.soft | problem.decisions.preferred)


def apply(model: Model, problem: Problem, lot: Ints, cell: Ints, column: Ints, quantity: np.ndarray) -> Ints:
    """For each cap and lock: sum of quantity * column <= asked; floor and lock: value * sum + lack >= value * asked.

    A contribution is of ``lot`` to ``cell``, so much ``quantity`` a step of ``column``. Returns the columns of what
    lacks, one for each floor and lock in their order.
    """
    decisions = problem.decisions
    row, contribution = matching(problem, lot, cell)
    capped = np.isin(decisions.action, (CAP, LOCK))
    rows, at = np.unique(row[capped[row]], return_inverse=True)
    mine = contribution[capped[row]]
    model.add_rows(at, column[mine], quantity[mine], -np.inf, decisions.quantity[rows], len(rows))
    soft = np.flatnonzero(decisions.soft)
    wanted = (decisions.value * decisions.quantity)[soft]
    lack = model.add_columns(wanted)
    position = np.full(len(decisions), -1, dtype=np.int64)
    position[soft] = np.arange(len(soft))
    of, mine = row[position[row] >= 0], contribution[position[row] >= 0]
    model.add_rows(
        np.concatenate([position[of], np.arange(len(soft))]),
        np.concatenate([column[mine], lack]),
        np.concatenate([decisions.value[of] * quantity[mine], np.ones(len(soft))]),
        wanted,
        np.inf,
        len(soft),
    )
    return lack


def _named(problem: Problem, lot: Ints, cell: Ints, chosen: Bools) -> Bools:
    named = np.zeros(len(lot), dtype=bool)
    if chosen.any():
        named[matching(problem, lot, cell, chosen)[1]] = True
    return named
