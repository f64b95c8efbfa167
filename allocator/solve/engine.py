"""``solve``: from a problem to its plan, by the way that fits its size and its limits."""

from __future__ import annotations

import time
from collections.abc import Callable

from allocator.plan.assemble import allocation_frame, certificate_frame, coverage_frame, lots_frame, unmet_frame
from allocator.plan.plan import Plan
from allocator.problem.problem import Problem
from allocator.solve import flow
from allocator.solve.clock import Clock
from allocator.solve.exact import route as exact
from allocator.solve.near import route as near
from allocator.solve.outcome import Outcome
from allocator.solve.routes import by_flow, by_repair

PHASES = (*flow.PHASES, *near.PHASES, *exact.PHASES)
"""The phases ``solve`` may report to ``progress``: those of one route."""


def solve(problem: Problem, progress: Callable[[str], None] | None = None) -> Plan:
    """The distribution plan of ``problem``, the same for the same problem whatever the machine or row order.

    ``progress`` is called with the name of each phase (see ``PHASES``) as it begins.

    >>> import allocator as al
    >>> al.solve(al.load("scenarios/first-steps")).measures.unmet_by_tier
    {1: 21500000.0, 2: 28000000.0}
    """
    clock = Clock(progress, time.perf_counter())
    return as_plan(problem, outcome_of(problem, clock), clock)


def outcome_of(problem: Problem, clock: Clock) -> Outcome:
    """Lines and measures of the plan alone, without its frames: what many cases need."""
    if by_flow(problem):
        return flow.solve_by_flow(problem, clock)
    if by_repair(problem):
        return near.solve_near(problem, clock)
    return exact.solve_exactly(problem, clock)


def as_plan(problem: Problem, outcome: Outcome, clock: Clock) -> Plan:
    """The plan that ``outcome`` makes, with its frames."""
    lines = outcome.lines
    return Plan(
        name=problem.name,
        allocations=allocation_frame(problem, lines),
        unmet=unmet_frame(problem, lines, outcome.reachable),
        coverage=coverage_frame(problem, lines, outcome.fair),
        lots=lots_frame(problem, lines, outcome.matches, outcome.wanted),
        certificate=certificate_frame(problem, outcome.fair),
        measures=outcome.measures,
        objectives=outcome.objectives,
        seconds=clock.stop(),
        limit_hit=outcome.limit_hit,
    )
