"""Causes of gaps in a plan that stays near another one: what decisions took away, then cuts as without them."""

from __future__ import annotations

import numpy as np

from allocator.explain.causes import Causes, joined, make_causes, settled
from allocator.explain.cuts import explain_by_cuts
from allocator.problem.decisions import named_cells
from allocator.problem.indexing import sum_by
from allocator.problem.problem import BAN, CAP, LOCK, Floats, Problem
from allocator.tolerances import QUANTITY

CLAUSES = {BAN: "ban", CAP: "cap", LOCK: "lock_most"}


def explain_near(problem: Problem, unmet: Floats) -> Causes:
    """The causes of ``unmet``, shape (N,), in units of each cell's item.

    A gap that a ban, cap or lock speaks of, and that grew since the plan before, is the decision's as far as it grew,
    where its tier as a whole has more unmet: without the decisions that plan stands, and is better.
    """
    grown = _grown(problem, unmet)
    left = grown.copy()
    found = []
    for row in np.flatnonzero(np.isin(problem.decisions.action, list(CLAUSES))).tolist():
        cells = np.flatnonzero(named_cells(problem, row) & (left > 0))
        clause = CLAUSES[int(problem.decisions.action[row])]
        found.append(make_causes(cells, "decision", left[cells], clause=clause, table="decisions", at=row))
        left[cells] = 0.0
    taken = grown - left
    return settled(problem, joined([*found, explain_by_cuts(problem, unmet - taken)]), unmet)


def _grown(problem: Problem, unmet: Floats) -> Floats:
    """How much each gap grew since the plan before, in tiers that have more unmet than they had. Shape (N,)."""
    needs = problem.needs
    if problem.reference is None:
        return np.zeros(len(needs))
    lines = problem.reference.lines
    before = np.maximum(0.0, needs.net - sum_by(lines.cell, lines.quantity, len(needs)))
    worth = needs.weight * problem.items.value[needs.item]
    more = sum_by(needs.tier, worth * (unmet - before), int(needs.tier.max(initial=0)) + 1)
    grown = np.maximum(0.0, unmet - before)
    return np.where((more[needs.tier] > QUANTITY) & (grown > QUANTITY), grown, 0.0)
