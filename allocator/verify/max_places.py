"""A lot, and all lots of a donor together, go to no more places than the donor allows."""

from __future__ import annotations

import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lots and donors whose lines go to too many places."""
    judged = named(lines)
    judged = judged[judged["amount"] > 0].assign(
        giver=lambda each: facts.lots["donor_id"].take(each["lot"].to_numpy()).to_numpy()
    )
    return [
        *_over(judged, "lot_id", facts.tables.lots.set_index("lot_id")["max_places"].dropna(), "lot-places"),
        *_over(judged, "giver", facts.tables.donors.set_index("donor_id")["max_places"].dropna(), "donor-places"),
    ]


def _over(lines: pd.DataFrame, giver: str, most: pd.Series, code: str) -> list[Violation]:
    counts = lines[lines[giver].isin(most.index)].groupby(giver)["place_id"].nunique()
    limit = counts.index.to_series().map(most).astype(float)
    wrong = counts[counts > limit]
    return found(code, wrong.index.to_series(), found=wrong.to_numpy(), most=limit[wrong.index].to_numpy())
