"""``plan.xlsx``: the plan for people who work in Excel, in their language, names beside codes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from allocator.language import N_, tr
from allocator.report.cover import write_cover
from allocator.report.sheets import MOST_ROWS, fill
from allocator.report.view import View, named
from allocator.report.words import CLAUSES, KINDS, REASONS, WHY_UNUSED, word
from allocator.report.workbook_charts import insert_charts

CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The same in every workbook, so that one plan has one workbook."""

WIDEST, NARROWEST = 44, 7
LOOKS: dict[str, dict[str, object]] = {
    "id": {"num_format": "@"},
    "text": {"indent": 1},
    "whole": {"num_format": "#,##0"},
    "part": {"num_format": "#,##0.00"},
    "share": {"num_format": "0.0%"},
    "head": {"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter",
             "border": 1, "border_color": "#FFFFFF"},
    "title": {"bold": True, "font_size": 16, "font_color": "#1F4E5F"},
    "right": {"align": "right"},
    "note": {"italic": True, "text_wrap": True, "valign": "top", "font_color": "#555555"},
}  # fmt: skip
"""Every format of the workbook, by name."""

FOOTER = "&L&A&R&P / &N"

MOST_NAME, MOST_HEADER = 31, 90
"""Letters that the name of a sheet and each part of a printed header may have."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its header in the reader's language, its cells, and the name of its format."""

    header: str
    cells: pd.Series
    look: str


def write_workbook(view: View, path: Path, per: str | None = None) -> None:
    """Write the workbook of ``view`` in the current language; the same plan gives the same bytes.

    ``per``: also a sheet with the lines of each ``district`` (place above the units) or of each ``donor``.
    """
    book, looks = new_book(view.name, path)
    summary = book.add_worksheet(tr(N_("Summary")))
    places = write_cover(summary, looks, view, too_long=len(view.plan.allocations) > MOST_ROWS)
    insert_charts(book, summary, view, places)
    write_sheet(book, looks, tr(N_("Plan")), plan_columns(view, view.plan.allocations), printed=10)
    write_sheet(book, looks, tr(N_("Unmet")), _unmet(view), printed=13)
    if len(view.plan.causes):
        write_sheet(book, looks, tr(N_("Causes")), _causes(view), printed=10)
    coverage = _coverage(view)
    sheet = write_sheet(book, looks, tr(N_("Coverage")), coverage)
    # The plain bars of Excel 2007: the newer ones are an extension that other readers warn about.
    bars = {"type": "data_bar", "bar_color": "#8FBFCC"} | {"min_type": "num", "max_type": "num", "max_value": 1}
    for at, column in enumerate(coverage):
        if column.look == "share":
            sheet.conditional_format(1, at, max(len(column.cells), 1), at, bars)
    write_sheet(book, looks, tr(N_("Donors")), _donors(view))
    write_sheet(book, looks, tr(N_("Gifts")), _lots(view))
    if per is not None:
        _write_parts(book, looks, view, per)
    book.close()


def new_book(title: str, path: Path) -> tuple[Any, dict[str, Any]]:
    """An empty workbook in which no text is ever a formula or a link, and its formats by name."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "created": CREATED})
    looks = {name: book.add_format({"font_name": "Arial", "font_size": 10} | look) for name, look in LOOKS.items()}
    return book, looks


def write_sheet(
    book: Any, looks: dict[str, Any], title: str, columns: Sequence[Column], printed: int | None = None
) -> Any:
    """One table on a sheet of its own, ready to filter and to print (the first ``printed`` columns)."""
    sheet = book.add_worksheet(title)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.header, looks["head"])
        sheet.set_column(at, at, _width(column))
    sheet.set_row(0, 32)
    rows = min(len(columns[0].cells), MOST_ROWS)
    if rows:
        fill(sheet, [column.cells for column in columns], [looks[column.look] for column in columns])
    sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
    sheet.freeze_panes(1, 2)
    sheet.print_area(0, 0, max(rows, 1), (printed or len(columns)) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_header(header_of(book, title))
    sheet.set_footer(FOOTER)
    return sheet


def header_of(book: Any, title: str) -> str:
    """What is printed at the top of every page: the name of the plan and of the sheet."""
    name, title = (text.replace("&", "&&") for text in (str(book.doc_properties.get("title", "")), title))
    return f"&L&9{name[:MOST_HEADER]}&R&9{title[:MOST_HEADER]}"


def _write_parts(book: Any, looks: dict[str, Any], view: View, per: str) -> None:
    """A sheet with the lines of each district in the order of places, or of each donor, the largest first."""
    lines = view.plan.allocations
    if per == "donor":
        keys, named_as = lines["donor_id"], dict(zip(view.donors["donor_id"], view.donors["name"], strict=True))
    else:
        above = dict(zip(view.units["unit"], view.units["group"], strict=True))
        keys = lines["place_id"].map(view.unit_of).map(above).fillna("").astype("str")
        named_as = dict(zip(view.groups["id"], view.groups["name"], strict=True))
    used = {sheet.get_name().casefold() for sheet in book.worksheets()}
    for key, name in named_as.items():
        own = lines[keys == key]
        if len(own):
            write_sheet(book, looks, _sheet_name(f"{key} {name}", used), plan_columns(view, own), printed=10)


def _sheet_name(text: str, used: set[str]) -> str:
    """``text`` as the name of a sheet: at most 31 letters, none that Excel forbids, and unlike those before."""
    shown = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text).strip(" '")
    name, at = shown[:MOST_NAME].strip(" '") or "?", 1
    while name.casefold() in used:
        at += 1
        name = f"{shown[: MOST_NAME - 4].strip()} ({at})"
    used.add(name.casefold())
    return name


def _width(column: Column) -> float:
    """Letters that the widest cell takes, and the longest word of the header with the filter's button."""
    if column.look in ("id", "text"):
        widest = max((len(text) for text in column.cells.unique().tolist()), default=0)
    elif column.look == "share":
        widest = 6
    else:
        largest = column.cells.abs().max() if len(column.cells) else 0.0
        widest = len(f"{largest:,.2f}" if column.look == "part" else f"{largest:,.0f}")
    words = max(len(part) for part in column.header.split())
    return float(min(max(widest, words + 2, len(column.header) / 2 + 2, NARROWEST), WIDEST) + 1)


def amounts(header: str, cells: pd.Series) -> Column:
    """A column of quantities or values, with decimals only where there are any."""
    whole = bool((cells == cells.round()).all())
    return Column(header, cells.round().astype("int64") if whole else cells, "whole" if whole else "part")


def _cell_columns(view: View, rows: pd.DataFrame) -> list[Column]:
    """Where, what, for whom and when, in names."""
    place, names = rows["place_id"], view.names
    return [
        Column(tr("Code"), place, "id"),
        Column(tr("Place"), named(place, names.places), "text"),
        Column(tr("Part of"), named(place, names.paths), "text"),
        Column(tr("Item"), named(rows["item_id"], names.items), "text"),
        Column(tr("Age group"), named(rows["age_group_id"], names.ages), "text"),
        Column(tr("Period"), named(rows["period_id"], names.periods), "text"),
    ]


def plan_columns(view: View, lines: pd.DataFrame) -> list[Column]:
    """The columns of some or all ``lines`` of the plan."""
    names = view.names
    return [
        *_cell_columns(view, lines),
        amounts(tr("Quantity"), lines["quantity"]),
        Column(tr("Unit"), named(lines["item_id"], names.units), "text"),
        amounts(tr("Value ({currency})", currency=view.currency), lines["value"]),
        Column(tr("Donor"), named(lines["donor_id"], names.donors), "text"),
        amounts(tr("Packs"), lines["packs"]),
        Column(tr("Delivered by"), named(lines["provider_id"], names.donors), "text"),
        Column(tr("Gift code"), lines["lot_id"], "id"),
        Column(tr("Donor code"), lines["donor_id"], "id"),
        Column(tr("Item code"), lines["item_id"], "id"),
        Column(tr("Line code"), lines["line_id"], "id"),
    ]


def _unmet(view: View) -> list[Column]:
    cells = view.plan.unmet[view.plan.unmet["unmet"] > 0]
    reasons = {code: tr(text) for code, text in REASONS.items()}
    return [
        *_cell_columns(view, cells),
        Column(tr("Priority"), cells["tier"].astype("int64"), "whole"),
        amounts(tr("Still needed"), cells["net"]),
        amounts(tr("Met by the plan"), cells["met"]),
        amounts(tr("Unmet"), cells["unmet"]),
        Column(tr("Unit"), named(cells["item_id"], view.names.units), "text"),
        amounts(tr("Value of what is unmet ({currency})", currency=view.currency), cells["unmet_value"]),
        Column(tr("Why"), named(cells["reason"], reasons), "text"),
        amounts(tr("Need"), cells["need"]),
        amounts(tr("Given by the state"), cells["entitlement"]),
        amounts(tr("Already given"), cells["ledger"] + cells["direct"]),
        Column(tr("Item code"), cells["item_id"], "id"),
    ]


def _causes(view: View) -> list[Column]:
    causes, names = view.plan.causes, view.names
    givers = dict(zip(view.lots["lot_id"], named(view.lots["donor_id"], names.donors), strict=True))
    clauses = {code: tr(text) for code, text in CLAUSES.items()}
    return [
        *_cell_columns(view, causes),
        amounts(tr("Unmet"), causes["quantity"]),
        Column(tr("Unit"), named(causes["item_id"], names.units), "text"),
        Column(tr("Why"), named(causes["cause"], {code: tr(text) for code, text in REASONS.items()}), "text"),
        Column(tr("Condition or limit"), named(causes["clause"], clauses), "text"),
        Column(tr("Gift code"), causes["lot_id"], "id"),
        Column(tr("Donor"), named(causes["lot_id"], givers), "text"),
        Column(tr("What fits goes to, among others"), named(causes["unit"], names.places), "text"),
        Column(tr("Reviewer"), causes["reviewer"], "text"),
        amounts(tr("Value of what is unmet ({currency})", currency=view.currency), causes["value"]),
        Column(tr("Table"), causes["table"], "text"),
        Column(tr("Row"), causes["row"].astype("str").where(causes["row"] > 0, ""), "text"),
        Column(tr("Item code"), causes["item_id"], "id"),
    ]


def _coverage(view: View) -> list[Column]:
    units = view.units
    return [
        Column(tr("Code"), units["unit"], "id"),
        Column(tr("Place"), units["name"], "text"),
        Column(tr("Part of"), units["parent"], "text"),
        Column(tr("Share met"), units["coverage"], "share"),
        Column(tr("Share in the fair ideal"), units["fair"], "share"),
        amounts(tr("Need ({currency})", currency=view.currency), units["need"]),
        amounts(tr("Met ({currency})", currency=view.currency), units["met"]),
        amounts(tr("Unmet ({currency})", currency=view.currency), units["unmet"]),
        amounts(tr("Difficulty"), units["severity"]),
    ]


def _donors(view: View) -> list[Column]:
    donors = view.donors
    return [
        Column(tr("Donor code"), donors["donor_id"], "id"),
        Column(tr("Donor"), donors["name"], "text"),
        Column(tr("Kind of donor"), donors["class"], "text"),
        amounts(tr("Gifts"), donors["lots"]),
        amounts(tr("Given ({currency})", currency=view.currency), donors["given"]),
        amounts(tr("Delivered directly ({currency})", currency=view.currency), donors["direct"]),
        amounts(tr("Used by the plan ({currency})", currency=view.currency), donors["used"]),
        amounts(tr("Unused ({currency})", currency=view.currency), donors["unused"]),
        amounts(tr("Places served"), donors["units"]),
    ]


def _lots(view: View) -> list[Column]:
    lots, names = view.lots, view.names
    why = {code: tr(text) for code, text in WHY_UNUSED.items()}
    return [
        Column(tr("Gift code"), lots["lot_id"], "id"),
        Column(tr("Donor"), named(lots["donor_id"], names.donors), "text"),
        Column(tr("Form"), named(lots["kind"], {code: word(KINDS, code) for code in KINDS}), "text"),
        Column(tr("Item"), named(lots["item_id"], names.items), "text"),
        amounts(tr("Quantity"), lots["quantity"]),
        amounts(tr("Used"), lots["used"]),
        amounts(tr("Unused"), lots["unused"]),
        Column(tr("Unit"), named(lots["item_id"], names.units | {"": view.currency}), "text"),
        Column(tr("Why unused"), named(lots["why_unused"], why), "text"),
    ]
