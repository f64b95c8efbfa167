"""Net need: what is left of each need after entitlements, the ledger and gifts the donors deliver alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.matching import Shelf, lot_cells, match_ledger, shelve
from allocator.verify.numbers import ABSOLUTE, Floats, Ints


def net_needs(facts: Facts, ledger: pd.DataFrame) -> pd.DataFrame:
    """``ledger``, ``direct`` and ``net`` of every cell, in the order of ``facts.cells``.

    ``net = max(0, quantity - entitlement - ledger - direct)``.
    """
    shelf = shelve(facts)
    gross = (facts.cells["quantity"] - facts.cells["entitlement"]).to_numpy(dtype=float)
    counted = _ledger(facts, shelf, ledger, gross)
    direct = _direct(facts, shelf, gross - counted)
    return pd.DataFrame({"ledger": counted, "direct": direct, "net": np.maximum(0.0, gross - counted - direct)})


def _ledger(facts: Facts, shelf: Shelf, table: pd.DataFrame, gross: Floats) -> Floats:
    """What the ledger counts towards each cell: rows of one cell whole, then the others spread in a fixed order."""
    rows = match_ledger(facts, shelf, table)
    single = rows[rows["count"] == 1]
    totals = np.bincount(single["only"], weights=single["quantity"], minlength=len(gross))
    counted = np.asarray(totals, dtype=np.float64)
    divisible = facts.cells["divisible"].to_numpy(dtype=bool)
    order = ["count", "place_id", "item_id", "age_group_id", "period_id", "delivered_on", "quantity"]
    several = rows[rows["count"] > 1].sort_values(order, kind="stable")
    columns = (several[name].tolist() for name in ("first", "last", "age", "period", "day", "quantity"))
    for first, last, age, period, day, quantity in zip(*columns, strict=True):
        cell = shelf.order[first:last][shelf.counts(slice(first, last), age, period, day)]
        needed = np.maximum(0.0, gross[cell] - counted[cell])
        counted[cell] += spread(quantity, needed, divisible=bool(divisible[cell[0]]))
    return counted


def _direct(facts: Facts, shelf: Shelf, gross: Floats) -> Floats:
    """What gifts delivered by their donors count towards each cell; those that failed the quality check do not."""
    chosen = np.flatnonzero(facts.lots["direct"] & facts.lots["quality_ok"]).tolist()
    matched = [(lot, lot_cells(facts, shelf, lot)) for lot in chosen]
    counted = np.zeros(len(gross))
    for lot, cell in sorted(matched, key=lambda pair: (len(pair[1]), pair[0])):
        capacity = float(facts.lots["capacity"].iloc[lot])
        needed = np.maximum(0.0, gross[cell] - counted[cell])
        if facts.lots["kind"].iloc[lot] == "cash":
            counted[cell] += _bought(facts, cell, capacity, needed)
        elif len(cell) == 1:
            counted[cell] += capacity
        elif len(cell):
            counted[cell] += spread(capacity, needed, divisible=bool(facts.cells["divisible"].iloc[cell[0]]))
    return counted


def _bought(facts: Facts, cell: Ints, money: float, needed: Floats) -> Floats:
    """What ``money`` buys: ``needed x min(1, money / sum(needed x cash price))``, whole units where not divisible."""
    cells = facts.cells.iloc[cell]
    price = facts.items["cash_price"].to_numpy(dtype=float)[cells["item"].to_numpy(dtype=np.int64)]
    wanted = float((needed * price).sum())
    bought = needed * (min(1.0, money / wanted) if wanted > 0 else 0.0)
    return np.where(cells["divisible"], bought, np.floor(bought + ABSOLUTE))


def spread(quantity: float, needed: Floats, *, divisible: bool) -> Floats:
    """Shares of ``quantity`` in proportion to what is ``needed``, never more than that.

    What cannot be divided goes in whole units by largest remainder, equal remainders in the order given.
    """
    total = float(needed.sum())
    if total <= 0.0:
        return np.zeros(len(needed))
    if quantity >= total:
        return needed.copy()
    if divisible:
        return needed * quantity / total
    # Whole numbers below 2**53 divide exactly here, so that equal remainders are equal.
    whole, remainder = np.divmod(needed * quantity, total)
    left = int(np.floor(quantity + ABSOLUTE) - whole.sum())
    remainder[whole + 1 > needed + ABSOLUTE] = -1.0
    first = np.argsort(-remainder, kind="stable")[: max(left, 0)]
    whole[first[remainder[first] >= 0]] += 1
    return whole
