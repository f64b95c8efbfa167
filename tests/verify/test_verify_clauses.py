"""Earmarks of random scenarios, against a plain telling for one lot and one need at a time."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from allocator.language import speaking, tr
from allocator.tables.tables import Tables
from allocator.verify import catalogue, lines, reading
from allocator.verify.clauses import CLAUSES, Target
from allocator.verify.facts import gather
from allocator.verify.matching import lot_cells, shelve
from tests.instances import random_tables


def may_serve(tables: Tables, lot: pd.Series, need: pd.Series) -> bool:
    above = dict(zip(tables.places["place_id"], tables.places["parent_id"], strict=True))
    line, place = set(), need["place_id"]
    while place:
        line.add(place)
        place = above[place]
    item = tables.items.set_index("item_id").loc[need["item_id"]]
    places, without, categories, items, ages = (
        {part for part in lot[name].split(";") if part}
        for name in ("places", "exclude_places", "categories", "items", "age_groups")
    )
    order = tables.periods["period_id"].tolist()
    first = order.index(lot["from_period"]) if lot["from_period"] else 0
    last = order.index(lot["until_period"]) if lot["until_period"] else len(order)
    return (
        (not places or bool(places & line))
        and not without & line
        and (not categories or item["category"] in categories)
        and (not items or need["item_id"] in items)
        and (not ages or need["age_group_id"] in ages)
        and (not need["period_id"] or first <= order.index(need["period_id"]) <= last)
        and (not pd.isna(item["cash_price"]) if lot["kind"] == "cash" else lot["item_id"] == need["item_id"])
    )


@pytest.mark.parametrize("seed", range(25))
def test_clauses_and_matching_agree_with_a_plain_telling(seed: int) -> None:
    tables = random_tables(seed)
    facts = gather(tables, "commune")
    shelf = shelve(facts)
    codes = (facts.cells[name].to_numpy() for name in ("place", "item", "age", "period"))
    target = Target(*codes)
    rows = tables.lots.set_index("lot_id")
    for lot, name in enumerate(facts.lots["lot_id"].tolist()):
        plain = [may_serve(tables, rows.loc[name], need) for _, need in facts.cells.iterrows()]
        many = np.full(len(facts.cells), lot)
        assert np.all([clause(facts, many, target) for clause in CLAUSES.values()], axis=0).tolist() == plain
        assert lot_cells(facts, shelf, lot).tolist() == np.flatnonzero(plain).tolist()


def test_every_text_is_in_both_languages() -> None:
    texts = [*catalogue.CATALOGUE.values(), catalogue.NONE, lines.NAMELESS]
    texts += [value for name, value in vars(reading).items() if name.isupper() and isinstance(value, str)]
    with speaking("vi"):
        assert [text for text in texts if tr(text) == text] == []


def test_nothing_of_the_engine_is_imported() -> None:
    folder = Path(catalogue.__file__).parent
    imported = {
        node.module or ""
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    engine = ("allocator.problem", "allocator.network", "allocator.solve")
    assert [name for name in imported if name.startswith(engine)] == []
    assert {name for name in imported if name.startswith("allocator.plan")} == {"allocator.plan.plan"}
