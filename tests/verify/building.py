"""Hand-made tables and plans."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from making import tables

from allocator.tables.tables import Tables

Row = dict[str, object]
Line = tuple[str, str, str, str, str, float]

COLUMNS = [
    "line_id", "lot_id", "donor_id", "provider_id", "place_id", "item_id", "age_group_id", "period_id",
    "quantity", "packs", "value", "cost", "lot_item_id", "lot_quantity",
]  # fmt: skip


def world(**rows: Sequence[Row]) -> Tables:
    """``Tables`` from rows by table name, typed and defaulted as reading does; donors are those of the lots."""
    return tables(**{name: [dict(row) for row in given] for name, given in rows.items()})


def lines(made: Tables, given: Sequence[Line], costs: Sequence[float] = ()) -> pd.DataFrame:
    """A plan from (lot, place, item, age group, period, quantity), its other columns filled in correctly."""
    lots, items = made.lots.set_index("lot_id"), made.items.set_index("item_id")
    rows = []
    for number, (lot, place, item, age, period, quantity) in enumerate(given):
        cash = lots.loc[lot, "kind"] == "cash"
        lot_item = "" if cash else str(lots.loc[lot, "item_id"])
        taken = quantity * (items.loc[item, "cash_price"] if cash else _takes(made, lot_item, item))
        rows.append(
            {
                "line_id": f"line{number}",
                "lot_id": lot,
                "donor_id": lots.loc[lot, "donor_id"],
                "provider_id": lots.loc[lot, "provider_id"],
                "place_id": place,
                "item_id": item,
                "age_group_id": age,
                "period_id": period,
                "quantity": float(quantity),
                "packs": quantity if cash else taken / lots.loc[lot, "pack_size"],
                "value": quantity * items.loc[item, "value"],
                "cost": costs[number] if costs else 0.0,
                "lot_item_id": lot_item,
                "lot_quantity": taken,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _takes(made: Tables, given: str, needed: str) -> float:
    """What one of the needed item takes of the item given: 1, the rate of a substitute, or the share of a kit."""
    rates, kits = made.substitutes, made.kits
    rate = rates[(rates["item_id"] == given) & (rates["for_item_id"] == needed)]["rate"].tolist()
    inside = kits[(kits["kit_item_id"] == given) & (kits["item_id"] == needed)]["quantity"].tolist()
    return float(rate[0]) if rate else 1.0 / float(inside[0]) if inside else 1.0


PLACES: list[Row] = [
    {"place_id": "C3", "name": "C3", "level": "commune", "parent_id": "D2", "severity": 2.0},
    {"place_id": "D1", "name": "D1", "level": "district", "parent_id": "P"},
    {"place_id": "C2", "name": "C2", "level": "commune", "parent_id": "D1"},
    {"place_id": "P", "name": "P", "level": "province"},
    {"place_id": "D2", "name": "D2", "level": "district", "parent_id": "P"},
    {"place_id": "C1", "name": "C1", "level": "commune", "parent_id": "D1"},
    {"place_id": "S1", "name": "S1", "level": "school", "parent_id": "C1"},
]

ITEMS: list[Row] = [
    {"item_id": "jacket", "category": "warmth", "value": 10.0, "lifetime": 2.0},
    {"item_id": "meal", "category": "nutrition", "value": 2.0},
    {"item_id": "rice", "category": "nutrition", "value": 1.0, "cash_price": 1.5, "divisible": True},
    {"item_id": "visit", "category": "medical", "value": 5.0},
    {"item_id": "book", "category": "recreation", "value": 4.0, "cash_price": np.nan},
]

PERIODS: list[Row] = [
    {"period_id": "T1", "start": "2020-01-01", "end": "2020-03-31"},
    {"period_id": "T2", "start": "2020-04-01", "end": "2020-06-30"},
    {"period_id": "T3", "start": "2020-07-01", "end": "2020-09-30"},
]

WORLD: dict[str, list[Row]] = {
    "places": PLACES,
    "items": ITEMS,
    "age_groups": [{"age_group_id": "A2"}, {"age_group_id": "A1"}],
    "periods": PERIODS,
    "lots": [
        {"lot_id": "L1", "donor_id": "N1", "kind": "goods", "item_id": "jacket", "quantity": 20.0, "pack_size": 5.0,
         "places": "D1", "exclude_places": "C2"},
        {"lot_id": "L2", "donor_id": "N2", "provider_id": "V2", "kind": "cash", "quantity": 80.0,
         "categories": "nutrition;recreation"},
        {"lot_id": "L3", "donor_id": "N3", "kind": "service", "item_id": "visit", "quantity": 4.0,
         "from_period": "T1", "until_period": "T2"},
        {"lot_id": "L4", "donor_id": "N1", "kind": "goods", "item_id": "jacket", "quantity": 10.0, "age_groups": "A1",
         "until_period": "T2"},
        {"lot_id": "L5", "donor_id": "N5", "kind": "goods", "item_id": "meal", "quantity": 50.0, "quality_ok": False},
        {"lot_id": "L6", "donor_id": "N6", "kind": "goods", "item_id": "jacket", "quantity": 1.0, "direct": True,
         "places": "C3", "age_groups": "A1"},
        {"lot_id": "L7", "donor_id": "N7", "kind": "cash", "quantity": 90.0, "items": "jacket;rice;visit"},
    ],
    "needs": [
        {"place_id": "C1", "item_id": "jacket", "age_group_id": "A1", "period_id": "T1", "quantity": 10.0},
        {"place_id": "C1", "item_id": "jacket", "age_group_id": "A2", "period_id": "T1", "quantity": 8.0},
        {"place_id": "C2", "item_id": "jacket", "age_group_id": "A1", "period_id": "T1", "quantity": 5.0},
        {"place_id": "C3", "item_id": "jacket", "age_group_id": "A1", "period_id": "T2", "quantity": 6.0},
        {"place_id": "C3", "item_id": "jacket", "age_group_id": "A1", "period_id": "T3", "quantity": 6.0},
        {"place_id": "C3", "item_id": "jacket", "period_id": "T2", "quantity": 4.0, "tier": 2.0, "weight": 3.0},
        {"place_id": "C1", "item_id": "visit", "period_id": "T1", "quantity": 3.0},
        {"place_id": "S1", "item_id": "visit", "period_id": "T2", "quantity": 9.0},
        {"place_id": "C2", "item_id": "visit", "quantity": 5.0},
        {"place_id": "C1", "item_id": "visit", "period_id": "T3", "quantity": 1.0},
        {"place_id": "C1", "item_id": "meal", "period_id": "T1", "quantity": 30.0, "entitlement": 2.0},
        {"place_id": "C3", "item_id": "rice", "period_id": "T3", "quantity": 7.5},
        {"place_id": "C2", "item_id": "book", "period_id": "T1", "quantity": 3.0},
    ],
}  # fmt: skip

GOOD_PLAN: list[Line] = [
    ("L1", "C1", "jacket", "A1", "T1", 10.0),
    ("L1", "C1", "jacket", "A2", "T1", 10.0),
    ("L2", "C1", "meal", "", "T1", 28.0),
    ("L3", "C1", "visit", "", "T1", 3.0),
    ("L3", "S1", "visit", "", "T2", 4.0),
    ("L4", "C2", "jacket", "A1", "T1", 5.0),
    ("L3", "C2", "visit", "", "", 1.0),
    ("L2", "C3", "rice", "", "T3", 6.0),
    ("L7", "C3", "rice", "", "T3", 1.5),
]
