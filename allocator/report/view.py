"""The frames behind every report, computed once from a plan and its tables: ids resolved, amounts in value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from allocator.plan.plan import Plan
from allocator.plan.summary import expectations, status
from allocator.scenario.load import Inputs

WORST = 10


@dataclass(frozen=True)
class Names:
    """Names by id; where a table gives none the id stands for it."""

    places: dict[str, str]
    parents: dict[str, str]
    """Place to the place above; ``""`` for a root."""
    paths: dict[str, str]
    """Place to the names above it, nearest first, the single root of all left out."""
    levels: dict[str, str]
    items: dict[str, str]
    units: dict[str, str]
    ages: dict[str, str]
    periods: dict[str, str]
    donors: dict[str, str]
    """Donors; providers that are no donors have no name but their id."""


@dataclass(frozen=True)
class View:
    """What reports show.

    ``units`` (those with need, worst first): unit, name, parent, group, need, met, unmet, coverage, severity, fair,
    ratio (coverage / severity), lat, lon. ``groups`` (of the place above, in place order; empty where there is only
    one), ``categories``, ``ages`` and ``periods`` (tables' order): id, name, need, met, unmet, coverage; groups also
    units and lowest. ``donors`` (largest first): donor_id, name, class, lots, given, direct, used, unused, units.
    ``lots`` (id order): lots.csv with donor_id, kind, item_id and worth, the value of one unit. ``unused`` (largest
    first): lot_id, donor, kind, item, unit, quantity, value, why. ``reasons``: reason, value, cells. Amounts are
    values in ``currency``.
    """

    plan: Plan
    inputs: Inputs
    """The scenario, for what is not in the frames."""
    name: str
    currency: str
    status: str
    expectations: dict[str, object]
    names: Names
    unit_level: str
    group_level: str
    units: pd.DataFrame
    groups: pd.DataFrame
    categories: pd.DataFrame
    ages: pd.DataFrame
    periods: pd.DataFrame
    lots: pd.DataFrame
    donors: pd.DataFrame
    unused: pd.DataFrame
    reasons: pd.DataFrame
    values: dict[str, float]
    """Value of a unit of each item."""
    categories_of: dict[str, str]
    """Category of each item."""
    unit_of: dict[str, str]
    """The unit that each place belongs to; a place above the units stands for itself."""
    earmarks: pd.DataFrame
    """The table of lots, with what their donors ask."""

    @cached_property
    def donor_of(self) -> dict[str, str]:
        """The donor of each gift."""
        return dict(zip(self.lots["lot_id"], self.lots["donor_id"], strict=True))

    @property
    def worst(self) -> pd.DataFrame:
        """The ten units that are worst off."""
        return self.units.head(WORST)


def make_view(plan: Plan, inputs: Inputs) -> View:
    """Everything the reports of ``plan`` show."""
    tables = inputs.tables
    names = _names(inputs)
    values = dict(zip(tables.items["item_id"], tables.items["value"], strict=True))
    cells = _cells(plan, values)
    units = _units(plan, inputs, names)
    groups, group_level = _groups(units, names)
    lots = _valued_lots(plan, inputs, values)
    categories = dict(zip(tables.items["item_id"], tables.items["category"], strict=True))
    in_category = cells.assign(category=cells["item_id"].map(categories))
    known = list(dict.fromkeys(tables.items["category"].tolist()))
    return View(
        plan=plan,
        inputs=inputs,
        name=plan.name,
        currency=inputs.config.currency,
        status=status(plan),
        expectations=expectations(plan, inputs),
        names=names,
        unit_level=inputs.config.unit_level or "",
        group_level=group_level,
        units=units,
        groups=groups,
        categories=_shares(in_category, "category", {each: each for each in known}),
        ages=_shares(cells, "age_group_id", names.ages),
        periods=_shares(cells, "period_id", names.periods),
        lots=lots,
        donors=_donors(plan, inputs, names, lots),
        unused=_unused(lots, names),
        reasons=_reasons(plan),
        values=values,
        categories_of=categories,
        unit_of=_unit_of(plan, names),
        earmarks=tables.lots,
    )


def named(ids: pd.Series, names: dict[str, str]) -> pd.Series:
    """``ids`` in names; one that has none stands for itself."""
    return ids.map({each: names.get(each, each) for each in ids.unique().tolist()}).astype("str")


def _names(inputs: Inputs) -> Names:
    tables = inputs.tables
    places = tables.places
    ids = places["place_id"].tolist()
    called = dict(zip(ids, places["name"].where(places["name"] != "", places["place_id"]), strict=True))
    parents = dict(zip(ids, places["parent_id"], strict=True))
    roots = [place for place in ids if not parents[place]]
    return Names(
        places=called,
        parents=parents,
        paths={place: _path(place, parents, called, hide=roots[0] if len(roots) == 1 else "") for place in ids},
        levels=dict(zip(ids, places["level"], strict=True)),
        items=_named(tables.items, "item_id"),
        units=dict(zip(tables.items["item_id"], tables.items["unit"], strict=True)),
        ages=_named(tables.age_groups, "age_group_id"),
        periods=_named(tables.periods, "period_id"),
        donors=_named(tables.donors, "donor_id"),
    )


def _named(frame: pd.DataFrame, key: str) -> dict[str, str]:
    return dict(zip(frame[key], frame["name"].where(frame["name"] != "", frame[key]), strict=True))


def _path(place: str, parents: dict[str, str], called: dict[str, str], hide: str) -> str:
    above, steps = parents[place], []
    while above:
        if above != hide:
            steps.append(called[above])
        above = parents.get(above, "")
    return ", ".join(steps)


def _cells(plan: Plan, values: dict[str, float]) -> pd.DataFrame:
    """Every need cell with its value needed and met."""
    worth = plan.unmet["item_id"].map(values).astype("float64")
    return plan.unmet.assign(need_value=plan.unmet["net"] * worth, met_value=plan.unmet["met"] * worth)


def _units(plan: Plan, inputs: Inputs, names: Names) -> pd.DataFrame:
    covered = plan.coverage[plan.coverage["net_value"] > 0]
    places = inputs.tables.places.set_index("place_id")
    unit = covered["unit"]
    group = named(unit, names.parents)
    frame = pd.DataFrame(
        {
            "unit": unit,
            "name": named(unit, names.places),
            "parent": named(unit, names.paths),
            "group": group,
            "need": covered["net_value"],
            "met": covered["met_value"],
            "unmet": covered["net_value"] - covered["met_value"],
            "coverage": covered["coverage"],
            "severity": covered["severity"],
            "fair": covered["fair_coverage"],
            "ratio": covered["coverage"] / covered["severity"],
            "lat": unit.map(places["lat"]).astype("float64"),
            "lon": unit.map(places["lon"]).astype("float64"),
        }
    )
    return frame.sort_values(["ratio", "unmet", "unit"], ascending=[True, False, True], ignore_index=True)


def _groups(units: pd.DataFrame, names: Names) -> tuple[pd.DataFrame, str]:
    """The units by the place above them, and the level of those places where it is one level."""
    found = units.groupby("group", sort=False).agg(
        need=("need", "sum"), met=("met", "sum"), units=("unit", "size"), lowest=("coverage", "min")
    )
    order = [place for place in names.places if place in found.index and place]
    if len(order) < 2:
        return _with_shares(found.iloc[:0].rename_axis("id").reset_index().assign(name="")), ""
    found = found.loc[order].rename_axis("id").reset_index()
    found.insert(1, "name", named(found["id"], names.places))
    levels = set(found["id"].map(names.levels))
    return _with_shares(found), levels.pop() if len(levels) == 1 else ""


def _shares(cells: pd.DataFrame, key: str, named: dict[str, str]) -> pd.DataFrame:
    """Need and coverage by ``key``, in the order of ``named``; blank (not by age, any time) comes last."""
    found = cells.groupby(key, sort=False)[["need_value", "met_value"]].sum()
    found.columns = pd.Index(["need", "met"])
    found = found[found["need"] > 0]
    order = [each for each in [*named, ""] if each in found.index]
    found = found.loc[order].rename_axis("id").reset_index()
    found.insert(1, "name", [named.get(each, "") for each in order])
    return _with_shares(found)


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(unmet=frame["need"] - frame["met"], coverage=frame["met"] / frame["need"])


def _valued_lots(plan: Plan, inputs: Inputs, values: dict[str, float]) -> pd.DataFrame:
    """lots.csv beside the lots table, with the value of one unit (money: 1)."""
    lots = inputs.tables.lots[["lot_id", "donor_id", "kind", "item_id"]]
    both = plan.lots.merge(lots, on="lot_id", how="left", validate="one_to_one")
    worth = both["item_id"].map(values).astype("float64")
    return both.assign(worth=np.where(both["kind"] == "cash", 1.0, worth))


def _donors(plan: Plan, inputs: Inputs, names: Names, lots: pd.DataFrame) -> pd.DataFrame:
    direct = lots["why_unused"] == "direct"
    rest = lots["unused"] * lots["worth"]
    lots = lots.assign(
        given=lots["quantity"] * lots["worth"],
        direct=np.where(direct, rest, 0.0),
        used=lots["used"] * lots["worth"],
        unused=np.where(direct, 0.0, rest),
    )
    sums = lots.groupby("donor_id")[["given", "direct", "used", "unused"]].sum()
    frame = sums.assign(lots=lots.groupby("donor_id").size()).reset_index()
    classes = dict(zip(inputs.tables.donors["donor_id"], inputs.tables.donors["class"], strict=True))
    frame.insert(1, "name", named(frame["donor_id"], names.donors))
    frame.insert(2, "class", named(frame["donor_id"], classes))
    unit_of = _unit_of(plan, names)
    reached = pd.DataFrame(
        {"donor_id": plan.allocations["donor_id"], "unit": plan.allocations["place_id"].map(unit_of)}
    ).drop_duplicates()
    frame["units"] = frame["donor_id"].map(reached["donor_id"].value_counts()).fillna(0).astype("int64")
    return frame.sort_values(["given", "donor_id"], ascending=[False, True], ignore_index=True)


def _unit_of(plan: Plan, names: Names) -> dict[str, str]:
    """The unit that each place belongs to; places above the units are left out."""
    units = set(plan.coverage["unit"])
    found = {}
    for place in names.places:
        unit = place
        while unit and unit not in units:
            unit = names.parents.get(unit, "")
        found[place] = unit or place
    return found


def _unused(lots: pd.DataFrame, names: Names) -> pd.DataFrame:
    left = lots[~lots["why_unused"].isin(["", "direct"])]
    frame = pd.DataFrame(
        {
            "lot_id": left["lot_id"],
            "donor": named(left["donor_id"], names.donors),
            "kind": left["kind"],
            "item": named(left["item_id"], names.items),
            "unit": named(left["item_id"], names.units),
            "quantity": left["unused"],
            "value": left["unused"] * left["worth"],
            "why": left["why_unused"],
        }
    )
    return frame.sort_values(["value", "lot_id"], ascending=[False, True], ignore_index=True)


def _reasons(plan: Plan) -> pd.DataFrame:
    if len(plan.causes):
        each = plan.causes.rename(columns={"cause": "reason", "value": "unmet_value", "quantity": "unmet"})
    else:
        each = plan.unmet[plan.unmet["reason"] != ""]
    found = each.groupby("reason").agg(value=("unmet_value", "sum"), cells=("unmet", "size"))
    return found.sort_values("value", ascending=False).reset_index()
