"""What goes between a lot or donor and a place keeps to the limits of links, and costs what they say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import covered
from allocator.verify.numbers import Floats, exceeds
from allocator.verify.violation import Violation


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Rows of links whose pair carries more than the most, or is used for less than the least."""
    violations: list[Violation] = []
    judged = lines[(lines["lot"] >= 0) & (lines["place"] >= 0)]
    for row in _bound(facts).itertuples():
        mine = covered(facts, judged, str(row.place_id), str(row.lot_id), str(row.donor_id))
        total = float(judged["amount"].to_numpy()[mine].sum())
        pair = f"{row.lot_id or row.donor_id} → {row.place_id}"
        most, least = float(row.max_quantity), float(row.min_quantity)
        if not np.isnan(most) and exceeds(total, most):
            violations.append(Violation("link-above", pair, {"found": total, "most": most}))
        if not np.isnan(least) and total > 0 and exceeds(least, total):
            violations.append(Violation("link-below", pair, {"found": total, "least": least}))
    return violations


def _bound(facts: Facts) -> pd.DataFrame:
    links = facts.tables.links
    return links[links["allowed"] & links[["max_quantity", "min_quantity"]].notna().any(axis=1)]


def total_cost(facts: Facts, lines: pd.DataFrame) -> float:
    """``sum unit_cost x quantity + fixed_cost`` of used pairs, or per vehicle begun."""
    return float(sum(cost for cost, _, _ in _costs(facts, lines)))


def line_costs(facts: Facts, lines: pd.DataFrame) -> Floats:
    """Each line's part of the cost: fixed costs are shared in proportion to quantity. Shape (lines,)."""
    costs = np.zeros(len(lines))
    for cost, at, quantity in _costs(facts, lines):
        costs[at] += cost * quantity / quantity.sum()
    return np.round(costs, 6)


def _costs(facts: Facts, lines: pd.DataFrame) -> list[tuple[float, Floats, Floats]]:
    """For each used row of links its cost, the positions of the lines it covers, and their quantities."""
    links = facts.tables.links
    charged = links[links["allowed"] & ((links["unit_cost"] > 0) | (links["fixed_cost"] > 0))]
    known = np.flatnonzero((lines["lot"] >= 0) & (lines["place"] >= 0))
    judged = lines.iloc[known]
    found = []
    for row in charged.itertuples():
        mine = covered(facts, judged, str(row.place_id), str(row.lot_id), str(row.donor_id))
        quantity = judged["amount"].to_numpy()[mine]
        total = float(quantity.sum())
        if total > 0:
            capacity = float(row.vehicle_capacity)
            times = 1.0 if np.isnan(capacity) else float(np.ceil(total / capacity - 1e-9))
            found.append((float(row.unit_cost) * total + float(row.fixed_cost) * times, known[mine], quantity))
    return found
