"""Limits and costs beside the earmarks: links, kits, substitutes, places of donors, capacity of places."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.indexing import index_of
from allocator.problem.problem import Floats, Ints, Kits, Links
from allocator.tables.remembered import remembered


def substitute_rates(frame: pd.DataFrame, items: tuple[str, ...]) -> Floats:
    """Shape (I, I): units of the row's item that replace one of the column's; see ``Items.rate``."""
    rate = np.full((len(items), len(items)), np.nan)
    given, replaced = index_of(items, frame["item_id"], -1), index_of(items, frame["for_item_id"], -1)
    rate[given, replaced] = frame["rate"].to_numpy(dtype=float)
    np.fill_diagonal(rate, 1.0)
    return rate


@remembered
def build_links(frame: pd.DataFrame, places: tuple[str, ...], lots: tuple[str, ...], donors: tuple[str, ...]) -> Links:
    """The rows of ``links`` in (place, lot, donor) order. Donors without lots are left out: they give nothing."""
    known = (frame["donor_id"] == "") | frame["donor_id"].isin(donors)
    record = np.flatnonzero(known.to_numpy())
    frame = frame[known]
    place = index_of(places, frame["place_id"], -1)
    lot, donor = index_of(lots, frame["lot_id"], -1), index_of(donors, frame["donor_id"], -1)
    order = np.lexsort((donor, lot, place))
    number = {name: frame[name].to_numpy(dtype=float)[order] for name in NUMBERS}
    return Links(
        place=place[order],
        lot=lot[order],
        donor=donor[order],
        unit_cost=number["unit_cost"],
        fixed_cost=number["fixed_cost"],
        max_quantity=np.where(np.isnan(number["max_quantity"]), np.inf, number["max_quantity"]),
        min_quantity=np.nan_to_num(number["min_quantity"]),
        vehicle_capacity=np.where(np.isnan(number["vehicle_capacity"]), np.inf, number["vehicle_capacity"]),
        allowed=frame["allowed"].to_numpy(dtype=bool)[order],
        record=record[order],
    )


NUMBERS = ("unit_cost", "fixed_cost", "max_quantity", "min_quantity", "vehicle_capacity")


@remembered
def build_kits(frame: pd.DataFrame, items: tuple[str, ...]) -> Kits:
    """The rows of ``kits`` in (kit, item) order."""
    kit, item = index_of(items, frame["kit_item_id"], -1), index_of(items, frame["item_id"], -1)
    order = np.lexsort((item, kit))
    return Kits(kit=kit[order], item=item[order], quantity=frame["quantity"].to_numpy(dtype=float)[order])


def whole_or_none(values: pd.Series) -> Ints:
    """Whole numbers, -1 where the cell is blank."""
    return values.fillna(-1).to_numpy(dtype=float).astype(np.int64)


@remembered
def most_places(frame: pd.DataFrame, donors: tuple[str, ...]) -> Ints:
    """Shape (D,): most places of each donor; -1 for no limit."""
    most = np.full(len(donors), -1, dtype=np.int64)
    at = pd.Index(donors, dtype=object).get_indexer(pd.Index(frame["donor_id"].to_numpy(dtype=object), dtype=object))
    most[at[at >= 0]] = whole_or_none(frame["max_places"])[at >= 0]
    return most


@remembered
def place_capacity(frame: pd.DataFrame, places: tuple[str, ...]) -> Floats:
    """Shape (P,): value each place can receive in a period; infinite for no limit."""
    capacity = np.full(len(places), np.inf)
    stated = frame["capacity"].to_numpy(dtype=float)
    at = index_of(places, frame["place_id"], -1)
    capacity[at] = np.where(np.isnan(stated), np.inf, stated)
    return capacity
