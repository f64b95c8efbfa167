"""What a decision must say: a quantity where its action takes one, and one unit to count it in."""

from __future__ import annotations

import pandas as pd

from allocator.tables.checks.finding import for_rows
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables


def decision_rules(tables: Tables) -> list[InputProblem]:
    """Caps, floors, locks and preferences say how much of what one unit; a ban takes no quantity."""
    table = tables.decisions
    if table.empty:
        return []
    counted = table["action"].isin(["cap", "floor", "lock", "prefer"])
    kinds = pd.Series(tables.lots["kind"].to_numpy(), index=tables.lots["lot_id"].to_numpy(), dtype=object)
    cash = table["lot_id"].isin(kinds.index[(kinds == "cash").to_numpy()])
    unitless = (table["item_id"] == "") & ((table["lot_id"] == "") | cash)

    def action(at: int) -> dict[str, object]:
        return {"action": table["action"].iloc[at]}

    return [
        *for_rows(table, counted & table["quantity"].isna(), "decision-quantity", "quantity", action),
        *for_rows(table, counted & unitless, "decision-unit", "item_id", action),
        *for_rows(table, (table["action"] == "ban") & (table["quantity"] > 0), "decision-ban-quantity", "quantity"),
    ]
