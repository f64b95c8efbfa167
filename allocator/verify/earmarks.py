"""Every clause of the donor's earmark holds on every line, and only lots that may be allocated are used."""

from __future__ import annotations

import pandas as pd

from allocator.verify.clauses import CLAUSES, Target
from allocator.verify.facts import Facts
from allocator.verify.lines import of_lot
from allocator.verify.numbers import Ints
from allocator.verify.violation import Violation, found

FOUND = {
    "earmark-places": "place_id",
    "earmark-exclude-places": "place_id",
    "earmark-categories": "item_id",
    "earmark-items": "item_id",
    "earmark-age-groups": "age_group_id",
    "earmark-window": "period_id",
    "lot-item": "item_id",
    "cash-unbuyable": "item_id",
}
"""The column of a line that breaks each clause."""

NEEDED = {"place_id": "place", "item_id": "item", "age_group_id": "age", "period_id": "period"}


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lines outside their lot's earmark, clause by clause, and lines from lots that may not be allocated."""
    violations: list[Violation] = []
    for code, clause in CLAUSES.items():
        judged = lines[(lines["lot"] >= 0) & (lines[NEEDED[FOUND[code]]] >= 0)]
        lot, *parts = (_codes(judged, name) for name in ("lot", "place", "item", "age", "period"))
        wrong = judged[~clause(facts, lot, Target(*parts))]
        violations += found(code, wrong["label"], lot=wrong["lot_id"], found=wrong[FOUND[code]])
    return violations + _unusable(facts, lines)


def _unusable(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lines from lots that their donor delivers alone, or that failed the quality check."""
    judged = lines[lines["lot"] >= 0]
    direct = judged[of_lot(facts, judged, "direct")]
    poor = judged[~of_lot(facts, judged, "quality_ok")]
    return [
        *found("lot-direct", direct["label"], lot=direct["lot_id"]),
        *found("lot-quality", poor["label"], lot=poor["lot_id"]),
    ]


def _codes(lines: pd.DataFrame, name: str) -> Ints:
    return lines[name].to_numpy(dtype="int64")
