"""A raw table to a typed frame, with a finding for every cell that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.tables.cells import blank_value, series, typed
from allocator.tables.headers import match_headers
from allocator.tables.numbers import Fault
from allocator.tables.problems import InputProblem
from allocator.tables.raw import NUMBER, RawColumn, RawTable
from allocator.tables.schema import Column, Table
from allocator.tables.words import parse_flag

LONGEST_FOUND = 80
RESERVED = {"source": "source_given", "row": "row_given"}
"""New names of columns called like the two that every frame ends with."""


@dataclass(frozen=True)
class Parsed:
    """A typed table, not yet checked against others.

    ``frame`` has every column of the schema, then ``source`` and ``row``. ``headers`` gives, for the columns that
    were there, the name in the file; ``numeric_ids`` the columns in which Excel held codes as numbers.
    """

    table: Table
    frame: pd.DataFrame
    headers: dict[str, str]
    numeric_ids: frozenset[str] = frozenset()


def parse(raw: RawTable, table: Table, style: str | None) -> tuple[Parsed, list[InputProblem]]:
    """The typed table and every problem of its header and cells. Bad cells are left blank."""
    headers, problems = match_headers(raw, table)
    columns: dict[str, pd.Series] = {}
    numeric_ids = set()
    for column in table.columns:
        index = headers.known.get(column.name)
        if index is None:
            columns[column.name] = series([blank_value(column)], column).repeat(len(raw.rows)).reset_index(drop=True)
            continue
        found = raw.columns[index]
        result = typed(found, column, style)
        columns[column.name] = result.values
        problems += _cell_problems(raw, found, column, result.faults | _crosses(found, column))
        if column.kind in ("id", "ids") and (found.kinds == NUMBER).any():
            numeric_ids.add(column.name)
    for name, index in headers.unknown.items():
        kept = raw.columns[index]
        columns[name] = pd.Series(kept.texts, dtype="str").take(kept.codes).reset_index(drop=True)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(raw.rows))).rename(columns=RESERVED)
    frame["source"] = pd.Series([raw.source], dtype="str").repeat(len(raw.rows)).reset_index(drop=True)
    frame["row"] = raw.rows
    names = {name: raw.columns[index].header for name, index in headers.known.items()}
    return Parsed(table, frame, names, frozenset(numeric_ids)), problems


def _cell_problems(raw: RawTable, found: RawColumn, column: Column, faults: dict[int, Fault]) -> list[InputProblem]:
    """One finding for every row that holds a faulty text."""
    if not faults:
        return []
    faulty = np.zeros(len(found.texts), dtype=bool)
    faulty[list(faults)] = True
    header = found.header if found.header != column.name else None
    problems = []
    for row in np.flatnonzero(faulty[found.codes]).tolist():
        code = int(found.codes[row])
        fault = faults[code]
        text = str(found.texts[code])
        shown = text if len(text) <= LONGEST_FOUND else f"{text[:LONGEST_FOUND]}…"
        place = (raw.source, int(raw.rows[row]), column.name, shown or None)
        problems.append(InputProblem(fault.code, *place, values=fault.values, header=header))
    return problems


def _crosses(found: RawColumn, column: Column) -> dict[int, Fault]:
    """Marks (x) beside blanks in a column where blank means yes: the blanks were surely meant as no."""
    if column.kind != "flag" or column.default is not True or found.filled.all():
        return {}
    used = np.unique(found.codes[found.filled]).tolist()
    words = [str(found.texts[code]) for code in used]
    if not words or any(parse_flag(word) is not True for word in words):
        return {}
    return {
        code: Fault("flag-crosses") for code, word in zip(used, words, strict=True) if word.casefold() in ("x", "✓")
    }
