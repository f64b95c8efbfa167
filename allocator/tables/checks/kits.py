"""Kits hold plain items; substitutes replace other items."""

from __future__ import annotations

from allocator.tables.checks.finding import for_rows
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables


def kit_rules(tables: Tables) -> list[InputProblem]:
    """No kit lies in a kit, stands in for its own contents, or is a service; no item stands in for itself."""
    kits, substitutes, lots = tables.kits, tables.substitutes, tables.lots
    if kits.empty and substitutes.empty:
        return []
    names = set(kits["kit_item_id"])
    contents = set(zip(kits["kit_item_id"], kits["item_id"], strict=True))
    pairs = list(zip(substitutes["item_id"], substitutes["for_item_id"], strict=True))
    return [
        *for_rows(kits, kits["item_id"].isin(names), "kit-in-kit", "item_id"),
        *for_rows(substitutes, substitutes["item_id"] == substitutes["for_item_id"], "substitute-itself", "item_id"),
        *for_rows(
            substitutes,
            substitutes.index.isin([at for at, pair in enumerate(pairs) if pair in contents]),
            "kit-substitute",
            "item_id",
        ),
        *for_rows(lots, lots["item_id"].isin(names) & (lots["kind"] == "service"), "kit-service", "item_id"),
    ]
