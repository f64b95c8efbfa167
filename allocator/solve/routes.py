"""Which way a problem is solved: by flows on the hub network, or by the exact formulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from allocator.problem.problem import APPROVE, Problem
from allocator.solve.exact.families.earmark import count_eligible
from allocator.solve.near.ground import idle_share

AFTER = ("surplus", "overlap", "repeat", "cost")
"""Levels that the flow route knows to follow unmet need and fairness."""

IDLE = 0.02
"""Share of all net need that gifts left idle by the plan before may be worth, for a plan near it to be sought."""

PAIRS = 1_500
"""Up to so many pairs of a lot and a need even a problem that flows can solve is solved exactly."""


def by_flow(problem: Problem) -> bool:
    """Whether flows can solve ``problem``, and it is too large to be solved exactly outright."""
    return only_earmarks(problem) and usual_levels(problem) and count_eligible(problem, PAIRS) > PAIRS


def by_repair(problem: Problem) -> bool:
    """Whether a plan near the one before can be found by changing few of its lines, and the problem is large.

    Besides decisions only earmarks, quantities and packs may bind, ``change`` comes right after unmet need and leximin,
    and the plan before leaves little idle that is needed: gifts that are new to it call for another plan.
    """
    levels = problem.levels
    names = [level.name for level in levels]
    deciding = 2 if names[1:2] == ["fairness"] else 1
    free = np.full_like(problem.decisions.action, APPROVE)
    return (
        problem.reference is not None
        and names[deciding : deciding + 1] == ["change"]
        and problem.fairness in ("none", "leximin")
        and usual_levels(replace(problem, levels=(*levels[:deciding], *levels[deciding + 1 :])))
        and len(problem.decisions) > 0
        and only_earmarks(replace(problem, decisions=replace(problem.decisions, action=free)))
        and count_eligible(problem, PAIRS) > PAIRS
        and idle_share(problem) <= IDLE
    )


def only_earmarks(problem: Problem) -> bool:
    """Whether earmarks, quantities and packs are all that binds: no links, limits on places, kits, rules, decisions."""
    lots, items = problem.lots, problem.items
    replaced = ~np.isnan(items.rate) & ~np.eye(len(items.ids), dtype=bool)
    limited = lots.all_or_nothing | (lots.min_per_place > 0) | (lots.max_places >= 0)
    return not (
        len(problem.links)
        or problem.rules
        or (problem.decisions.action != APPROVE).any()
        or limited.any()
        or (problem.donor_max_places >= 0).any()
        or np.isfinite(problem.capacity).any()
        or replaced[lots.item[lots.item >= 0]].any()
        or np.isin(lots.item, problem.kits.kit).any()
    )


def usual_levels(problem: Problem) -> bool:
    """Whether unmet need comes first, fairness (if asked for) next, and what follows is duplication or cost."""
    names = [level.name for level in problem.levels]
    later = names[2:] if names[1:2] == ["fairness"] else names[1:]
    order = [AFTER.index(name) for name in later if name in AFTER]
    return names[:1] == ["unmet"] and len(order) == len(later) and order == sorted(order)
