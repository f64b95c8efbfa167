"""The raw tables of one folder: CSV files by name, and the sheets of one workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from allocator.tables.csvs import read_csv
from allocator.tables.headers import GUIDES, find_table, nearest_table, normalised
from allocator.tables.problems import InputProblem
from allocator.tables.raw import InputFile, RawTable
from allocator.tables.schema import TABLES


@dataclass
class Found:
    """What a folder holds: raw tables by name, the files read, and the problems met on the way."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    attempted: set[str] = field(default_factory=set)
    """Tables that were there, readable or not."""
    files: list[InputFile] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)

    def add(self, table: str, raw: RawTable | None, problems: Sequence[InputProblem]) -> None:
        """Keep one table, whether or not it could be read."""
        self.attempted.add(table)
        self.problems += problems
        if raw is not None:
            self.tables[table] = raw


def read_folder(folder: Path, workbook: str | None, prefix: str = "") -> Found:
    """Every table in ``folder``: its CSV files, and the sheets of ``workbook`` if one is named.

    ``prefix`` is put before file names in findings, for folders that a scenario extends.
    """
    found = Found()
    origin: dict[str, str] = {}
    for path in sorted(folder.glob("*.csv")) + sorted(folder.glob("*.CSV")):
        name = prefix + path.name
        table = find_table(path.stem)
        if table is None:
            found.problems.append(_ignored("file", name, path.stem, None))
        elif table in origin and origin[table] != name:
            found.problems.append(InputProblem("table-twice", name, values={"table": table, "other": origin[table]}))
        elif table not in origin:
            origin[table] = name
            data = read_bytes(path, name, found)
            if data is not None:
                found.add(table, *read_csv(data, table, name))
    if workbook is not None:
        _read_workbook(folder / workbook, prefix + workbook, origin, found)
    return found


def read_bytes(path: Path, name: str, found: Found) -> bytes | None:
    """The bytes of a file, noted with their hash; ``None`` and a finding if it cannot be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        found.problems.append(InputProblem("file-missing", name, found=name))
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found.problems.append(InputProblem("file-unreadable", name, values={"reason": reason}))
        return None
    found.files.append(InputFile(path, name, hashlib.sha256(data).hexdigest()))
    return data


def _read_workbook(path: Path, name: str, origin: dict[str, str], found: Found) -> None:
    from allocator.tables.workbooks import Workbook

    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        found.problems.append(InputProblem("workbook-kind", name, found=path.name))
        return
    data = read_bytes(path, name, found)
    if data is None:
        return
    try:
        book = Workbook(data)
    except ValueError as error:
        found.problems.append(InputProblem("workbook-broken", name, values={"reason": str(error)}))
        return
    for sheet in book.sheets:
        source = f"{name}:{sheet}"
        table = find_table(sheet)
        if table is None:
            if normalised(sheet) not in GUIDES:
                found.problems.append(_ignored("sheet", source, sheet, sheet))
        elif table in origin:
            found.problems.append(InputProblem("table-twice", source, values={"table": table, "other": origin[table]}))
        else:
            origin[table] = source
            raw, problems = book.read(sheet, table, source)
            if raw is None and [problem.code for problem in problems] == ["header-missing"]:
                continue  # an empty sheet is a table left out
            found.add(table, raw, problems)


def _ignored(kind: str, source: str, name: str, shown: str | None) -> InputProblem:
    near = nearest_table(name)
    code = f"{kind}-ignored-near" if near else f"{kind}-ignored"
    return InputProblem(code, source, found=shown, values={"near": near, "tables": ", ".join(t.name for t in TABLES)})
