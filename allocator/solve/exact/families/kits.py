"""``kits``: a kit opened at a place serves the needs for all its contents there, kept together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from allocator.problem.problem import CASH, Floats, Ints, Problem
from allocator.solve.exact.families.earmark import inside, usable_lots
from allocator.solve.exact.families.packs import DENOMINATOR


@dataclass(frozen=True)
class KitDeliveries:
    """Kits of a lot opened at one place for one age group and period. Shape (D,), contents (Z,)."""

    lot: Ints
    step: Floats
    """Kits in one step; 0 where any fraction will do."""
    of: Ints
    """Shape (Z,): the delivery a content belongs to."""
    cell: Ints
    quantity: Floats
    """Of the content, in one kit."""


def openings(problem: Problem) -> KitDeliveries:
    """Every place, age group and period where a kit may be opened: all its contents are in the table of needs there."""
    lots, needs, kits = problem.lots, problem.needs, problem.kits
    lot_of, step, of, cells, quantities = [], [], [], [], []
    count = 0
    for lot in usable_lots(problem).tolist():
        rows = np.flatnonzero(kits.kit == lots.item[lot]) if lots.kind[lot] != CASH else np.zeros(0, dtype=np.int64)
        if not len(rows) or not (lots.clause[lot][lots.item[lot]] or lots.clause[lot][kits.item[rows]].all()):
            continue
        fits = inside(problem, lot)[needs.place] & lots.ages[lot][needs.age] & lots.periods[lot][needs.period]
        spot = (needs.place * (len(problem.age_groups) + 1) + needs.age) * (len(problem.periods) + 1) + needs.period
        has = [np.flatnonzero(fits & (needs.item == item)) for item in kits.item[rows].tolist()]
        common = spot[has[0]]
        for cell in has[1:]:
            common = np.intersect1d(common, spot[cell])
        step.append(np.full(len(common), _step(problem, lot, rows)))
        lot_of.append(np.full(len(common), lot))
        for row, cell in zip(rows.tolist(), has, strict=True):
            order = np.argsort(spot[cell], kind="stable")
            cells.append(cell[order][np.searchsorted(spot[cell][order], np.sort(common))])
            of.append(count + np.arange(len(common)))
            quantities.append(np.full(len(common), kits.quantity[row]))
        count += len(common)
    return KitDeliveries(
        lot=_joined(lot_of).astype(np.int64),
        step=_joined(step),
        of=_joined(of).astype(np.int64),
        cell=_joined(cells).astype(np.int64),
        quantity=_joined(quantities),
    )


def _step(problem: Problem, lot: int, rows: Ints) -> float:
    """The least number of kits that is whole packs and makes whole things of contents that cannot be divided."""
    lots, items, kits = problem.lots, problem.items, problem.kits
    binding = []
    if lots.pack[lot] != 1.0 or not items.divisible[lots.item[lot]]:
        binding.append(Fraction(float(lots.pack[lot])))
    whole = kits.quantity[rows[~items.divisible[kits.item[rows]]]]
    binding += [1 / Fraction(quantity).limit_denominator(DENOMINATOR) for quantity in whole.tolist()]
    if not binding:
        return 0.0
    exact = [size.limit_denominator(DENOMINATOR) for size in binding]
    bottom = lcm(*(size.denominator for size in exact))
    return lcm(*(int(size * bottom) for size in exact)) / bottom


def _joined(parts: list[Ints] | list[Floats]) -> Floats:
    return np.concatenate([*parts, np.zeros(0)])
