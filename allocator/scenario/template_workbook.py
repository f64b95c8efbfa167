"""``inputs.xlsx``: one sheet a table with drop-down lists, notes and example rows, in the reader's language."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from allocator.language import N_, current, tr
from allocator.tables.schema import BY_NAME, Column, Table
from allocator.tables.words import CHOICE_WORDS

SHEETS = ("places", "items", "age_groups", "periods", "donors", "lots", "needs", "ledger")
LAST_ROW = 20_000
"""Down to this row (of Excel) the lists and checks reach."""

Row = dict[str, object]

EXAMPLES: dict[str, tuple[Row, ...]] = {
    "places": (
        {"place_id": "T1", "name": N_("Example province"), "level": N_("province")},
        {"place_id": "01", "name": N_("Example commune 1"), "level": N_("commune"), "parent_id": "T1"},
        {"place_id": "02", "name": N_("Example commune 2"), "level": N_("commune"), "parent_id": "T1"},
    ),
    "items": (
        {"item_id": "AO", "category": "warmth", "name": N_("Warm jacket (example)"), "unit": N_("piece"),
         "value": 250000, "cash_price": 250000},
        {"item_id": "SUA", "category": "nutrition", "name": N_("A month of school milk (example)"),
         "unit": N_("month"), "value": 150000, "cash_price": 150000},
    ),
    "age_groups": (
        {"age_group_id": "3-5", "name": N_("3 to 5 years (example)"), "min_age": 3, "max_age": 5},
        {"age_group_id": "6-10", "name": N_("6 to 10 years (example)"), "min_age": 6, "max_age": 10},
    ),
    "periods": (
        {"period_id": "2026Q4", "name": N_("Fourth quarter of 2026 (example)"), "start": datetime.date(2026, 10, 1),
         "end": datetime.date(2026, 12, 31)},
    ),
    "donors": (
        {"donor_id": "D01", "name": N_("Example company"), "class": N_("company")},
        {"donor_id": "D02", "name": N_("Example charity"), "class": N_("charity")},
    ),
    "lots": (
        {"lot_id": "L01", "donor_id": "D01", "kind": "goods", "quantity": 120, "item_id": "AO", "pack_size": 10,
         "age_groups": "6-10"},
        {"lot_id": "L02", "donor_id": "D02", "kind": "cash", "quantity": 30000000, "places": "02",
         "categories": "nutrition"},
    ),
    "needs": (
        {"place_id": "01", "item_id": "AO", "quantity": 100, "age_group_id": "6-10", "period_id": "2026Q4"},
        {"place_id": "02", "item_id": "AO", "quantity": 80, "age_group_id": "6-10", "period_id": "2026Q4"},
        {"place_id": "02", "item_id": "SUA", "quantity": 150, "age_group_id": "3-5", "period_id": "2026Q4"},
    ),
    "ledger": (
        {"place_id": "01", "item_id": "AO", "quantity": 20, "age_group_id": "6-10", "period_id": "2026Q4",
         "provider_id": "D02"},
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Formats:
    """The looks of cells."""

    header: Any
    required: Any
    text: Any
    date: Any
    example: Any
    example_date: Any
    plain: Any


def write_workbook(path: Path) -> None:
    """Write the workbook to ``path`` in the current language."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), safe) as book:
        book.set_properties({"created": datetime.datetime(2026, 1, 1), "title": tr("Inputs of the allocation")})
        formats = _formats(book)
        _guide(book, formats)
        for name in SHEETS:
            _sheet(book, BY_NAME[name], formats)


def _formats(book: Any) -> Formats:
    grey = {"italic": True, "font_color": "#595959"}
    head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    return Formats(
        header=book.add_format({**head, "bg_color": "#E7E6E6"}),
        required=book.add_format({**head, "bg_color": "#BDD7EE"}),
        text=book.add_format({"num_format": "@"}),
        date=book.add_format({"num_format": "yyyy-mm-dd"}),
        example=book.add_format({**grey, "num_format": "@"}),
        example_date=book.add_format({**grey, "num_format": "yyyy-mm-dd"}),
        plain=book.add_format({**grey, "num_format": "General"}),
    )


def _guide(book: Any, formats: Formats) -> None:
    """The first sheet; the reader passes over it."""
    sheet = book.add_worksheet(tr("Guide"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = [
        tr("One sheet is one table; one row under the header is one place, item, gift, need and so on."),
        tr("Columns with a blue header must be filled in; the others may stay blank or be deleted."),
        tr("Point at a header to read what its column means."),
        tr("The rows in grey italics are examples. Delete them when you fill in your own."),
        tr("Codes are text: 01 stays 01. Several codes in one cell are separated by semicolons."),
        tr("When the workbook is filled in, save it and run: allocator check FOLDER"),
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 1, line)
    for row, name in enumerate(SHEETS, start=len(lines) + 1):
        sheet.write_string(row, 0, sheet_name(BY_NAME[name]), formats.header)
        sheet.write_string(row, 1, tr(BY_NAME[name].about))


def _sheet(book: Any, table: Table, formats: Formats) -> None:
    columns = table.columns
    sheet = book.add_worksheet(sheet_name(table))
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        head = header(column)
        kind = formats.text if column.kind in ("id", "ids", "text") else formats.date if column.kind == "date" else None
        sheet.set_column(at, at, max(12, min(28, len(head) + 3)), kind)
        sheet.write_string(0, at, head, formats.required if column.required else formats.header)
        sheet.write_comment(0, at, f"{column.name}: {tr(column.about)}", {"x_scale": 2})
        rule = _rule(column)
        if rule:
            sheet.data_validation(1, at, LAST_ROW - 1, at, rule)
    for row, example in enumerate(EXAMPLES[table.name], start=1):
        for at, column in enumerate(columns):
            _write(sheet, row, at, example.get(column.name), column, formats)


def _write(sheet: Any, row: int, at: int, value: object, column: Column, formats: Formats) -> None:
    if isinstance(value, datetime.date):
        sheet.write_datetime(row, at, value, formats.example_date)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, formats.plain)
    elif isinstance(value, str):
        text = choice_word(value) if column.kind == "choice" else tr(value) if column.kind == "text" else value
        sheet.write_string(row, at, text, formats.example)


def _rule(column: Column) -> dict[str, Any] | None:
    """What Excel checks while the cell is typed; ``None`` where anything goes."""
    wrong = {"error_title": tr("Please check"), "error_message": tr(column.about)[:255]}
    if column.kind == "choice":
        return {"validate": "list", "source": [choice_word(choice) for choice in column.choices], **wrong}
    if column.kind == "flag":
        return {"validate": "list", "source": [tr("yes"), tr("no")], **wrong}
    if column.kind == "id" and column.refers_to in SHEETS:
        sheet = sheet_name(BY_NAME[column.refers_to or ""])
        return {"validate": "list", "source": f"='{sheet}'!$A$2:$A${LAST_ROW}", "error_type": "warning", **wrong}
    if column.kind in ("number", "whole"):
        return {"validate": "decimal" if column.kind == "number" else "integer", **_bounds(column), **wrong}
    return None


def _bounds(column: Column) -> dict[str, Any]:
    low = 0 if column.positive else column.minimum
    if low is not None and column.maximum is not None:
        return {"criteria": "between", "minimum": low, "maximum": column.maximum}
    return {"criteria": ">" if column.positive else ">=", "value": -1e12 if low is None else low}


def sheet_name(table: Table) -> str:
    """The sheet's name in the current language."""
    return table.aliases[0] if current() == "vi" else table.name


def header(column: Column) -> str:
    """The column's name in the current language."""
    return column.aliases[0] if current() == "vi" and column.aliases else column.name


def choice_word(choice: str) -> str:
    """A choice in the current language."""
    return CHOICE_WORDS[choice][0] if current() == "vi" else choice
