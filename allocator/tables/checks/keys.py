"""Keys must be unique."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd

from allocator.tables.problems import InputProblem
from allocator.tables.schema import BY_NAME, Table
from allocator.tables.tables import Tables


def duplicate_keys(tables: Tables) -> list[InputProblem]:
    """Every row whose key an earlier row has already."""
    return [
        problem for each in fields(tables) for problem in _duplicates(getattr(tables, each.name), BY_NAME[each.name])
    ]


def _duplicates(frame: pd.DataFrame, table: Table) -> list[InputProblem]:
    if not table.key or frame.empty:
        return []
    keys = list(table.key)
    numbered = pd.DataFrame({key: pd.factorize(frame[key])[0] for key in keys})
    valid = np.ones(len(frame), dtype=bool)
    for key in keys:
        if table.column(key).required:
            valid &= (frame[key] != "").to_numpy(dtype=bool)
    again = numbered.duplicated().to_numpy(dtype=bool) & valid
    if not again.any():
        return []
    first = pd.Series(np.arange(len(frame))).groupby([numbered[key] for key in keys]).transform("min").to_numpy()
    problems = []
    for at in np.flatnonzero(again).tolist():
        row, earlier = frame.iloc[at], frame.iloc[first[at]]
        found = " + ".join(str(row[key]) for key in keys if row[key] != "")
        where = str(earlier["row"]) if earlier["source"] == row["source"] else f"{earlier['row']} ({earlier['source']})"
        place = (str(row["source"]), int(row["row"]) or None, keys[0], found)
        problems.append(InputProblem("key-duplicate", *place, values={"first": where}))
    return problems
