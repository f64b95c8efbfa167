"""Sheets of an ``.xlsx`` workbook. Numbers and dates that Excel knows as such keep that meaning."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from allocator.tables.problems import InputProblem
from allocator.tables.raw import DATE, FLAG, NUMBER, TEXT, Ints, RawColumn, RawTable, column, without_blank_rows

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
VALUE = re.compile(rb"<v\b[^>]*>([^<]+)</v>")


class Workbook:
    """An open workbook. Raises :class:`ValueError` with a reason where it cannot be read."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except CalamineError as error:
            raise ValueError(str(error)) from error

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets, in order."""
        return list(self._book.sheet_names)

    def lines(self, sheet: str) -> list[list[object]]:
        """The cells of ``sheet``, row by row; none where it cannot be read."""
        try:
            return [list(line) for line in self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
        except CalamineError:
            return []

    def read(
        self, sheet: str, table: str, source: str, heads: Callable[[Sequence[object]], bool] | None = None
    ) -> tuple[RawTable | None, list[InputProblem]]:
        """The table on ``sheet``, with every error cell and uncalculated formula reported.

        Its header is the first row that ``heads`` takes for one, else the first that is not blank.
        """
        try:
            lines = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except CalamineError as error:
            return None, [InputProblem("workbook-broken", source, values={"reason": str(error)})]
        header = next((row for row, line in enumerate(lines) if heads and heads(line)), None)
        if header is None:
            header = next((row for row, line in enumerate(lines) if any(str(cell).strip() for cell in line)), None)
        if header is None:
            return None, [InputProblem("header-missing", source, 1)]
        columns = tuple(_column(cells[header], cells[header + 1 :]) for cells in zip(*lines, strict=True))
        rows: Ints = np.arange(header + 2, len(lines) + 1, dtype=np.int64)
        names = {index: each.header for index, each in enumerate(columns)}
        raw = without_blank_rows(RawTable(table, source, columns, rows))
        return raw, _broken_cells(self._data, sheet, source, names, header + 1)


def _column(header: object, cells: Sequence[object]) -> RawColumn:
    """The distinct cells of a column. Types are part of what is distinct: TRUE, 1 and "1" are three things."""
    texts: list[str] = []
    kinds: list[int] = []
    codes = np.zeros(len(cells), dtype=np.int64)
    types = np.fromiter(map(_kind, cells), dtype=np.uint8, count=len(cells))
    for kind in np.unique(types).tolist():
        mine = types == kind
        values = np.empty(int(mine.sum()), dtype=object)
        values[:] = [cell for cell, own in zip(cells, mine.tolist(), strict=True) if own]
        found, distinct = pd.factorize(values)
        codes[mine] = found + len(texts)
        texts.extend(_text(value) for value in distinct)
        kinds.extend([kind] * len(distinct))
    return column(_text(header), codes, texts, kinds)


def _kind(cell: object) -> int:
    if isinstance(cell, str):
        return TEXT
    if isinstance(cell, bool):
        return FLAG
    return NUMBER if isinstance(cell, (int, float)) else DATE


def _text(cell: object) -> str:
    """The cell in full and in a form that can mean one thing."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _broken_cells(data: bytes, sheet: str, source: str, headers: dict[int, str], header_row: int) -> list[InputProblem]:
    """Cells that look blank to the reader but are not: Excel errors and formulas without a value."""
    xml = _sheet_xml(data, sheet)
    if b't="e"' not in xml and b"<f" not in xml:
        return []
    problems = []
    for attributes, body in CELL.findall(xml):
        error = b't="e"' in attributes
        value = VALUE.search(body)
        if not error and (b"<f" not in body or value or b't="str"' in attributes):
            continue
        place = re.search(rb'\br="([A-Z]+)(\d+)"', attributes)
        row, letters = (int(place.group(2)), place.group(1).decode()) if place else (0, "A")
        header = headers.get(_index(letters), "")
        if row <= header_row or not header:
            continue
        found = value.group(1).decode("utf-8", "replace") if value else None
        problems.append(InputProblem("cell-error" if error else "cell-uncalculated", source, row, header, found))
    return problems


def _index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _sheet_xml(data: bytes, sheet: str) -> bytes:
    """The raw XML of a sheet; empty where the workbook does not say where it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
            for element in book.iter(f"{MAIN}sheet"):
                if element.get("name") == sheet:
                    target = targets.get(element.get(RELATION), "")
                    return archive.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return b""
    return b""
