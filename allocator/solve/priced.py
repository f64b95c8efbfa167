"""The fair fractional plan as linear programs on the hub network, where cash prices differ from values.

A unit of value then costs a pool more in one hub than in another, so the network is no longer a plain flow. Same
levels, same hubs: least unmet need tier by tier, then leximin by raising the lowest coverage and settling, round by
round, the units whose prices show that they hold it down (Ogryczak & Sliwinski 2006 for convex sets).

After each program its prices say what all its optimal solutions have in common (complementary slackness): variables
with a reduced cost stay at their bound, rows with a price stay tight. Settling those keeps the level exactly, without
adding rows, and leaves less to the next program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Problem
from allocator.solve.backends.lp import LinearProgram, LpSolution, maximise
from allocator.solve.fair import FairPlan, fair_target, rank_groups
from allocator.tolerances import PRICED


def solve_priced(problem: Problem, network: HubNetwork, already: Floats) -> FairPlan:
    """The fair fractional plan by linear programs, each proved by its prices.

    ``already`` is the value each unit has from deliveries that are settled. Shape (U,).
    """
    needs, units = problem.needs, len(problem.units)
    cells = np.flatnonzero((network.cell_hub >= 0) & (network.demand > 0))
    unit_size = float(network.demand[cells].sum() + already.sum()) / len(cells) if len(cells) else 1.0
    settled, target = already / unit_size, fair_target(problem) / unit_size
    face = _Face(network, cells, needs.unit[cells], unit_size)
    for tier in np.unique(needs.tier[cells]).tolist():
        weight = np.where(needs.tier[cells] == tier, needs.weight[cells], 0.0)
        if weight.any():
            face.most(weight / weight.max())
    if problem.fairness != "none" and len(cells):
        coverage = face.leximin(target, settled)
    else:
        coverage = (face.received(units) + settled) / np.where(target > 0, target, 1.0)
    met = np.zeros(len(network.demand))
    met[cells] = np.clip(face.x[face.cell] * unit_size, 0.0, network.demand[cells])
    entries = len(network.entry_pool)
    levels, group = np.unique(np.where(target > 0, np.round(coverage, 9), np.inf), return_inverse=True)
    return rank_groups(
        FairPlan(
            entry=np.maximum(face.x[:entries], 0.0) * unit_size,
            link=np.maximum(face.x[entries : face.cell[0] if len(cells) else None], 0.0) * unit_size,
            met=met,
            group=group.astype(np.int64),
            available=sum_by(group, coverage * target, len(levels)) * unit_size,
            wanted=sum_by(group, target, len(levels)) * unit_size,
        )
    )


@dataclass(frozen=True)
class _Rows:
    """Non-zero entries (row, column, coefficient) and bounds of rows."""

    row: Ints
    column: Ints
    coefficient: Floats
    lower: Floats
    upper: Floats


class _Face:
    """The solutions that are optimal for every level so far.

    Columns are entries, links and cells, then one for the lowest coverage; rows are pools, then hubs.
    """

    def __init__(self, network: HubNetwork, cells: Ints, unit: Ints, unit_size: float) -> None:
        pools, hubs = len(network.capacity), len(network.hub_item)
        entries, links = len(network.entry_pool), len(network.link_tail)
        arcs = entries + links
        self.cell = arcs + np.arange(len(cells))
        self.unit = unit
        self.lowest = arcs + len(cells)
        self.x = np.zeros(self.lowest + 1)
        self.lower = np.zeros(self.lowest + 1)
        self.upper = np.concatenate([np.full(arcs, np.inf), network.demand[cells] / unit_size, [np.inf]])
        entry, link = np.arange(entries), entries + np.arange(links)
        ends = [network.entry_pool, pools + network.entry_hub, pools + network.link_tail, pools + network.link_head]
        signs = [network.entry_price, np.ones(entries), -np.ones(links), np.ones(links), -np.ones(len(cells))]
        self.rows = _Rows(
            row=np.concatenate([*ends, pools + network.cell_hub[cells]]),
            column=np.concatenate([entry, entry, link, link, self.cell]),
            coefficient=np.concatenate(signs),
            lower=np.concatenate([np.full(pools, -np.inf), np.zeros(hubs)]),
            upper=np.concatenate([network.capacity / unit_size, np.zeros(hubs)]),
        )

    def received(self, units: int) -> Floats:
        """What each unit gets in the solution at hand."""
        return sum_by(self.unit, self.x[self.cell], units)

    def most(self, weight: Floats) -> None:
        """Maximise the weighted amount of cells, and keep to the solutions that do."""
        objective = np.zeros(len(self.x))
        objective[self.cell] = weight
        solution = self._solve(objective, self.rows)
        self._settle(objective, self.rows, solution)

    def leximin(self, target: Floats, settled: Floats) -> Floats:
        """Leximin coverage of the units: raise the lowest, settle the units that hold it down, go on."""
        needy = target > 0
        fixed = np.full(len(target), np.nan)
        objective = np.zeros(len(self.x))
        objective[self.lowest] = 1.0
        base = len(self.rows.lower)
        while (open_units := needy & np.isnan(fixed)).any():
            rows = self._with_coverage(target, settled, fixed, np.flatnonzero(open_units))
            solution = self._solve(objective, rows)
            worth = -solution.price[base:] * target
            tight = open_units & (worth > PRICED)
            tight[np.argmax(np.where(open_units, worth, -np.inf))] = True
            fixed[tight] = self.x[self.lowest]
            self._settle(objective, rows, solution)
        return np.where(needy, fixed, 0.0)

    def _with_coverage(self, target: Floats, settled: Floats, fixed: Floats, raised: Ints) -> _Rows:
        """One more row a unit: what it gets is its settled coverage, or at least the lowest, of its target.

        Settled units hold what the solution at hand gives them, so that rounding cannot make a contradiction.
        """
        base = len(self.rows.lower)
        done = ~np.isnan(fixed)
        held = np.minimum(np.where(done, fixed * target, 0.0), self.received(len(target)) + settled)
        lower = np.where(done, held, 0.0) - settled * (target > 0)
        return _Rows(
            row=np.concatenate([self.rows.row, base + self.unit, base + raised]),
            column=np.concatenate([self.rows.column, self.cell, np.full(len(raised), self.lowest)]),
            coefficient=np.concatenate([self.rows.coefficient, np.ones(len(self.unit)), -target[raised]]),
            lower=np.concatenate([self.rows.lower, lower]),
            upper=np.concatenate([self.rows.upper, np.full(len(target), np.inf)]),
        )

    def _solve(self, objective: Floats, rows: _Rows) -> LpSolution:
        solution = maximise(
            LinearProgram(
                objective=objective,
                lower=self.lower,
                upper=self.upper,
                row=rows.row,
                column=rows.column,
                coefficient=rows.coefficient,
                row_lower=rows.lower,
                row_upper=rows.upper,
            )
        )
        self.x = np.clip(solution.x, self.lower, self.upper)
        return solution

    def _settle(self, objective: Floats, rows: _Rows, solution: LpSolution) -> None:
        """Fix what every optimal solution has in common: by their reduced costs, columns; by their prices, rows."""
        worth = sum_by(rows.column, rows.coefficient * solution.price[rows.row], len(self.x))
        reduced = objective - worth
        reduced[self.lowest] = 0.0
        at_most, at_least = reduced > PRICED, reduced < -PRICED
        self.lower = np.where(at_most, self.upper, self.lower)
        self.upper = np.where(at_least, self.lower, self.upper)
        price = solution.price[: len(self.rows.lower)]
        self.rows = _Rows(
            row=self.rows.row,
            column=self.rows.column,
            coefficient=self.rows.coefficient,
            lower=np.where(price > PRICED, self.rows.upper, self.rows.lower),
            upper=np.where(price < -PRICED, self.rows.lower, self.rows.upper),
        )
