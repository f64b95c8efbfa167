"""The near route: a large plan under decisions, found from the plan before by changing few lines.

What decisions strike is taken back, and a program over the deliveries that may be exchanged for it is solved level by
level; all other lines stay. The choice is widened until nothing above ``change`` is lost, or no wider choice betters
anything. The fractional plan without decisions bounds all plans with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from allocator.network.hubs import HubNetwork, build_network
from allocator.plan.measures import met_quantity
from allocator.plan.plan import Objective
from allocator.problem.decisions import matching
from allocator.problem.indexing import sum_by
from allocator.problem.problem import APPROVE, BAN, CAP, LOCK, Floats, Problem
from allocator.solve.clock import Clock
from allocator.solve.fair import FairPlan
from allocator.solve.fractional import solve_fair
from allocator.solve.near.ground import Ground, lay_ground
from allocator.solve.near.search import Found, find
from allocator.solve.objectives import judge, objectives
from allocator.solve.outcome import Outcome
from allocator.tolerances import QUANTITY

PHASES = ("ground", "near")
"""The phases the route reports."""


def solve_near(problem: Problem, clock: Clock) -> Outcome:
    """The plan of a large problem with decisions whose level ``change`` comes right after unmet need and fairness."""
    clock.start("ground")
    ground = lay_ground(problem)
    network = build_network(problem)
    fair = solve_fair(problem, network) if network.pure else None
    clock.start("near")
    found = find(ground, problem.effort, clock.begun)
    _, met = met_quantity(problem, found.lines.cell, found.lines.quantity)
    cells = np.arange(len(problem.needs))
    matches, wanted = np.zeros(len(problem.lots), dtype=bool), np.zeros(len(problem.lots), dtype=bool)
    for lot in range(len(problem.lots)):
        there = ground.reach(lot, cells) & (problem.needs.net > 0)
        matches[lot], wanted[lot] = there.any(), (there & (met < problem.needs.net)).any()
    return Outcome(
        lines=found.lines,
        measures=found.measures,
        objectives=tuple(_objectives(ground, network, fair, found, met)),
        fair=None,
        reachable=network.cell_hub >= 0,
        matches=matches,
        wanted=wanted,
        limit_hit=found.limited,
    )


def _objectives(
    ground: Ground, network: HubNetwork, fair: FairPlan | None, found: Found, met: Floats
) -> Iterator[Objective]:
    """Every level with the bound that the fractional plan proves.

    Decisions only take plans away, so what bounds plans without them bounds those with them.
    """
    problem, measures = ground.problem, found.measures
    told: dict[str, Objective] = {}
    if fair is not None:
        action = np.full_like(problem.decisions.action, APPROVE)
        free = replace(problem, decisions=replace(problem.decisions, action=action))
        told = {each.name: each for each in objectives(free, network, fair, met, measures, 0)}
    values = {
        "rules": measures.rules_short,
        "budget": float(max(0, measures.change - problem.budget)),
        "prefer": measures.prefer_short,
        "change": float(measures.change),
        "surplus": measures.surplus_value,
        "overlap": float(measures.overlap),
        "repeat": measures.repeat_value,
        "cost": measures.cost,
        "fairness": measures.fairness_min,
        **{f"unmet_tier_{tier}": value for tier, value in measures.unmet_by_tier.items()},
    }
    lost = problem.reference.lost if problem.reference else 0
    least = {"change": float(forced_changes(ground) + lost)}
    for name in _names(problem):
        if name in told:
            yield told[name]
        else:
            bounded = fair is not None or not name.startswith(("unmet", "fairness"))
            yield judge(name, values[name], least.get(name, 0.0) if bounded else None)


def _names(problem: Problem) -> Iterator[str]:
    for level in problem.all_levels:
        if level.name == "unmet":
            yield from (f"unmet_tier_{tier}" for tier in np.unique(problem.needs.tier).tolist())
        else:
            yield level.name


def forced_changes(ground: Ground) -> int:
    """Lines that no plan can keep as they are: those that a ban strikes, and one for each cap or lock that is broken.

    Caps and locks count where they share no line with another: then their changes are not the same ones.
    """
    problem, decisions = ground.problem, ground.problem.decisions
    row, line = matching(problem, ground.lot, ground.cell)
    planned = sum_by(row, ground.quantity[line], len(decisions))
    taken = np.zeros(len(ground.lot), dtype=bool)
    taken[line[decisions.action[row] == BAN]] = True
    count = int(taken.sum())
    over = np.isin(decisions.action, (CAP, LOCK)) & (planned > decisions.quantity + QUANTITY)
    for broken in np.flatnonzero(over).tolist():
        mine = line[row == broken]
        if not taken[mine].any():
            count += 1
            taken[mine] = True
    return count
