"""Native Excel charts on the summary sheet, drawn from the cells of the workbook, so that they follow changes."""

from __future__ import annotations

from typing import Any

from allocator.language import N_, number, tr
from allocator.report.cover import CoverPlaces
from allocator.report.view import View
from allocator.report.words import level_word

DARK, LIGHT, ACCENT = "#1F4E5F", "#B9D3DA", "#C4622D"
"""Colours that differ in grey and for the colour-blind."""

WIDTH, HEIGHT = 430, 340
"""Pixels of a chart; three stand side by side."""

SHARE, IDEAL = 3, 4
"""Columns of the sheet of coverage: share met, and share in the fair ideal."""


def insert_charts(book: Any, sheet: Any, view: View, places: CoverPlaces) -> None:
    """Need and met by category, share met by district, and the shares of all places from the worst off to the best."""
    summary = sheet.get_name()
    at = 0
    if places.categories:
        chart = _bars(book, tr(N_("Need and what is met, by category")), "column")
        for column, name, colour in ((1, tr("Need"), LIGHT), (2, tr("Met by the plan"), DARK)):
            chart.add_series(_series(summary, places.categories, column, name, colour))
        chart.set_y_axis({"num_format": "#,##0", "display_units": "millions", "major_gridlines": {"visible": True}})
        chart.set_legend({"position": "bottom"})
        _place(sheet, chart, places.charts, at)
        at += 1
    if places.groups:
        text = tr("Share of need met by {level}", level=level_word(view.group_level))
        chart = _bars(book, text, "bar")
        chart.add_series(_series(summary, places.groups, SHARE, tr("Share met"), DARK) | {"gap": 40})
        chart.set_x_axis({"num_format": "0%", "min": 0, "max": 1})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
        chart.set_legend({"none": True})
        _place(sheet, chart, places.charts, at)
        at += 1
    if len(view.units):
        _place(sheet, _curve(book, view), places.charts, at)


def _curve(book: Any, view: View) -> Any:
    chart = book.add_chart({"type": "line"})
    sheet, last = tr("Coverage"), len(view.units)
    for column, name, line in (
        (SHARE, tr("Share met"), {"color": DARK, "width": 2.25}),
        (IDEAL, tr("Share in the fair ideal"), {"color": ACCENT, "width": 1.5, "dash_type": "dash"}),
    ):
        values = [sheet, 1, column, last, column]
        chart.add_series({"name": name, "values": values, "line": line})
    text = tr("{count} places, from the worst off to the best", count=number(last))
    _title(chart, text)
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1})
    chart.set_x_axis({"visible": False})
    chart.set_legend({"position": "bottom"})
    return chart


def _bars(book: Any, title: str, kind: str) -> Any:
    chart = book.add_chart({"type": kind})
    _title(chart, title)
    return chart


def _title(chart: Any, text: str) -> None:
    chart.set_title({"name": text, "name_font": {"size": 11, "bold": True, "color": DARK}, "overlay": False})


def _series(sheet: str, rows: tuple[int, int], column: int, name: str, colour: str) -> dict[str, Any]:
    first, last = rows
    return {
        "name": name,
        "categories": [sheet, first, 0, last, 0],
        "values": [sheet, first, column, last, column],
        "fill": {"color": colour},
    }


def _place(sheet: Any, chart: Any, row: int, at: int) -> None:
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    sheet.insert_chart(row, 0, chart, {"x_offset": 5 + at * (WIDTH + 10), "y_offset": 5, "object_position": 1})
