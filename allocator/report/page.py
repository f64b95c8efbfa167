"""``report.html``: one file that opens anywhere, offline, in Vietnamese and English, to read and to review with."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from allocator.language import current, number, percent, tr
from allocator.plan.identity import plan_hash
from allocator.report import charts
from allocator.report.flows import flows_of
from allocator.report.maps import map_of
from allocator.report.pack import script_safe
from allocator.report.pagedata import MOST_LINES, page_data
from allocator.report.scale import scale_of
from allocator.report.shown import amount, both, each, isolated, share, unit_of_amounts, whole
from allocator.report.story import story_of
from allocator.report.texts import TEXTS
from allocator.report.view import View
from allocator.report.words import CATEGORIES, STATUSES, level_word, objective_name, objective_value, proof, word

SCRIPTS = ("core", "tables", "places", "map", "donors", "decisions", "review", "panel", "desk", "last")
"""The scripts of the page in their order; they share one scope."""


def write_page(view: View, path: Path) -> None:
    """Write the report of ``view`` beside its ``plan.csv``; it opens in the current language.

    Decisions made in it are bound to the plan in the folder of ``path``. Raises ``FileNotFoundError`` where that has
    no ``plan.csv``.
    """
    path.write_text(render(view, plan_hash(path.parent)), encoding="utf-8", newline="\n")


def render(view: View, plan: str) -> str:
    """The report as HTML, for the plan with the hash ``plan``. Everything that comes from tables is escaped."""
    scale = scale_of(view.units["coverage"].to_numpy(dtype=float))
    largest = float(view.units["need"].max()) if len(view.units) else 0.0
    unit_scale, unit = unit_of_amounts(largest, view.currency)
    flow_scale, flow_unit = unit_of_amounts(view.plan.measures.used_value, view.currency)
    return _environment().from_string(template_text("report.html.j2")).render(
        view=view,
        language=current(),
        style=Markup(template_text("report.css")),
        script=_script(),
        data=script_safe(page_data(view, plan, scale)),
        t=_text,
        label=_label,
        money=partial(amount, currency=view.currency),
        share=share,
        whole=whole,
        each=each,
        isolated=isolated,
        unit_word=partial(level_word, view.unit_level),
        group_word=partial(level_word, view.group_level),
        status=both(STATUSES[view.status]),
        story=story_of(view),
        aims=_aims(view),
        scale=unit_scale,
        unit=unit,
        flow_scale=flow_scale,
        flow_unit=flow_unit,
        tables=_tables(view),
        groups=_records(view.groups),
        curve=charts.curve(view.units),
        map=map_of(view, scale),
        legend=scale.legend,
        flows=flows_of(view),
        reviewable=len(view.plan.allocations) <= MOST_LINES,
        bar=partial(charts.bar, scale),
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


@cache
def _script() -> Markup:
    return Markup('(() => {{\n"use strict";\n{}}})();').format(
        Markup("\n").join(Markup(template_text(f"page/{name}.js")) for name in SCRIPTS)
    )


def _text(key: str, **values: object) -> Markup:
    return both(TEXTS[key], **values)


def _label(key: str) -> Markup:
    """An ``aria-label`` that follows the language: the script finds its words by the key."""
    return Markup('aria-label="{}" data-label-key="{}"').format(tr(TEXTS[key]), key)


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
