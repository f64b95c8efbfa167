"""Where each clause of a contradiction stands in the reader's files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from allocator.conflicts.found import Clause, Contradiction
from allocator.tables.tables import Tables

IDS = {"places": ("place", "place_id"), "donors": ("donor", "donor_id")}
"""Tables whose rows are found by the id in the pattern of the clause."""


def with_rows(contradictions: Iterable[Contradiction], tables: Tables) -> tuple[Contradiction, ...]:
    """The contradictions with the row of each clause; rules are numbered as they are written, from 1."""
    return tuple(
        replace(each, clauses=tuple(replace(clause, row=_row(clause, tables)) for clause in each.clauses))
        for each in contradictions
    )


def _row(clause: Clause, tables: Tables) -> int:
    if clause.table == "rules":
        return clause.record + 1
    frame: pd.DataFrame = getattr(tables, clause.table)
    at = clause.record
    if clause.table in IDS:
        part, column = IDS[clause.table]
        matching = frame[column] == dict(clause.pattern)[part]
        at = int(matching.to_numpy().argmax()) if matching.any() else -1
    return int(frame["row"].iloc[at]) if at >= 0 else 0
