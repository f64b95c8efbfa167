"""No place receives more value in a period than it can."""

from __future__ import annotations

import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_item
from allocator.verify.numbers import exceeds
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Places whose lines, those of all places below included, exceed their capacity in a period or in all periods."""
    places = facts.tables.places
    limited = places[places["capacity"].notna()]
    judged = named(lines)
    judged = judged[judged["place"] >= 0]
    judged = judged.assign(worth=judged["amount"] * of_item(facts, judged, "value"))
    violations: list[Violation] = []
    for place_id, capacity in zip(limited["place_id"], limited["capacity"].astype(float), strict=True):
        first = int(facts.tree.position(pd.Series([place_id]))[0])
        mine = judged[(judged["place"] >= first) & (judged["place"] < facts.tree.end[first])]
        dated = mine[(mine["period"] >= 0) & (mine["period"] < len(facts.periods))]
        sums = dated.groupby("period_id")["worth"].sum()
        over = sums[exceeds(sums, capacity)]
        period = over.index.to_series()
        subjects = pd.Series([place_id] * len(over))
        violations += found("place-over", subjects, period=period, found=over.to_numpy(), most=capacity)
        total, most = float(mine["worth"].sum()), capacity * max(len(facts.periods), 1)
        if exceeds(total, most):
            violations.append(Violation("place-over-all", place_id, {"found": total, "most": most}))
    return violations
