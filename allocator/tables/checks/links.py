"""What a link between a lot or donor and a place must say."""

from __future__ import annotations

import numpy as np

from allocator.tables.checks.finding import for_rows, shown
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables


def link_rules(tables: Tables) -> list[InputProblem]:
    """Exactly one giver; a least quantity below the most; nothing else where the link is not allowed."""
    links = tables.links
    if links.empty:
        return []
    one = (links["lot_id"] != "") ^ (links["donor_id"] != "")
    crossed = links["min_quantity"] > links["max_quantity"]
    limits = links[["max_quantity", "min_quantity", "vehicle_capacity"]].notna().any(axis=1)
    costs = (links[["unit_cost", "fixed_cost"]] > 0).any(axis=1)
    idle = ~links["allowed"] & (limits | costs)
    return [
        *for_rows(links, ~one, "link-who", "lot_id"),
        *for_rows(
            links, np.asarray(crossed), "link-range", "min_quantity",
            lambda at: {"other": shown(links["max_quantity"].iloc[at])},
        ),
        *for_rows(links, idle, "link-idle", "allowed"),
    ]  # fmt: skip
