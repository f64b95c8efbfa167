"""Netting: what the state, other agencies and direct deliveries already cover is taken off each need first.

``net = max(0, quantity - entitlement - ledger - direct)``. A record that fits exactly one need cell counts there in
full. One that fits several (a delivery recorded without an age group, or for a whole district) is spread in
proportion to what they still need, whole units staying whole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from allocator.problem.indexing import index_of, sum_by
from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Ints, Items, Lots, Needs, Places
from allocator.tables.remembered import remembered
from allocator.tables.tables import Tables
from allocator.tolerances import WHOLE


def net_needs(
    needs: Needs,
    tables: Tables,
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    lots: Lots,
) -> Needs:
    """``needs`` with ledger, direct and net filled in."""
    ledger = _ledger(tables.ledger, tables.periods, tables.needs, needs, places, items, ages, periods)
    still = np.maximum(0.0, needs.quantity - needs.entitlement - ledger)
    delivered = _direct(needs, places, items, lots, still)
    return replace(needs, ledger=ledger, direct=delivered, net=np.maximum(0.0, still - delivered))


def spread(amount: float, still: Floats, whole: bool) -> Floats:
    """``amount`` over cells in proportion to ``still``, never beyond it; whole units by largest remainder.

    >>> spread(4.0, np.array([3.0, 3.0, 0.0]), whole=True)
    array([2., 2., 0.])
    """
    total = float(still.sum())
    if total <= 0.0:
        return np.zeros_like(still)
    if amount >= total:
        return np.array(still)
    exact: Floats = still * (amount / total)
    if not whole:
        return exact
    given: Floats = np.floor(exact + WHOLE)
    left = int(np.floor(amount - given.sum() + WHOLE))
    room = np.flatnonzero(still - given >= 1.0 - WHOLE)
    remainder = np.round(exact - given, 9)[room]  # equal shares must tie exactly: the order of the cells decides
    first = room[np.argsort(-remainder, kind="stable")[: max(left, 0)]]
    given[first] += 1.0
    return given


def eligible(lots: Lots, lot: int, needs: Needs, places: Places) -> Bools:
    """Which cells one lot may serve. For single lots outside the engine; the engine never lists pairs. Shape (N,)."""
    size = len(places.ids)
    inside = np.zeros(len(needs), dtype=bool)
    for top in lots.tops[lot].tolist():
        first = top % size
        inside |= (needs.place >= first) & (needs.place < (places.end[first] if top < size else first + 1))
    own = (lots.item[lot] < 0) | (needs.item == lots.item[lot])  # what a donor brings itself replaces nothing else
    inside &= own & lots.items[lot][needs.item] & lots.ages[lot][needs.age] & lots.periods[lot][needs.period]
    return inside


def _days(dates: pd.Series, missing: int) -> Ints:
    stamps = pd.to_datetime(dates).to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(stamps), missing, stamps.astype(np.int64))


@remembered
def _ledger(
    frame: pd.DataFrame,
    times: pd.DataFrame,
    assessment: pd.DataFrame,
    needs: Needs,
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
) -> Floats:
    """Quantity of each cell already covered by the ledger ``frame``. Shape (N,)."""
    still = np.maximum(0.0, needs.quantity - needs.entitlement)
    assessed = _days(assessment["assessed_on"], missing=np.iinfo(np.int64).min)[needs.record]
    frame = frame.sort_values(
        ["place_id", "item_id", "age_group_id", "period_id", "delivered_on", "quantity"], kind="stable"
    )
    place = index_of(places.ids, frame["place_id"], -1)
    item = index_of(items.ids, frame["item_id"], -1)
    age = index_of(ages, frame["age_group_id"], -1)
    day = _days(frame["delivered_on"], missing=np.iinfo(np.int64).max)
    period = np.where(
        frame["period_id"].to_numpy(dtype=object) == "",
        _period_of_day(times, day),
        index_of(periods, frame["period_id"], -1),
    )
    quantity = frame["quantity"].to_numpy(dtype=float)
    row, cell = _same_place(needs, place, item, len(items.ids))
    broad = _reaches_below(needs, places, place)
    keep = ~broad[row]
    row, cell = row[keep], cell[keep]
    keep = (
        ((age[row] < 0) | (age[row] == needs.age[cell]))
        & ((period[row] < 0) | (period[row] == needs.period[cell]) | (needs.period[cell] == len(periods)))
        & (assessed[cell] <= day[row])
    )
    row, cell = row[keep], cell[keep]
    matches = np.bincount(row, minlength=len(frame))
    single = matches[row] == 1
    counted = sum_by(cell[single], quantity[row[single]], len(needs))
    starts = np.searchsorted(row, np.arange(len(frame) + 1))
    spread_rows = np.flatnonzero(broad | (matches > 1))
    found: dict[int, Ints] = {}
    for r in spread_rows.tolist():
        if not broad[r]:
            found[r] = cell[starts[r] : starts[r + 1]]
            continue
        inside = (needs.place >= place[r]) & (needs.place < places.end[place[r]]) & (needs.item == item[r])
        inside &= (age[r] < 0) | (needs.age == age[r])
        inside &= (period[r] < 0) | (needs.period == period[r]) | (needs.period == len(periods))
        found[r] = np.flatnonzero(inside & (assessed <= day[r]))
        if len(found[r]) == 1:
            counted[found[r]] += quantity[r]
    for r in sorted(found, key=lambda r: len(found[r])):  # the sort is stable: ties stay in record order
        cells = found[r]
        if len(cells) > 1:
            left = np.maximum(0.0, still[cells] - counted[cells])
            counted[cells] += spread(quantity[r], left, whole=not items.divisible[item[r]])
    return counted


def _same_place(needs: Needs, place: Ints, item: Ints, n_items: int) -> tuple[Ints, Ints]:
    """Pairs (record, cell) of the same place and item, by record then cell."""
    key = needs.place * n_items + needs.item
    wanted = place * n_items + item
    first, last = np.searchsorted(key, wanted, "left"), np.searchsorted(key, wanted, "right")
    count = last - first
    row = np.repeat(np.arange(len(place)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return row, first[row] + within


def _reaches_below(needs: Needs, places: Places, place: Ints) -> Bools:
    """Whether any need lies strictly below each record's place."""
    below = np.searchsorted(needs.place, places.end[place]) - np.searchsorted(needs.place, place, "right")
    return below > 0


def _period_of_day(periods: pd.DataFrame, day: Ints) -> Ints:
    """The first period whose first and last day enclose each day; -1 where there is none."""
    found = np.full(len(day), -1, dtype=np.int64)
    starts = _days(periods["start"], missing=np.iinfo(np.int64).max)
    ends = _days(periods["end"], missing=np.iinfo(np.int64).min)
    known = day < np.iinfo(np.int64).max
    for period in reversed(range(len(periods))):
        found[known & (starts[period] <= day) & (day <= ends[period])] = period
    return found


def _direct(needs: Needs, places: Places, items: Items, lots: Lots, still: Floats) -> Floats:
    """Quantity of each cell covered by lots that their donors deliver themselves. Shape (N,)."""
    counted = np.zeros(len(needs))
    cells = {lot: np.flatnonzero(eligible(lots, lot, needs, places)) for lot in np.flatnonzero(lots.direct).tolist()}
    windows = np.maximum(lots.periods[:, :-1].sum(axis=1), 1)
    for lot in sorted(cells, key=lambda lot: (len(cells[lot]) > 1, len(cells[lot]), lot)):
        where = cells[lot]
        quantity = lots.quantity[lot] * (windows[lot] if lots.kind[lot] == SERVICE else 1)
        left = np.maximum(0.0, still[where] - counted[where])
        if lots.kind[lot] == CASH:
            cost = float((left * items.cash_price[needs.item[where]]).sum())
            bought = left * min(1.0, quantity / cost) if cost > 0.0 else left
            whole = ~items.divisible[needs.item[where]]
            counted[where] += np.where(whole, np.floor(bought + WHOLE), bought)
        elif len(where) == 1:
            counted[where] += quantity
        elif len(where):
            counted[where] += spread(quantity, left, whole=not items.divisible[lots.item[lot]])
    return counted
