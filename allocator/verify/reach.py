"""How much could reach the needs at most: bounds that hold for every plan, found without a solver.

Each bound drops limits (packs, links, places, capacities, rules; that kits hold all their contents together), so a
plan may stay below it but can never pass it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.verify.clauses import CLAUSES, Target, of_category, of_items
from allocator.verify.facts import Facts
from allocator.verify.matching import Shelf, shelve
from allocator.verify.numbers import Bools, Floats, Ints
from allocator.verify.packs import whole_packs

EARMARK = ("kind", "item", "places", "exclude_places", "categories", "items", "age_groups", "first", "last")
JUDGED_ON_ITEMS = ("earmark-categories", "earmark-items", "lot-item", "cash-unbuyable")


@dataclass(frozen=True)
class Pool:
    """Lots of one earmark together: the cells they may serve and the value they can bring there at most."""

    item: int
    """Code of the item they give; -1 for cash."""
    cells: Ints
    value: float


def pools(facts: Facts) -> list[Pool]:
    """The lots that may be allocated, those of the same earmark together; of what goes in packs, the whole ones."""
    shelf = shelve(facts)
    table = facts.tables.lots.set_index("lot_id").loc[facts.lots["lot_id"]].reset_index(drop=True)
    listed = {name: table[name] for name in EARMARK if name in ("places", "exclude_places", "categories", "items")}
    lots = facts.lots.assign(**listed, age_groups=table["age_groups"])
    lots = lots[~lots["direct"] & lots["quality_ok"] & (lots["capacity"] > 0)]
    worth, whole = _worth(facts), whole_packs(facts, facts.lots["capacity"].to_numpy(dtype=float))
    found = []
    for rows in lots.groupby(list(EARMARK), sort=False).indices.values():
        members = lots.index.to_numpy()[rows]
        lot, item = int(members[0]), int(facts.lots["item"].iloc[members[0]])
        cells = _cells(facts, shelf, lot)
        capacity = float(whole[members].sum())
        found.append(Pool(item, cells, capacity * _dearest(facts, item, cells, worth)))
    return found


def reachable(facts: Facts, lots: list[Pool]) -> Bools:
    """Needs that some lot may serve. Shape (N,)."""
    mask = np.zeros(len(facts.cells), dtype=bool)
    for pool in lots:
        mask[pool.cells] = True
    return mask


def most_value(facts: Facts, lots: list[Pool], net_value: Floats, level: Ints, levels: int) -> tuple[Floats, Floats]:
    """Value that can reach the cells of each level at most, and of the levels up to each. Shapes (levels,).

    ``level`` is that of each cell, -1 for none. The least of three cuts: all need that can be reached; what every
    lot can bring; and, for goods and services, the less of the two item by item.
    """
    reached = reachable(facts, lots) & (level >= 0)
    needed = facts.cells["item"].to_numpy(dtype=np.int64)
    items = len(facts.items)
    demand = np.zeros((items, levels))
    np.add.at(demand, (needed[reached], level[reached]), net_value[reached])
    served = _served(facts)
    given = np.zeros((2, items + 1, levels))
    for pool in lots:
        inside = pool.cells[level[pool.cells] >= 0]
        asked = np.bincount(level[inside], weights=net_value[inside], minlength=levels)
        given[0, pool.item] += np.minimum(pool.value, asked)
        given[1, pool.item] += np.minimum(pool.value, np.cumsum(asked))
    bounds = []
    for wanted, brought in ((demand, given[0]), (np.cumsum(demand, axis=1), given[1])):
        by_item = np.minimum(served.astype(float) @ wanted, brought[:items]).sum(axis=0)
        bounds.append(np.minimum(wanted.sum(axis=0), by_item + brought[items]))
    return bounds[0], bounds[1]


def _served(facts: Facts) -> Bools:
    """Whether an item given (row) may serve an item needed (column): itself, what it replaces, what is in it."""
    served = np.eye(len(facts.items), dtype=bool)
    served[facts.rates["item"], facts.rates["replaced"]] = True
    served[facts.kits["kit"], facts.kits["item"]] = True
    return served


def _worth(facts: Facts) -> Floats:
    """Value that one of an item given (row; the last is money) brings as an item needed (column); NaN: none."""
    value = facts.items["value"].to_numpy(dtype=float)
    worth = np.full((len(value) + 1, len(value)), np.nan)
    worth[np.arange(len(value)), np.arange(len(value))] = value
    given, replaced = (facts.rates[name].to_numpy(dtype=np.int64) for name in ("item", "replaced"))
    worth[given, replaced] = value[replaced] / facts.rates["rate"].to_numpy(dtype=float)
    content = facts.kits.assign(worth=facts.kits["quantity"].to_numpy() * value[facts.kits["item"].to_numpy()])
    whole = content.groupby("kit")["worth"].transform("sum").to_numpy(dtype=float)
    worth[content["kit"], content["item"]] = whole  # an opened kit brings all its contents at once
    worth[-1] = value / facts.items["cash_price"].to_numpy(dtype=float)
    return worth


def _dearest(facts: Facts, item: int, cells: Ints, worth: Floats) -> float:
    """The most value that one unit of what a lot gives can bring to any of ``cells``."""
    needed = np.unique(facts.cells["item"].to_numpy(dtype=np.int64)[cells])
    each = worth[item, needed]
    return float(each.max(initial=0.0, where=~np.isnan(each)))


def _cells(facts: Facts, shelf: Shelf, lot: int) -> Ints:
    """The cells that ``lot`` may serve; those of a kit's contents whether or not all of them are needed there."""
    items = _items(facts, lot)
    runs = np.array(facts.within.runs(lot), dtype=np.int64).reshape(-1, 2)
    item = np.repeat(items, len(runs))
    first, last = shelf.run(item, np.tile(runs[:, 0], len(items)), np.tile(runs[:, 1], len(items)))
    spans = [shelf.order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    cell = np.concatenate([np.empty(0, dtype=np.int64), *spans])
    codes = (facts.cells[name].to_numpy(dtype=np.int64)[cell] for name in ("place", "item", "age", "period"))
    target, lots = Target(*codes), np.full(len(cell), lot, dtype=np.int64)
    clauses = [clause for code, clause in CLAUSES.items() if code not in JUDGED_ON_ITEMS]
    return cell[np.all([clause(facts, lots, target) for clause in clauses], axis=0)]


def _items(facts: Facts, lot: int) -> Ints:
    """The needed items that ``lot`` may serve by its kind and by the clauses of its earmark that name items."""
    own = int(facts.lots["item"].iloc[lot])
    every = np.arange(len(facts.items), dtype=np.int64)
    blank = np.zeros(len(every), dtype=np.int64)
    target, lots = Target(blank, every, blank, blank), np.full(len(every), lot, dtype=np.int64)
    admitted = of_category(facts, lots, target) & of_items(facts, lots, target)
    if own < 0:
        return every[admitted & facts.items["cash_price"].notna().to_numpy(dtype=bool)]
    inside = np.isin(every, facts.kits["item"].to_numpy()[facts.kits["kit"].to_numpy() == own])
    return np.asarray(every[_served(facts)[own] & (admitted | (inside & admitted[own]))], dtype=np.int64)
