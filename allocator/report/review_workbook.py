"""The review workbook: lines of a plan with what a coordinator needs to judge them, and cells to decide in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_range_abs

from allocator.language import N_, current, tr
from allocator.report.review_lines import line_columns
from allocator.report.sheets import MOST_ROWS, fill
from allocator.report.view import View
from allocator.report.workbook import Column, new_book
from allocator.review.decision import ACTIONS
from allocator.review.form import BESIDE, LINES, MARK, PATTERNS, REVIEWER, ROLE, SHEETS, about, header
from allocator.tables import schema
from allocator.tables.words import CHOICE_WORDS

PATTERN_ROWS = 300
"""Rows of the sheet for many lines at once."""
WIDTHS = {"action": 11, "quantity": 10, "comment": 26, "decided_on": 11}


@dataclass(frozen=True)
class Reviewer:
    """Who the workbook is for, as far as it is known."""

    name: str = ""
    role: str = ""
    area: str = ""
    """The place whose lines are in it, by name; blank: all."""


def write_review(view: View, lines: pd.DataFrame, plan_hash: str, reviewer: Reviewer, path: Path) -> None:
    """Write the workbook for ``lines``, rows of ``plan.csv``, in the current language."""
    book, looks = new_book(view.name, path)
    looks |= _own_looks(book)
    book.set_custom_property("allocator", MARK + plan_hash)
    book.define_name("allocator_plan", f'="{MARK}{plan_hash}"')
    _guide(book, looks, view, plan_hash, reviewer, len(lines))
    _lines(book, looks, view, lines)
    codes = _codes(view)
    patterns = book.add_worksheet(tr(SHEETS["patterns"]))
    lists = _lists(book, looks, codes)
    _patterns(patterns, looks, lists)
    book.worksheets()[1].activate()
    book.close()


def action_word(action: str) -> str:
    """An action in the current language."""
    return CHOICE_WORDS[action][0] if current() == "vi" else action


def _own_looks(book: Any) -> dict[str, Any]:
    base: dict[str, object] = {
        "font_name": "Arial",
        "font_size": 10,
        "bg_color": "#FFF8DC",
        "border": 1,
        "border_color": "#D9C98C",
    }
    entry: dict[str, dict[str, object]] = {
        "action": {},
        "quantity": {"num_format": "#,##0.###"},
        "comment": {"text_wrap": True, "valign": "top"},
        "decided_on": {"num_format": "yyyy-mm-dd"},
        "code": {"num_format": "@"},
    }
    looks = {f"entry {name}": book.add_format({**base, **look, "locked": False}) for name, look in entry.items()}
    head = {"bold": True, "bg_color": "#8A6D1B", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
    looks["entry head"] = book.add_format({"font_name": "Arial", "font_size": 10, "border": 1, **head})
    looks["mark"] = book.add_format({"font_name": "Arial", "font_size": 8, "font_color": "#BFBFBF"})
    top: dict[str, object] = {"font_name": "Arial", "font_size": 9, "valign": "top"}
    for name, form in (("id", "@"), ("whole", "#,##0"), ("part", "#,##0.00"), ("share", "0%"), ("wrapped", "@")):
        wrap = {"text_wrap": True, "indent": 1} if name == "wrapped" else {}
        looks[name] = book.add_format({**top, **wrap, "num_format": form})
    looks["label"] = book.add_format({"font_name": "Arial", "font_size": 10, "bold": True, "valign": "top"})
    return looks


def _guide(book: Any, looks: dict[str, Any], view: View, plan_hash: str, reviewer: Reviewer, count: int) -> None:
    """What the workbook is and how it is filled in, with the name of the reviewer and the hash of the plan."""
    sheet = book.add_worksheet(tr(SHEETS["guide"]))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 92)
    sheet.set_column(2, 2, 4)
    sheet.write_string(0, 0, tr(N_("Review of a plan")), looks["title"])
    rows: list[tuple[str, str, str]] = [
        (tr(N_("Plan")), view.name, ""),
        (tr(N_("Lines in this workbook")), f"{count}" + (f" ({reviewer.area})" if reviewer.area else ""), ""),
        (tr(N_("Reviewer")), reviewer.name, REVIEWER),
        (tr(N_("Role")), reviewer.role, ROLE),
    ]
    for row, (label, value, mark) in enumerate(rows, start=2):
        sheet.write_string(row, 0, label, looks["label"])
        if mark and not value:
            sheet.write_blank(row, 1, None, looks["entry code"])
        else:
            sheet.write_string(row, 1, value, looks["entry code" if mark else "wrapped"])
        if mark:
            sheet.write_string(row, 2, mark, looks["mark"])
    steps = _steps()
    for row, (label, text) in enumerate(steps, start=len(rows) + 3):
        sheet.write_string(row, 0, label, looks["label"])
        sheet.write_string(row, 1, text, looks["wrapped"])
    last = len(rows) + 4 + len(steps)
    sheet.write_string(last, 0, tr(N_("Hash of the plan")), looks["label"])
    sheet.write_string(last, 1, MARK + plan_hash, looks["mark"])
    sheet.protect("", {"format_columns": True, "format_rows": True})
    _printed(sheet, last, 1, landscape=False)


def _steps() -> list[tuple[str, str]]:
    """Short instructions, and what each decision means."""
    meaning = {
        "approve": N_("The line is right as it is."),
        "lock": N_("The line gets exactly this quantity; blank: the quantity planned."),
        "cap": N_("At most this quantity."),
        "floor": N_("At least this quantity."),
        "ban": N_("Nothing of this gift for this need."),
        "prefer": N_("This quantity if no child elsewhere loses by it; blank: the quantity planned."),
    }
    return [
        ("1", tr(N_("Write your name and role in the yellow cells above."))),
        ("2", tr(N_("Go through the lines. Decide in the yellow cells only; leave blank what you have no view of."))),
        ("3", tr(N_("What holds for many lines goes to the sheet “{sheet}”."), sheet=tr(SHEETS["patterns"]))),
        ("4", tr(N_("Rows may be sorted, filtered, hidden or deleted. Save as .xlsx and send the file back."))),
        ("", ""),
        *((action_word(action), tr(text)) for action, text in meaning.items()),
    ]


def _lines(book: Any, looks: dict[str, Any], view: View, lines: pd.DataFrame) -> None:
    """One row a line: what is planned and why, then the cells to decide in."""
    sheet = book.add_worksheet(tr(SHEETS["lines"]))
    sheet.set_default_row(25)  # two lines of a wrapped text
    context = line_columns(view, lines)
    _heads(sheet, looks, context)
    rows = min(len(lines), MOST_ROWS)
    entries = LINES.columns[1:]
    first = len(context)
    formats = [looks[column.look] for column in context] + [looks[f"entry {entry.name}"] for entry in entries]
    _entry_heads(sheet, looks, first, entries)
    if rows:
        fill(sheet, [column.cells.iloc[:rows] for column in context], formats[:first], formats[first:])
    _validate(sheet, first, rows, entries)
    sheet.autofilter(0, 0, max(rows, 1), first + len(entries) - 1)
    sheet.freeze_panes(1, 2)
    _protect(sheet)
    _printed(sheet, max(rows, 1), first + len(entries) - 2)


def _heads(sheet: Any, looks: dict[str, Any], columns: Sequence[Column]) -> None:
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.header, looks["head"])
        sheet.set_column(at, at, _width(column))
    sheet.set_row(0, 52)


def _width(column: Column) -> float:
    """Narrow enough for a sheet of paper; texts are wrapped."""
    if column.look in ("id", "wrapped"):
        longest = float(column.cells.str.len().quantile(0.9)) if len(column.cells) else 0.0
        return min(max(longest + 1, 6.0), 13.0 if column.look == "id" else 18.0)
    return 8.0


def _entry_heads(sheet: Any, looks: dict[str, Any], first: int, entries: Sequence[schema.Column]) -> None:
    for at, entry in enumerate(entries, start=first):
        sheet.write_string(0, at, header(entry), looks["entry head"])
        sheet.write_comment(0, at, about(entry), {"x_scale": 2})
        sheet.set_column(
            at, at, WIDTHS.get(entry.name, 24), looks[f"entry {entry.name}" if entry.name in WIDTHS else "entry code"]
        )


def _validate(sheet: Any, first: int, rows: int, entries: Sequence[schema.Column]) -> None:
    """Lists and ranges, so that most mistakes are told while they are made."""
    wrong = {"error_title": tr(N_("Please check")), "ignore_blank": True}
    rules: dict[str, dict[str, Any]] = {
        "action": {"validate": "list", "source": [action_word(action) for action in ACTIONS]},
        "quantity": {"validate": "decimal", "criteria": ">=", "value": 0},
    }
    for at, entry in enumerate(entries, start=first):
        if entry.name in rules and rows:
            message = {"error_message": about(entry)[:255]}
            sheet.data_validation(1, at, rows, at, rules[entry.name] | wrong | message)


def _codes(view: View) -> dict[str, list[str]]:
    """What the lists of the sheet for many lines offer: codes with their names."""
    names = view.names
    items = dict(zip(view.lots["lot_id"], view.lots["item_id"], strict=True))

    def gift(lot: str) -> str:
        parts = (names.donors.get(view.donor_of[lot], view.donor_of[lot]), names.items.get(items[lot], items[lot]))
        return ", ".join(part for part in parts if part)

    return {
        "lot_id": [_beside(lot, gift(lot)) for lot in view.lots["lot_id"]],
        "place_id": [
            _beside(place, ", ".join(part for part in (name, names.paths.get(place, "")) if part))
            for place, name in names.places.items()
        ],
        "item_id": [_beside(*pair) for pair in names.items.items()],
        "age_group_id": [_beside(*pair) for pair in names.ages.items()],
        "period_id": [_beside(*pair) for pair in names.periods.items()],
    }


def _beside(code: str, name: str) -> str:
    """A code and its name, short enough for a list."""
    name = " ".join(name.split())
    return f"{code}{BESIDE}{name}"[:250] if name and name != code else code


def _lists(book: Any, looks: dict[str, Any], codes: dict[str, list[str]]) -> dict[str, str]:
    """The sheet of codes; where each list stands."""
    title = tr(SHEETS["lists"])
    sheet = book.add_worksheet(title)
    ranges = {}
    for at, (name, texts) in enumerate(codes.items()):
        sheet.write_string(0, at, header(PATTERNS.column(name)) + " *", looks["head"])
        sheet.set_column(at, at, 44)
        for row, text in enumerate(texts, start=1):
            sheet.write_string(row, at, text, looks["text"])
        ranges[name] = f"='{title}'!{xl_range_abs(1, at, max(len(texts), 1), at)}"
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"format_columns": True})
    _printed(sheet, max(map(len, codes.values()), default=1), len(codes) - 1)
    return ranges


def _patterns(sheet: Any, looks: dict[str, Any], lists: dict[str, str]) -> None:
    """Blank rows for decisions about many lines at once; codes are picked from lists."""
    columns = PATTERNS.columns
    _entry_heads(sheet, looks, 0, columns)
    sheet.set_row(0, 32)
    formats = [looks.get(f"entry {column.name}", looks["entry code"]) for column in columns]
    for row in range(1, PATTERN_ROWS + 1):
        for at, style in enumerate(formats):
            sheet.write_blank(row, at, None, style)
    _validate(sheet, 0, PATTERN_ROWS, columns)
    for at, column in enumerate(columns):
        if column.name in lists:
            rule = {"validate": "list", "source": lists[column.name], "error_type": "warning"}
            sheet.data_validation(1, at, PATTERN_ROWS, at, rule | {"error_title": tr(N_("Please check"))})
    sheet.freeze_panes(1, 0)
    _protect(sheet)
    _printed(sheet, 40, len(columns) - 1)


def _protect(sheet: Any) -> None:
    """Only yellow cells can be written; widths, filters and rows stay in the reader's hands. There is no password."""
    free = ("sort", "autofilter", "format_columns", "format_rows", "delete_rows", "select_locked_cells")
    sheet.protect("", dict.fromkeys(free, True))


def _printed(sheet: Any, last_row: int, last_column: int, landscape: bool = True) -> None:
    """A4, one page wide, the header on each page."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_footer("&L&A&R&P / &N")
