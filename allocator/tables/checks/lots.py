"""What a lot must say, and must not say, about its item and its packs."""

from __future__ import annotations

import pandas as pd

from allocator.tables.checks.finding import for_rows
from allocator.tables.problems import InputProblem
from allocator.tables.remembered import remembered
from allocator.tables.tables import Tables


def lot_rules(tables: Tables) -> list[InputProblem]:
    """Goods and services name their item, cash does not; a pack fits into its lot."""
    return _wrong(tables.lots, tables.periods)


@remembered
def _wrong(lots: pd.DataFrame, periods: pd.DataFrame) -> list[InputProblem]:
    cash = lots["kind"] == "cash"
    thing = lots["kind"].isin(["goods", "service"])
    bare = thing & (lots["item_id"] == "")
    too_big = thing & (lots["pack_size"] > lots["quantity"]) & (lots["quantity"] > 0)
    total = lots["quantity"] * _window(lots, periods).where(lots["kind"] == "service", 1)
    too_much = (lots["min_per_place"] > total) & (lots["quantity"] > 0)
    return [
        *for_rows(
            lots, too_much, "minimum-above-lot", "min_per_place",
            lambda at: {"quantity": float(total.iloc[at])},
        ),
        *for_rows(lots, bare, "lot-item-missing", "item_id", lambda at: {"kind": lots["kind"].iloc[at]}),
        *for_rows(lots, cash & (lots["item_id"] != ""), "lot-item-cash", "item_id"),
        *for_rows(lots, cash & (lots["pack_size"] != 1) & lots["pack_size"].notna(), "pack-cash", "pack_size"),
        *for_rows(
            lots, too_big, "pack-above-lot", "pack_size", lambda at: {"quantity": float(lots["quantity"].iloc[at])}
        ),
    ]  # fmt: skip


def _window(lots: pd.DataFrame, periods: pd.DataFrame) -> pd.Series:
    """Periods of each lot's window."""
    order = {period: at for at, period in enumerate(periods["period_id"])}
    first = lots["from_period"].map(order).astype("float64").fillna(0)
    last = lots["until_period"].map(order).astype("float64").fillna(len(order) - 1)
    return (last - first + 1).clip(lower=1)
