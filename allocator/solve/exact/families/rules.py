"""``rules``: floors and ceilings of coverage, shares and spending.

Ceilings are hard. What a floor lacks is a column of its own, in money, which the level ``rules`` makes as small as
can be: so no set of floors leaves a planner without a plan.
"""

from __future__ import annotations

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Floats, Ints, Problem, Rule
from allocator.solve.exact.columns import Columns
from allocator.solve.exact.model import Model


def apply(model: Model, problem: Problem, columns: Columns, x: Ints, position: Ints, met: Ints) -> Ints:
    """Rows of all rules; the columns of what the floors lack."""
    lacking = [np.zeros(0, dtype=np.int64)]
    for rule in problem.rules:
        if rule.kind == "coverage_min":
            lacking.append(_coverage_min(model, problem, rule, position, met))
        elif rule.kind == "coverage_max":
            _coverage_max(model, problem, columns, x, rule)
        else:
            lacking.append(_use(model, problem, columns, x, rule))
    return np.concatenate(lacking)


def _coverage_min(model: Model, problem: Problem, rule: Rule, position: Ints, met: Ints) -> Ints:
    """For each group: sum of value * met + lack >= amount * sum of value * net."""
    value = problem.items.value[problem.needs.item]
    inside = np.flatnonzero((rule.group >= 0) & (problem.needs.net > 0))
    groups, at = np.unique(rule.group[inside], return_inverse=True)
    wanted = rule.amount * sum_by(at, (value * problem.needs.net)[inside], len(groups))
    lack = model.add_columns(wanted)
    reached = position[inside] >= 0
    cell = inside[reached]
    model.add_rows(
        np.concatenate([at[reached], np.arange(len(groups))]),
        np.concatenate([met[position[cell]], lack]),
        np.concatenate([value[cell], np.ones(len(groups))]),
        wanted,
        np.inf,
        len(groups),
    )
    return lack


def _coverage_max(model: Model, problem: Problem, columns: Columns, x: Ints, rule: Rule) -> None:
    """For each group: sum of value * quantity <= amount * sum of value * net."""
    needs = problem.needs
    value = problem.items.value[needs.item]
    count = len(rule.group_place)
    inside = rule.group >= 0
    most = rule.amount * sum_by(rule.group[inside], (value * needs.net)[inside], count)
    asked = sum_by(rule.group[inside], needs.net[inside], count) > 0
    mine = np.flatnonzero(inside[columns.cell])
    group = rule.group[columns.cell[mine]]
    mine, group = mine[asked[group]], group[asked[group]]
    worth = columns.quantity[mine] * value[columns.cell[mine]]
    model.add_rows(group, x[columns.of[mine]], worth, -np.inf, np.where(asked, most, np.inf), count)


def _use(model: Model, problem: Problem, columns: Columns, x: Ints, rule: Rule) -> Ints:
    """Shares: part of use >= or <= amount * all use; spending: use >= or <= amount. Floors may lack."""
    counted = np.flatnonzero(rule.lots[columns.lot[columns.of]])
    part = rule.group[columns.cell[counted]] >= 0
    use = spent(problem, columns)[counted]
    share = rule.kind.startswith("share")
    weight = use * (part - rule.amount) if share else use * part
    limit = 0.0 if share else rule.amount
    keep = weight != 0
    column, weight = x[columns.of[counted[keep]]], weight[keep]
    if rule.kind.endswith("max"):
        model.add_row(column, weight, upper=limit)
        return np.zeros(0, dtype=np.int64)
    lack = model.add_columns(np.array([limit]))
    model.add_row(np.concatenate([column, lack]), np.concatenate([weight, [1.0]]), lower=limit)
    return lack


def spent(problem: Problem, columns: Columns) -> Floats:
    """Shape (Z,): what a step of each contribution counts as use: money for cash, value for the rest."""
    item = problem.needs.item[columns.cell]
    cash = problem.lots.kind[columns.lot[columns.of]] == CASH
    return columns.quantity * np.where(cash, problem.items.cash_price[item], problem.items.value[item])
