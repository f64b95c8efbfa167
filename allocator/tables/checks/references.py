"""Codes must be in the table they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import pandas as pd

from allocator.tables.coded import coded
from allocator.tables.headers import folded, nearest
from allocator.tables.parse import Parsed
from allocator.tables.problems import InputProblem
from allocator.tables.raw import clean
from allocator.tables.remembered import remembered
from allocator.tables.schema import BY_NAME, Column
from allocator.tables.tables import Tables


@dataclass(frozen=True)
class Known:
    """The codes of a table; what may be meant by others is looked up only when there are such."""

    table: str
    ids: frozenset[str]
    frame: pd.DataFrame
    column: str

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Codes by folded names, where these are unique."""
        if "name" not in self.frame or self.table == "categories":
            return {}
        unique = ~self.frame["name"].duplicated(keep=False)
        pairs = zip(self.frame["name"][unique], self.frame[self.column][unique], strict=True)
        return {folded(text): each for text, each in pairs if text}

    @cached_property
    def by_fold(self) -> dict[str, str]:
        """Codes by what is left of them without case and accents."""
        return {folded(each): each for each in sorted(self.ids)}

    @cached_property
    def by_number(self) -> dict[str, str]:
        """Codes with leading zeros by what follows these."""
        return {each.lstrip("0"): each for each in sorted(self.ids) if each.startswith("0")}


def unknown_ids(tables: Tables, parsed: Mapping[str, Parsed], skip: frozenset[str]) -> list[InputProblem]:
    """Every cell that names a code its table does not have."""
    problems = []
    for each in fields(tables):
        frame: pd.DataFrame = getattr(tables, each.name)
        for column in BY_NAME[each.name].columns:
            target = "items" if column.refers_to == "categories" else column.refers_to
            if target and target not in skip and not frame.empty:
                numeric = each.name in parsed and column.name in parsed[each.name].numeric_ids
                problems += _unknown(frame, column, getattr(tables, target), numeric)
    return problems


def _known(name: str, frame: pd.DataFrame) -> Known:
    column = "category" if name == "categories" else BY_NAME[name].columns[0].name
    return Known(name, frozenset(coded(frame[column]).distinct) - {""}, frame, column)


@remembered
def _unknown(frame: pd.DataFrame, column: Column, target: pd.DataFrame, numeric: bool) -> list[InputProblem]:
    known = _known(column.refers_to or "", target)
    cells = frame[column.name]
    bad: dict[str, list[str]] = {}
    for text in coded(cells).distinct:
        parts = text.split(";") if column.kind == "ids" else [text]
        wrong = [part for part in parts if part and part not in known.ids]
        if wrong:
            bad[text] = wrong
    if not bad:
        return []
    told = {part: _finding(part, known, numeric) for wrong in bad.values() for part in wrong}
    rows = frame.loc[cells.isin(list(bad)), [column.name, "source", "row"]]
    return [
        InputProblem(told[part][0], source, int(row) or None, column.name, part, told[part][1])
        for text, source, row in rows.itertuples(index=False, name=None)
        for part in bad[text]
    ]


def _finding(part: str, known: Known, numeric: bool) -> tuple[str, dict[str, object]]:
    """The code and values that explain one unknown code best."""
    kind = "category-unknown" if known.table == "categories" else "id-unknown"
    values: dict[str, object] = {"table": known.table, "choices": ", ".join(sorted(known.ids)[:12])}
    padded = known.by_number.get(part.lstrip("0"))
    if padded and padded != part and kind == "id-unknown":
        return ("id-unknown-zeros" if numeric or len(part) < len(padded) else "id-unknown-near"), values | {
            "near": padded
        }
    pieces = [clean(piece) for piece in part.split(",")]
    if len(pieces) > 1 and all(piece in known.ids for piece in pieces):
        return "id-unknown-commas" if kind == "id-unknown" else f"{kind}-near", values | {"near": ";".join(pieces)}
    if folded(part) in known.by_fold:
        return f"{kind}-near", values | {"near": known.by_fold[folded(part)]}
    if folded(part) in known.by_name:
        return "id-unknown-name", values | {"near": known.by_name[folded(part)]}
    near = nearest(part, known.ids)
    return (f"{kind}-near", values | {"near": near}) if near else (kind, values)
