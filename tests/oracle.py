"""The plain method: one variable per eligible (lot, period of service, need) pair, HiGHS, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from allocator.problem.netting import eligible
from allocator.problem.problem import CASH, SERVICE, Problem


class Program:
    """A linear program over the same pairs, asked for the most of one sum after another.

    It goes on from the answer before, and rows are added and changed in place: building it anew for each question
    takes far longer than answering.
    """

    def __init__(self, columns: int) -> None:
        self.columns = np.arange(columns, dtype=np.int32)
        self.solver = highspy.Highs()
        self.solver.silent()
        # The reference model asks for one thread, and HiGHS keeps to the first number it is given.
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
        self.solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
        self.solver.addVars(columns, np.zeros(columns), np.full(columns, np.inf))

    def row(self, at: Sequence[int], values: object, lower: float, upper: float) -> int:
        """``lower <= sum of values * columns <= upper``; the number of the row."""
        values = np.broadcast_to(np.asarray(values, dtype=float), len(at))
        self.solver.addRow(lower, upper, len(at), np.asarray(at, dtype=np.int32), values)
        return int(self.solver.getNumRow()) - 1

    def most(self, at: Sequence[int], values: object = 1.0) -> float:
        """The most that the sum of ``values`` * columns can be."""
        costs = np.zeros(len(self.columns))
        costs[at] = values
        self.solver.changeColsCost(len(self.columns), self.columns, -costs)
        self.solver.run()
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, self.solver.getModelStatus()
        return -float(self.solver.getInfo().objective_function_value)


@dataclass(frozen=True)
class Plain:
    """The program of a problem with its levels of unmet need held; the last column is free for a level of coverage."""

    program: Program
    takes: list[list[int]]
    """The pairs of each need."""
    unmet: dict[int, float]
    """Weighted unmet value by tier."""


def plain_unmet(problem: Problem) -> dict[int, float]:
    """Weighted unmet value per tier."""
    return _least_unmet(problem).unmet


def plain_optimum(problem: Problem) -> tuple[dict[int, float], np.ndarray]:
    """Weighted unmet value per tier, and the sorted vector of coverage / severity of units with need."""
    plain = _least_unmet(problem)
    return plain.unmet, _fairest(problem, plain)


def _least_unmet(problem: Problem) -> Plain:
    needs, lots, items = problem.needs, problem.lots, problem.items
    value = items.value[needs.item]
    supplies: list[tuple[float, list[int], list[float]]] = []
    takes: list[list[int]] = [[] for _ in range(len(needs))]
    pairs = 0
    for lot in np.flatnonzero(lots.usable).tolist():
        cells = np.flatnonzero(eligible(lots, lot, needs, problem.places) & (needs.net > 0)).tolist()
        windows = [None]
        if lots.kind[lot] == SERVICE:
            windows = np.flatnonzero(lots.periods[lot][:-1]).tolist() or [None]
        cash = lots.kind[lot] == CASH
        step, quantity = lots.pack[lot], lots.quantity[lot]
        if not cash and not (items.divisible[lots.item[lot]] and step == 1):
            quantity = np.floor(quantity / step + 1e-9) * step
        for window in windows:
            mine = [c for c in cells if window is None or needs.period[c] in (window, len(problem.periods))]
            used = [items.cash_price[needs.item[c]] / value[c] if cash else 1 / value[c] for c in mine]
            supplies.append((float(quantity), list(range(pairs, pairs + len(mine))), used))
            for cell in mine:
                takes[cell].append(pairs)
                pairs += 1
    program = Program(pairs + 1)
    for quantity, at, used in supplies:
        program.row(at, used, -np.inf, quantity)
    for cell, at in enumerate(takes):
        program.row(at, 1.0, -np.inf, needs.net[cell] * value[cell])
    unmet = {}
    for tier in np.unique(needs.tier).tolist():
        cells = np.flatnonzero(needs.tier == tier).tolist()
        at = [pair for cell in cells for pair in takes[cell]]
        weights = [needs.weight[cell] for cell in cells for _ in takes[cell]]
        best = program.most(at, weights)
        unmet[tier] = (needs.weight * needs.net * value)[needs.tier == tier].sum() - best
        program.row(at, weights, best - 1e-7, np.inf)
    return Plain(program, takes, unmet)


def _fairest(problem: Problem, plain: Plain) -> np.ndarray:
    """The sorted vector of coverage / severity: the worst off is raised as far as it goes, then the next."""
    needs, program = problem.needs, plain.program
    wanted = needs.net * problem.items.value[needs.item]
    target = np.bincount(needs.unit, weights=wanted, minlength=len(problem.units)) * problem.units.severity
    units = np.flatnonzero(target > 0).tolist()
    gets = {
        unit: [pair for cell in np.flatnonzero(needs.unit == unit).tolist() for pair in plain.takes[cell]]
        for unit in units
    }
    level = len(program.columns) - 1
    rows = {unit: program.row([*gets[unit], level], 1.0, -np.inf, np.inf) for unit in units}
    fixed: dict[int, float] = {}
    while len(fixed) < len(units):
        for unit, row in rows.items():
            program.solver.changeCoeff(row, level, 0.0 if unit in fixed else -target[unit])
            program.solver.changeRowBounds(row, fixed[unit] * target[unit] - 1e-7 if unit in fixed else 0.0, np.inf)
        best = program.most([level])
        # A unit is stuck when it cannot rise above the level while every other open unit stays at it.
        for unit, row in rows.items():
            program.solver.changeCoeff(row, level, 0.0)
            program.solver.changeRowBounds(row, fixed.get(unit, best) * target[unit] - 1e-6, np.inf)
        for unit in [each for each in units if each not in fixed]:
            if program.most(gets[unit]) <= best * target[unit] + 1e-5:
                fixed[unit] = best
    return np.sort(np.array([fixed[unit] for unit in units]))
