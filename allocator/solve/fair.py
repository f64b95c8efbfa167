"""``FairPlan``: the fair fractional plan, whatever method found it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Problem


@dataclass(frozen=True)
class FairPlan:
    """Amounts in value. Shapes: entries (E,), links (K,), cells (N,), units (U,), groups (G,)."""

    entry: Floats
    link: Floats
    met: Floats
    group: Ints
    """Fairness group of each unit; groups in ascending coverage."""
    available: Floats
    """Per group: value that can reach its units at all, once the poorer groups have theirs."""
    wanted: Floats
    """Per group: net need x severity of its units (0 for units that need nothing)."""


def priority_class(problem: Problem) -> Ints:
    """Class of each cell in the order they are served. Shape (N,)."""
    return problem.needs.urgency


def fair_target(problem: Problem) -> Floats:
    """Net need x severity of each unit: what leximin compares the amounts of units with. Shape (U,)."""
    needs = problem.needs
    need = sum_by(needs.unit, needs.net * problem.items.value[needs.item], len(problem.units))
    return need * problem.units.severity


def unmet_by_tier(problem: Problem, met_value: Floats) -> dict[int, float]:
    """Weighted value of unmet need of each tier: sum of weight x value x unmet."""
    needs = problem.needs
    unmet = needs.weight * (needs.net * problem.items.value[needs.item] - met_value)
    return {tier: max(0.0, float(unmet[needs.tier == tier].sum())) for tier in np.unique(needs.tier).tolist()}


def rank_groups(plan: FairPlan) -> FairPlan:
    """``plan`` with its groups numbered by ascending coverage; units that need nothing come last."""
    coverage = np.where(plan.wanted > 0, plan.available / np.where(plan.wanted > 0, plan.wanted, 1.0), np.inf)
    used = np.unique(plan.group)
    first = np.full(len(coverage), len(plan.group))
    np.minimum.at(first, plan.group, np.arange(len(plan.group)))
    order = used[np.lexsort((first[used], coverage[used]))]
    position = np.zeros(len(coverage), dtype=np.int64)
    position[order] = np.arange(len(order))
    return FairPlan(
        entry=plan.entry,
        link=plan.link,
        met=plan.met,
        group=position[plan.group],
        available=plan.available[order],
        wanted=plan.wanted[order],
    )
