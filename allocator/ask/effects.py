"""What a change does to the best plan: both plans solved, as far as levels decide what is met."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from allocator.plan.children import children_met
from allocator.plan.plan import Plan
from allocator.problem.problem import Floats, Problem
from allocator.solve import solve

DECIDING = ("unmet", "fairness", "blend")
SAME = 1e-6
"""Shares closer than this are the same."""


@dataclass(frozen=True)
class Effect:
    """The plan with the change, beside the plan as it is."""

    unmet: tuple[tuple[int, float], ...]
    """Change in weighted unmet value of each tier; below 0 is a gain."""
    met_value: float
    """Rise in met value."""
    quantities: tuple[tuple[str, float], ...]
    """Items of which more or less is met in all, and how much; the largest rise in value first."""
    children: float
    """Children covered beyond now, an estimate: see :func:`children_covered`."""
    lowest: tuple[float, float]
    """Lowest coverage before and after."""
    lowest_unit: tuple[str, str]
    risen: int
    """Units whose coverage rises."""
    better: bool
    """Whether the plan is better: less unmet in the first tier that differs, else coverages that are higher from the
    worst up."""


def deciding(problem: Problem) -> Problem:
    """``problem`` with its levels up to the last that decides what is met."""
    last = max((at for at, level in enumerate(problem.levels) if level.name in DECIDING), default=-1)
    return replace(problem, levels=problem.levels[: last + 1])


def best(problem: Problem) -> Plan:
    """The best plan of ``problem``, its later levels left out."""
    return solve(deciding(problem))


def effect(problem: Problem, before: Plan, after: Plan) -> Effect:
    """What sets ``after`` apart from ``before``, two plans for the needs of ``problem``."""
    tiers = before.measures.unmet_by_tier
    rise = after.unmet["met"].to_numpy(dtype=float) - before.unmet["met"].to_numpy(dtype=float)
    coverage = [plan.coverage["coverage"].to_numpy(dtype=float) for plan in (before, after)]
    needy = before.coverage["net_value"].to_numpy(dtype=float) > 0
    units = before.coverage["unit"].to_numpy(dtype=object)
    worst = [int(np.argmin(np.where(needy, each, np.inf))) for each in coverage]
    return Effect(
        unmet=tuple((tier, after.measures.unmet_by_tier[tier] - tiers[tier]) for tier in sorted(tiers)),
        met_value=after.measures.met_value - before.measures.met_value,
        quantities=_quantities(problem, rise),
        children=children_covered(problem, after) - children_covered(problem, before),
        lowest=(before.measures.coverage_min, after.measures.coverage_min),
        lowest_unit=(str(units[worst[0]]), str(units[worst[1]])) if needy.any() else ("", ""),
        risen=int((coverage[1] > coverage[0] + SAME).sum()),
        better=_better(before, after),
    )


def _quantities(problem: Problem, rise: Floats) -> tuple[tuple[str, float], ...]:
    total = np.bincount(problem.needs.item, weights=rise, minlength=len(problem.items.ids))
    order = np.argsort(-total * problem.items.value, kind="stable")
    return tuple((problem.items.ids[at], float(total[at])) for at in order.tolist() if abs(total[at]) > SAME)


def children_covered(problem: Problem, plan: Plan) -> float:
    """How many children's whole need the plan meets: a child of whom half is met counts half. An estimate.

    See :mod:`allocator.plan.children`. Needs that are not by age count no children.
    """
    needs = problem.needs
    value = problem.items.value[needs.item]
    cells = pd.DataFrame(
        {
            "unit": needs.unit,
            "age": needs.age,
            "net": needs.net,
            "net_value": needs.net * value,
            "met_value": plan.unmet["met"].to_numpy(dtype=float) * value,
        }
    )
    return float(children_met(cells[cells["age"] < len(problem.age_groups)]).sum())


def _better(before: Plan, after: Plan) -> bool:
    for tier, unmet in sorted(before.measures.unmet_by_tier.items()):
        change = after.measures.unmet_by_tier[tier] - unmet
        if abs(change) > SAME * max(1.0, unmet):
            return change < 0
    ranked = []
    for plan in (before, after):
        frame = plan.coverage[plan.coverage["net_value"] > 0]
        ranked.append(np.sort((frame["coverage"] / frame["severity"]).to_numpy(dtype=float)))
    apart = np.flatnonzero(np.abs(ranked[1] - ranked[0]) > SAME)
    return bool(len(apart) and ranked[1][apart[0]] > ranked[0][apart[0]])
