"""``report.html``: one file that opens anywhere, offline, in Vietnamese and English."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from allocator.language import current, number, percent
from allocator.report import charts
from allocator.report.shown import amount, both, each, plain_both, share, unit_of_amounts, whole
from allocator.report.texts import TEXTS
from allocator.report.view import View
from allocator.report.words import (
    CATEGORIES,
    KINDS,
    REASONS,
    STATUSES,
    WHY_UNUSED,
    level_word,
    objective_name,
    objective_value,
    proof,
    word,
)

MOST_UNITS = 1500
"""Rows in the table of all units; more would make the page slow to open and sort on a phone."""

MOST_UNUSED = 200
MOST_REASONS = 4


def write_page(view: View, path: Path) -> None:
    """Write the report of ``view``; it opens in the current language."""
    path.write_text(render(view), encoding="utf-8", newline="\n")


def render(view: View) -> str:
    """The report as HTML. Everything that comes from tables is escaped."""
    currency = view.currency
    scale, unit = unit_of_amounts(float(view.units["need"].max()) if len(view.units) else 0.0, currency)
    donor_scale, donor_unit = unit_of_amounts(float(view.donors["given"].max()) if len(view.donors) else 0.0, currency)
    return _environment().from_string(template_text("report.html.j2")).render(
        view=view,
        language=current(),
        style=Markup(template_text("report.css")),
        script=Markup(template_text("report.js")),
        measures=view.plan.measures,
        t=_text,
        plain=lambda key, **values: plain_both(TEXTS[key], **values),
        money=partial(_money, currency),
        share=share,
        whole=whole,
        each=each,
        unit_word=partial(level_word, view.unit_level),
        group_word=partial(level_word, view.group_level),
        status=both(STATUSES[view.status]),
        aims=_aims(view),
        scale=scale,
        unit=unit,
        donor_scale=donor_scale,
        donor_unit=donor_unit,
        tables=_tables(view),
        groups=_records(view.groups),
        units=_records(view.units.head(MOST_UNITS)),
        most_units=MOST_UNITS,
        worst=_records(view.worst),
        lowest=_records(view.units.nsmallest(1, "coverage"))[0] if len(view.units) else {},
        donors=_records(view.donors),
        unused=_unused(view),
        most_unused=MOST_UNUSED,
        reasons=[
            {"value": value, "why": each(partial(word, REASONS, reason))}
            for reason, value in zip(view.reasons["reason"][:MOST_REASONS], view.reasons["value"], strict=False)
        ],
        curve=charts.curve(view.units),
        map=charts.map_of(view.units),
        legend=list(zip(charts.COLOURS, (0.0, *charts.STEPS), (*charts.STEPS, 1.0), strict=True)),
        bar=charts.bar,
        n=_number_cell,
        p=_share_cell,
    )  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def template_text(name: str) -> str:
    """A file among the templates."""
    return (files("allocator.report") / "templates" / name).read_text(encoding="utf-8")


def _text(key: str, **values: object) -> Markup:
    return both(TEXTS[key], **values)


def _money(currency: str, value: float) -> Any:
    return amount(value, currency)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _number_cell(value: float, decimals: int = 0) -> Markup:
    """A table cell with a number; the browser swaps its signs when the language is switched."""
    return Markup('<td class="n" data-v="{:.6g}">{}</td>').format(value, number(value, decimals))


def _share_cell(value: float) -> Markup:
    """A table cell with a share."""
    return Markup('<td class="n" data-v="{:.6g}">{}</td>').format(value, percent(value, 1))


def _aims(view: View) -> list[dict[str, Any]]:
    """The objectives in words: name, value, proof."""
    return [
        {
            "name": each(partial(objective_name, objective)),
            "value": each(partial(objective_value, objective, objective.value, view.currency)),
            "proof": each(partial(proof, objective, view.currency)),
            "sure": objective.proof == "proven",
        }
        for objective in view.plan.objectives
    ]


def _tables(view: View) -> list[dict[str, Any]]:
    """The short tables of shares: by category, age group and period."""
    blank = {"age": "not_by_age", "period": "any_time"}
    made = []
    for key, frame in (("category", view.categories), ("age", view.ages), ("period", view.periods)):
        rows = _records(frame)
        for row in rows:
            if key == "category":
                row["name"] = each(partial(word, CATEGORIES, row["id"]))
            elif not row["id"]:
                row["name"] = _text(blank[key])
        if len(rows) > 1:
            made.append({"title": _text(f"by_{key}"), "head": _text(key), "rows": rows})
    return made


def _unused(view: View) -> list[dict[str, Any]]:
    rows = _records(view.unused.head(MOST_UNUSED))
    for row in rows:
        row["what"] = row["item"] or each(partial(word, KINDS, row["kind"]))
        row["left"] = each(partial(_left, row["quantity"], row["unit"] or view.currency))
        row["why"] = each(partial(word, WHY_UNUSED, row["why"]))
    return rows


def _left(quantity: float, unit: str) -> str:
    return f"{number(quantity, 0 if quantity == round(quantity) else 2)} {unit}"
