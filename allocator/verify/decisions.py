"""Decisions of reviewers: bans and caps hold, and what floors and locks lack is measured."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts, lookup
from allocator.verify.numbers import exceeds
from allocator.verify.violation import Violation

LEAST = ("floor", "lock")
MOST = ("cap", "lock")
SOFT = ("prefer",)


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Bans and caps that are broken; floors that are missed are a warning, for the plan comes as near as it can."""
    violations = []
    for row, action, asked, planned, _ in _judged(facts, lines):
        if action == "ban" and exceeds(planned, 0.0):
            violations.append(Violation("decision-banned", row, {"found": planned}))
        elif action in MOST and exceeds(planned, asked):
            violations.append(Violation("decision-above", row, {"found": planned, "most": asked}))
        elif action in LEAST and exceeds(asked, planned):
            values: dict[str, object] = {"found": planned, "least": asked, "short": asked - planned}
            violations.append(Violation("decision-below", row, values))
    return violations


def shortfall(facts: Facts, lines: pd.DataFrame) -> float:
    """What all floors and locks lack together: units short x value of the item named, else of the lot's item."""
    judged = _judged(facts, lines)
    return float(sum(max(0.0, asked - found) * value for _, action, asked, found, value in judged if action in LEAST))


def unpreferred(facts: Facts, lines: pd.DataFrame) -> float:
    """What all preferences lack together: units short x value of the item named, else of the lot's item."""
    judged = _judged(facts, lines)
    return float(sum(max(0.0, asked - found) * value for _, action, asked, found, value in judged if action in SOFT))


def prefers(facts: Facts) -> bool:
    """Whether any decision is a preference."""
    return bool(facts.tables.decisions["action"].isin(SOFT).any())


def asks(facts: Facts) -> bool:
    """Whether any decision asks for a least amount."""
    return bool(facts.tables.decisions["action"].isin(LEAST).any())


def _judged(facts: Facts, lines: pd.DataFrame) -> list[tuple[str, str, float, float, float]]:
    """Each row: its number, its action, the quantity asked, the quantity planned, and the value of a unit."""
    table = facts.tables.decisions
    items = pd.Index(facts.items["item_id"])
    lot, item = lookup(pd.Index(facts.lots["lot_id"]), table["lot_id"]), lookup(items, table["item_id"])
    age, period = lookup(facts.ages, table["age_group_id"]), lookup(facts.periods, table["period_id"])
    place = facts.tree.position(table["place_id"])
    exact = table["exact"].to_numpy(dtype=bool)
    age, period = (np.where(exact & (of < 0), len(ids), of) for of, ids in ((age, facts.ages), (period, facts.periods)))
    of_lot = np.append(facts.lots["item"].to_numpy(dtype=np.int64), -1)[lot]
    value = np.append(facts.items["value"].to_numpy(dtype=float), 0.0)[np.where(item >= 0, item, of_lot)]
    known = lines[(lines["lot"] >= 0) & (lines["cell"] >= 0)]
    planned = known["amount"].to_numpy(dtype=float)
    of_line = {name: known[name].to_numpy(dtype=np.int64) for name in ("lot", "item", "age", "period", "place")}
    judged = []
    for at, (row, action, quantity) in enumerate(table[["row", "action", "quantity"]].itertuples(index=False)):
        named = np.ones(len(known), dtype=bool)
        for name, codes in (("lot", lot), ("item", item), ("age", age), ("period", period)):
            if codes[at] >= 0:
                named &= of_line[name] == codes[at]
        if place[at] >= 0:
            end = place[at] + 1 if exact[at] else facts.tree.end[place[at]]
            named &= (of_line["place"] >= place[at]) & (of_line["place"] < end)
        judged.append((str(row), str(action), float(quantity), float(planned[named].sum()), float(value[at])))
    return judged
