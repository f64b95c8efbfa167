"""Items that cannot be divided come in whole quantities."""

from __future__ import annotations

import pandas as pd

from allocator.tables.checks.finding import for_rows
from allocator.tables.coded import coded
from allocator.tables.problems import InputProblem
from allocator.tables.remembered import remembered
from allocator.tables.tables import Tables


def whole_quantities(tables: Tables) -> list[InputProblem]:
    """Fractions of indivisible items in needs, entitlements, the ledger and packs (errors) and in lots (warnings)."""
    whole_items = frozenset(tables.items.loc[~tables.items["divisible"], "item_id"])
    return [
        *_fractions(tables.needs, "quantity", whole_items, "quantity-not-whole"),
        *_fractions(tables.needs, "entitlement", whole_items, "quantity-not-whole"),
        *_fractions(tables.ledger, "quantity", whole_items, "quantity-not-whole"),
        *_fractions(tables.lots, "pack_size", whole_items, "pack-not-whole"),
        *_fractions(tables.lots, "quantity", whole_items, "lot-not-whole"),
    ]


@remembered
def _fractions(frame: pd.DataFrame, column: str, whole_items: frozenset[str], code: str) -> list[InputProblem]:
    broken = frame[column].notna() & (frame[column] != frame[column].round())
    if not broken.any():
        return []
    broken &= coded(frame["item_id"]).among(whole_items)
    return for_rows(frame, broken, code, column, lambda at: {"item": frame["item_id"].iloc[at]})
