"""A comparison of plans in words, as a workbook and as one page."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined

from allocator.analyse.compare import Comparison
from allocator.language import N_, current, number, percent, quantity, tr
from allocator.report.page import template_text
from allocator.report.words import objective_called
from allocator.report.workbook import Column, amounts, new_book, write_sheet

MEASURES = {
    "need_value": N_("Need"),
    "met_value": N_("Need met"),
    "unmet_value": N_("Need left unmet"),
    "coverage_min": N_("Lowest share met of a unit"),
    "fairness_min": N_("Lowest share met, difficulty counted"),
    "coverage_mean": N_("Mean share met"),
    "fairness_log": N_("Proportional fairness"),
    "below_floor": N_("Lacking to the floor of fairness"),
    "surplus_value": N_("More given than needed"),
    "surplus_forced": N_("of that, forced"),
    "surplus_avoidable": N_("of that, perhaps avoidable"),
    "overlap": N_("Overlap of providers"),
    "links": N_("Provider links"),
    "repeat_value": N_("Given again before it was due"),
    "cost": N_("Transport cost"),
    "change": N_("Lines changed from the plan before"),
    "rules_short": N_("Lacking to floors of rules"),
    "lines": N_("Lines"),
    "supply_value": N_("Gifts"),
    "used_value": N_("Gifts used"),
}
MINUS = "\N{MINUS SIGN}"
SHARES = frozenset({"coverage_min", "fairness_min", "coverage_mean"})
COUNTS = frozenset({"overlap", "links", "lines", "change"})

REASON_TEXTS = {
    "decision": N_("a review decision: {about}"),
    "lot": N_("its gift differs: {about}"),
    "need": N_("its need differs: {about}"),
    "item": N_("its item differs: {about}"),
    "place": N_("its place differs: {about}"),
    "link": N_("the link between gift and place differs"),
    "unit": N_("the needs of its unit differ, and so does its fair share"),
    "settings": N_("the settings differ"),
    "elsewhere": N_("what is left is shared out anew after changes elsewhere"),
    "time": N_("the time limit ended a search"),
    "tie": N_("a tie: either is as good"),
}
WHAT = (N_("added"), N_("removed"), N_("changed"))
NEIGHBOURS = {
    ("freed", "gift"): N_("takes what line {by} of the same gift no longer uses"),
    ("freed", "need"): N_("takes the place of line {by} at the same need"),
    ("freed", "place"): N_("makes up for line {by} at the same place"),
    ("taken", "gift"): N_("line {by} takes more of the same gift"),
    ("taken", "need"): N_("line {by} serves the same need instead"),
    ("taken", "place"): N_("line {by} brings more to the same place"),
}


def measure_called(name: str) -> str:
    """What a measure is about."""
    if name.startswith("unmet_by_tier."):
        return objective_called(f"unmet_tier_{name.partition('.')[2]}")
    return tr(MEASURES[name])


def measure_value(name: str, value: float, scale: float = 1.0) -> str:
    """A value of a measure; amounts of money are divided by ``scale``."""
    if math.isnan(value):
        return "–"
    if name in SHARES:
        return percent(value, 1)
    if name in COUNTS:
        return number(value)
    if name == "fairness_log":
        return number(value, 3)
    return number(value / scale, 1 if scale > 1 else 0)


def reason_text(row: Mapping[Any, Any]) -> str:
    """Why a line differs, in a sentence."""
    reason = str(row["reason"])
    if reason in ("freed", "taken"):
        return tr(NEIGHBOURS[reason, str(row["about"])], by=row["by"])
    about = str(row["about"])
    return tr(REASON_TEXTS[reason], about=tr(about) if about in WHAT else about)


def told_measures(found: Comparison) -> pd.DataFrame:
    """The measures that are not zero in all plans."""
    return found.measures[(found.measures.abs() > 1e-12).any(axis=1)]


def as_json(found: Comparison) -> dict[str, object]:
    """The comparison as plain values; names are stable, reasons are codes."""
    gains = {name: found.gains(at).to_dict("records") for at, name in enumerate(found.names) if at}
    frames = {"inputs": found.inputs, "objectives": found.objectives, "lines": found.lines}
    told: dict[str, object] = {"plans": list(found.names), "measures": found.measures.to_dict(), "units": gains}
    told |= {name: json.loads(frame.to_json(orient="records")) for name, frame in frames.items()}
    return told


def write_comparison(found: Comparison, folder: Path) -> None:
    """``compare.json``, ``compare.xlsx`` and ``compare.html`` into ``folder``, in the current language."""
    text = json.dumps(as_json(found), ensure_ascii=False, indent=2)
    (folder / "compare.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    _write_book(found, folder / "compare.xlsx")
    (folder / "compare.html").write_text(page(found), encoding="utf-8", newline="\n")


def _write_book(found: Comparison, path: Path) -> None:
    book, looks = new_book(" / ".join(found.names), path)
    measures = told_measures(found)
    rows = [Column(tr("Measure"), pd.Series([measure_called(name) for name in measures.index], dtype="str"), "text")]
    rows += [Column(name, measures[name].reset_index(drop=True), "part") for name in found.names]
    write_sheet(book, looks, tr("Measures"), rows)
    units = [Column(tr("Code"), found.units["unit"], "id"), Column(tr("Place"), found.units["name"], "text")]
    units += [Column(name, found.units[name], "share") for name in found.names]  # blank: no such unit or need
    write_sheet(book, looks, tr("Units"), units)
    write_sheet(
        book, looks, tr("Inputs that differ"), [_text(header, found.inputs[name]) for name, header in _input_headers()]
    )
    lines = [_text(header, found.lines[name]) for name, header in _id_headers()]
    lines += [amounts(name, found.lines[name]) for name in found.names]
    if "reason" in found.lines:
        why = pd.Series([reason_text(row) for row in found.lines.to_dict("records")], dtype="str")
        lines += [amounts(tr("Change"), found.lines["change"]), Column(tr("Why"), why, "text")]
    write_sheet(book, looks, tr("Lines that differ"), lines)
    book.close()


def _text(header: str, cells: pd.Series) -> Column:
    return Column(header, cells.astype("str"), "text")


def _input_headers() -> list[tuple[str, str]]:
    return [
        ("plan", tr("Plan")),
        ("table", tr("Table")),
        ("key", tr("Row")),
        ("what", tr("What")),
        ("column", tr("Column")),
        ("before", tr("Before")),
        ("after", tr("After")),
    ]


def _id_headers() -> list[tuple[str, str]]:
    return [
        ("line_id", tr("Line code")),
        ("lot_id", tr("Gift code")),
        ("donor_id", tr("Donor code")),
        ("place_id", tr("Place code")),
        ("item_id", tr("Item code")),
        ("age_group_id", tr("Age group")),
        ("period_id", tr("Period")),
    ]


ON_PAGE = 200
"""Rows of each table on the page; the workbook has all."""


def page(found: Comparison) -> str:
    """The comparison as one page of HTML. Everything that comes from tables is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    measures = told_measures(found)
    table = [
        (measure_called(name), [measure_value(name, found.value(name, at)) for at in range(len(found.names))])
        for name in measures.index
    ]
    lines = [
        {**row, "quantities": [quantity(row[name]) for name in found.names],
         "why": reason_text(row) if "reason" in row else ""}
        for row in found.lines.head(ON_PAGE).to_dict("records")
    ]  # fmt: skip
    return environment.from_string(template_text("compare.html.j2")).render(
        language=current(),
        tr=tr,
        found=found,
        measures=table,
        inputs=found.inputs.head(ON_PAGE).to_dict("records"),
        gains=[(name, _gains(found, at)) for at, name in enumerate(found.names) if at],
        lines=lines,
        more=lambda frame: _more(len(frame)),
    )


def _gains(found: Comparison, at: int) -> list[tuple[str, str, str, str, str]]:
    moved = found.gains(at).head(ON_PAGE)
    first, other = found.names[0], found.names[at]
    return [
        (row["unit"], row["name"], percent(row[first], 1), percent(row[other], 1), points(row["change"]))
        for row in moved.to_dict("records")
    ]


def points(change: float) -> str:
    """A change of a share, in percentage points with its sign."""
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    return f"{sign}{number(abs(change) * 100, 1)}"


def _more(count: int) -> str:
    return tr("and {more} more in the workbook", more=number(count - ON_PAGE)) if count > ON_PAGE else ""
