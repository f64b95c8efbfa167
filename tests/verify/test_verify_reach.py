"""What could reach the needs at most: bounds by hand, and plans that never pass them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from allocator.tables.tables import Tables
from allocator.verify import verify
from allocator.verify.facts import Facts, gather
from allocator.verify.matching import lot_cells, shelve
from allocator.verify.reach import most_value, pools, reachable
from tests.instances import random_tables
from tests.verify.building import GOOD_PLAN, WORLD, lines, world


def net_value(facts: Facts, tables: Tables, plan: pd.DataFrame) -> np.ndarray:
    return (verify(tables, "commune", plan).cells["net"] * facts.cells["value"]).to_numpy()


def test_bounds_by_hand(tables: Tables, plan: pd.DataFrame) -> None:
    facts = gather(tables, "commune")
    units = facts.tree.ids[facts.cells["unit"].to_numpy()]
    level = np.array([["C3", "C2", "C1"].index(unit) for unit in units])
    alone, up_to = most_value(facts, pools(facts), net_value(facts, tables, plan), level, 3)
    # C3: 5 jackets of L4, 7.5 of rice by L2, 90 of money of L7. C2: 5 jackets and 25 of visits; nobody brings books.
    # C1: 18 jackets, 15 + 45 + 5 of visits, 56 of meals: all of it.
    assert alone.tolist() == pytest.approx([147.5, 75, 301])
    # Together: jackets 180 of L1 and 100 of L4, visits 40 of L3, 63.5 of L2 and 90 of L7.
    assert up_to.tolist() == pytest.approx([147.5, 222.5, 473.5])


def test_nobody_brings_what_cash_cannot_buy(tables: Tables) -> None:
    facts = gather(tables, "commune")
    beyond = facts.cells[~reachable(facts, pools(facts))]
    assert beyond["item_id"].tolist() == ["book"]


def test_only_whole_packs_can_be_brought() -> None:
    lots = [
        {"lot_id": "L", "donor_id": "N", "kind": "goods", "item_id": "jacket", "quantity": 14.0, "pack_size": 5.0},
    ]
    (pool,) = pools(gather(world(**{**WORLD, "lots": lots}), "commune"))
    assert pool.value == 100


def test_substitutes_and_kits_bring_the_value_of_what_is_needed() -> None:
    lots = [
        {"lot_id": "L", "donor_id": "N", "kind": "goods", "item_id": "book", "quantity": 6.0, "items": "jacket"},
        {"lot_id": "M", "donor_id": "N", "kind": "goods", "item_id": "box", "quantity": 2.0},
    ]
    rows = {
        **WORLD,
        "lots": lots,
        "items": [*WORLD["items"], {"item_id": "box", "category": "boxes", "value": 1.0}],
        "substitutes": [{"item_id": "book", "for_item_id": "jacket", "rate": 2.0}],
        "kits": [
            {"kit_item_id": "box", "item_id": "rice", "quantity": 4.0},
            {"kit_item_id": "box", "item_id": "meal", "quantity": 3.0},
        ],
    }
    facts = gather(world(**rows), "commune")
    found = {facts.items["item_id"].iloc[pool.item]: pool for pool in pools(facts)}
    assert found["book"].value == 6 * 10 / 2
    assert set(facts.cells["item_id"].iloc[found["book"].cells]) == {"jacket"}
    assert found["box"].value == 2 * (4 * 1 + 3 * 2)
    assert set(facts.cells["item_id"].iloc[found["box"].cells]) == {"rice", "meal"}


@pytest.mark.parametrize("seed", range(25))
def test_lots_reach_the_cells_that_their_earmarks_admit(seed: int) -> None:
    tables = random_tables(seed)
    facts = gather(tables, "commune")
    shelf = shelve(facts)
    usable = facts.lots[~facts.lots["direct"] & facts.lots["quality_ok"] & (facts.lots["capacity"] > 0)]
    admitted = np.zeros(len(facts.cells), dtype=bool)
    for lot in usable.index.tolist():
        admitted[lot_cells(facts, shelf, lot)] = True
    assert reachable(facts, pools(facts)).tolist() == admitted.tolist()


@pytest.mark.parametrize("dropped", range(len(GOOD_PLAN)))
def test_a_plan_never_passes_its_bounds(tables: Tables, dropped: int) -> None:
    plan = lines(tables, [line for row, line in enumerate(GOOD_PLAN) if row != dropped])
    facts = gather(tables, "commune")
    cells = verify(tables, "commune", plan).cells
    worth = net_value(facts, tables, plan)
    met = (cells["met"] * facts.cells["value"]).to_numpy()
    for level in (np.zeros(len(worth), dtype=np.int64), np.arange(len(worth)), facts.cells["item"].to_numpy()):
        levels = int(level.max()) + 1
        alone, up_to = most_value(facts, pools(facts), worth, level, levels)
        reached = np.bincount(level, weights=met, minlength=levels)
        assert (reached <= alone + 1e-9).all()
        assert (np.cumsum(reached) <= up_to + 1e-9).all()
        assert (alone <= up_to + 1e-9).all()
