"""Which deliveries may change: those that decisions strike, and what may be exchanged for them.

A lot that leaves a need can serve another one, whose lot then serves the first: an exchange that changes few lines and
leaves every place with what it has. The wider the choice, the more of these exchanges are in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from allocator.problem.decisions import named_cells
from allocator.problem.problem import Floats, Ints
from allocator.solve.near.ground import Ground, stricken, wanting

PATTERN = 40
"""Needs that are looked at for each wish about many lines."""

SINGLE = 80
"""Up to so many things that have to move, each is looked at by itself."""

Pairs = tuple[Ints, Ints]


@dataclass(frozen=True)
class Hit:
    """What has to move together: pairs of lot and cell, and about how much of each."""

    lot: Ints
    cell: Ints
    amount: Floats


def find_hits(ground: Ground) -> tuple[Hit, ...]:
    """What decisions strike or ask for; what moves from one lot goes together where there is much of it."""
    lot, cell, amount = _hits(ground)
    group = np.arange(len(lot)) if len(lot) <= SINGLE else np.unique(lot, return_inverse=True)[1]
    parts = [group == number for number in range(int(group.max(initial=-1)) + 1)]
    return tuple(Hit(lot[part], cell[part], amount[part]) for part in parts)


def joined(ground: Ground, parts: tuple[Pairs, ...]) -> Pairs:
    """All pairs of ``parts``, each once."""
    return _distinct(ground, list(parts))


def around(ground: Ground, hit: Hit, width: int) -> Pairs:
    """The pairs that may change with a hit, ``width`` of each kind, with all lines of the plan at the same needs."""
    cells = np.unique(hit.cell)
    lots, at = np.nonzero(ground.takers(cells))
    found: list[Pairs] = [(lots, cells[at]), (hit.lot, hit.cell)]
    for lot, cell, quantity in zip(hit.lot.tolist(), hit.cell.tolist(), hit.amount.tolist(), strict=True):
        found += _exchanges(ground, lot, cell, quantity, width)
    for lot in np.unique(hit.lot).tolist():
        found.append(_open(ground, lot, width))
    touched = np.isin(ground.cell, np.unique(np.concatenate([cell for _, cell in found])))
    return _distinct(ground, [*found, (ground.lot[touched], ground.cell[touched])])


def closure(ground: Ground, pairs: Pairs, enough: int) -> Pairs | None:
    """Every pair that earmarks allow of the lots and cells of ``pairs``; ``None`` where there are more than ``enough``.

    Exchanges of three lots and more are in it, if they stay among these.
    """
    cells, lots = np.unique(pairs[1]), np.unique(pairs[0])
    at, of = np.nonzero(ground.takers(cells)[lots])
    return (lots[at], cells[of]) if len(at) <= enough else None


def apart(pairs: Pairs, enough: int) -> tuple[Pairs, ...]:
    """``pairs`` as they are where they are at most ``enough``, else in parts that share no lot and no cell."""
    lot, cell = pairs
    if len(lot) <= enough:
        return (pairs,)
    of_lot, of_cell = np.unique(lot, return_inverse=True)[1], np.unique(cell, return_inverse=True)[1]
    label = of_lot.copy()
    while True:
        least_cell, least_lot = (np.full(int(of.max()) + 1, len(lot)) for of in (of_cell, of_lot))
        np.minimum.at(least_cell, of_cell, label)
        np.minimum.at(least_lot, of_lot, least_cell[of_cell])
        if (least_lot[of_lot] == label).all():
            break
        label = least_lot[of_lot]
    return tuple((lot[label == each], cell[label == each]) for each in np.unique(label).tolist())


def _distinct(ground: Ground, pairs: list[Pairs]) -> Pairs:
    size = len(ground.problem.needs)
    none = np.zeros(0, dtype=np.int64)
    keys = np.unique(np.concatenate([none, *(lot * size + cell for lot, cell in pairs)]))
    return keys // size, keys % size


def _hits(ground: Ground) -> tuple[Ints, Ints, Floats]:
    """Pairs that decisions strike or ask for, and about how much has to move."""
    problem = ground.problem
    struck = stricken(ground)
    lots, cells, amounts = [ground.lot[struck]], [ground.cell[struck]], [ground.quantity[struck]]
    for row in wanting(ground).tolist():
        named = np.flatnonzero(named_cells(problem, row))
        named = named[np.argsort(ground.order[named], kind="stable")][:PATTERN]
        may = ground.takers(named)
        if problem.decisions.lot[row] >= 0:
            may &= (np.arange(len(may)) == problem.decisions.lot[row])[:, None]
        lot, at = np.nonzero(may)
        lots.append(lot)
        cells.append(named[at])
        amounts.append(np.full(len(lot), problem.decisions.quantity[row]))
    return np.concatenate(lots), np.concatenate(cells), np.concatenate(amounts)


def _exchanges(ground: Ground, lot: int, cell: int, amount: float, width: int) -> Iterator[Pairs]:
    """What others may give in the place of ``lot``, and take from it: pairs that close a change of two lots."""
    givers = np.flatnonzero(ground.takers(np.array([cell]))[:, 0])
    for other in givers[givers != lot].tolist():
        theirs = ground.lines_of(other)
        theirs = theirs[ground.reach(lot, ground.cell[theirs]) & (ground.cell[theirs] != cell)]
        there = ground.cell[_best(ground, theirs, cell, amount, width)]
        yield np.full(len(there), lot), there
    mine = ground.lines_of(lot)
    mine = mine[ground.cell[mine] != cell]
    for other in np.unique(ground.lot[(ground.cell == cell) & (ground.lot != lot)]).tolist():
        where = mine[ground.reach(other, ground.cell[mine])]
        there = ground.cell[_best(ground, where, cell, amount, width)]
        yield np.full(len(there), other), there
    there = ground.cell[_best(ground, mine, cell, amount, width)]
    yield np.full(len(there), lot), there


def _best(ground: Ground, lines: Ints, cell: int, amount: float, width: int) -> Ints:
    """The lines that fit an exchange best: in the same unit, and of about the amount."""
    unit = ground.problem.needs.unit
    apart = np.abs(ground.quantity[lines] - amount)
    enough = ground.quantity[lines] >= amount
    order = np.lexsort((lines, apart, ~enough, unit[ground.cell[lines]] != unit[cell]))
    return lines[order[:width]]


def _open(ground: Ground, lot: int, width: int) -> Pairs:
    """Needs that are not met and that what is left of ``lot`` may go to, the most urgent first."""
    cells = np.flatnonzero(ground.unmet > 0)
    cells = cells[ground.reach(lot, cells)]
    cells = cells[np.argsort(ground.order[cells], kind="stable")][: 2 * width]
    return np.full(len(cells), lot), cells
