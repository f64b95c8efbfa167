"""From checked tables to a :class:`Problem`. Ids become small integers here, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any, Protocol, cast

import numpy as np
import pandas as pd

from allocator.problem.decisions import build_decisions
from allocator.problem.indexing import index_of
from allocator.problem.levels import WrittenLevel, build_levels
from allocator.problem.limits import (
    build_kits,
    build_links,
    most_places,
    place_capacity,
    substitute_rates,
    whole_or_none,
)
from allocator.problem.netting import net_needs
from allocator.problem.places import ancestor_at, build_places, subtree_tops
from allocator.problem.problem import (
    CASH,
    GOODS,
    SERVICE,
    Bools,
    Effort,
    Ints,
    Items,
    Lots,
    Needs,
    Places,
    Problem,
    Units,
)
from allocator.problem.reference import build_reference
from allocator.problem.rules import WrittenRule, build_rules
from allocator.tables.remembered import remembered
from allocator.tables.tables import Tables

KINDS = {"goods": GOODS, "cash": CASH, "service": SERVICE}


class WrittenLimits(Protocol):
    """How long and how exactly to search, as the scenario has it."""

    @property
    def seconds(self) -> float:
        """Time limit."""

    @property
    def gap(self) -> float:
        """A proven gap that is good enough."""

    @property
    def threads(self) -> int:
        """Threads to use."""


class Settings(Protocol):
    """What the problem takes from the scenario's settings."""

    @property
    def name(self) -> str:
        """What the scenario is called."""

    @property
    def currency(self) -> str:
        """What values are counted in."""

    @property
    def unit_level(self) -> str | None:
        """The level of the places whose coverage is compared; ``None``: the places that have needs."""

    @property
    def objectives(self) -> Iterable[WrittenLevel]:
        """The levels in order."""

    @property
    def rules(self) -> Iterable[WrittenRule]:
        """Limits on top of the earmarks."""

    @property
    def reference_lines(self) -> pd.DataFrame | None:
        """Lines of the plan to stay close to."""

    @property
    def limits(self) -> WrittenLimits:
        """How long and how exactly to search."""


def build(tables: Tables, settings: Settings) -> Problem:
    """The allocation problem of one scenario, its needs netted. The tables must have passed the checks."""
    places = build_places(tables.places)
    items = _items(tables.items, tables.substitutes)
    ages = tuple(sorted(tables.age_groups["age_group_id"].tolist()))
    periods = tuple(tables.periods["period_id"].tolist())
    providers = tuple(sorted(set(tables.lots["provider_id"].tolist())))
    donors = tuple(sorted(set(tables.lots["donor_id"].tolist())))
    lots = _lots(tables.lots, places, items, ages, periods, donors, providers)
    needs, units = _needs(tables.needs, places, items, ages, periods, settings.unit_level)
    needs = net_needs(needs, tables, places, items, ages, periods, lots)
    limits = settings.limits
    problem = Problem(
        name=settings.name,
        currency=settings.currency,
        places=places,
        items=items,
        age_groups=ages,
        periods=periods,
        donors=donors,
        providers=providers,
        lots=lots,
        needs=needs,
        units=units,
        links=build_links(tables.links, places.ids, lots.ids, donors),
        kits=build_kits(tables.kits, items.ids),
        donor_max_places=most_places(tables.donors, donors),
        capacity=place_capacity(tables.places, places.ids),
        rules=build_rules(settings.rules, places, items, ages, periods, needs, lots),
        decisions=build_decisions(tables.decisions, places, items, ages, periods, lots),
        levels=build_levels(settings.objectives, with_costs=len(tables.links) > 0),
        reference=build_reference(settings.reference_lines, places.ids, items.ids, ages, periods, needs, lots),
        effort=Effort(limits.seconds, limits.gap, limits.threads),
    )
    _freeze(problem)
    return problem


def _freeze(part: object) -> None:
    """Make every array below ``part`` read-only: a problem is made once."""
    for field in fields(cast(Any, part)):
        value = getattr(part, field.name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, np.ndarray):
                each.setflags(write=False)
            elif is_dataclass(each):
                _freeze(each)


@remembered
def _items(frame: pd.DataFrame, substitutes: pd.DataFrame) -> Items:
    frame = frame.sort_values("item_id", kind="stable")
    ids = tuple(frame["item_id"].tolist())
    categories = tuple(sorted(set(frame["category"].tolist())))
    return Items(
        ids=ids,
        names=tuple(frame["name"].tolist()),
        units=tuple(frame["unit"].tolist()),
        category=index_of(categories, frame["category"], -1),
        categories=categories,
        value=frame["value"].to_numpy(dtype=float),
        cash_price=frame["cash_price"].to_numpy(dtype=float),
        lifetime=frame["lifetime"].to_numpy(dtype=float).astype(np.int64),
        divisible=frame["divisible"].to_numpy(dtype=bool),
        rate=substitute_rates(substitutes, ids),
    )


@remembered
def _needs(
    frame: pd.DataFrame,
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    unit_level: str | None,
) -> tuple[Needs, Units]:
    """Need cells before netting (ledger, direct and net still zero), and the units they count in."""
    place = index_of(places.ids, frame["place_id"], -1)
    item = index_of(items.ids, frame["item_id"], -1)
    age = index_of(ages, frame["age_group_id"], len(ages))
    period = index_of(periods, frame["period_id"], len(periods))
    cell = ((place * len(items.ids) + item) * (len(ages) + 1) + age) * (len(periods) + 1) + period
    order = np.argsort(cell, kind="stable")
    at_level = ancestor_at(places, unit_level) if unit_level else np.full(len(places.ids), -1)
    unit_place = np.where(at_level[place] >= 0, at_level[place], place)
    unit_places, unit = np.unique(unit_place, return_inverse=True)
    numbers = {name: frame[name].to_numpy(dtype=float)[order] for name in ("quantity", "entitlement", "tier", "weight")}
    zero = np.zeros(len(frame))
    needs = Needs(
        place=place[order],
        item=item[order],
        age=age[order],
        period=period[order],
        tier=numbers["tier"].astype(np.int64),
        weight=numbers["weight"],
        quantity=numbers["quantity"],
        entitlement=numbers["entitlement"],
        ledger=zero,
        direct=zero,
        net=zero,
        unit=unit[order].astype(np.int64),
        record=order,
    )
    return needs, Units(place=unit_places, severity=places.severity[unit_places])


@remembered
def _lots(
    frame: pd.DataFrame,
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    donors: tuple[str, ...],
    providers: tuple[str, ...],
) -> Lots:
    """The lots in id order."""
    record = np.argsort(frame["lot_id"].to_numpy(dtype=str), kind="stable")
    frame = frame.iloc[record]
    item = index_of(items.ids, frame["item_id"], -1)
    kind: Ints = frame["kind"].map(KINDS).to_numpy().astype(np.int64)
    direct = frame["direct"].to_numpy(dtype=bool)
    good = frame["quality_ok"].to_numpy(dtype=bool)
    clause = _item_clause(frame, items)
    place_index = {place: index for index, place in enumerate(places.ids)}
    tops = tuple(
        subtree_tops(places, [place_index[p] for p in _ids(wanted)], [place_index[p] for p in _ids(excluded)])
        for wanted, excluded in zip(frame["places"], frame["exclude_places"], strict=True)
    )
    return Lots(
        ids=tuple(frame["lot_id"].tolist()),
        donor=index_of(donors, frame["donor_id"], -1),
        provider=index_of(providers, frame["provider_id"], -1),
        kind=kind,
        item=item,
        quantity=frame["quantity"].to_numpy(dtype=float),
        pack=np.where(kind == CASH, 1.0, frame["pack_size"].to_numpy(dtype=float)),
        direct=direct & good,
        usable=~direct & good,
        tops=tops,
        items=clause & _servable(item, kind, items),
        clause=clause,
        ages=_age_clause(frame, ages),
        periods=_window(frame, periods),
        record=record,
        min_per_place=np.nan_to_num(frame["min_per_place"].to_numpy(dtype=float)),
        max_places=whole_or_none(frame["max_places"]),
        all_or_nothing=frame["all_or_nothing"].to_numpy(dtype=bool),
    )


def _item_clause(frame: pd.DataFrame, items: Items) -> Bools:
    """Shape (L, I): the items that the categories and items named by each lot admit."""
    allowed = np.ones((len(frame), len(items.ids)), dtype=bool)
    names = np.array(items.ids, dtype=object)
    groups = np.array(items.categories, dtype=object)[items.category]
    for row, (categories, wanted) in enumerate(zip(frame["categories"], frame["items"], strict=True)):
        if categories:
            allowed[row] &= np.isin(groups, _ids(categories))
        if wanted:
            allowed[row] &= np.isin(names, _ids(wanted))
    return allowed


def _servable(item: Ints, kind: Ints, items: Items) -> Bools:
    """Shape (L, I): needed items that each lot can serve: its own, what that replaces, or what cash buys."""
    replaced = ~np.isnan(items.rate)
    bought = ~np.isnan(items.cash_price)
    return np.where((kind == CASH)[:, None], bought[None, :], replaced[item])


def _age_clause(frame: pd.DataFrame, ages: tuple[str, ...]) -> Bools:
    """Shape (L, A + 1); the last column, *not by age*, is open only to lots that name no age group."""
    allowed = np.ones((len(frame), len(ages) + 1), dtype=bool)
    names = np.array(ages, dtype=object)
    for row, wanted in enumerate(frame["age_groups"]):
        if wanted:
            allowed[row] = np.append(np.isin(names, _ids(wanted)), False)
    return allowed


def _window(frame: pd.DataFrame, periods: tuple[str, ...]) -> Bools:
    """Shape (L, T + 1); the last column, *any time*, is always open."""
    first = index_of(periods, frame["from_period"], 0)[:, None]
    last = index_of(periods, frame["until_period"], len(periods) - 1)[:, None]
    time = np.arange(len(periods) + 1)
    window: Bools = ((time >= first) & (time <= last)) | (time == len(periods))
    return window


def _ids(joined: str) -> list[str]:
    return [part for part in joined.split(";") if part]
