"""Every clause of the donor's earmark holds on every line, and only lots that may be allocated are used."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.clauses import CLAUSES, Target, of_category, of_items
from allocator.verify.facts import Facts
from allocator.verify.lines import of_lot, plain
from allocator.verify.numbers import Bools, Ints
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
        holds = clause(facts, lot, Target(*parts))
        if code == "lot-item":
            holds |= judged["kit"].to_numpy(dtype=bool) | ~np.isnan(plain(facts, judged[judged["item"] >= 0]))
        elif code in ("earmark-categories", "earmark-items"):
            holds |= judged["kit"].to_numpy(dtype=bool) & _admits_kit(facts, judged)
        wrong = judged[~holds]
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


def _admits_kit(facts: Facts, judged: pd.DataFrame) -> Bools:
    """Whether the categories and items that the lot of each line names admit the kit it gives."""
    lot = judged["lot"].to_numpy(dtype="int64")
    given = np.maximum(facts.lots["item"].to_numpy(dtype="int64")[lot], 0)
    blank = np.zeros(len(lot), dtype=np.int64)
    target = Target(blank, given, blank, blank)
    return np.asarray(of_category(facts, lot, target) & of_items(facts, lot, target))


def _codes(lines: pd.DataFrame, name: str) -> Ints:
    return lines[name].to_numpy(dtype="int64")
