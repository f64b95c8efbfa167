"""The measures of a plan, computed once from the problem's arrays and the plan's lines."""

from __future__ import annotations

import numpy as np

from allocator.plan.plan import Measures
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, SERVICE, Floats, Ints, Problem


def met_quantity(problem: Problem, cell: Ints, quantity: Floats) -> tuple[Floats, Floats]:
    """Allocated and met quantity of each cell. Shapes (N,)."""
    allocated = sum_by(cell, quantity, len(problem.needs))
    return allocated, np.minimum(problem.needs.net, allocated)


def measure(problem: Problem, lot: Ints, cell: Ints, quantity: Floats, repeat_value: float) -> Measures:
    """All measures of the lines (lot, cell, quantity)."""
    needs, lots, units = problem.needs, problem.lots, problem.units
    value = problem.items.value[needs.item]
    allocated, met = met_quantity(problem, cell, quantity)
    unmet = (needs.net - met) * value
    need = sum_by(needs.unit, needs.net * value, len(units))
    got = sum_by(needs.unit, met * value, len(units))
    coverage = (got / np.where(need > 0, need, 1.0))[need > 0]
    groups, links = provider_links(problem, lot, cell)
    paid = np.where(lots.kind[lot] == CASH, problem.items.cash_price[needs.item[cell]], value[cell])
    return Measures(
        need_value=float((needs.net * value).sum()),
        met_value=float((met * value).sum()),
        unmet_value=float(unmet.sum()),
        unmet_by_tier={
            tier: float((needs.weight * unmet)[needs.tier == tier].sum()) for tier in np.unique(needs.tier).tolist()
        },
        coverage_min=float(coverage.min()) if len(coverage) else 1.0,
        fairness_min=float((coverage / units.severity[need > 0]).min()) if len(coverage) else 1.0,
        coverage_mean=float(coverage.mean()) if len(coverage) else 1.0,
        surplus_value=float(((allocated - met) * value).sum()),
        overlap=links - groups,
        links=links,
        repeat_value=repeat_value,
        cost=0.0,  # only links have costs, and a scenario with links is refused so far
        lines=len(lot),
        supply_value=supply_value(problem),
        used_value=float((quantity * paid).sum()),
    )


def provider_links(problem: Problem, lot: Ints, cell: Ints) -> tuple[int, int]:
    """Number of unit x category x period served, and of provider x unit x category x period that deliver."""
    needs = problem.needs
    categories, times = len(problem.items.categories), len(problem.periods) + 1
    group = (needs.unit[cell] * categories + problem.items.category[needs.item[cell]]) * times + needs.period[cell]
    link = group * max(len(problem.providers), 1) + problem.lots.provider[lot]
    return len(np.unique(group)), len(np.unique(link))


def total_quantity(problem: Problem) -> Floats:
    """What each lot offers over its whole window (a service: its capacity times its periods). Shape (L,)."""
    lots = problem.lots
    windows = np.maximum(lots.periods[:, :-1].sum(axis=1), 1)
    return np.where(lots.kind == SERVICE, lots.quantity * windows, lots.quantity)


def supply_value(problem: Problem) -> float:
    """Value of all lots that may be allocated."""
    lots = problem.lots
    value = np.where(lots.kind == CASH, 1.0, problem.items.value[lots.item])
    return float((total_quantity(problem) * value)[lots.usable].sum())
