"""Where a lot goes at all, it brings at least the least quantity its donor asks for."""

from __future__ import annotations

import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import deliveries
from allocator.verify.numbers import exceeds
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lots that bring a place less than their least quantity per place."""
    least = facts.tables.lots.set_index("lot_id")["min_per_place"].dropna()
    judged = deliveries(lines)
    judged = judged[judged["lot_id"].isin(least.index) & (judged["amount"] > 0)]
    sums = judged.groupby(["lot_id", "place_id"], as_index=False)["taken"].sum()
    sums["least"] = sums["lot_id"].map(least).astype(float)
    short = sums[exceeds(sums["least"], sums["taken"])]
    return found(
        "place-below-minimum", short["lot_id"], place=short["place_id"], found=short["taken"], least=short["least"]
    )
