"""Quantities so far from the others that a slip of the pen is likely. Warnings only."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.tables.checks.finding import for_rows
from allocator.tables.coded import coded
from allocator.tables.problems import InputProblem
from allocator.tables.remembered import remembered
from allocator.tables.tables import Tables

TIMES_MEDIAN = 100
ENOUGH_ROWS = 8
TIMES_NEED = 1000


def outliers(tables: Tables) -> list[InputProblem]:
    """Needs far above the median of their item and age group; lots far above everything needed."""
    return [*_needs(tables.needs), *_lots(tables.lots, *_needed(tables.items, tables.needs))]


@remembered
def _needs(needs: pd.DataFrame) -> list[InputProblem]:
    if len(needs) < ENOUGH_ROWS:
        return []
    item, age = (coded(needs[name]) for name in ("item_id", "age_group_id"))
    group = pd.Series(item.code * (len(age.distinct) + 1) + age.code, index=needs.index)
    grouped = needs["quantity"].groupby(group)
    median = group.map(grouped.median())
    wild = (needs["quantity"] > TIMES_MEDIAN * median) & (median > 0) & (group.map(grouped.size()) >= ENOUGH_ROWS)
    return for_rows(
        needs, wild, "need-outlier", "quantity",
        lambda at: {"item": needs["item_id"].iloc[at], "median": float(median.iloc[at])},
    )  # fmt: skip


@remembered
def _needed(items: pd.DataFrame, needs: pd.DataFrame) -> tuple[pd.Series, float]:
    """The quantity needed of each item, and the value of all needs."""
    value = items.drop_duplicates("item_id").set_index("item_id")["value"]
    item = coded(needs["item_id"])
    sums = np.bincount(item.code, weights=needs["quantity"].fillna(0.0), minlength=len(item.distinct))
    by_item = pd.Series(sums, index=list(item.distinct))
    return by_item, float((by_item * value.reindex(by_item.index)).sum())


def _lots(lots: pd.DataFrame, by_item: pd.Series, worth: float) -> list[InputProblem]:
    """Goods and services against the need for their item, cash against the value of all needs."""
    total = lots["item_id"].map(by_item).astype("float64").where(lots["kind"] != "cash", worth)
    wild = np.asarray((lots["quantity"] > TIMES_NEED * total) & (total > 0), dtype=bool)
    return for_rows(lots, wild, "lot-outlier", "quantity", lambda at: {"total": float(total.iloc[at])})
