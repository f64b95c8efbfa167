"""What the scripts of the page read: needs, lines and gifts of the plan by column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from allocator.language import LANGUAGES, speaking, tr
from allocator.report.conditions import conditions_of
from allocator.report.pack import Column, codes, integers, numbers, quantities, texts
from allocator.report.scale import Scale
from allocator.report.texts import SCRIPT, TEXTS
from allocator.report.view import View
from allocator.report.why import CELL, Whys, whys_of
from allocator.report.words import CATEGORIES, KINDS, WHY_UNUSED, word

MOST_LINES, MOST_CELLS = 60_000, 120_000
"""More of them would make a page too large to send; the workbook holds them all."""


LABELS = ("parts", "map", "curve", "flows", "lines", "panel")
"""Texts of the template that are labels for screen readers, which the scripts change with the language."""


def page_data(view: View, plan: str, scale: Scale) -> dict[str, Any]:
    """All tables of the page; ``plan`` is the hash that decisions are bound to."""
    tables = view.inputs.tables
    lines, cells = view.plan.allocations, view.plan.unmet
    small = len(lines) <= MOST_LINES and len(cells) <= MOST_CELLS
    whys = whys_of(view) if small else None
    return {
        "plan": plan,
        "name": view.name,
        "currency": view.currency,
        "counts": {"lines": len(lines), "most": MOST_LINES},
        "scale": {"ends": scale.ends},
        "words": _words(),
        "places": _places(view),
        "units": _units(view),
        "groups": codes(view.groups["id"], tables.places["place_id"].tolist()),
        "items": _items(view),
        "categories": {"id": _categories(view), **_each(_categories(view), CATEGORIES)},
        "ages": _named(tables.age_groups, "age_group_id"),
        "periods": _named(tables.periods, "period_id"),
        "donors": _donors(view),
        "providers": {"name": [view.names.donors.get(each, each) for each in _providers(view)]},
        "lots": _lots(view),
        "cells": _cells(view, whys) if whys else None,
        "lines": _lines(view) if small and len(lines) else None,
        "whys": whys.words if whys else {code: [] for code in LANGUAGES},
    }


def _words() -> dict[str, dict[str, str]]:
    """The texts of the scripts in every language."""
    said = {}
    for code in LANGUAGES:
        with speaking(code):
            said[code] = {key: tr(text) for key, text in SCRIPT.items()} | {key: tr(TEXTS[key]) for key in LABELS}
    return said


def _each(ids: list[str], words: dict[str, str]) -> dict[str, list[str]]:
    said = {}
    for code in LANGUAGES:
        with speaking(code):
            said[code] = [word(words, each) for each in ids]
    return said


def _categories(view: View) -> list[str]:
    return list(dict.fromkeys(view.inputs.tables.items["category"].tolist()))


def _places(view: View) -> dict[str, Column]:
    ids = list(view.names.places)
    units = pd.Series([view.unit_of[each] for each in ids], dtype="str")
    return {
        "id": texts(ids),
        "name": list(view.names.places.values()),
        "up": codes(pd.Series([view.names.parents[each] for each in ids], dtype="str"), ids),
        "unit": codes(units, view.units["unit"].drop_duplicates().tolist()),
    }


def _units(view: View) -> dict[str, Column]:
    """The units that need something, the worst off first."""
    units = view.units
    return {
        "place": codes(units["unit"], list(view.names.places)),
        "need": numbers(units["need"]),
        "met": numbers(units["met"]),
        "fair": numbers(units["fair"], 5),
    }


def _items(view: View) -> dict[str, Column]:
    items = view.inputs.tables.items
    return {
        "id": texts(items["item_id"].tolist()),
        "name": [view.names.items[each] for each in items["item_id"]],
        "unit": items["unit"].tolist(),
        "category": codes(items["category"], _categories(view)),
        "value": numbers(items["value"]),
        "whole": integers((~items["divisible"].to_numpy(dtype=bool)).astype(np.int64)),
    }


def _named(frame: pd.DataFrame, key: str) -> dict[str, Column]:
    """Ids and names; a blank id last, for needs of no age group or period."""
    names = frame["name"].where(frame["name"] != "", frame[key])
    return {"id": [*frame[key].tolist(), ""], "name": [*names.tolist(), ""]}


def _donors(view: View) -> dict[str, Column]:
    donors = view.donors
    amounts = ("given", "direct", "used", "unused")
    return {
        "id": donors["donor_id"].tolist(),
        "name": donors["name"].tolist(),
        "class": donors["class"].tolist(),
        "units": donors["units"].tolist(),
        **{name: numbers(donors[name]) for name in amounts},
    }


def _providers(view: View) -> list[str]:
    return sorted(set(view.plan.allocations["provider_id"].tolist()))


def _lots(view: View) -> dict[str, Any]:
    lots = view.lots
    items = view.inputs.tables.items["item_id"].tolist()
    packs = dict(zip(view.earmarks["lot_id"], view.earmarks["pack_size"], strict=True))
    why = [each for each in WHY_UNUSED if each in set(lots["why_unused"])]
    return {
        "id": texts(lots["lot_id"].tolist()),
        "donor": codes(lots["donor_id"], view.donors["donor_id"].tolist()),
        "kind": codes(lots["kind"], list(KINDS)),
        "kinds": _each(list(KINDS), KINDS),
        "item": codes(lots["item_id"], items),
        "quantity": numbers(lots["quantity"]),
        "used": numbers(lots["used"]),
        "unused": numbers(lots["unused"]),
        "worth": numbers(lots["worth"]),
        "pack": numbers(lots["lot_id"].map(packs).astype("float64")),
        "why": codes(lots["why_unused"], why),
        "conditions": conditions_of(view),
        "why_ids": why,
        "whys": _each(why, WHY_UNUSED),
    }


def _cells(view: View, whys: Whys) -> dict[str, Column]:
    """Every need, in the order of unmet.csv; ``had`` is what state, deliveries and direct gifts cover already."""
    tables, cells = view.inputs.tables, view.plan.unmet
    return {
        "place": codes(cells["place_id"], list(view.names.places)),
        "item": codes(cells["item_id"], tables.items["item_id"].tolist()),
        "age": codes(cells["age_group_id"], [*tables.age_groups["age_group_id"].tolist(), ""]),
        "period": codes(cells["period_id"], [*tables.periods["period_id"].tolist(), ""]),
        "tier": integers(cells["tier"].to_numpy(dtype=np.int64)),
        "had": quantities((cells["need"] - cells["net"]).clip(lower=0.0).round(6)),
        "net": quantities(cells["net"]),
        "unmet": quantities(cells["unmet"].round(6)),
        "why": integers(whys.which),
    }


def _lines(view: View) -> dict[str, Column]:
    """Every line of plan.csv, by its need."""
    lines, tables = view.plan.allocations, view.inputs.tables
    cell = pd.MultiIndex.from_frame(view.plan.unmet[CELL]).get_indexer(pd.MultiIndex.from_frame(lines[CELL]))
    items = tables.items["item_id"].tolist()
    return {
        "id": texts(lines["line_id"].tolist()),
        "cell": integers(cell.astype(np.int64)),
        "lot": codes(lines["lot_id"], view.lots["lot_id"].tolist()),
        "provider": codes(lines["provider_id"], _providers(view)),
        "quantity": quantities(lines["quantity"]),
        "given": codes(lines["lot_item_id"].where(lines["lot_item_id"] != lines["item_id"], ""), items),
    }
