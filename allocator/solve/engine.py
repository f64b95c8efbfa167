"""The levels in order: least unmet need, fairness, whole packs, attribution; then the plan with its proof."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from allocator.network.hubs import HubNetwork, build_network
from allocator.network.reach import reaches
from allocator.plan.assemble import (
    allocation_frame,
    certificate_frame,
    coverage_frame,
    lots_frame,
    unmet_frame,
)
from allocator.plan.measures import measure, met_quantity
from allocator.plan.plan import Plan
from allocator.plan.repeat import repeat_value
from allocator.problem.problem import Bools, Problem
from allocator.solve.attribution import LotLines, attribute
from allocator.solve.fair import FairPlan
from allocator.solve.fractional import solve_fair
from allocator.solve.objectives import objectives
from allocator.solve.whole import whole_plan

PHASES = ("network", "fair", "whole", "attribution")
"""The phases ``solve`` reports to ``progress``, in order."""


def solve(problem: Problem, progress: Callable[[str], None] | None = None) -> Plan:
    """The distribution plan of ``problem``, the same for the same problem whatever the machine or row order.

    ``progress`` is called with the name of each phase (see ``PHASES``) as it begins.
    """
    clock = _Clock(progress)
    clock.start("network")
    network = build_network(problem)
    clock.start("fair")
    fair = solve_fair(problem, network)
    clock.start("whole")
    lines = whole_plan(problem, network, fair)
    clock.start("attribution")
    allocations = attribute(problem, network.pools, lines)
    return _plan(problem, network, fair, allocations, clock)


def _plan(problem: Problem, network: HubNetwork, fair: FairPlan, lines: LotLines, clock: _Clock) -> Plan:
    lot, cell, quantity = lines.lot, lines.cell, lines.quantity
    allocated, met = met_quantity(problem, cell, quantity)
    measures = measure(problem, lot, cell, quantity, repeat_value(problem, allocated))
    matches, wanted = _reach_of_lots(problem, network, met < problem.needs.net)
    return Plan(
        name=problem.name,
        allocations=allocation_frame(problem, lot, cell, quantity),
        unmet=unmet_frame(problem, cell, quantity, network.cell_hub >= 0),
        coverage=coverage_frame(problem, cell, quantity, fair.group, fair.available, fair.wanted),
        lots=lots_frame(problem, lot, cell, quantity, matches, wanted),
        certificate=certificate_frame(problem, fair.group, fair.available, fair.wanted),
        measures=measures,
        objectives=objectives(problem, network, fair, met, measures),
        seconds=clock.stop(),
    )


def _reach_of_lots(problem: Problem, network: HubNetwork, unmet: Bools) -> tuple[Bools, Bools]:
    """For each lot: whether any need matches its earmark, and whether one of those is still unmet."""
    pools = network.pools
    of_member = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
    matches, wanted = np.zeros(len(problem.lots), dtype=bool), np.zeros(len(problem.lots), dtype=bool)
    for of_lot, of_pool in zip((matches, wanted), reaches(network, unmet), strict=True):
        np.logical_or.at(of_lot, pools.member_lot, of_pool[of_member])
    return matches, wanted


class _Clock:
    """Seconds spent in each phase."""

    def __init__(self, progress: Callable[[str], None] | None) -> None:
        self._progress = progress
        self._begun = 0.0
        self._phase = ""
        self._seconds: dict[str, float] = {}

    def start(self, phase: str) -> None:
        """End the phase before and begin ``phase``."""
        self.stop()
        self._phase, self._begun = phase, time.perf_counter()
        if self._progress:
            self._progress(phase)

    def stop(self) -> dict[str, float]:
        """End the current phase; the seconds of all phases so far."""
        if self._phase:
            self._seconds[self._phase] = round(time.perf_counter() - self._begun, 3)
        return dict(self._seconds)
