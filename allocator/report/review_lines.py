"""What a reviewer sees of each line: need, coverage before and after, who else is there, and the gift's conditions."""

from __future__ import annotations

import pandas as pd

from allocator.language import N_, tr
from allocator.report.conditions import conditions
from allocator.report.view import View, named
from allocator.report.workbook import Column, amounts
from allocator.review.form import LINES, header

LONGEST = 48
"""Letters of names in one cell before the rest is left out."""
CELL = ["place_id", "item_id", "age_group_id", "period_id"]


def line_columns(view: View, lines: pd.DataFrame) -> list[Column]:
    """The columns for ``lines``, rows of ``plan.csv`` in any order, in the current language."""
    lines = lines.reset_index(drop=True)
    names, place = view.names, lines["place_id"]
    cells = lines[CELL].merge(view.plan.unmet, on=CELL, how="left", validate="many_to_one")
    before, after = _coverage(view)
    unit = named(place, view.unit_of)
    return [
        Column(header(LINES.columns[0]), lines["line_id"], "id"),
        Column(tr("Place"), named(place, _whole_names(view)), "wrapped"),
        Column(tr("Item"), named(lines["item_id"], names.items), "wrapped"),
        Column(tr("Age group"), named(lines["age_group_id"], names.ages), "wrapped"),
        Column(tr("Period"), named(lines["period_id"], names.periods), "wrapped"),
        Column(tr("Donor"), named(lines["donor_id"], names.donors), "wrapped"),
        Column(tr("Gift code"), lines["lot_id"], "id"),
        amounts(tr(N_("Planned")), lines["quantity"]),
        Column(tr("Unit"), named(lines["item_id"], names.units), "wrapped"),
        amounts(tr("Need"), cells["need"]),
        amounts(tr("Still needed"), cells["net"]),
        amounts(tr("Met by the plan"), cells["met"]),
        Column(tr(N_("Place covered before")), unit.map(before).astype("float64").fillna(1.0), "share"),
        Column(tr(N_("Place covered after")), unit.map(after).astype("float64").fillna(1.0), "share"),
        Column(tr(N_("Providers there")), _providers(view, lines, unit), "wrapped"),
        Column(tr(N_("Conditions of the gift")), _short(named(lines["lot_id"], conditions(view))), "wrapped"),
    ]


def _whole_names(view: View) -> dict[str, str]:
    """Each place with those above it."""
    names = view.names
    return {
        place: ", ".join(part for part in (name, names.paths.get(place, "")) if part)
        for place, name in names.places.items()
    }


def _coverage(view: View) -> tuple[dict[str, float], dict[str, float]]:
    """Share of the assessed need of each unit that is met without this plan, and with it; all in value."""
    cells = view.plan.unmet
    worth = cells["item_id"].map(view.values).astype("float64")
    frame = pd.DataFrame({
        "unit": named(cells["place_id"], view.unit_of),
        "need": worth * cells["need"],
        "net": worth * cells["net"],
        "met": worth * cells["met"],
    })  # fmt: skip
    sums = frame.groupby("unit")[["need", "net", "met"]].sum()
    need = sums["need"].where(sums["need"] > 0)
    before, after = 1.0 - sums["net"] / need, 1.0 - (sums["net"] - sums["met"]) / need
    units = [str(unit) for unit in sums.index]
    return (
        dict(zip(units, before.clip(0.0, 1.0).tolist(), strict=True)),
        dict(zip(units, after.clip(0.0, 1.0).tolist(), strict=True)),
    )


def _providers(view: View, lines: pd.DataFrame, unit: pd.Series) -> pd.Series:
    """Who delivers in the same unit, category and period: how many, and their names."""
    plan = view.plan.allocations
    there = pd.DataFrame({
        "unit": named(plan["place_id"], view.unit_of),
        "category": named(plan["item_id"], view.categories_of),
        "period": plan["period_id"],
        "provider": named(plan["provider_id"], view.names.donors),
    }).drop_duplicates()  # fmt: skip
    groups = there.sort_values("provider").groupby(["unit", "category", "period"])["provider"]
    found = pd.DataFrame({"count": groups.size(), "names": groups.agg("; ".join)}).reset_index()
    mine = pd.DataFrame({
        "unit": unit, "category": named(lines["item_id"], view.categories_of), "period": lines["period_id"],
    }).merge(found, on=["unit", "category", "period"], how="left")  # fmt: skip
    return mine["count"].fillna(0).astype("int64").astype("str") + ": " + _short(mine["names"].fillna(""))


def _short(texts: pd.Series) -> pd.Series:
    """``texts`` with what is too long for a cell cut off."""
    return texts.where(texts.str.len() <= LONGEST, texts.str.slice(0, LONGEST) + "…")
