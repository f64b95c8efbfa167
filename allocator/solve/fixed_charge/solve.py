"""Programs with many fixed charges: a good plan by search first, then the exact program for bound and proof."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats
from allocator.solve.backends.mip import Budget, Mip, MipResult, keeps, solve_mip
from allocator.solve.backends.relaxation import Relaxation
from allocator.solve.fixed_charge.charges import Charges, Openings, openings
from allocator.solve.fixed_charge.network import network_of
from allocator.solve.fixed_charge.search import search
from allocator.solve.fixed_charge.slope import slope_scaling
from allocator.solve.fixed_charge.wander import wander

__all__ = ["Charges", "solve_fixed_charge"]

SEARCHED = 0.6
"""Share of the time that the search may take; the exact program has the rest."""
KICKS_EACH = 8
FEWEST_KICKS, MOST_KICKS = 400, 8000
"""Kicks of the search: so many for each charge, within these."""
ROUNDS = 3
"""Most searches one after another, each from the first plan with another chance: they end in different valleys."""
PARTS = 300
"""Parts solved again where the charges are no network."""
NETWORK = 0.9
"""Share of the charged columns that must be arcs of a network for the search by kicks."""


def solve_fixed_charge(mip: Mip, charge: Charges, budget: Budget, start: Floats | None = None) -> MipResult:
    """The best solution found within ``budget``, never worse than ``start``, with its bound.

    As :func:`allocator.solve.backends.mip.solve_mip`, but much better where a plan pays for every pair it uses. The
    search is bounded by work too; ``limit`` is ``time`` if the clock shaped it and nothing was proven.
    """
    begun = time.perf_counter()
    until = begun + budget.seconds * SEARCHED
    mip = _limited(mip)
    which = openings(mip, charge)
    x, timed = _searched(mip, which, _first(mip, which, until, start), budget.seed, until)
    left = begun + budget.seconds - time.perf_counter()
    found = solve_mip(mip, replace(budget, seconds=max(left, 0.0)), x)
    return replace(found, limit="time") if found.limit == "work" and timed else found


def _limited(mip: Mip) -> Mip:
    """``mip`` with what rows of a single column say as bounds of that column: the search over a network sees bounds."""
    alone = np.flatnonzero(np.diff(mip.row_start) == 1)
    entry = mip.row_start[alone]
    alone, entry = alone[mip.row_value[entry] != 0], entry[mip.row_value[entry] != 0]
    value, column = mip.row_value[entry], mip.row_column[entry]
    ends = np.sort(np.stack([mip.row_lower[alone], mip.row_upper[alone]]) / value, axis=0)
    lower, upper = mip.lower.copy(), mip.upper.copy()
    np.maximum.at(lower, column, ends[0])
    np.minimum.at(upper, column, ends[1])
    return replace(mip, lower=np.minimum(lower, mip.upper), upper=np.maximum(upper, mip.lower))


def _first(mip: Mip, which: Openings, until: float, start: Floats | None) -> Floats | None:
    """The better of ``start`` and what slope scaling finds."""
    sloped = slope_scaling(mip, which, until)
    if start is None or not keeps(mip, start):
        return sloped
    return start if sloped is None or mip.cost @ start <= mip.cost @ sloped else sloped


def _searched(mip: Mip, which: Openings, x: Floats | None, seed: int, until: float) -> tuple[Floats | None, bool]:
    """``x`` improved, and whether the clock had a part in it."""
    if x is None or not len(which.openers):
        return x, False
    network = network_of(mip, which)
    if np.isin(which.column, network.column).mean() < NETWORK:
        return search(mip, which, x, PARTS, until, seed)
    found = Relaxation(mip).solve(mip.cost, until - time.perf_counter())
    reduced = mip.cost if found is None else found.reduced
    share = sum_by(which.column, reduced[which.openers][which.opener] / which.capacity, len(mip.cost))
    pull = (reduced + share)[network.column] * np.minimum(mip.upper, 1 / np.finfo(float).eps)[network.column]
    kicks = int(np.clip(KICKS_EACH * len(which.openers), FEWEST_KICKS, MOST_KICKS))
    best, timed = x, found is None
    for turn in range(min(ROUNDS, MOST_KICKS // kicks)):
        wandered = wander(mip, which, network, x, pull, kicks, until, seed + turn)
        timed |= wandered.timed
        if mip.cost @ wandered.x < mip.cost @ best:
            best = wandered.x
    return best, timed
