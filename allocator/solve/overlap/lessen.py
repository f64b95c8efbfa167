"""Less overlap within the time there is: first the bound, then the plan laid anew along its links, then blocks.

What the bound and the plan laid anew need grows with the pairs of gifts and needs. Where the time is too short for
that, the plan that there is is mended: other givers for the same amounts, which is quick at any size, then blocks.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from allocator.network.pools import Pools
from allocator.plan.deliveries import plain_deliveries
from allocator.plan.measures import measure
from allocator.problem.problem import Problem
from allocator.solve.attribution import LotLines
from allocator.solve.clock import Clock, Timing
from allocator.solve.fair import FairPlan, fair_target
from allocator.solve.overlap.board import make_board
from allocator.solve.overlap.bound import relax
from allocator.solve.overlap.givers import giver_lines, lot_lines, make_givers
from allocator.solve.overlap.improve import improve
from allocator.solve.overlap.keep import as_fair, is_kept, reached
from allocator.solve.overlap.reroute import reroute
from allocator.solve.overlap.settle import settle
from allocator.solve.overlap.trade import traded

BOUNDED, HURRIED, SEARCHED = 0.3, 0.55, 0.95
"""Shares of the time limit: the bound on overlap takes no longer than the first; after the second a plan is laid anew
in a hurry; after the third the search for less overlap stops, to leave time for what comes after."""
PAIRS = 4_000
"""A plan is laid anew only where there are no more pairs of a gift and a need than this for each second."""
POLISHED, LEFT = 0.2, 0.4
"""Shares of the work for blocks: where the plan was laid anew, as little more is found there; where that failed."""
WORTH = 0.0005
"""Flows and trades follow each other for as long as both together save more than this share of all links."""


def lessen(
    problem: Problem, pools: Pools, by_lot: LotLines, fair: FairPlan, clock: Clock
) -> tuple[LotLines, int, bool]:
    """Lines with less overlap that are no worse on any level above, a bound on it, and whether the clock ended it."""
    seconds = problem.effort.seconds
    bounded, hurry, deadline = (clock.begun + share * seconds for share in (BOUNDED, HURRIED, SEARCHED))
    as_now = reached(problem, by_lot)
    share = fair.available / np.where(fair.wanted > 0, fair.wanted, 1.0)
    kept = as_fair(problem, as_now, share[fair.group] * fair_target(problem))
    clock.start("bound")
    # The bound must hold for the plan as it is, too, should no plan that lifts the worst-off unit be found.
    relaxation = relax(problem, replace(kept, unit=np.minimum(kept.unit, as_now.unit)), bounded)
    timed = time.perf_counter() > bounded
    clock.start("overlap")
    fewer, ended = _fewer_links(problem, pools, by_lot, deadline)
    timed = timed or ended
    if not is_kept(problem, fewer, as_now):  # where amounts divide freely, steps may round them
        fewer = by_lot
    settled = None
    if relaxation is not None and len(relaxation.groups.giver) <= PAIRS * seconds:
        settled = settle(problem, relaxation, by_lot, Timing(hurry, deadline))
        timed = timed or time.perf_counter() > hurry
    by_lot, most = fewer, _overlap(problem, fewer)
    starts = [(fewer, as_now, seconds)]
    if settled is not None:
        settled, ended = _fewer_links(problem, pools, settled, deadline)
        timed = timed or ended
        starts = [(settled, kept, POLISHED * seconds), (fewer, as_now, LEFT * seconds)]
    for start, asked, work in starts:
        better, ended = improve(problem, pools, start, asked, work, deadline)
        timed = timed or ended
        if is_kept(problem, better, asked) and _overlap(problem, better) <= most:
            by_lot = better
            break
    return by_lot, relaxation.bound if relaxation is not None else 0, timed


def _fewer_links(problem: Problem, pools: Pools, lines: LotLines, deadline: float) -> tuple[LotLines, bool]:
    """The same amounts in every cell by fewer providers, and whether the clock ended the search."""
    givers = make_givers(problem, pools)
    nothing = np.zeros(len(problem.units)), np.zeros(len(np.unique(problem.needs.tier)))
    board = make_board(problem, pools, givers, *nothing)
    now = giver_lines(problem, pools, givers, lines)
    while True:
        before = board.links(now.giver, now.cell)
        now, timed = traded(board, reroute(board, now), deadline)
        if timed or board.links(now.giver, now.cell) >= (1 - WORTH) * before:
            return lot_lines(problem, pools, givers, now), timed


def _overlap(problem: Problem, lines: LotLines) -> int:
    return measure(problem, plain_deliveries(problem, lines.lot, lines.cell, lines.quantity)).overlap
