"""Keys must be unique."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd

from allocator.tables.coded import coded
from allocator.tables.problems import InputProblem
from allocator.tables.remembered import remembered
from allocator.tables.schema import BY_NAME, Table
from allocator.tables.tables import Tables


def duplicate_keys(tables: Tables) -> list[InputProblem]:
    """Every row whose key an earlier row has already."""
    return [
        problem for each in fields(tables) for problem in _duplicates(getattr(tables, each.name), BY_NAME[each.name])
    ]


@remembered
def _duplicates(frame: pd.DataFrame, table: Table) -> list[InputProblem]:
    if not table.key or frame.empty:
        return []
    keys = list(table.key)
    number = np.zeros(len(frame), dtype=np.int64)
    valid = np.ones(len(frame), dtype=bool)
    for key in keys:
        column = coded(frame[key])
        number = number * len(column.distinct) + column.code
        if table.column(key).required:
            valid &= ~column.among(("",))
    again = pd.Series(number).duplicated().to_numpy(dtype=bool) & valid
    if not again.any():
        return []
    first = pd.Series(np.arange(len(frame))).groupby(number).transform("min").to_numpy()
    problems = []
    for at in np.flatnonzero(again).tolist():
        row, earlier = frame.iloc[at], frame.iloc[first[at]]
        found = " + ".join(str(row[key]) for key in keys if row[key] != "")
        where = str(earlier["row"]) if earlier["source"] == row["source"] else f"{earlier['row']} ({earlier['source']})"
        place = (str(row["source"]), int(row["row"]) or None, keys[0], found)
        problems.append(InputProblem("key-duplicate", *place, values={"first": where}))
    return problems
