"""The flow route: least unmet need and fairness by flows, whole packs, then attribution to lots."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from allocator.network.hubs import HubNetwork, build_network
from allocator.network.reach import reaches
from allocator.plan.assemble import FairLevels
from allocator.plan.deliveries import plain_deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.problem.problem import Bools, Problem
from allocator.solve.attribution import LotLines, attribute
from allocator.solve.clock import Clock
from allocator.solve.fair import FairPlan, fair_target
from allocator.solve.fractional import solve_fair
from allocator.solve.objectives import objectives
from allocator.solve.outcome import Outcome
from allocator.solve.overlap.bound import relax
from allocator.solve.overlap.dive import Limits
from allocator.solve.overlap.improve import improve
from allocator.solve.overlap.keep import as_fair, is_kept, reached
from allocator.solve.overlap.settle import settle
from allocator.solve.whole import whole_plan

PHASES = ("network", "fair", "whole", "attribution", "bound", "overlap")
"""The phases the route reports, in order."""

BOUNDED, HURRIED, SEARCHED = 0.3, 0.55, 0.95
"""Shares of the time limit: the bound on overlap takes no longer than the first; after the second a plan is laid anew
in a hurry; after the third the search for less overlap stops, to leave time for what comes after."""
PAIRS = 4_000
"""A plan is laid anew only where there are no more pairs of a gift and a need than this for each second."""
POLISHED, LEFT = 0.2, 0.4
"""Shares of the work for blocks: where the plan was laid anew, as little more is found there; where that failed."""


def solve_by_flow(problem: Problem, clock: Clock) -> Outcome:
    """The plan of a problem whose only limits are earmarks, quantities and packs, in the usual order of levels."""
    clock.start("network")
    network = build_network(problem)
    clock.start("fair")
    fair = solve_fair(problem, network)
    clock.start("whole")
    whole = whole_plan(problem, network, fair)
    clock.start("attribution")
    by_lot = attribute(problem, network.pools, whole)
    lines = plain_deliveries(problem, by_lot.lot, by_lot.cell, by_lot.quantity)
    measures = measure(problem, lines)
    _, met = met_quantity(problem, lines.cell, lines.quantity)
    least, limit_hit = 0, False
    if any(level.name == "overlap" for level in problem.levels) and network.pure:
        by_lot, least, limit_hit = _with_less_overlap(problem, network, by_lot, fair, clock)
        lines = plain_deliveries(problem, by_lot.lot, by_lot.cell, by_lot.quantity)
        measures = measure(problem, lines)
        _, met = met_quantity(problem, lines.cell, lines.quantity)
    matches, wanted = _reach_of_lots(problem, network, met < problem.needs.net)
    return Outcome(
        lines=lines,
        measures=measures,
        objectives=objectives(problem, network, fair, met, measures, least),
        fair=FairLevels(fair.group, fair.available, fair.wanted),
        reachable=network.cell_hub >= 0,
        matches=matches,
        wanted=wanted,
        limit_hit=limit_hit,
    )


def _with_less_overlap(
    problem: Problem, network: HubNetwork, by_lot: LotLines, fair: FairPlan, clock: Clock
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
    settled = None
    if relaxation is not None and len(relaxation.groups.giver) <= PAIRS * seconds:
        settled = settle(problem, relaxation, by_lot, Limits(hurry, deadline))
        timed = timed or time.perf_counter() > hurry
    most = _overlap(problem, by_lot)
    starts = [(by_lot, as_now, seconds)]
    if settled is not None:
        starts = [(settled, kept, POLISHED * seconds), (by_lot, as_now, LEFT * seconds)]
    for start, asked, work in starts:
        better, ended = improve(problem, network.pools, start, asked, work, deadline)
        timed = timed or ended
        if is_kept(problem, better, asked) and _overlap(problem, better) <= most:
            by_lot = better
            break
    return by_lot, relaxation.bound if relaxation is not None else 0, timed


def _overlap(problem: Problem, lines: LotLines) -> int:
    return measure(problem, plain_deliveries(problem, lines.lot, lines.cell, lines.quantity)).overlap


def _reach_of_lots(problem: Problem, network: HubNetwork, unmet: Bools) -> tuple[Bools, Bools]:
    """For each lot: whether any need matches its earmark, and whether one of those is still unmet."""
    pools = network.pools
    of_member = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
    matches, wanted = np.zeros(len(problem.lots), dtype=bool), np.zeros(len(problem.lots), dtype=bool)
    for of_lot, of_pool in zip((matches, wanted), reaches(network, unmet), strict=True):
        np.logical_or.at(of_lot, pools.member_lot, of_pool[of_member])
    return matches, wanted
