"""What might be asked for, before any of it is tried: conditions that keep most away, gifts that are missed most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.ask.changes import Change, with_gift, without_clause
from allocator.plan.plan import Plan
from allocator.problem.problem import Problem

CELL = ["place_id", "item_id", "age_group_id", "period_id"]


@dataclass(frozen=True)
class Candidate:
    """One thing to ask for. ``kind``: ``clause`` of one gift, ``donor`` (of all its gifts), ``gift`` or ``cash``."""

    kind: str
    change: Change
    donor: str = ""
    lots: tuple[str, ...] = ()
    clause: str = ""
    item: str = ""
    age: str = ""
    period: str = ""
    place: str = ""
    quantity: float = 0.0
    """Of a gift, in units of its item; of cash, money."""
    value: float = 0.0
    """Value of a gift; for a clause the value of the gaps it explains in the plan."""


def clauses(plan: Plan, donors: dict[str, str], top: int) -> list[Candidate]:
    """The ``top`` clauses by the value of the gaps they explain: of single gifts, and of a donor with several.

    ``donors``: donor of each lot.
    """
    named = plan.causes[plan.causes["cause"] == "earmark"]
    by_lot = named.groupby(["lot_id", "clause"], as_index=False)["value"].sum()
    by_lot["donor"] = by_lot["lot_id"].map(donors)
    found = [
        Candidate("clause", without_clause([lot], clause), donor, (lot,), clause, value=value)
        for lot, clause, value, donor in by_lot[["lot_id", "clause", "value", "donor"]].itertuples(index=False)
    ]
    for (donor, clause), rows in by_lot.groupby(["donor", "clause"]):
        lots = tuple(rows["lot_id"].tolist())
        if len(lots) > 1:
            value = float(rows["value"].sum())
            found.append(
                Candidate("donor", without_clause(lots, str(clause)), str(donor), lots, str(clause), value=value)
            )
    return sorted(found, key=lambda each: (-each.value, each.kind, each.donor, each.lots, each.clause))[:top]


def gifts(problem: Problem, plan: Plan, value: float, top: int) -> list[Candidate]:
    """The ``top`` gifts of at most ``value`` that reach most of what comes first: urgent needs, worst-off units.

    For each item the age group, period and area where most of that is missing; and as a yardstick cash without any
    condition of the same value.
    """
    needs = problem.needs
    unmet = plan.unmet["unmet"].to_numpy(dtype=float)
    worth = problem.items.value[needs.item]
    ratio = (plan.coverage["coverage"] / plan.coverage["severity"]).to_numpy(dtype=float)[needs.unit]
    frame = plan.unmet[CELL].assign(
        area=np.array(problem.places.ids, dtype=object)[_area(problem)],
        tier=needs.tier,
        unmet=unmet,
        value=unmet * worth,
        # Money that goes where coverage is lowest comes first among needs of one tier.
        merit=needs.weight * unmet * worth * (1.0 + ratio.max(initial=0.0) - ratio),
    )
    frame = frame[frame["unmet"] > 0]
    keys = ["tier", "item_id", "age_group_id", "period_id", "area"]
    sums = frame.groupby(keys, as_index=False)[["unmet", "value", "merit"]].sum()
    sums["merit"] *= np.minimum(1.0, value / sums["value"])
    sums = sums.sort_values(["tier", "merit", *keys[1:]], ascending=[True, False, True, True, True, True])
    chosen = list(_rows(problem, sums.drop_duplicates("item_id").head(top), value))
    cash = with_gift({"kind": "cash", "quantity": value})
    return [*chosen, Candidate("cash", cash, quantity=value, value=value)]


def _rows(problem: Problem, sums: pd.DataFrame, value: float) -> Iterator[Candidate]:
    """A gift for each row of ``sums``, worth at most ``value``; none where that buys no whole piece."""
    at = {item: index for index, item in enumerate(problem.items.ids)}
    columns = ["item_id", "age_group_id", "period_id", "area", "unmet"]
    for item, age, period, area, unmet in sums[columns].itertuples(index=False, name=None):
        price = float(problem.items.value[at[item]])
        quantity = float(min(unmet, value / price))
        if not problem.items.divisible[at[item]]:
            quantity = float(np.floor(quantity + 1e-9))
        if quantity <= 0:
            continue
        gift = {"kind": "goods", "quantity": quantity, "item_id": item, "places": area}
        if age:
            gift["age_groups"] = age
        if period:
            gift |= {"from_period": period, "until_period": period}
        yield Candidate(
            "gift", with_gift(gift), item=item, age=age, period=period, place=area, quantity=quantity,
            value=quantity * price,
        )  # fmt: skip


def _area(problem: Problem) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """For each cell the place above its unit, unless that is the root of all: then the unit. Shape (N,)."""
    unit = problem.units.place[problem.needs.unit]
    above = problem.places.parent[unit]
    root = (above < 0) | (problem.places.parent[above] < 0)
    return np.where(root, unit, above)
