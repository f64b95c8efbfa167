"""The measures of a plan, computed once from the problem's arrays and the plan's lines."""

from __future__ import annotations

import numpy as np

from allocator.plan.change import changed_lines
from allocator.plan.cost import link_costs
from allocator.plan.deliveries import Deliveries
from allocator.plan.fairness import below_floor, fairness_log
from allocator.plan.plan import Measures
from allocator.plan.repeat import repeat_value
from allocator.plan.rules import decision_shortfalls, preference_shortfalls, rule_shortfalls
from allocator.problem.indexing import numbered, sum_by
from allocator.problem.problem import CASH, SERVICE, Floats, Ints, Problem


def met_quantity(problem: Problem, cell: Ints, quantity: Floats) -> tuple[Floats, Floats]:
    """Allocated and met quantity of each cell. Shapes (N,)."""
    allocated = sum_by(cell, quantity, len(problem.needs))
    return allocated, np.minimum(problem.needs.net, allocated)


def measure(problem: Problem, lines: Deliveries) -> Measures:
    """All measures of the plan made of ``lines``. All surplus counts as avoidable until it is proven forced."""
    needs, units = problem.needs, problem.units
    value = problem.items.value[needs.item]
    allocated, met = met_quantity(problem, lines.cell, lines.quantity)
    unmet = (needs.net - met) * value
    need = sum_by(needs.unit, needs.net * value, len(units))
    got = sum_by(needs.unit, met * value, len(units))
    needy = need > 0
    coverage, severity = got[needy] / need[needy], units.severity[needy]
    groups, links = provider_links(problem, lines.lot, lines.cell)
    cash = problem.lots.kind[lines.lot] == CASH
    paid = np.where(cash, problem.items.cash_price[needs.item[lines.cell]], value[lines.cell])
    surplus = float(((allocated - met) * value).sum())
    return Measures(
        need_value=float((needs.net * value).sum()),
        met_value=float((met * value).sum()),
        unmet_value=float(unmet.sum()),
        unmet_by_tier={
            tier: float((needs.weight * unmet)[needs.tier == tier].sum()) for tier in np.unique(needs.tier).tolist()
        },
        coverage_min=float(coverage.min()) if len(coverage) else 1.0,
        fairness_min=float((coverage / severity).min()) if len(coverage) else 1.0,
        coverage_mean=float(coverage.mean()) if len(coverage) else 1.0,
        fairness_log=fairness_log(need[needy], coverage),
        below_floor=below_floor(problem, need[needy], coverage, severity),
        surplus_value=surplus,
        surplus_forced=0.0,
        surplus_avoidable=surplus,
        overlap=links - groups,
        links=links,
        repeat_value=repeat_value(problem, allocated),
        cost=link_costs(problem, lines)[0],
        change=changed_lines(problem, lines),
        rules_short=float(rule_shortfalls(problem, lines, met).sum() + decision_shortfalls(problem, lines).sum()),
        prefer_short=float(preference_shortfalls(problem, lines).sum()),
        lines=len(lines),
        supply_value=supply_value(problem),
        used_value=float((lines.quantity * paid).sum()),
    )


def provider_links(problem: Problem, lot: Ints, cell: Ints) -> tuple[int, int]:
    """Number of unit x category x period served, and of provider x unit x category x period that deliver."""
    needs, units = problem.needs, problem.units
    categories, times = len(problem.items.categories), len(problem.periods) + 1
    providers = max(len(problem.providers), 1)
    group = (needs.unit[cell] * categories + problem.items.category[needs.item[cell]]) * times + needs.period[cell]
    link = group * providers + problem.lots.provider[lot]
    groups = len(units) * categories * times
    return len(numbered(group, groups)[0]), len(numbered(link, groups * providers)[0])


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
