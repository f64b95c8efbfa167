"""The plan that ``change`` is counted against, by index."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.problem import Lines, Lots, Needs, Reference


def build_reference(
    frame: pd.DataFrame | None,
    places: tuple[str, ...],
    items: tuple[str, ...],
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    needs: Needs,
    lots: Lots,
) -> Reference | None:
    """The lines of ``frame`` whose lot and need are still there; the others are counted."""
    if frame is None:
        return None
    shape = (len(places), len(items), len(ages) + 1, len(periods) + 1)
    columns = ("place_id", "item_id", "age_group_id", "period_id")
    found = [
        pd.Index(ids, dtype=object).get_indexer(pd.Index(frame[column].to_numpy(dtype=object), dtype=object))
        for column, ids in zip(columns, (places, items, (*ages, ""), (*periods, "")), strict=True)
    ]
    lot = pd.Index(lots.ids, dtype=object).get_indexer(pd.Index(frame["lot_id"].to_numpy(dtype=object), dtype=object))
    known = np.all([each >= 0 for each in found], axis=0) & (lot >= 0)
    wanted = np.ravel_multi_index(tuple(np.where(known, each, 0) for each in found), shape)
    keys = np.ravel_multi_index((needs.place, needs.item, needs.age, needs.period), shape)
    cell = pd.Index(keys).get_indexer(pd.Index(wanted))
    known &= cell >= 0
    quantity = frame["quantity"].to_numpy(dtype=float)[known]
    return Reference(lines=Lines(lot=lot[known], cell=cell[known], quantity=quantity), lost=int((~known).sum()))
