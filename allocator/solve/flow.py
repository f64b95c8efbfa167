"""The flow route: least unmet need and fairness by flows, whole packs, then attribution to lots."""

from __future__ import annotations

import time

import numpy as np

from allocator.network.hubs import HubNetwork, build_network
from allocator.network.reach import reaches
from allocator.plan.assemble import FairLevels
from allocator.plan.deliveries import Deliveries, plain_deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Problem
from allocator.solve.attribution import LotLines, attribute
from allocator.solve.clock import Clock
from allocator.solve.fractional import solve_fair
from allocator.solve.objectives import objectives
from allocator.solve.outcome import Outcome
from allocator.solve.overlap.bound import relax
from allocator.solve.overlap.improve import improve
from allocator.solve.overlap.settle import settle
from allocator.solve.whole import whole_plan
from allocator.tolerances import QUANTITY

PHASES = ("network", "fair", "whole", "attribution", "bound", "overlap")
"""The phases the route reports, in order."""

SEARCHED = 0.95
"""Share of the time limit after which the search for less overlap stops, to leave time for what comes after."""
POLISHED, LEFT = 0.03, 0.4
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
        by_lot, least, limit_hit = _with_less_overlap(problem, network, by_lot, clock)
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
    problem: Problem, network: HubNetwork, by_lot: LotLines, clock: Clock
) -> tuple[LotLines, int, bool]:
    """Lines with less overlap that are no worse on any level above, a bound on it, and whether the clock ended it."""
    seconds = problem.effort.seconds
    deadline = clock.begun + SEARCHED * seconds
    lines = plain_deliveries(problem, by_lot.lot, by_lot.cell, by_lot.quantity)
    _, met = met_quantity(problem, lines.cell, lines.quantity)
    clock.start("bound")
    relaxation = relax(problem, met, measure(problem, lines).surplus_value, deadline)
    clock.start("overlap")
    settled = settle(problem, relaxation, by_lot, deadline) if relaxation is not None else None
    timed = False
    starts = [(by_lot, seconds)] if settled is None else [(settled, POLISHED * seconds), (by_lot, LEFT * seconds)]
    for start, work in starts:
        better, timed = improve(problem, network.pools, start, by_lot, work, deadline)
        if no_worse(problem, better, by_lot):
            by_lot = better
            break
    timed = timed or time.perf_counter() > deadline
    return by_lot, relaxation.bound if relaxation is not None else 0, timed


def no_worse(problem: Problem, new_lines: LotLines, old_lines: LotLines) -> bool:
    """Whether new lines keep what old ones reach: unmet need of every tier, value of every unit, surplus, overlap."""
    new, old = (plain_deliveries(problem, each.lot, each.cell, each.quantity) for each in (new_lines, old_lines))
    ours, theirs = measure(problem, new), measure(problem, old)
    value = problem.items.value[problem.needs.item]
    slack = QUANTITY * max(1.0, float(value.max(initial=0.0)))

    def by_unit(lines: Deliveries) -> Floats:
        _, met = met_quantity(problem, lines.cell, lines.quantity)
        return sum_by(problem.needs.unit, met * value, len(problem.units))

    return bool(
        all(ours.unmet_by_tier[tier] <= unmet + slack for tier, unmet in theirs.unmet_by_tier.items())
        and (by_unit(new) >= by_unit(old) - slack).all()
        and ours.surplus_value <= theirs.surplus_value + slack
        and ours.overlap <= theirs.overlap
    )


def _reach_of_lots(problem: Problem, network: HubNetwork, unmet: Bools) -> tuple[Bools, Bools]:
    """For each lot: whether any need matches its earmark, and whether one of those is still unmet."""
    pools = network.pools
    of_member = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
    matches, wanted = np.zeros(len(problem.lots), dtype=bool), np.zeros(len(problem.lots), dtype=bool)
    for of_lot, of_pool in zip((matches, wanted), reaches(network, unmet), strict=True):
        np.logical_or.at(of_lot, pools.member_lot, of_pool[of_member])
    return matches, wanted
