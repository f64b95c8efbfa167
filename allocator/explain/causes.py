"""``Causes``: what keeps each need from being met in full, in parts that sum to the gap."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Problem
from allocator.tolerances import WHOLE

KINDS = (
    "none",
    "earmark",
    "packs",
    "limit",
    "decision",
    "rule",
    "tier",
    "equal",
    "same",
    "own",
    "barred",
    "together",
    "unproven",
)
"""What a cause can be:

``none``: no gift gives the item, a substitute or cash that may buy it. ``earmark``: a gift fits but for one clause
of its earmark (``clause``: ``places``, ``items``, ``age_groups``, ``periods``). ``packs``: whole packs or whole things
leave a remainder. ``limit``: a row of ``links``, a capacity, a number of places, a least amount for a place, all or
nothing. ``decision``: of a reviewer. ``rule``: of the scenario. ``tier``: what fits is used for needs that are more
urgent. ``equal``: it is used by units that are as poor or poorer. ``same``: it is used for needs as urgent, of which
it meets more. ``own``: it is all used in the unit itself. ``barred``: gifts of the item exist, their conditions keep
them from here, and no one of these given up would help. ``together``: no one clause alone is the cause, only several
at once. ``unproven``: there was no time to tell.
"""


@dataclass(frozen=True)
class Causes:
    """One row for a cause of a cell's gap, sorted by cell, then in the order found. Shape (K,) throughout."""

    cell: Ints
    kind: Ints
    """Index into ``KINDS``."""
    quantity: Floats
    """How much of the gap it explains, in units of the cell's item; the rows of a cell sum to its unmet quantity."""
    lot: Ints
    """The gift it is about; -1 for none or many."""
    clause: tuple[str, ...]
    """Earmarks: the clause; limits, decisions and rules: the kind of :class:`allocator.conflicts.found.Clause`; else
    blank."""
    table: tuple[str, ...]
    """Table the clause stands in (``rules`` for rules); blank where there is none."""
    at: Ints
    """Its index in that part of the problem (the lot's, for ``lots``); -1 where there is none."""
    unit: Ints
    """For ``tier`` and ``equal``: a unit that what fits goes to instead; else -1."""

    def __len__(self) -> int:
        return len(self.cell)


def make_causes(
    cell: Ints,
    kind: str,
    quantity: Floats,
    lot: Ints | int = -1,
    clause: str = "",
    table: str = "",
    at: Ints | int = -1,
    unit: Ints | int = -1,
) -> Causes:
    """Causes of one kind; numbers given once hold for all."""
    count = len(cell)
    return Causes(
        cell=cell,
        kind=np.full(count, KINDS.index(kind)),
        quantity=quantity,
        lot=np.broadcast_to(np.asarray(lot), count),
        clause=(clause,) * count,
        table=(table,) * count,
        at=np.broadcast_to(np.asarray(at), count),
        unit=np.broadcast_to(np.asarray(unit), count),
    )


def joined(parts: list[Causes]) -> Causes:
    """All rows of ``parts``, by cell, those of a cell in the order of the parts; rows of nothing left out."""
    parts = [make_causes(np.zeros(0, dtype=np.int64), "none", np.zeros(0)), *parts]
    cell, quantity = (np.concatenate([getattr(part, name) for part in parts]) for name in ("cell", "quantity"))
    order = np.flatnonzero(quantity > 0)
    order = order[np.argsort(cell[order], kind="stable")]
    clause = [each for part in parts for each in part.clause]
    table = [each for part in parts for each in part.table]
    return Causes(
        cell=cell[order],
        kind=np.concatenate([part.kind for part in parts])[order],
        quantity=quantity[order],
        lot=np.concatenate([part.lot for part in parts])[order],
        clause=tuple(clause[at] for at in order.tolist()),
        table=tuple(table[at] for at in order.tolist()),
        at=np.concatenate([part.at for part in parts])[order],
        unit=np.concatenate([part.unit for part in parts])[order],
    )


def settled(problem: Problem, causes: Causes, unmet: Floats) -> Causes:
    """``causes`` that sum to ``unmet`` (shape (N,)) exactly, in whole numbers where the gap and its item are whole.

    Whole numbers go by largest remainders; of other gaps the last row takes what rounding left.
    """
    cell, cells = causes.cell, len(unmet)
    whole = (~problem.items.divisible[problem.needs.item] & (unmet == np.floor(unmet)))[cell]
    floor = np.floor(causes.quantity + WHOLE)
    quantity = np.where(whole, floor, np.round(causes.quantity, 9))
    missing = unmet - sum_by(cell, quantity, cells)
    order = np.lexsort((np.arange(len(cell)), floor - causes.quantity, cell))
    place = np.empty(len(cell), dtype=np.int64)
    place[order] = np.arange(len(cell)) - np.searchsorted(cell[order], cell[order])
    quantity += np.where(whole & (place < np.rint(missing)[cell]), 1.0, 0.0)
    ends = np.flatnonzero(~whole & (np.diff(cell, append=-1) != 0))
    quantity[ends] += missing[cell[ends]]
    return joined([replace(causes, quantity=quantity)])


def main_cause(problem: Problem, causes: Causes) -> list[str]:
    """For each cell the kind that explains most of its gap; blank where nothing is missing. Length N."""
    amount = np.zeros((len(problem.needs), len(KINDS)))
    np.add.at(amount, (causes.cell, causes.kind), causes.quantity)
    top = amount.argmax(axis=1)
    names = np.array([*KINDS, ""], dtype=object)
    found: list[str] = names[np.where(amount.max(axis=1) > 0, top, len(KINDS))].tolist()
    return found
