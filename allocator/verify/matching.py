"""Which need cells a ledger row, or a gift the donor delivers alone, counts towards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.verify.clauses import CLAUSES, Target
from allocator.verify.facts import Facts, days, lookup
from allocator.verify.numbers import Bools, Floats, Ints

BLOCK = 2_000_000
"""Pairs of ledger row and cell looked at together: about 100 MB."""


@dataclass(frozen=True)
class Shelf:
    """Cells sorted by item, then canonically, so that an item in a subtree is one run. Shape (N,) throughout."""

    order: Ints
    """Row of ``facts.cells`` at each position."""
    key: Ints
    places: int
    age: Ints
    period: Ints
    assessed: Floats
    """Day of assessment, NaN where blank."""
    any_time: int
    """The code of a blank period."""

    def run(self, item: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """First and one-past-last position of each ``item`` at places ``start .. end - 1``."""
        first = np.searchsorted(self.key, item * self.places + start)
        last = np.searchsorted(self.key, item * self.places + end)
        return first.astype(np.int64), last.astype(np.int64)

    def counts(self, at: Ints | slice, age: Ints | int, period: Ints | int, day: Floats | float) -> Bools:
        """Whether a delivery (age group, period: -1 for any; day: NaN for none) counts towards the cells ``at``."""
        same_age = (age < 0) | (self.age[at] == age)
        same_period = (period < 0) | (self.period[at] == period) | (self.period[at] == self.any_time)
        # An assessment made after the delivery has already seen it; NaN compares as false.
        return np.asarray(same_age & same_period & ~(self.assessed[at] > day))


def shelve(facts: Facts) -> Shelf:
    """Sort the cells of ``facts`` for look-up."""
    cells = facts.cells
    item, place = cells["item"].to_numpy(dtype=np.int64), cells["place"].to_numpy(dtype=np.int64)
    order = np.argsort(item, kind="stable")
    return Shelf(
        order=order,
        key=(item * len(facts.tree.ids) + place)[order],
        places=len(facts.tree.ids),
        age=cells["age"].to_numpy(dtype=np.int64)[order],
        period=cells["period"].to_numpy(dtype=np.int64)[order],
        assessed=days(cells["assessed_on"])[order],
        any_time=len(facts.periods),
    )


def match_ledger(facts: Facts, shelf: Shelf, ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger with first and last (its run on the shelf), age, period, day, count and only.

    ``count`` is the number of cells a row counts towards; ``only`` is that cell where there is exactly one, else -1.
    """
    rows = ledger.reset_index(drop=True)
    place = facts.tree.position(rows["place_id"])
    item = lookup(pd.Index(facts.items["item_id"]), rows["item_id"])
    first, last = shelf.run(item, place, facts.tree.end[place])
    known = (place >= 0) & (item >= 0)
    rows["first"], rows["last"] = np.where(known, first, 0), np.where(known, last, 0)
    rows["age"] = lookup(facts.ages, rows["age_group_id"])
    rows["day"] = days(rows["delivered_on"])
    stated = lookup(facts.periods, rows["period_id"])
    rows["period"] = np.where(stated >= 0, stated, facts.period_of(rows["day"].to_numpy()))
    rows["count"], rows["only"] = _count(shelf, rows)
    return rows


def _count(shelf: Shelf, rows: pd.DataFrame) -> tuple[Ints, Ints]:
    first, age, period, day = (rows[name].to_numpy() for name in ("first", "age", "period", "day"))
    length = (rows["last"] - rows["first"]).to_numpy(dtype=np.int64)
    count, only = np.zeros(len(rows), dtype=np.int64), np.full(len(rows), -1, dtype=np.int64)
    cuts = np.flatnonzero(np.diff(np.cumsum(length) // BLOCK)) + 1
    for block in np.split(np.arange(len(rows)), cuts):
        size = length[block]
        row = np.repeat(block, size)
        at = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(first[block], size)
        fits = shelf.counts(at, age[row], period[row], day[row])
        count += np.bincount(row[fits], minlength=len(rows))
        only[row[fits]] = shelf.order[at[fits]]
    return count, np.where(count == 1, only, -1)


def lot_cells(facts: Facts, shelf: Shelf, lot: int) -> Ints:
    """The cells that the full earmark of ``lot`` admits, in canonical order."""
    own = int(facts.lots["item"].iloc[lot])
    items = [own] if own >= 0 else range(len(facts.items))
    runs = np.array(facts.within.runs(lot), dtype=np.int64).reshape(-1, 2)
    item = np.repeat(np.array(items, dtype=np.int64), len(runs))
    first, last = shelf.run(item, np.tile(runs[:, 0], len(items)), np.tile(runs[:, 1], len(items)))
    spans = [shelf.order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    cell = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *spans]))
    codes = (facts.cells[name].to_numpy(dtype=np.int64)[cell] for name in ("place", "item", "age", "period"))
    target, lots = Target(*codes), np.full(len(cell), lot, dtype=np.int64)
    holds = [clause(facts, lots, target) for clause in CLAUSES.values()]
    return cell[np.all(holds, axis=0)]
