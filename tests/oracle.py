"""The plain method: one variable per eligible (lot, period of service, need) pair, HiGHS, level by level."""

from __future__ import annotations

import highspy
import numpy as np

from allocator.problem.netting import eligible
from allocator.problem.problem import CASH, SERVICE, Problem


def _solve(objective, upper, rows, lower_rows, upper_rows):
    """Maximise; rows are dense. Returns value and x."""
    h = highspy.Highs()
    h.setOptionValue("threads", 1)  # the reference model asks for one, and HiGHS keeps to the first number it is given
    h.silent()
    h.setOptionValue("primal_feasibility_tolerance", 1e-9)
    h.setOptionValue("dual_feasibility_tolerance", 1e-9)
    lp = highspy.HighsLp()
    matrix = np.array(rows, dtype=float).reshape(len(rows), len(objective))
    lp.num_col_, lp.num_row_ = len(objective), len(rows)
    lp.col_cost_ = -np.asarray(objective, dtype=float)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(objective)), np.asarray(upper, dtype=float)
    lp.row_lower_, lp.row_upper_ = np.asarray(lower_rows, dtype=float), np.asarray(upper_rows, dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.arange(len(rows) + 1) * len(objective)
    lp.a_matrix_.index_ = np.tile(np.arange(len(objective)), len(rows))
    lp.a_matrix_.value_ = matrix.ravel()
    h.passModel(lp)
    h.run()
    assert h.getModelStatus() == highspy.HighsModelStatus.kOptimal, h.getModelStatus()
    solution = h.getSolution()
    return -h.getInfo().objective_function_value, np.array(solution.col_value)


def plain_optimum(problem: Problem) -> tuple[dict[int, float], np.ndarray]:
    """Weighted unmet value per tier, and the sorted vector of coverage / severity of units with need."""
    needs, lots, items = problem.needs, problem.lots, problem.items
    value = items.value[needs.item]
    pairs = []
    supplies = []
    for lot in range(len(lots)):
        if not lots.usable[lot]:
            continue
        cells = np.flatnonzero(eligible(lots, lot, needs, problem.places) & (needs.net > 0))
        windows = [None]
        if lots.kind[lot] == SERVICE:
            windows = np.flatnonzero(lots.periods[lot][:-1]).tolist() or [None]
        step = lots.pack[lot]
        quantity = lots.quantity[lot]
        if lots.kind[lot] != CASH and not (items.divisible[lots.item[lot]] and step == 1):
            quantity = np.floor(quantity / step + 1e-9) * step
        for window in windows:
            supplies.append(quantity)
            pairs.extend(
                (len(supplies) - 1, cell, lots.kind[lot] == CASH)
                for cell in cells.tolist()
                if window is None or needs.period[cell] in (window, len(problem.periods))
            )
    n = len(pairs)
    rows, lower, upper = [], [], []
    for number, quantity in enumerate(supplies):
        row = np.zeros(n + 1)
        for k, (s, cell, cash) in enumerate(pairs):
            if s == number:
                row[k] = items.cash_price[needs.item[cell]] / value[cell] if cash else 1 / value[cell]
        rows.append(row)
        lower.append(-np.inf)
        upper.append(quantity)
    takes = {cell: [k for k, pair in enumerate(pairs) if pair[1] == cell] for cell in range(len(needs))}
    for cell, ks in takes.items():
        row = np.zeros(n + 1)
        row[ks] = 1.0
        rows.append(row)
        lower.append(-np.inf)
        upper.append(needs.net[cell] * value[cell])
    bounds = np.full(n + 1, np.inf)
    unmet = {}
    for tier in np.unique(needs.tier).tolist():
        objective = np.zeros(n + 1)
        for cell in np.flatnonzero(needs.tier == tier).tolist():
            objective[takes[cell]] = needs.weight[cell]
        best, _ = _solve(objective, bounds, rows, lower, upper)
        total = (needs.weight * needs.net * value)[needs.tier == tier].sum()
        unmet[tier] = total - best
        rows.append(objective)
        lower.append(best - 1e-7)
        upper.append(np.inf)
    target = np.bincount(needs.unit, weights=needs.net * value, minlength=len(problem.units)) * problem.units.severity
    fixed: dict[int, float] = {}
    units = np.flatnonzero(target > 0).tolist()

    def gets(unit):
        row = np.zeros(n + 1)
        for cell in np.flatnonzero(needs.unit == unit).tolist():
            row[takes[cell]] = 1.0
        return row

    while len(fixed) < len(units):
        objective = np.zeros(n + 1)
        objective[n] = 1.0
        more, low = [], []
        for unit in units:
            row = gets(unit)
            row[n] = 0.0 if unit in fixed else -target[unit]
            more.append(row)
            low.append(fixed[unit] * target[unit] - 1e-7 if unit in fixed else 0.0)
        best, _ = _solve(objective, bounds, rows + more, lower + low, upper + [np.inf] * len(more))
        # A unit is stuck when it cannot rise above the level while every other open unit stays at it.
        for unit in [u for u in units if u not in fixed]:
            held, floor = [], []
            for other in units:
                held.append(gets(other))
                floor.append(fixed.get(other, best) * target[other] - 1e-6)
            top, _ = _solve(gets(unit), bounds, rows + held, lower + floor, upper + [np.inf] * len(held))
            if top <= best * target[unit] + 1e-5:
                fixed[unit] = best
    return unmet, np.sort(np.array([fixed[unit] for unit in units]))
