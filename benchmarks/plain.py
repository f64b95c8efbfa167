"""The peer: one Pyomo variable for every eligible lot x need pair, solved by HiGHS.

Least unmet need tier by tier; then, if asked, leximin coverage by raising the lowest coverage and fixing the units
whose dual prices hold it down, as often as needed. One thread, solver defaults otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.contrib.appsi.solvers.highs import Highs

from allocator.problem.netting import eligible
from allocator.problem.problem import CASH, Problem


@dataclass(frozen=True)
class PlainResult:
    """What the plain method found."""

    pairs: int
    unmet: dict[int, float]
    coverage: NDArray[np.float64] | None
    """Sorted coverage / severity of units with need; ``None`` if it was not asked for."""


def solve_plain(problem: Problem, leximin: bool) -> PlainResult:
    """Build and solve the plain model of ``problem`` (goods and cash)."""
    needs, lots = problem.needs, problem.lots
    value = problem.items.value[needs.item]
    pairs = [
        (lot, cell)
        for lot in np.flatnonzero(lots.usable & (lots.quantity > 0)).tolist()
        for cell in np.flatnonzero(eligible(lots, lot, needs, problem.places) & (needs.net > 0)).tolist()
    ]
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(len(pairs)), domain=pyo.NonNegativeReals)
    of_lot: dict[int, list[int]] = {}
    of_cell: dict[int, list[int]] = {}
    for number, (lot, cell) in enumerate(pairs):
        of_lot.setdefault(lot, []).append(number)
        of_cell.setdefault(cell, []).append(number)
    unit = problem.items.value

    def supply(m: pyo.ConcreteModel, lot: int) -> object:
        worth = 1.0 if lots.kind[lot] == CASH else unit[lots.item[lot]]
        return sum(m.x[n] for n in of_lot[lot]) <= lots.quantity[lot] * worth / SCALE

    def demand(m: pyo.ConcreteModel, cell: int) -> object:
        return sum(m.x[n] for n in of_cell[cell]) <= needs.net[cell] * value[cell] / SCALE

    model.supply = pyo.Constraint(list(of_lot), rule=supply)
    model.demand = pyo.Constraint(list(of_cell), rule=demand)
    unmet, solver = _unmet(problem, model, of_cell, value)
    return PlainResult(len(pairs), unmet, _leximin(problem, model, of_cell, value, solver) if leximin else None)


SCALE = 1e5
"""Values are counted in this many units of currency, so that coefficients stay near one."""


def _unmet(
    problem: Problem, model: pyo.ConcreteModel, of_cell: dict[int, list[int]], value: NDArray[np.float64]
) -> tuple[dict[int, float], Highs]:
    needs = problem.needs
    solver = Highs()
    solver.highs_options = {"threads": 1}
    model.held = pyo.ConstraintList()
    unmet = {}
    for tier in np.unique(needs.tier).tolist():
        met = sum(
            needs.weight[cell] * sum(model.x[n] for n in numbers)
            for cell, numbers in of_cell.items()
            if needs.tier[cell] == tier
        )
        model.goal = pyo.Objective(expr=met, sense=pyo.maximize)
        solver.solve(model)
        best = pyo.value(model.goal)
        wanted = float((needs.weight * needs.net * value)[needs.tier == tier].sum())
        unmet[tier] = wanted - best * SCALE
        model.del_component(model.goal)
        model.held.add(met >= best - 2e-8 * max(1.0, best))
    return unmet, solver


def _leximin(
    problem: Problem,
    model: pyo.ConcreteModel,
    of_cell: dict[int, list[int]],
    value: NDArray[np.float64],
    solver: Highs,
) -> NDArray[np.float64]:
    needs, units = problem.needs, len(problem.units)
    target = np.bincount(needs.unit, weights=needs.net * value, minlength=units) * problem.units.severity / SCALE
    needy = np.flatnonzero(target > 0).tolist()
    numbers: dict[int, list[int]] = {u: [] for u in needy}
    for cell, of in of_cell.items():
        numbers[int(needs.unit[cell])].extend(of)
    model.lowest = pyo.Var()
    model.goal = pyo.Objective(expr=model.lowest, sense=pyo.maximize)
    model.raised = pyo.Constraint(
        needy, rule=lambda m, u: sum((m.x[n] for n in numbers[u]), 0.0) - target[u] * m.lowest >= 0.0
    )
    model.fixed = pyo.ConstraintList()
    level: dict[int, float] = {}
    while len(level) < len(needy):
        solver.solve(model)
        best = pyo.value(model.lowest)
        duals = solver.get_duals([model.raised[u] for u in needy if u not in level])
        price = {u: abs(duals[model.raised[u]]) * target[u] for u in needy if u not in level}
        tight = [u for u, p in price.items() if p > 1e-7] or [max(price, key=lambda u: price[u])]
        for u in tight:
            level[u] = best
            model.raised[u].deactivate()
            if numbers[u]:
                model.fixed.add(sum(model.x[n] for n in numbers[u]) >= best * target[u] - 1e-6)
    return np.sort(np.array([level[u] for u in needy]))
