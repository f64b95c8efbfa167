"""The tables looked up once: places as positions, ids as codes, so that every rule is a comparison of columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from allocator.scenario.config import Rule, ScenarioConfig
from allocator.tables.tables import Tables
from allocator.verify.numbers import Floats, Ints
from allocator.verify.scope import Members, Zones, members, zones
from allocator.verify.tree import Tree, grow


@dataclass(frozen=True)
class Facts:
    """What the rules compare a plan with.

    ``items`` (id order): item_id, category, value, cash_price, divisible, lifetime.
    ``lots`` (id order): lot_id, donor_id, provider_id, kind, item (code; -1 for cash), quantity, pack, first and last
    (periods of the window), capacity (quantity over the whole window), direct, quality_ok.
    ``cells`` (place, item, age group, period order): the four ids; place, item, age, period and category (codes);
    unit (position); key; tier, weight, quantity, entitlement, assessed_on, value, divisible.
    The code of a blank age group is ``len(ages)``, of a blank period ``len(periods)``; an unknown id has -1.
    """

    tree: Tree
    items: pd.DataFrame
    categories: pd.Index
    ages: pd.Index
    """Age groups in id order, so that the order of their rows changes nothing."""
    periods: pd.Index
    """Periods in row order, which is the order of time."""
    starts: Floats
    """First day of each period; NaN where blank."""
    ends: Floats
    lots: pd.DataFrame
    cells: pd.DataFrame
    within: Zones
    without: Zones
    category_clause: Members
    item_clause: Members
    age_clause: Members
    rates: pd.DataFrame
    """item and replaced (codes), rate: units of the item that replace one of the other."""
    kits: pd.DataFrame
    """kit and item (codes), quantity: what is in each kit."""
    tables: Tables
    """The tables as they were read, for limits that stand in rows of their own."""
    rules: tuple[Rule, ...]
    reference: pd.DataFrame | None
    """Lines of the plan that changes are counted from."""
    floor: float
    """The coverage / severity that fairness by floor asks for; 0 where it does not."""

    def key(self, place: Ints, item: Ints, age: Ints, period: Ints) -> Ints:
        """One number for each cell, ascending in canonical order; -1 where any part is unknown."""
        ages, periods = len(self.ages) + 1, len(self.periods) + 1
        number = ((place * len(self.items) + item) * ages + age) * periods + period
        return np.where((place < 0) | (item < 0) | (age < 0) | (period < 0), -1, number)

    def cell(self, key: Ints) -> Ints:
        """Row of ``cells`` with each ``key``; -1 where there is none."""
        return np.asarray(pd.Index(self.cells["key"]).get_indexer(pd.Index(key)), dtype=np.int64)

    def period_of(self, day: Floats) -> Ints:
        """The first period whose first and last day enclose each ``day``; -1 where none does."""
        found = np.full(len(day), -1, dtype=np.int64)
        for period in range(len(self.periods) - 1, -1, -1):
            found[(self.starts[period] <= day) & (day <= self.ends[period])] = period
        return found


def days(dates: pd.Series) -> Floats:
    """Dates as days since 1970, NaN where blank."""
    since = (pd.to_datetime(dates) - pd.Timestamp(0)) / pd.Timedelta(days=1)
    return np.asarray(since, dtype=np.float64)


def lookup(index: pd.Index, ids: pd.Series, blank: int = -1) -> Ints:
    """Codes of ``ids`` in ``index``; ``blank`` for an empty id and -1 for an unknown one."""
    code = np.asarray(index.get_indexer(pd.Index(ids)), dtype=np.int64)
    return np.where((ids == "").to_numpy(dtype=bool), blank, code)


def gather(tables: Tables, unit_level: str | None, config: ScenarioConfig | None = None) -> Facts:
    """Look the tables up. ``unit_level`` is the level whose coverage is compared; ``None``: each need's own place.

    ``config`` adds what the scenario asks beside the tables: rules, a reference plan, a floor.
    """
    tree = grow(tables.places)
    items = tables.items.sort_values("item_id", kind="stable").reset_index(drop=True)
    categories = pd.Index(sorted(set(items["category"])))
    item_index = pd.Index(items["item_id"])
    ages = pd.Index(sorted(tables.age_groups["age_group_id"]))
    periods = pd.Index(tables.periods["period_id"].tolist())
    table = tables.lots.sort_values("lot_id", kind="stable").reset_index(drop=True)
    facts = Facts(
        tree=tree,
        items=items[["item_id", "category", "value", "cash_price", "divisible", "lifetime"]],
        categories=categories,
        ages=ages,
        periods=periods,
        starts=days(tables.periods["start"]),
        ends=days(tables.periods["end"]),
        lots=_lots(table, item_index, periods),
        cells=pd.DataFrame(),
        within=zones(table["places"], tree),
        without=zones(table["exclude_places"], tree),
        category_clause=members(table["categories"], categories),
        item_clause=members(table["items"], item_index),
        age_clause=members(table["age_groups"], ages),
        rates=_coded(tables.substitutes, item_index, {"item": "item_id", "replaced": "for_item_id"}, "rate"),
        kits=_coded(tables.kits, item_index, {"kit": "kit_item_id", "item": "item_id"}, "quantity"),
        tables=tables,
        rules=config.rules if config else (),
        reference=config.reference_lines if config else None,
        floor=max((level.floor for level in config.objectives), default=0.0) if config else 0.0,
    )
    return _with_cells(facts, tables.needs, tree.units(unit_level))


def _coded(table: pd.DataFrame, items: pd.Index, columns: dict[str, str], amount: str) -> pd.DataFrame:
    codes = {name: lookup(items, table[column]) for name, column in columns.items()}
    return pd.DataFrame({**codes, amount: table[amount].to_numpy(dtype=float)})


def _lots(table: pd.DataFrame, items: pd.Index, periods: pd.Index) -> pd.DataFrame:
    cash = (table["kind"] == "cash").to_numpy(dtype=bool)
    lots = table[["lot_id", "donor_id", "provider_id", "kind", "quantity"]].copy()
    lots["item"] = np.where(cash, -1, lookup(items, table["item_id"]))
    lots["pack"] = np.where(cash, 1.0, table["pack_size"])
    lots["first"] = lookup(periods, table["from_period"], blank=0)
    lots["last"] = lookup(periods, table["until_period"], blank=len(periods) - 1)
    # Without periods the whole plan is one period, whose first and last above are 0 and -1.
    window = np.maximum(lots["last"] - lots["first"] + 1, 0) if len(periods) else np.ones(len(lots))
    lots["capacity"] = lots["quantity"] * np.where(table["kind"] == "service", window, 1.0)
    lots["direct"], lots["quality_ok"] = table["direct"], table["quality_ok"]
    return lots


def _with_cells(facts: Facts, needs: pd.DataFrame, units: Ints) -> Facts:
    cells = needs[["place_id", "item_id", "age_group_id", "period_id", "weight", "quantity", "entitlement"]].copy()
    cells["assessed_on"] = needs["assessed_on"]
    cells["tier"] = needs["tier"].to_numpy(dtype=np.int64)
    place = facts.tree.position(cells["place_id"])
    item = lookup(pd.Index(facts.items["item_id"]), cells["item_id"])
    age = lookup(facts.ages, cells["age_group_id"], blank=len(facts.ages))
    period = lookup(facts.periods, cells["period_id"], blank=len(facts.periods))
    key = facts.key(place, item, age, period)
    if (key < 0).any():
        raise ValueError("needs name places, items, age groups or periods that are not in their tables")
    cells = cells.assign(place=place, item=item, age=age, period=period, unit=units[place], key=key)
    cells["value"] = facts.items["value"].to_numpy(dtype=float)[item]
    cells["divisible"] = facts.items["divisible"].to_numpy(dtype=bool)[item]
    cells["category"] = lookup(facts.categories, facts.items["category"])[item]
    cells = cells.sort_values("key", kind="stable").reset_index(drop=True)
    if cells["key"].duplicated().any():
        raise ValueError("needs hold the same place, item, age group and period twice")
    return replace(facts, cells=cells)
