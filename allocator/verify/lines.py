"""The lines of a plan, looked up in the facts: one row a line, in the order of the plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.language import N_, tr
from allocator.verify.facts import Facts, lookup
from allocator.verify.numbers import Floats

IDS = ("line_id", "lot_id", "donor_id", "provider_id", "place_id", "item_id", "age_group_id", "period_id")
NUMBERS = ("quantity", "packs", "value", "cost")
NAMELESS = N_("(row {row})")


def look_up(facts: Facts, allocations: pd.DataFrame) -> pd.DataFrame:
    """``allocations`` with codes beside the ids: lot, place, item, age, period, cell (-1 unknown), and its facts.

    ``amount`` is the quantity where it is a positive finite number and 0 elsewhere, so that one bad line hides no
    other finding. ``label`` names the line in messages. Raises ``ValueError`` where a column is missing.
    """
    missing = [name for name in (*IDS, *NUMBERS) if name not in allocations.columns]
    if missing:
        raise ValueError(f"the plan lacks the columns {', '.join(missing)}")
    lines = allocations[[*IDS, *NUMBERS]].reset_index(drop=True)
    lines["lot"] = lookup(pd.Index(facts.lots["lot_id"]), lines["lot_id"])
    lines["place"] = facts.tree.position(lines["place_id"])
    lines["item"] = lookup(pd.Index(facts.items["item_id"]), lines["item_id"])
    lines["age"] = lookup(facts.ages, lines["age_group_id"], blank=len(facts.ages))
    lines["period"] = lookup(facts.periods, lines["period_id"], blank=len(facts.periods))
    codes = [lines[name].to_numpy() for name in ("place", "item", "age", "period")]
    lines["cell"] = facts.cell(facts.key(*codes))
    quantity = lines["quantity"].to_numpy(dtype=float)
    lines["amount"] = np.where(np.isfinite(quantity) & (quantity > 0), quantity, 0.0)
    lines["label"] = _labels(lines["line_id"])
    return lines


def named(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines whose lot and item are known: the ones most rules can judge."""
    return lines[(lines["lot"] >= 0) & (lines["item"] >= 0)]


def of_lot(facts: Facts, lines: pd.DataFrame, column: str) -> pd.Series:
    """``column`` of each line's lot, aligned with ``lines``; every lot must be known."""
    return facts.lots[column].take(lines["lot"].to_numpy()).set_axis(lines.index)


def of_item(facts: Facts, lines: pd.DataFrame, column: str) -> pd.Series:
    """``column`` of each line's item, aligned with ``lines``; every item must be known."""
    return facts.items[column].take(lines["item"].to_numpy()).set_axis(lines.index)


def spent(facts: Facts, lines: pd.DataFrame) -> Floats:
    """What each of the :func:`named` lines takes from its lot: quantity, or quantity x cash price in money.

    0 for cash spent on what cash cannot buy, which is a finding of its own.
    """
    price = of_item(facts, lines, "cash_price").fillna(0.0).to_numpy(dtype=float)
    cash = (of_lot(facts, lines, "kind") == "cash").to_numpy(dtype=bool)
    return np.asarray(lines["amount"].to_numpy() * np.where(cash, price, 1.0))


def _labels(line_ids: pd.Series) -> list[str]:
    return [str(name) if name else tr(NAMELESS, row=row + 2) for row, name in enumerate(line_ids.tolist())]
