"""The fair fractional plan as a linear program on the hub network, where cash prices differ from values.

A unit of value then costs a pool more in one hub than in another, so the network is no longer a plain flow. Same
levels, same hubs: least unmet need tier by tier, then leximin by raising the lowest coverage and fixing, round by
round, the units whose prices show that they hold it down (Ogryczak & Sliwinski 2006 for convex sets).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints, Problem
from allocator.solve.backends.lp import LinearProgram, LpSolution, Unsolvable, maximise
from allocator.solve.fair import FairPlan, rank_groups

HOLDS = (1e-9, 1e-8, 1e-7, 1e-6)
"""Relative slack on what finished levels fix: as little as keeps the next level solvable in floating point."""


@dataclass(frozen=True)
class _Rows:
    """Rows added to the base program: non-zero entries and bounds."""

    row: Ints
    column: Ints
    coefficient: Floats
    lower: Floats


def solve_priced(problem: Problem, network: HubNetwork, already: Floats | None = None) -> FairPlan:
    """The fair fractional plan by linear programs, each proved by its prices.

    ``already`` is the value each unit has from deliveries that are settled. Shape (U,).
    """
    cells = np.flatnonzero((network.cell_hub >= 0) & (network.demand > 0))
    settled = np.zeros(len(problem.units)) if already is None else already
    unit_size = float(network.demand[cells].sum() + settled.sum()) / len(cells) if len(cells) else 1.0
    base = _base(network, cells, unit_size)
    arcs = len(network.entry_pool) + len(network.link_tail)
    column = arcs + np.arange(len(cells))
    needs = problem.needs
    held: list[_Rows] = []
    x = np.zeros(arcs + len(cells) + 1)
    for tier in np.unique(needs.tier[cells]).tolist():
        chosen = needs.tier[cells] == tier
        objective = np.zeros(arcs + len(cells) + 1)
        objective[column[chosen]] = needs.weight[cells][chosen]
        solution = _solve(base, held, objective, x)
        x = solution.x
        used = np.flatnonzero(objective)
        held.append(_Rows(np.zeros(len(used), dtype=np.int64), used, objective[used], np.array([solution.value])))
    units = len(problem.units)
    settled = settled / unit_size
    target = sum_by(needs.unit, network.demand, units) / unit_size + settled
    target = target * problem.units.severity
    if problem.fairness == "leximin" and len(cells):
        x, coverage = _raise(base, held, x, needs.unit[cells], column, target, settled)
    else:
        got = sum_by(needs.unit[cells], x[column], units)
        coverage = (got + settled) / np.where(target > 0, target, 1.0)
    met = np.zeros(len(network.demand))
    met[cells] = np.clip(x[column] * unit_size, 0.0, network.demand[cells])
    entries = len(network.entry_pool)
    levels, group = np.unique(np.where(target > 0, np.round(coverage, 9), np.inf), return_inverse=True)
    wanted = sum_by(group, target, len(levels)) * unit_size
    available = sum_by(group, coverage * target, len(levels)) * unit_size
    return rank_groups(
        FairPlan(
            entry=np.maximum(x[:entries], 0.0) * unit_size,
            link=np.maximum(x[entries:arcs], 0.0) * unit_size,
            met=met,
            group=group.astype(np.int64),
            available=available,
            wanted=wanted,
        )
    )


def _base(network: HubNetwork, cells: Ints, unit_size: float) -> LinearProgram:
    """Pool capacities and hub balances; the last column is the lowest coverage, free until it is raised."""
    pools, hubs = len(network.capacity), len(network.hub_item)
    entries, links = len(network.entry_pool), len(network.link_tail)
    arcs = entries + links
    entry, link, cell = np.arange(entries), entries + np.arange(links), arcs + np.arange(len(cells))
    infinite = np.full(arcs, np.inf)
    return LinearProgram(
        objective=np.zeros(arcs + len(cells) + 1),
        lower=np.zeros(arcs + len(cells) + 1),
        upper=np.concatenate([infinite, network.demand[cells] / unit_size, [np.inf]]),
        row=np.concatenate(
            [
                network.entry_pool,
                pools + network.entry_hub,
                pools + network.link_tail,
                pools + network.link_head,
                pools + network.cell_hub[cells],
            ]
        ),
        column=np.concatenate([entry, entry, link, link, cell]),
        coefficient=np.concatenate(
            [network.entry_price, np.ones(entries), -np.ones(links), np.ones(links), -np.ones(len(cells))]
        ),
        row_lower=np.concatenate([np.full(pools, -np.inf), np.zeros(hubs)]),
        row_upper=np.concatenate([network.capacity / unit_size, np.zeros(hubs)]),
    )


def _solve(base: LinearProgram, held: list[_Rows], objective: Floats, known: Floats) -> LpSolution:
    """Maximise ``objective`` while the held rows keep what they have in ``known``, a solution of the level before.

    A row is held at its value or, where floating point left ``known`` a hair below it, at what ``known`` attains:
    so hairs cannot add up to a contradiction.
    """
    first = len(base.row_lower)
    rows, columns, coefficients = [base.row], [base.column], [base.coefficient]
    for block in held:
        rows.append(block.row + first)
        columns.append(block.column)
        coefficients.append(block.coefficient)
        first += len(block.lower)
    attained = [sum_by(block.row, block.coefficient * known[block.column], len(block.lower)) for block in held]
    floors = np.minimum(
        np.concatenate([*(block.lower for block in held), np.zeros(0)]), np.concatenate([*attained, np.zeros(0)])
    )
    for slack in HOLDS:
        program = LinearProgram(
            objective=objective,
            lower=base.lower,
            upper=base.upper,
            row=np.concatenate(rows),
            column=np.concatenate(columns),
            coefficient=np.concatenate(coefficients),
            row_lower=np.concatenate([base.row_lower, floors - slack * np.maximum(1.0, np.abs(floors))]),
            row_upper=np.concatenate([base.row_upper, np.full(len(floors), np.inf)]),
        )
        try:
            return maximise(program)
        except Unsolvable:
            if slack == HOLDS[-1]:
                raise
    raise AssertionError("unreachable")


def _raise(
    base: LinearProgram, held: list[_Rows], x: Floats, unit: Ints, column: Ints, target: Floats, settled: Floats
) -> tuple[Floats, Floats]:
    """Leximin coverage: maximise the lowest, fix the units that hold it down, and go on with the rest."""
    fixed = np.full(len(target), np.nan)
    lowest = len(base.objective) - 1
    objective = np.zeros(len(base.objective))
    objective[lowest] = 1.0
    needy = target > 0
    while (open_units := needy & np.isnan(fixed)).any():
        rows = _coverage_rows(unit, column, target, settled, fixed, open_units, lowest)
        solution = _solve(base, [*held, rows], objective, x)
        x = solution.x
        price = -solution.price[len(solution.price) - len(target) :]
        tight = open_units & (price * target > 1e-9)
        tight[np.argmax(np.where(open_units, price * target, -np.inf))] = True
        fixed[tight] = x[lowest]
    return x, np.where(needy, fixed, 0.0)


def _coverage_rows(
    unit: Ints, column: Ints, target: Floats, settled: Floats, fixed: Floats, open_units: Bools, lowest: int
) -> _Rows:
    """One row a unit: what it gets is at least its fixed coverage, or the lowest coverage, of its target."""
    raised = np.flatnonzero(open_units)
    floor = np.where(np.isnan(fixed), 0.0, fixed * target) - settled * (target > 0)
    return _Rows(
        row=np.concatenate([unit, raised]),
        column=np.concatenate([column, np.full(len(raised), lowest)]),
        coefficient=np.concatenate([np.ones(len(unit)), -target[raised]]),
        lower=floor,
    )
