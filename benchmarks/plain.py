"""The peer: one Pyomo variable for every eligible lot x need pair, solved by HiGHS.

Least unmet need tier by tier; then, if asked, leximin coverage by raising the lowest coverage and fixing the units
whose dual prices hold it down, as often as needed. The persistent interface (appsi), so that a model is not written
out anew for every level; one thread, solver defaults otherwise. Quantities may be parts of a unit.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.contrib.appsi.base import TerminationCondition
from pyomo.contrib.appsi.solvers.highs import Highs

from allocator.problem.netting import eligible
from allocator.problem.problem import CASH, SERVICE, Problem

SCALE = 1e5
"""Values are counted in this many units of currency, so that coefficients stay near one."""

HELD = 1e-9
"""Part of a tier's met need that later levels may give up: more, and leximin moves visibly; less is solver noise."""

FIXED = 1e-6
"""Value, in SCALE, that a unit may give up once its coverage is fixed: above the 1e-7 to which HiGHS keeps rows, or
rounding makes contradictions of them (seen at 80 communes); far below what shows in a unit's coverage."""

PRICED = 1e-7
"""A dual price above this holds the lowest coverage down; below, it is noise. The prices of one program sum to 1."""


@dataclass(frozen=True)
class PlainResult:
    """What the plain method found."""

    pairs: int
    """Pyomo variables: eligible pairs, those of a service counted in each period of its window."""
    unmet: dict[int, float]
    coverage: NDArray[np.float64] | None
    """Sorted coverage / severity of units with need; ``None`` if it was not asked for."""
    rounds: int
    """Programs solved for leximin."""
    building: float
    """Seconds until the model stood, before the first solve."""


@dataclass(frozen=True)
class _Plain:
    """The model, and the numbers of its variables by need cell."""

    model: pyo.ConcreteModel
    of_cell: dict[int, list[int]]
    pairs: int
    solver: Highs


def solve_plain(problem: Problem, leximin: bool) -> PlainResult:
    """Build and solve the plain model of ``problem``. Raises ``ArithmeticError`` if HiGHS proves no optimum."""
    begun = time.perf_counter()
    plain = _build(problem)
    building = time.perf_counter() - begun
    unmet = _unmet(problem, plain)
    coverage, rounds = _leximin(problem, plain) if leximin else (None, 0)
    return PlainResult(plain.pairs, unmet, coverage, rounds, building)


def _build(problem: Problem) -> _Plain:
    """Supply and demand rows over all pairs. Variables are values: quantity of the pair x item value / SCALE."""
    needs, value = problem.needs, problem.items.value[problem.needs.item]
    price = problem.items.cash_price / problem.items.value
    of_supply: list[tuple[float, list[int], list[int] | None]] = []
    of_cell: dict[int, list[int]] = defaultdict(list)
    pairs = 0
    for lot, cells, worth in _supplies(problem):
        numbers = list(range(pairs, pairs + len(cells)))
        pairs += len(cells)
        of_supply.append((worth / SCALE, numbers, cells if problem.lots.kind[lot] == CASH else None))
        for number, cell in zip(numbers, cells, strict=True):
            of_cell[cell].append(number)
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(pairs), domain=pyo.NonNegativeReals)

    def supply(m: pyo.ConcreteModel, index: int) -> object:
        worth, numbers, bought = of_supply[index]
        if bought is None:
            return sum(m.x[n] for n in numbers) <= worth
        return sum(float(price[needs.item[c]]) * m.x[n] for n, c in zip(numbers, bought, strict=True)) <= worth

    def demand(m: pyo.ConcreteModel, cell: int) -> object:
        return sum(m.x[n] for n in of_cell[cell]) <= float(needs.net[cell] * value[cell] / SCALE)

    model.supply = pyo.Constraint(range(len(of_supply)), rule=supply)
    model.demand = pyo.Constraint(list(of_cell), rule=demand)
    solver = Highs()
    solver.highs_options = {"threads": 1}
    return _Plain(model, of_cell, pairs, solver)


def _supplies(problem: Problem) -> list[tuple[int, list[int], float]]:
    """Lot, eligible cells and value (or money) of each supply: a lot, or one period of a service. Empty ones left out.

    Packs are not split between supplies: only whole packs of a lot can leave it, so the rest of one is no supply.
    """
    needs, lots, items = problem.needs, problem.lots, problem.items
    found = []
    for lot in np.flatnonzero(lots.usable & (lots.quantity > 0)).tolist():
        cells = np.flatnonzero(eligible(lots, lot, needs, problem.places) & (needs.net > 0))
        cash, item, pack = lots.kind[lot] == CASH, lots.item[lot], lots.pack[lot]
        quantity = float(lots.quantity[lot])
        if not cash and not (items.divisible[item] and pack == 1.0):
            quantity = float(np.floor(quantity / pack + 1e-9) * pack)
        worth = quantity if cash else quantity * float(items.value[item])
        times = np.flatnonzero(lots.periods[lot][:-1]).tolist() if lots.kind[lot] == SERVICE else []
        windows: list[int | None] = [*times] or [None]
        for window in windows:
            open_ = cells if window is None else cells[np.isin(needs.period[cells], (window, len(problem.periods)))]
            if len(open_):
                found.append((lot, open_.tolist(), worth))
    return found


def _solved(plain: _Plain) -> float:
    """Solve what the model now says; the value of its goal."""
    result = plain.solver.solve(plain.model)
    if result.termination_condition != TerminationCondition.optimal:
        raise ArithmeticError(f"HiGHS stopped with {result.termination_condition}")
    return float(pyo.value(plain.model.goal))


def _unmet(problem: Problem, plain: _Plain) -> dict[int, float]:
    """Weighted value of unmet need of each tier; the model is left holding them all."""
    needs, model = problem.needs, plain.model
    worth = needs.net * problem.items.value[needs.item]
    model.held = pyo.ConstraintList()
    unmet = {}
    for tier in np.unique(needs.tier).tolist():
        cells = [cell for cell in plain.of_cell if needs.tier[cell] == tier and needs.weight[cell] > 0]
        unmet[tier] = float((needs.weight * worth)[needs.tier == tier].sum())
        if not cells:
            continue
        met = sum(float(needs.weight[cell]) * sum(model.x[n] for n in plain.of_cell[cell]) for cell in cells)
        model.goal = pyo.Objective(expr=met, sense=pyo.maximize)
        best = _solved(plain)
        unmet[tier] -= best * SCALE
        model.del_component(model.goal)
        model.held.add(met >= best - HELD * max(1.0, best))
    return unmet


def _leximin(problem: Problem, plain: _Plain) -> tuple[NDArray[np.float64], int]:
    """Sorted leximin coverage of the units with need, and the number of programs it took."""
    needs, units, model = problem.needs, len(problem.units), plain.model
    worth = needs.net * problem.items.value[needs.item]
    target = np.bincount(needs.unit, weights=worth, minlength=units) * problem.units.severity / SCALE
    needy = np.flatnonzero(target > 0).tolist()
    numbers: dict[int, list[int]] = {u: [] for u in needy}
    for cell, of in plain.of_cell.items():
        numbers[int(needs.unit[cell])].extend(of)
    level = dict.fromkeys((u for u in needy if not numbers[u]), 0.0)
    model.lowest = pyo.Var()
    model.goal = pyo.Objective(expr=model.lowest, sense=pyo.maximize)
    model.raised = pyo.Constraint(
        [u for u in needy if numbers[u]],
        rule=lambda m, u: sum(m.x[n] for n in numbers[u]) - float(target[u]) * m.lowest >= 0.0,
    )
    model.fixed = pyo.ConstraintList()
    rounds = 0
    while len(level) < len(needy):
        best, rounds = _solved(plain), rounds + 1
        still = [u for u in needy if u not in level]
        duals = plain.solver.get_duals([model.raised[u] for u in still])
        price = {u: abs(duals[model.raised[u]]) * target[u] for u in still}
        for u in [u for u in still if price[u] > PRICED] or [max(still, key=lambda u: price[u])]:
            level[u] = best
            model.raised[u].deactivate()
            model.fixed.add(sum(model.x[n] for n in numbers[u]) >= best * float(target[u]) - FIXED)
    return np.sort(np.array([level[u] for u in needy])), rounds
