"""``front``: exact where the problem is small, for unmet need and overlap with bounds where it is large."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from allocator.analyse.scenario import Scenario
from allocator.analyse.tradeoffs.bounds import overlap_bounds
from allocator.analyse.tradeoffs.exact import exact_front
from allocator.analyse.tradeoffs.front import AXES, Front, Point, best_only, plan_of_lines
from allocator.analyse.tradeoffs.links import Chain, Reach, make_reach
from allocator.explain.trial import lines_of
from allocator.language import N_, tr
from allocator.network.hubs import build_network
from allocator.plan.deliveries import Deliveries, plain_deliveries
from allocator.problem.problem import Problem
from allocator.solve.engine import solve
from allocator.solve.exact.families.earmark import count_eligible
from allocator.solve.routes import only_earmarks

EXACT = 6_000
"""Up to so many pairs of a lot and a need a front is exact."""
STARTING, BOUNDING = 0.35, 0.3
"""Shares of the time for the plan that the chain starts from, and for the bounds."""
APART = 30
"""Tries to find a plan in which no two providers meet."""
TOO_LARGE = N_(
    "This problem is too large for an exact front of {first} and {second}. Large problems whose only limits are "
    "earmarks and packs have one of unmet_value and overlap; for others take a part of the places or items."
)
NO_AXIS = N_("{name} cannot be traded. Choose two of: {names}.")


def front(
    scenario: Scenario,
    first: str = "unmet_value",
    second: str = "overlap",
    points: int = 30,
    seconds: float = 100.0,
) -> Front:
    """The Pareto front between two aims of ``AXES``: at most ``points`` plans, none better than another in both.

    Nothing but the limits of the problem binds: other levels are free, floors among rules and decisions come first.
    Problems of up to 6,000 pairs of gift and need are solved exactly (epsilon-constraint; the whole front where the
    second aim counts at most ``points``). Larger ones have a front of unmet need and overlap of plans that were found
    by giving up links, each beside a proven bound. Raises ``ValueError`` for other aims or problems.

    >>> import allocator as al
    >>> front = al.front(al.read_scenario("scenarios/first-steps"), "unmet_value", "fairness_min", points=3)
    >>> len(front.points), front.table["proven"].all()
    (1, np.True_)
    """
    for name in (first, second):
        if name not in AXES or first == second:
            raise ValueError(tr(NO_AXIS, name=name, names=", ".join(AXES)))
    problem = scenario.problem
    if count_eligible(problem, EXACT) <= EXACT:
        return exact_front(scenario, first, second, points, seconds)
    network = only_earmarks(problem) and build_network(problem).pure
    if {first, second} != {"unmet_value", "overlap"} or not network:
        raise ValueError(tr(TOO_LARGE, first=first, second=second))
    made = _by_links(scenario, points, seconds)
    return made if first == "unmet_value" else _turned(made)


def _by_links(scenario: Scenario, points: int, seconds: float) -> Front:
    """Unmet need and overlap of a large problem."""
    begun = time.perf_counter()
    problem = scenario.problem
    start = solve(replace(problem, effort=replace(problem.effort, seconds=STARTING * seconds)))
    lines = lines_of(problem, start)
    reach = make_reach(problem)
    down = Chain(problem, reach, plain_deliveries(problem, lines.lot, lines.cell, lines.quantity))
    plans = [plan_of_lines(problem, each) for each in (*_up(problem, reach, points), *_down(down, points))]
    total = start.measures.need_value
    looked = [plans[at].measures.met_value for at in np.linspace(0, len(plans) - 1, 6).round().astype(int).tolist()]
    bound = overlap_bounds(problem, looked, time.perf_counter() + BOUNDING * seconds)
    least_unmet = _least_unmet(problem)
    found = [
        Point(
            x=plan.measures.unmet_value,
            y=float(plan.measures.overlap),
            x_bound=max(least_unmet, total - bound.most_met(plan.measures.overlap)),
            y_bound=float(max(0, math.ceil(bound.least(plan.measures.met_value) - 1e-6))),
            plan=plan,
        )
        for plan in plans
    ]
    kept = best_only(found, "unmet_value", "overlap")
    shown = np.unique(np.linspace(0, len(kept) - 1, points).round().astype(int)).tolist()
    few = tuple(kept[at] for at in shown)
    return Front(scenario, "unmet_value", "overlap", few, round(time.perf_counter() - begun, 3), False)


def _up(problem: Problem, reach: Reach, points: int) -> list[Deliveries]:
    """Plans with more and more providers that meet, from one in which none do."""
    none = np.zeros(0, dtype=np.int64)
    chain = Chain(problem, reach, plain_deliveries(problem, none, none, np.zeros(0)))
    chain.lay_apart(APART)
    chain.refill()
    made, lines = [chain.lines], -1
    while len(made) < 2 * points and lines != len(chain.lines):
        lines = len(chain.lines)
        chain.open_links(max(1, len(made) // 3))
        made.append(chain.lines)
    return made


def _down(chain: Chain, points: int) -> list[Deliveries]:
    """Plans with fewer and fewer providers that meet."""
    chain.refill()
    made = [chain.lines]
    for most in np.linspace(chain.overlap, 0, points).round().astype(int)[1:].tolist():
        chain.give_up(most)
        made.append(chain.lines)
    return made


def _least_unmet(problem: Problem) -> float:
    """What no plan leaves less unmet than, packs or not."""
    from allocator.solve.fractional import solve_fair

    network = build_network(problem)
    return max(0.0, float(network.demand.sum() - solve_fair(problem, network).met.sum()))


def _turned(made: Front) -> Front:
    """The same front with its aims the other way round."""
    points = tuple(replace(p, x=p.y, y=p.x, x_bound=p.y_bound, y_bound=p.x_bound) for p in reversed(made.points))
    return replace(made, first=made.second, second=made.first, points=points)
