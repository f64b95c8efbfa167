"""The lines of a plan, looked up in the facts: one row a line, in the order of the plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.language import N_, tr
from allocator.verify.facts import Facts, lookup
from allocator.verify.numbers import Bools, Floats, Ints

IDS = ("line_id", "lot_id", "donor_id", "provider_id", "place_id", "item_id", "age_group_id", "period_id")
NUMBERS = ("quantity", "packs", "value", "cost")
NAMELESS = N_("(row {row})")


def look_up(facts: Facts, allocations: pd.DataFrame) -> pd.DataFrame:
    """``allocations`` with codes beside the ids: lot, place, item, age, period, cell (-1 unknown), and its facts.

    ``taken`` is what the line takes from the lot, ``kit`` whether it is part of an opened kit; in plans without the
    columns lot_item_id and lot_quantity all lines are plain. ``amount`` is the quantity where it is a positive finite
    number and 0 elsewhere, so that one bad line hides no other finding. ``label`` names the line in messages. Raises
    ``ValueError`` where a column is missing.
    """
    missing = [name for name in (*IDS, *NUMBERS) if name not in allocations.columns]
    if missing:
        raise ValueError(f"the plan lacks the columns {', '.join(missing)}")
    lines = look_up_cells(facts, allocations[[*IDS, *NUMBERS]])
    lines["lot_item_id"], lines["taken"] = _taken(facts, allocations, lines)
    quantity = lines["quantity"].to_numpy(dtype=float)
    lines["amount"] = np.where(np.isfinite(quantity) & (quantity > 0), quantity, 0.0)
    lines["taken"] = np.where((lines["amount"] > 0) & np.isfinite(lines["taken"]), lines["taken"], 0.0)
    lines["kit"] = _opened(facts, lines)
    lines["label"] = _labels(lines["line_id"])
    return lines


def look_up_cells(facts: Facts, lines: pd.DataFrame) -> pd.DataFrame:
    """``lines`` numbered from 0, with the codes of their ids: lot, place, item, age, period and cell; -1 unknown."""
    lines = lines.reset_index(drop=True)
    lines["lot"] = lookup(pd.Index(facts.lots["lot_id"]), lines["lot_id"])
    lines["place"] = facts.tree.position(lines["place_id"])
    lines["item"] = lookup(pd.Index(facts.items["item_id"]), lines["item_id"])
    lines["age"] = lookup(facts.ages, lines["age_group_id"], blank=len(facts.ages))
    lines["period"] = lookup(facts.periods, lines["period_id"], blank=len(facts.periods))
    codes = [lines[name].to_numpy() for name in ("place", "item", "age", "period")]
    lines["cell"] = facts.cell(facts.key(*codes))
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


def plain(facts: Facts, lines: pd.DataFrame) -> Floats:
    """What each of the :func:`named` lines should take from its lot, were it no part of a kit.

    quantity x cash price for cash, quantity x rate for what stands in for the item, quantity for the item itself; NaN
    where cash cannot buy it and where nothing may stand in.
    """
    price = of_item(facts, lines, "cash_price").to_numpy(dtype=float)
    given = given_item(facts, lines)
    needed = lines["item"].to_numpy(dtype="int64")
    pairs = pd.Index(facts.rates["item"] * len(facts.items) + facts.rates["replaced"])
    at = np.asarray(pairs.get_indexer(pd.Index(given * len(facts.items) + needed)))
    known = np.append(facts.rates["rate"].to_numpy(dtype=float), np.nan)[at]
    cash = (of_lot(facts, lines, "kind") == "cash").to_numpy(dtype=bool)
    each = np.where(cash, price, np.where(given == needed, 1.0, known))
    return np.asarray(lines["amount"].to_numpy() * each)


def deliveries(lines: pd.DataFrame) -> pd.DataFrame:
    """The :func:`named` lines, with the lines of kits opened at one place, age group and period as one."""
    judged = named(lines)
    spot = ["lot", "place", "age", "period"]
    return pd.concat([judged[~judged["kit"]], judged[judged["kit"]].drop_duplicates(spot)])


def given_item(facts: Facts, lines: pd.DataFrame) -> Ints:
    """The code of the item that the lot of each line gives; -1 for cash and for unknown lots."""
    given = np.append(facts.lots["item"].to_numpy(dtype="int64"), -1)[lines["lot"].to_numpy()]
    return np.asarray(given, dtype=np.int64)


def item_names(facts: Facts, items: Ints) -> list[str]:
    """Ids of item codes, blank for -1."""
    names = np.append(facts.items["item_id"].to_numpy(dtype=object), "")
    return [str(name) for name in names[items].tolist()]


def _taken(facts: Facts, allocations: pd.DataFrame, lines: pd.DataFrame) -> tuple[list[str], Floats]:
    if {"lot_item_id", "lot_quantity"} <= set(allocations.columns):
        return allocations["lot_item_id"].tolist(), allocations["lot_quantity"].to_numpy(dtype=float)
    quantity = lines["quantity"].to_numpy(dtype=float)
    judged = named(lines.assign(amount=quantity))
    taken = quantity.copy()
    taken[judged.index] = plain(facts, judged)
    return item_names(facts, given_item(facts, lines)), taken


def _opened(facts: Facts, lines: pd.DataFrame) -> Bools:
    """Lines whose lot gives a kit that holds the needed item."""
    pairs = facts.kits["kit"] * len(facts.items) + facts.kits["item"]
    given = given_item(facts, lines)
    inside = np.isin(given * len(facts.items) + lines["item"].to_numpy(), pairs.to_numpy())
    return np.asarray(inside & (given >= 0) & (lines["item"].to_numpy() >= 0))


def _labels(line_ids: pd.Series) -> list[str]:
    return [str(name) if name else tr(NAMELESS, row=row + 2) for row, name in enumerate(line_ids.tolist())]
