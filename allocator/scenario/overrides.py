"""``overrides:``: changes to the rows of tables, each checked to match something and to leave valid values."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from allocator.scenario.config import OverrideModel
from allocator.scenario.document import Document, Number, Path
from allocator.tables.coded import coded
from allocator.tables.headers import TABLE_NAMES, find_table, keys_of, nearest, nearest_table, spellings
from allocator.tables.parse import Parsed, parse
from allocator.tables.problems import InputProblem
from allocator.tables.raw import DATE, FLAG, NUMBER, TEXT, Bools, RawColumn, RawTable, column
from allocator.tables.remembered import Recent
from allocator.tables.schema import BY_NAME, Column, Table
from allocator.tolerances import WHOLE

LOOKUPS = (("item_id", "items"), ("place_id", "places"), ("donor_id", "donors"))
"""Where a ``where`` finds columns that its own table lacks: ``category`` of a need is that of its item."""


_changes = Recent()
"""Changes made last: the cases of a sweep make the same ones, one after another, to the same tables."""


@dataclass
class Changing:
    """The tables while overrides are applied to them, with the style numbers are written in."""

    parsed: dict[str, Parsed]
    style: str | None


def apply_overrides(
    parsed: Mapping[str, Parsed], overrides: Sequence[OverrideModel], document: Document, style: str | None
) -> tuple[dict[str, Parsed], list[InputProblem]]:
    """The tables after ``overrides`` in order; an override with a problem changes nothing."""
    state = Changing(dict(parsed), style)
    problems: list[InputProblem] = []
    for index, override in enumerate(overrides):
        problems += _apply(state, override, document, ("overrides", index))
    return state.parsed, problems


def _apply(state: Changing, override: OverrideModel, document: Document, path: Path) -> list[InputProblem]:
    """Apply one override; its problems, if any, and then no change."""
    name = find_table(override.table)
    if name is None:
        near = nearest_table(override.table)
        code = "override-table-near" if near else "override-table"
        return [document.problem(code, (*path, "table"), override.table, near=near, names=", ".join(TABLE_NAMES))]
    changes = [bool(override.scale), bool(override.set), override.drop, bool(override.add)]
    if sum(changes) != 1 or (override.add and override.where):
        return [document.problem("override-form", path)]
    if override.add:
        return _add(state, BY_NAME[name], override.add, document, (*path, "add"))
    if name not in state.parsed:
        return [document.problem("override-table-absent", (*path, "table"), override.table)]
    looked_at = (state.parsed.get(each) for each in (name, *(table for _, table in LOOKUPS)))
    asked = (*looked_at, repr(override), state.style)
    known = _changes.get(*asked)
    if known is not None:
        state.parsed[name] = known
        return []
    problems = _change(state, name, override, document, path)
    if not problems:
        _changes.keep(state.parsed[name], len(state.parsed[name].frame), *asked)
    return problems


def _change(state: Changing, name: str, override: OverrideModel, document: Document, path: Path) -> list[InputProblem]:
    """Scale, set or drop the rows that ``where`` chooses."""
    mask, problems = _where(state, name, override.where, document, (*path, "where"))
    if not problems and not mask.any():
        shown = ", ".join(f"{key}: {_shown(value)}" for key, value in override.where.items()) or "-"
        problems = [document.problem("override-no-row", path, table=name, where=shown)]
    if problems:
        return problems
    if override.scale:
        return _scale(state, name, mask, override.scale, document, (*path, "scale"))
    if override.set:
        return _set(state, name, mask, override.set, document, (*path, "set"))
    frame = state.parsed[name].frame
    state.parsed[name] = replace(state.parsed[name], frame=frame[~mask].reset_index(drop=True))
    return []


def _where(
    state: Changing, table: str, where: Mapping[str, Any], document: Document, path: Path
) -> tuple[Bools, list[InputProblem]]:
    """Which rows every clause of ``where`` admits. Shape (R,)."""
    frame = state.parsed[table].frame
    mask = np.ones(len(frame), dtype=bool)
    problems = []
    for key, value in where.items():
        wanted = [_shown(each) for each in (value if isinstance(value, list) else [value])]
        hits = _admitted(state, table, key, wanted)
        if hits is None:
            problems.append(_unknown_column(state, table, key, document, (*path, key)))
        else:
            mask &= hits
    return mask, problems


def _admitted(state: Changing, table: str, key: str, wanted: list[str]) -> Bools | None:
    """The rows with one of the ``wanted`` values in the column that ``key`` names, or in the row they refer to.

    ``None`` where neither ``table`` nor exactly one table its rows refer to has such a column.
    """
    frame = state.parsed[table].frame
    own = _column(BY_NAME[table], key)
    if own is not None:
        return _matches(frame[own.name], own.kind, wanted)
    if key in frame.columns and key not in ("source", "row"):
        return _matches(frame[key], "text", wanted)
    found: list[Bools] = []
    for link, target in LOOKUPS:
        other = _column(BY_NAME[target], key)
        if link in frame.columns and target != table and target in state.parsed and other is not None:
            rows = state.parsed[target].frame.drop_duplicates(link)
            found.append(coded(frame[link]).among(set(rows.loc[_matches(rows[other.name], other.kind, wanted), link])))
    return found[0] if len(found) == 1 else None


def _matches(cells: pd.Series, kind: str, wanted: list[str]) -> Bools:
    if kind == "ids":
        return coded(cells).among([text for text in coded(cells).distinct if set(text.split(";")) & set(wanted)])
    if kind in ("number", "whole"):
        numbers = pd.to_numeric(pd.Series(wanted, dtype="str"), errors="coerce").dropna()
        return cells.isin(numbers.tolist()).to_numpy(dtype=bool)
    if kind == "flag":
        return cells.astype("str").str.lower().isin([text.lower() for text in wanted]).to_numpy(dtype=bool)
    if kind == "date":
        cells = cells.dt.strftime("%Y-%m-%d")
    return coded(cells).among(wanted)


def _scale(
    state: Changing, table: str, mask: Bools, scale: Mapping[str, float], document: Document, path: Path
) -> list[InputProblem]:
    """Multiply; indivisible items stay whole: lots round down, needs and the ledger to the nearest."""
    problems = []
    parsed = state.parsed[table]
    frame = parsed.frame
    for key, factor in scale.items():
        found = _column(BY_NAME[table], key)
        if found is None:
            problems.append(_unknown_column(state, table, key, document, (*path, key)))
        elif found.kind not in ("number", "whole"):
            problems.append(document.problem("override-scale-column", (*path, key), key))
        elif not (np.isfinite(factor) and factor >= 0):
            problems.append(document.problem("override-scale-factor", (*path, key), factor))
        else:
            scaled = frame[found.name].where(~mask, frame[found.name] * float(factor))
            frame = frame.assign(**{found.name: _kept_whole(state, table, frame, scaled, mask, found)})
    if not problems:
        state.parsed[table] = replace(parsed, frame=frame)
    return problems


def _kept_whole(
    state: Changing, table: str, frame: pd.DataFrame, scaled: pd.Series, mask: Bools, found: Column
) -> pd.Series:
    if found.name not in ("quantity", "entitlement") or "items" not in state.parsed or "item_id" not in frame:
        return scaled
    items = state.parsed["items"].frame
    whole = mask & coded(frame["item_id"]).among(set(items.loc[~items["divisible"], "item_id"]))
    rounded = np.floor(scaled + WHOLE) if table == "lots" else np.floor(scaled + 0.5)
    return scaled.where(~whole, rounded)


def _set(
    state: Changing, table: str, mask: Bools, values: Mapping[str, Any], document: Document, path: Path
) -> list[InputProblem]:
    """Put one value into a column of the chosen rows."""
    problems = [
        _unknown_column(state, table, key, document, (*path, key))
        for key in values
        if _column(BY_NAME[table], key) is None
    ]
    if problems:
        return problems
    chosen = {found.name: value for key, value in values.items() if (found := _column(BY_NAME[table], key))}
    wanted = replace(BY_NAME[table], columns=tuple(each for each in BY_NAME[table].columns if each.name in chosen))
    row, problems = parse(_raw(wanted.name, [chosen], [document.line(path)], document.source), wanted, state.style)
    if problems:
        return [replace(each, column=f"{_prefix(path)}.{each.column}") for each in problems]
    parsed = _priced(state.parsed[table]) if "cash_price" in chosen else state.parsed[table]
    frame = parsed.frame.assign(**{name: parsed.frame[name].where(~mask, row.frame[name].iloc[0]) for name in chosen})
    state.parsed[table] = replace(parsed, frame=frame, headers={name: name for name in chosen} | parsed.headers)
    return []


def _add(
    state: Changing, table: Table, rows: list[dict[str, Any]], document: Document, path: Path
) -> list[InputProblem]:
    """Append rows, judged like the rows of a file."""
    named: list[dict[str, Any]] = []
    problems: list[InputProblem] = []
    for index, row in enumerate(rows):
        unknown = [key for key in row if _column(table, key) is None]
        problems += [_unknown_column(state, table.name, key, document, (*path, index, key)) for key in unknown]
        named.append({found.name: value for key, value in row.items() if (found := _column(table, key))})
    required = {each.name: None for each in table.columns if each.required}
    lines = [document.line((*path, index)) for index in range(len(rows))]
    added, wrong = parse(
        _raw(table.name, [required | row for row in named], lines, document.source), table, state.style
    )
    problems += [replace(each, column=f"{_prefix(path)}.{each.column}") for each in wrong]
    if problems:
        return problems
    before = state.parsed.get(table.name)
    if before is None:
        state.parsed[table.name] = added
        return []
    if table.name == "items":
        before = _priced(before)
        unpriced = np.array(["cash_price" not in row for row in named], dtype=bool)
        added.frame["cash_price"] = added.frame["cash_price"].where(~unpriced, added.frame["value"])
    state.parsed[table.name] = replace(before, frame=pd.concat([before.frame, added.frame], ignore_index=True))
    return []


def _priced(items: Parsed) -> Parsed:
    """The items with their cash prices written out, where the column was left out and so means the value."""
    if "cash_price" in items.headers:
        return items
    frame = items.frame.assign(cash_price=items.frame["value"])
    return replace(items, frame=frame, headers=items.headers | {"cash_price": "cash_price"})


def _column(table: Table, key: str) -> Column | None:
    hits = keys_of(key, {each.name: spellings(each) for each in table.columns})
    return table.column(hits[0]) if len(hits) == 1 else None


def _unknown_column(state: Changing, table: str, key: str, document: Document, path: Path) -> InputProblem:
    names = [each.name for each in BY_NAME[table].columns]
    near = nearest(key, names)
    code = "override-column-near" if near else "override-column"
    return document.problem(code, path, key, table=table, near=near, names=", ".join(names))


def _prefix(path: Path) -> str:
    return f"overrides[{int(path[1]) + 1}].{path[2]}"


def _raw(table: str, rows: list[dict[str, Any]], lines: list[int], source: str) -> RawTable:
    """Rows of YAML as a raw table; numbers and dates of YAML keep that meaning."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = tuple(_raw_column(name, [row.get(name) for row in rows]) for name in names)
    return RawTable(table, source, columns, np.array(lines, dtype=np.int64))


def _raw_column(name: str, values: list[Any]) -> RawColumn:
    return column(
        name,
        np.arange(len(values), dtype=np.int64),
        [_shown(each) for each in values],
        [_kind(each) for each in values],
    )


def _kind(value: Any) -> int:
    """A number like 500.000 stays text: it is ambiguous in YAML as in a table."""
    if isinstance(value, bool):
        return FLAG
    if isinstance(value, Number):
        return TEXT if re.fullmatch(r"[+-]?[0-9]+\.[0-9]{3}", value.text) else NUMBER
    return DATE if isinstance(value, datetime.date) else TEXT


def _shown(value: Any) -> str:
    """A YAML value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(_shown(each) for each in value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
