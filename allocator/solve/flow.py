"""The flow route: least unmet need and fairness by flows, whole packs, then attribution to lots."""

from __future__ import annotations

import numpy as np

from allocator.network.hubs import HubNetwork, build_network
from allocator.network.reach import reaches
from allocator.plan.assemble import FairLevels
from allocator.plan.deliveries import plain_deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.problem.problem import Bools, Problem
from allocator.solve.attribution import attribute
from allocator.solve.clock import Clock
from allocator.solve.fractional import solve_fair
from allocator.solve.objectives import objectives
from allocator.solve.outcome import Outcome
from allocator.solve.overlap.lessen import lessen
from allocator.solve.whole import whole_plan

PHASES = ("network", "fair", "whole", "attribution", "bound", "overlap")
"""The phases the route reports, in order."""


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
        by_lot, least, limit_hit = lessen(problem, network.pools, by_lot, fair, clock)
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


def _reach_of_lots(problem: Problem, network: HubNetwork, unmet: Bools) -> tuple[Bools, Bools]:
    """For each lot: whether any need matches its earmark, and whether one of those is still unmet."""
    pools = network.pools
    of_member = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
    matches, wanted = np.zeros(len(problem.lots), dtype=bool), np.zeros(len(problem.lots), dtype=bool)
    for of_lot, of_pool in zip((matches, wanted), reaches(network, unmet), strict=True):
        np.logical_or.at(of_lot, pools.member_lot, of_pool[of_member])
    return matches, wanted
