"""Review workbooks, read cell by cell: sorted rows, moved, hidden or missing columns and sheets do not matter."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from allocator.review.candidate import Candidate
from allocator.review.decision import IDS, Source
from allocator.review.form import LINES, PATTERNS, SHEETS
from allocator.review.marks import TooLargeError, plan_marks, reviewer_and_role
from allocator.tables.headers import GUIDES, keys_of, normalised, spellings
from allocator.tables.parse import parse
from allocator.tables.problems import InputProblem
from allocator.tables.raw import RawTable, clean
from allocator.tables.schema import Table
from allocator.tables.workbooks import Workbook

LISTS = ("codes and names", "mã và tên")
"""Sheets that only hold what lists show."""


@dataclass
class Read:
    """What a file holds: its plans, its reviewer, its candidates, and what is wrong with it."""

    plans: frozenset[str] = frozenset()
    reviewer: str = ""
    role: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)


def read_workbook(data: bytes, name: str) -> Read:
    """The candidates of a workbook called ``name``, and every cell that cannot be used."""
    try:
        read = Read(plan_marks(data))
        book = Workbook(data)
    except TooLargeError:
        return Read(problems=[InputProblem("review-large", name)])
    except ValueError as error:
        return Read(problems=[InputProblem("review-broken", name, values={"reason": str(error)})])
    read.reviewer, read.role = reviewer_and_role(book)
    found = 0
    for sheet in book.sheets:
        raw, problems = book.read(sheet, sheet, f"{name}:{sheet}", _heads)
        table = _kind(raw)
        if raw is None or table is None:
            if [each.code for each in problems] != ["header-missing"] and not _explains(sheet):
                read.problems.append(InputProblem("review-sheet", f"{name}:{sheet}", found=sheet))
            continue
        found += 1
        own = {each.header for each in raw.columns if keys_of(each.header, _names(table))}
        unread = [each for each in problems if each.column in own]
        candidates, faults = _rows(raw, table, name, sheet, unread)
        read.candidates += candidates
        read.problems += faults
    if not found and not read.problems:
        read.problems.append(InputProblem("review-no-sheet", name))
    return read


def _explains(sheet: str) -> bool:
    return normalised(sheet) in (*GUIDES, *LISTS, *(normalised(title) for title in SHEETS.values()))


def _names(table: Table) -> dict[str, tuple[str, ...]]:
    return {column.name: spellings(column) for column in table.columns}


def _heads(cells: Sequence[object]) -> bool:
    """Whether a row is the header of a sheet of decisions."""
    return _table([clean(str(cell)) for cell in cells]) is not None


def _table(headers: Sequence[str]) -> Table | None:
    """Lines have a code and something to decide; patterns have ids and a decision."""
    lines = {key for each in headers if each for key in keys_of(each, _names(LINES))}
    patterns = {key for each in headers if each for key in keys_of(each, _names(PATTERNS))}
    if "line_id" in lines and lines & {"action", "quantity", "comment"}:
        return LINES
    return PATTERNS if "action" in patterns and patterns & set(IDS) else None


def _kind(raw: RawTable | None) -> Table | None:
    return None if raw is None else _table([each.header for each in raw.columns])


def _rows(
    raw: RawTable, table: Table, file: str, sheet: str, unread: Sequence[InputProblem]
) -> tuple[list[Candidate], list[InputProblem]]:
    """The candidates of one sheet; rows with a cell that cannot be read are left out, and told.

    ``unread`` are cells that hold an error or a formula without a value.
    """
    decided = _decided(raw, table)
    parsed, problems = parse(decided, table, None)
    faults = [_lettered(raw, each) for each in (*unread, *problems) if each.severity == "error"]
    letters = {name: _letter(decided, header) for name, header in parsed.headers.items()}
    if "action" not in parsed.headers:
        faults.append(
            InputProblem("review-column", f"{file}:{sheet}", values={"name": spellings(table.column("action"))[1]})
        )
    bad = {each.row for each in faults}
    frame = parsed.frame[~parsed.frame["row"].isin(bad)]
    return list(_candidates(frame, letters, file, sheet)), faults


def _decided(raw: RawTable, table: Table) -> RawTable:
    """The rows in which anything was written that a reviewer may write: of the others nothing is asked."""
    mine = set(_names(table)) - ({"line_id"} if table is LINES else set())
    names = {name: spelled for name, spelled in _names(table).items() if name in mine}
    written = pd.Series(False, index=range(len(raw.rows)))
    for each in raw.columns:
        if each.header and keys_of(each.header, names):
            written |= each.filled
    keep = written.to_numpy(dtype=bool)
    columns = tuple(replace(each, codes=each.codes[keep]) for each in raw.columns)
    return replace(raw, columns=columns, rows=raw.rows[keep])


def _candidates(frame: pd.DataFrame, headers: dict[str, str], file: str, sheet: str) -> Iterator[Candidate]:
    blank = pd.Series("", index=frame.index)
    decided = frame["decided_on"].dt.strftime("%Y-%m-%d").fillna("")
    ids = list(zip(*(frame.get(name, blank) for name in IDS), strict=True))
    rows = zip(
        frame["row"].tolist(),
        frame.get("line_id", blank).tolist(),
        ids,
        frame["action"].tolist(),
        frame["quantity"].tolist(),
        frame["comment"].tolist(),
        decided.tolist(),
        strict=True,
    )
    for row, line, named, action, quantity, comment, day in rows:
        source = Source(file, sheet, str(row))
        amount = None if math.isnan(quantity) else float(quantity)
        yield Candidate(source, line, named, action, amount, comment, day, "", "", int(row), headers)


def _letter(raw: RawTable, header: str) -> str:
    """``F (Decision)``: the letter of the column before its header."""
    at = next((at for at, each in enumerate(raw.columns) if each.header == header), None)
    return header if at is None else f"{xl_col_to_name(at)} ({header})"


def _lettered(raw: RawTable, problem: InputProblem) -> InputProblem:
    header = problem.header or problem.column or ""
    return replace(problem, header=_letter(raw, header)) if header else problem
