"""What a scenario holds, in a few numbers."""

from __future__ import annotations

import numpy as np

from allocator.scenario.load import Inputs


def counts(inputs: Inputs) -> dict[str, float]:
    """Count places, units, needs and lots; value needs (as assessed) and supply (services over their window)."""
    tables = inputs.tables
    value = tables.items.set_index("item_id")["value"]
    need = tables.needs["quantity"] * tables.needs["item_id"].map(value).astype("float64")
    lots = tables.lots
    order = {period: at for at, period in enumerate(tables.periods["period_id"])}
    first = lots["from_period"].map(order).astype("float64").fillna(0)
    last = lots["until_period"].map(order).astype("float64").fillna(len(order) - 1)
    worth = lots["item_id"].map(value).astype("float64").where(lots["kind"] != "cash", 1.0)
    times = np.where(lots["kind"] == "service", last - first + 1, 1.0)
    return {
        "places": len(tables.places),
        "units": _units(inputs),
        "needs": len(tables.needs),
        "lots": len(lots),
        "need_value": float(need.sum()),
        "supply_value": float((lots["quantity"] * worth * times).sum()),
    }


def _units(inputs: Inputs) -> int:
    """How many different units the places with needs belong to."""
    places = inputs.tables.places
    level = inputs.config.unit_level
    above = dict(zip(places["place_id"], places["parent_id"], strict=True))
    at_level = set(places.loc[places["level"] == level, "place_id"]) if level else set()
    units = set()
    for place in inputs.tables.needs["place_id"].unique():
        unit = place
        while unit and unit not in at_level:
            unit = above.get(unit, "")
        units.add(unit or place)
    return len(units)
