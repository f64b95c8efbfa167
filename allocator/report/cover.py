"""The first sheet of the workbook: the main measures, how far they are proven, and where the help goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from allocator.language import tr
from allocator.report.view import View
from allocator.report.words import (
    CATEGORIES,
    STATUSES,
    level_word,
    objective_name,
    objective_value,
    proof,
    word,
)

WIDTHS = (58, 22, 22, 14, 14, 14, 14, 14)
"""Letters of each column; proofs in the fourth run on over the empty ones beside it."""

CHART_ROWS = 18
"""Rows kept free for charts."""

SHARES = 3
"""The column of shares."""


@dataclass(frozen=True)
class CoverPlaces:
    """Where things are on the sheet: the row kept free for charts; first and last row of a block's rows."""

    charts: int
    categories: tuple[int, int] | None
    groups: tuple[int, int] | None


class _Cover:
    """Writes blocks one below the other; ``row`` is the next free one."""

    def __init__(self, sheet: Any, looks: dict[str, Any]) -> None:
        self.sheet, self.looks, self.row = sheet, looks, 0

    def line(self, text: str, look: str, height: float | None = None) -> None:
        if height:
            self.sheet.set_row(self.row, height)
        self.sheet.merge_range(self.row, 0, self.row, len(WIDTHS) - 1, "", self.looks[look])
        self.sheet.write_string(self.row, 0, text, self.looks[look])
        self.row += 1

    def head(self, *texts: str) -> None:
        self.row += 1
        for at, text in enumerate(texts):
            self.sheet.write_string(self.row, at, text, self.looks["head"])
        self.row += 1

    def cells(self, *values: str | float | None) -> None:
        for at, value in enumerate(values):
            if isinstance(value, str):
                self.sheet.write_string(self.row, at, value, self.looks["right" if at == 1 else "text"])
            elif value is not None:
                self._number(at, value)
        self.row += 1

    def _number(self, at: int, value: float) -> None:
        if at == SHARES:
            # Down towards the whole, as everywhere: 99.96 % is never shown as 100 %.
            self.sheet.write_number(self.row, at, int(value * 1000 + 1e-9) / 1000, self.looks["share"])
        else:
            self.sheet.write_number(self.row, at, value, self.looks["whole"])


def write_cover(sheet: Any, looks: dict[str, Any], view: View, too_long: bool) -> CoverPlaces:
    """Fill the sheet; ``too_long`` says that the plan has more lines than a sheet holds."""
    sheet.hide_gridlines(2)
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    cover = _Cover(sheet, looks)
    cover.line(view.name, "title", 24)
    cover.line(tr(STATUSES[view.status]), "note")
    if too_long:
        cover.line(tr("The plan has more lines than a sheet holds; all of them are in plan.csv."), "note")
    _measures(cover, view)
    cover.head(tr("What the plan aims at"), tr("Reached"), "", tr("How good that is"))
    for objective in view.plan.objectives:
        reached = objective_value(objective, objective.value, view.currency)
        cover.cells(objective_name(objective), reached, "", proof(objective, view.currency))
    charts = cover.row + 1
    cover.row += CHART_ROWS
    categories = [word(CATEGORIES, each) for each in view.categories["id"]]
    by_category = _shares(cover, tr("Category"), categories, view.categories, view.currency)
    title = level_word(view.group_level).capitalize()
    by_group = _shares(cover, title, view.groups["name"].tolist(), view.groups, view.currency)
    ages = [each or tr("not by age") for each in view.ages["name"]]
    _shares(cover, tr("Age group"), ages, view.ages, view.currency)
    sheet.print_area(0, 0, cover.row, len(WIDTHS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return CoverPlaces(charts, by_category, by_group)


def _measures(cover: _Cover, view: View) -> None:
    measures = view.plan.measures
    cover.head(tr("Measure"), tr("Value ({currency})", currency=view.currency), "", tr("Share"))
    share = measures.met_value / measures.need_value if measures.need_value else 1.0
    cover.cells(tr("Need still to be met"), measures.need_value)
    cover.cells(tr("Met by the plan"), measures.met_value, None, share)
    cover.cells(tr("Unmet"), measures.unmet_value, None, 1.0 - share)
    used = measures.used_value / measures.supply_value if measures.supply_value else 1.0
    cover.cells(tr("Gifts that may be allocated"), measures.supply_value)
    cover.cells(tr("Gifts used"), measures.used_value, None, used)
    unit = level_word(view.unit_level)
    cover.cells(tr("Share met in the {unit} with the lowest share", unit=unit), None, None, measures.coverage_min)
    cover.cells(tr("Mean share met over all places compared"), None, None, measures.coverage_mean)


def _shares(cover: _Cover, title: str, labels: list[str], frame: pd.DataFrame, currency: str) -> tuple[int, int] | None:
    """A block of shares; the first and last row of it, or ``None`` where there is nothing to show."""
    if frame.empty:
        return None
    need, met = tr("Need ({currency})", currency=currency), tr("Met ({currency})", currency=currency)
    cover.head(title, need, met, tr("Share met"))
    rows = zip(labels, frame["need"].tolist(), frame["met"].tolist(), frame["coverage"].tolist(), strict=True)
    first = cover.row
    for row in rows:
        cover.cells(*row)
    return first, cover.row - 1
