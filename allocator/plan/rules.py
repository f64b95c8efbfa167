"""What the floors among rules and decisions lack in a plan."""

from __future__ import annotations

import numpy as np

from allocator.plan.deliveries import Deliveries
from allocator.problem.decisions import matching
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Floats, Problem, Rule


def rule_shortfalls(problem: Problem, lines: Deliveries, met: Floats) -> Floats:
    """For each rule what it lacks, in money; 0 for ceilings, which plans keep. ``met`` has shape (N,)."""
    needs = problem.needs
    value = problem.items.value[needs.item]
    cash = problem.lots.kind[lines.lot] == CASH
    price = np.where(cash, problem.items.cash_price[needs.item[lines.cell]], value[lines.cell])
    use = lines.quantity * price
    return np.array([_lack(problem, rule, lines, met * value, needs.net * value, use) for rule in problem.rules])


def decision_shortfalls(problem: Problem, lines: Deliveries) -> Floats:
    """For each decision what it lacks, in money; 0 for all but floors and locks. Shape (K,)."""
    return np.where(problem.decisions.soft, _short(problem, lines), 0.0)


def preference_shortfalls(problem: Problem, lines: Deliveries) -> Floats:
    """For each decision what it lacks, in money; 0 for all but preferences. Shape (K,)."""
    return np.where(problem.decisions.preferred, _short(problem, lines), 0.0)


def _short(problem: Problem, lines: Deliveries) -> Floats:
    """Value by which the lines that each decision names stay below its quantity. Shape (K,)."""
    decisions = problem.decisions
    row, line = matching(problem, lines.lot, lines.cell)
    planned = sum_by(row, lines.quantity[line], len(decisions))
    return np.maximum(0.0, decisions.quantity - planned) * decisions.value


def _lack(problem: Problem, rule: Rule, lines: Deliveries, met: Floats, net: Floats, use: Floats) -> float:
    if rule.kind == "coverage_min":
        inside = rule.group >= 0
        groups = len(rule.group_place)
        wanted = rule.amount * sum_by(rule.group[inside], net[inside], groups)
        return float(np.maximum(0.0, wanted - sum_by(rule.group[inside], met[inside], groups)).sum())
    counted = rule.lots[lines.lot]
    part = float(use[counted & (rule.group[lines.cell] >= 0)].sum())
    if rule.kind == "share_min":
        return max(0.0, rule.amount * float(use[counted].sum()) - part)
    return max(0.0, rule.amount - part) if rule.kind == "spend_min" else 0.0
