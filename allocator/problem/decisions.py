"""The decisions of reviewers, their patterns as indices, and which deliveries each of them speaks of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.indexing import index_of
from allocator.problem.problem import (
    APPROVE,
    BAN,
    CAP,
    FLOOR,
    LOCK,
    PREFER,
    Bools,
    Decisions,
    Ints,
    Items,
    Lots,
    Places,
    Problem,
)
from allocator.tables.remembered import remembered

ACTIONS = {"approve": APPROVE, "ban": BAN, "cap": CAP, "floor": FLOOR, "lock": LOCK, "prefer": PREFER}
COUNTED = (CAP, FLOOR, LOCK, PREFER)
"""Actions that ask for a quantity."""


@remembered
def build_decisions(
    frame: pd.DataFrame,
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    lots: Lots,
) -> Decisions:
    """The rows of ``decisions`` in (lot, place, item, age group, period, action, quantity) order."""
    lot, item = index_of(lots.ids, frame["lot_id"], -1), index_of(items.ids, frame["item_id"], -1)
    place = index_of(places.ids, frame["place_id"], -1)
    age, period = index_of(ages, frame["age_group_id"], -1), index_of(periods, frame["period_id"], -1)
    exact = frame["exact"].to_numpy(dtype=bool)
    age, period = np.where(exact & (age < 0), len(ages), age), np.where(exact & (period < 0), len(periods), period)
    action = frame["action"].map(ACTIONS).to_numpy().astype(np.int64)
    quantity = np.where(np.isin(action, COUNTED), np.nan_to_num(frame["quantity"].to_numpy(dtype=float)), 0.0)
    given = np.append(lots.item, -1)[lot]
    counted = np.where(item >= 0, item, given)
    order = np.lexsort((exact, quantity, action, period, age, item, place, lot))
    return Decisions(
        lot=lot[order],
        place=place[order],
        item=item[order],
        age=age[order],
        period=period[order],
        action=action[order],
        exact=exact[order],
        quantity=quantity[order],
        value=np.append(items.value, 0.0)[counted][order],
        reviewer=tuple(frame["reviewer"].iloc[order].tolist()),
        comment=tuple(frame["comment"].iloc[order].tolist()),
        record=order,
    )


def matching(problem: Problem, lot: Ints, cell: Ints, only: Bools | None = None) -> tuple[Ints, Ints]:
    """All pairs (row of decisions, delivery) where the row speaks of a delivery of ``lot`` to ``cell``.

    Rows that approve are left out: they ask nothing. So are those not in ``only``, if it is given. Deliveries are
    looked up by lot or item first, so that many rows about single lots cost no more than a few about all.
    """
    decisions, needs = problem.decisions, problem.needs
    item = needs.item[cell]
    by_lot, by_item = np.argsort(lot, kind="stable"), np.argsort(item, kind="stable")
    lots, items = lot[by_lot], item[by_item]
    everything = np.arange(len(lot))
    spoken = decisions.action != APPROVE if only is None else only & (decisions.action != APPROVE)
    rows, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for row in np.flatnonzero(spoken).tolist():
        asked, wanted = int(decisions.lot[row]), int(decisions.item[row])
        chosen = everything
        if asked >= 0:
            chosen = by_lot[np.searchsorted(lots, asked) : np.searchsorted(lots, asked, side="right")]
        elif wanted >= 0:
            chosen = by_item[np.searchsorted(items, wanted) : np.searchsorted(items, wanted, side="right")]
        chosen = chosen[_fits(problem, row, cell[chosen])]
        rows.append(np.full(len(chosen), row))
        found.append(chosen)
    return np.concatenate(rows), np.concatenate(found)


def named_cells(problem: Problem, row: int) -> Bools:
    """The cells that the pattern of a row names, whatever the lot. Shape (N,)."""
    return _fits(problem, row, np.arange(len(problem.needs)))


def _fits(problem: Problem, row: int, cell: Ints) -> Bools:
    """Which of the cells the pattern of a row names, whatever the lot."""
    decisions, needs = problem.decisions, problem.needs
    fits = np.ones(len(cell), dtype=bool)
    top = int(decisions.place[row])
    if top >= 0:
        end = top + 1 if decisions.exact[row] else int(problem.places.end[top])
        fits &= (needs.place[cell] >= top) & (needs.place[cell] < end)
    for named, of_cell in ((decisions.item, needs.item), (decisions.age, needs.age), (decisions.period, needs.period)):
        if named[row] >= 0:
            fits &= of_cell[cell] == named[row]
    return fits
