"""Every line names things that exist, its lot's own donor and provider, and no other line's id or place."""

from __future__ import annotations

import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import of_lot
from allocator.verify.violation import Violation, found

UNKNOWN = {
    "lot": "lot_id",
    "place": "place_id",
    "item": "item_id",
    "age": "age_group_id",
    "period": "period_id",
}
CELL = ["place_id", "item_id", "age_group_id", "period_id"]


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Unknown names, wrong donors or providers, ids and lines given twice."""
    return [*_ids(lines), *_names(lines), *_givers(facts, lines), *_twice(lines)]


def _ids(lines: pd.DataFrame) -> list[Violation]:
    blank = lines[lines["line_id"] == ""]
    given = lines[lines["line_id"] != ""]
    count = given["line_id"].value_counts()
    again = count[count > 1].sort_index()
    return [
        *found("line-id-blank", blank["label"]),
        *found("line-id-twice", again.index.to_series(), count=again.to_numpy()),
    ]


def _names(lines: pd.DataFrame) -> list[Violation]:
    violations: list[Violation] = []
    for code, column in UNKNOWN.items():
        unknown = lines[lines[code] < 0]
        violations += found(f"{code}-unknown", unknown["label"], found=unknown[column])
    return violations


def _givers(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    known = lines[lines["lot"] >= 0]
    violations: list[Violation] = []
    for giver in ("donor", "provider"):
        column = f"{giver}_id"
        expected = of_lot(facts, known, column)
        wrong = known[known[column] != expected]
        violations += found(
            f"{giver}-differs", wrong["label"], found=wrong[column], expected=expected[wrong.index], lot=wrong["lot_id"]
        )
    return violations


def _twice(lines: pd.DataFrame) -> list[Violation]:
    key = ["lot_id", *CELL]
    again = lines[lines.duplicated(key)]
    if again.empty:
        return []
    first = lines.drop_duplicates(key).set_index(key)["label"]
    return found("line-twice", again["label"], first=first.loc[pd.MultiIndex.from_frame(again[key])])


def cell_label(rows: pd.DataFrame) -> pd.Series:
    """``place / item / age group / period`` of each row, blank parts left out."""
    label = rows["place_id"].astype(str)
    for column in CELL[1:]:
        part = rows[column].astype(str)
        label = label + (" / " + part).where(part != "", "")
    return label
