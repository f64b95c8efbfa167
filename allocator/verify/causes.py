"""causes.csv: the causes of each gap sum to it, and nothing else has any."""

from __future__ import annotations

import pandas as pd

from allocator.verify.check import Verification
from allocator.verify.identity import CELL, cell_label
from allocator.verify.numbers import differs
from allocator.verify.reading import Reader
from allocator.verify.violation import Violation, found

FILE = "causes.csv"


def read(reader: Reader) -> pd.DataFrame:
    """The causes in the folder; plans of before there were any have no such file."""
    texts = [*CELL, "cause", "lot_id"]
    if not (reader.folder / FILE).exists():
        return pd.DataFrame(columns=[*texts, "quantity"])
    return reader.table(FILE, texts, ["quantity"])


def check(causes: pd.DataFrame, right: Verification) -> list[Violation]:
    """Gaps whose causes do not sum to them, causes of nothing, causes that are not above 0, gifts that are not there.

    Whether a cause is true takes a solver to tell and is not checked.
    """
    if not len(causes):
        return []
    total = causes.groupby(CELL, as_index=False)["quantity"].sum()
    both = right.cells[[*CELL, "unmet"]].merge(total, on=CELL, how="outer").fillna({"unmet": 0.0, "quantity": 0.0})
    wrong = both[differs(both["quantity"], both["unmet"])]
    empty = causes[~(causes["quantity"] > 0)]
    unknown = causes[(causes["lot_id"] != "") & ~causes["lot_id"].isin(right.lots["lot_id"])]
    return [
        *found("causes-differ", cell_label(wrong), found=wrong["quantity"], expected=wrong["unmet"]),
        *found("cause-empty", cell_label(empty), found=empty["quantity"]),
        *found("cause-lot", cell_label(unknown), lot=unknown["lot_id"]),
    ]
