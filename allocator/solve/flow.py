"""The flow route: least unmet need and fairness by flows, whole packs, then attribution to lots."""

from __future__ import annotations

import numpy as np

from allocator.network.hubs import HubNetwork, build_network
from allocator.network.reach import reaches
from allocator.plan.assemble import FairLevels
from allocator.plan.deliveries import Deliveries, plain_deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Problem
from allocator.solve.attribution import attribute
from allocator.solve.clock import Clock
from allocator.solve.fractional import solve_fair
from allocator.solve.objectives import objectives
from allocator.solve.outcome import Outcome
from allocator.solve.overlap.bound import overlap_bound
from allocator.solve.overlap.improve import improve
from allocator.solve.placing import Lines
from allocator.solve.whole import whole_plan
from allocator.tolerances import QUANTITY

PHASES = ("network", "fair", "whole", "attribution", "overlap", "bound")
"""The phases the route reports, in order."""

SEARCHED = 0.7
"""Share of the time limit after which the search for less overlap stops, to leave time for its bound."""


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
        clock.start("overlap")
        lines, limit_hit = _with_less_overlap(problem, network, whole, lines, clock)
        measures = measure(problem, lines)
        _, met = met_quantity(problem, lines.cell, lines.quantity)
        clock.start("bound")
        least = overlap_bound(problem, met, clock.begun + problem.effort.seconds)
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
    problem: Problem, network: HubNetwork, whole: Lines, lines: Deliveries, clock: Clock
) -> tuple[Deliveries, bool]:
    """``lines`` or, where the search finds them, lines with less overlap that are no worse on any level above."""
    seconds = problem.effort.seconds
    by_lot, timed = improve(problem, network.pools, whole, seconds, clock.begun + SEARCHED * seconds)
    better = plain_deliveries(problem, by_lot.lot, by_lot.cell, by_lot.quantity)
    return (better if _no_worse(problem, better, lines) else lines), timed


def _no_worse(problem: Problem, new: Deliveries, old: Deliveries) -> bool:
    """Whether ``new`` keeps what ``old`` reaches: unmet need of every tier, value of every unit, surplus, overlap."""
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
