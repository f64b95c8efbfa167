"""``Deliveries``: the lines of a plan by index, with what each takes from its lot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem


@dataclass(frozen=True)
class Deliveries:
    """Lines in (cell, lot) order, one for each pair. Shape (M,) throughout."""

    lot: Ints
    cell: Ints
    quantity: Floats
    """In the unit of the needed item."""
    lot_item: Ints
    """Item that the lot gives; -1 for cash."""
    lot_quantity: Floats
    """What the line takes from the lot: its own units, money for cash, kits opened for what is in a kit."""

    def __len__(self) -> int:
        return len(self.lot)


def plain_deliveries(problem: Problem, lot: Ints, cell: Ints, quantity: Floats) -> Deliveries:
    """Lines without opened kits: what they take follows from price and rate."""
    order = np.lexsort((lot, cell))
    lot, cell, quantity = lot[order], cell[order], quantity[order]
    item = problem.lots.item[lot]
    needed = problem.needs.item[cell]
    cash = problem.lots.kind[lot] == CASH
    each = np.where(cash, problem.items.cash_price[needed], problem.items.rate[item, needed])
    return Deliveries(lot, cell, quantity, np.where(cash, -1, item), quantity * each)


def opened_kits(problem: Problem, lines: Deliveries) -> Bools:
    """Shape (M,): lines of what is in an opened kit."""
    size = len(problem.items.ids)
    content = np.unique(problem.kits.kit * size + problem.kits.item)
    inside: Bools = np.isin(lines.lot_item * size + problem.needs.item[lines.cell], content)
    return inside & (lines.lot_item >= 0)


def use_of_lots(problem: Problem, lines: Deliveries) -> Floats:
    """Shape (L,): what is taken from each lot; kits opened at one place, age group and period count once."""
    needs = problem.needs
    kit = opened_kits(problem, lines)
    shape = (len(problem.lots), len(problem.places.ids), len(problem.age_groups) + 1, len(problem.periods) + 1)
    spot = np.ravel_multi_index(
        (lines.lot, needs.place[lines.cell], needs.age[lines.cell], needs.period[lines.cell]), shape
    )
    _, first = np.unique(np.where(kit, spot, -1 - np.arange(len(lines))), return_index=True)
    once = np.zeros(len(lines), dtype=bool)
    once[first] = True
    return sum_by(lines.lot[once], lines.lot_quantity[once], len(problem.lots))
