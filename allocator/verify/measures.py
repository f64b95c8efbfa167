"""The measures of a plan, from the tables and its lines alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.plan.plan import Measures
from allocator.verify import decisions
from allocator.verify.facts import Facts
from allocator.verify.lines import look_up_cells, named, of_item, of_lot
from allocator.verify.links import total_cost
from allocator.verify.numbers import ABSOLUTE, Floats
from allocator.verify.rules import shortfall

LINE = ["lot_id", "place_id", "item_id", "age_group_id", "period_id"]
POINTS = np.array([0.01, 0.02, 0.05, *(step / 20 for step in range(2, 21))])
"""Coverages between which proportional fairness takes the chords of the logarithm."""


def cover(facts: Facts, cells: pd.DataFrame) -> pd.DataFrame:
    """unit, net_value, met_value, coverage (1 where nothing is needed), severity; a row a unit, in place order."""
    values = pd.DataFrame({name: cells["value"] * cells[name] for name in ("net", "met")})
    sums = values.groupby(cells["unit"].to_numpy()).sum()
    unit = sums.index.to_numpy()
    net, met = sums["net"].to_numpy(dtype=float), sums["met"].to_numpy(dtype=float)
    coverage = np.divide(met, net, out=np.ones(len(net)), where=net > 0)
    return pd.DataFrame(
        {
            "unit": facts.tree.ids[unit],
            "net_value": net,
            "met_value": met,
            "coverage": coverage,
            "severity": facts.tree.severity[unit],
        }
    )


def measure(facts: Facts, lines: pd.DataFrame, cells: pd.DataFrame, coverage: pd.DataFrame) -> Measures:
    """Every measure; coverages are taken over the units that need something, and are 1 where none does."""
    unmet_value = cells["value"] * cells["unmet"]
    by_tier = (cells["weight"] * unmet_value).groupby(cells["tier"]).sum()
    needy = coverage[coverage["net_value"] > 0]
    overlap, links = _providers(facts, lines, cells)
    return Measures(
        need_value=float((cells["value"] * cells["net"]).sum()),
        met_value=float((cells["value"] * cells["met"]).sum()),
        unmet_value=float(unmet_value.sum()),
        unmet_by_tier=dict(zip(by_tier.index.tolist(), by_tier.tolist(), strict=True)),
        coverage_min=float(needy["coverage"].min()) if len(needy) else 1.0,
        fairness_min=float((needy["coverage"] / needy["severity"]).min()) if len(needy) else 1.0,
        coverage_mean=float(needy["coverage"].mean()) if len(needy) else 1.0,
        fairness_log=proportional(needy),
        below_floor=below_floor(needy, facts.floor),
        surplus_value=float((cells["value"] * cells["surplus"]).sum()),
        surplus_forced=np.nan,
        surplus_avoidable=np.nan,
        overlap=overlap,
        links=links,
        repeat_value=float((cells["value"] * repeated(facts, cells)).sum()),
        cost=total_cost(facts, lines),
        change=changed(facts, lines),
        rules_short=shortfall(facts, lines, cells) + decisions.shortfall(facts, lines),
        prefer_short=decisions.unpreferred(facts, lines),
        lines=len(lines),
        supply_value=_supply(facts),
        used_value=_used(facts, lines),
    )


def proportional(needy: pd.DataFrame) -> float:
    """Sum over units of share of need x log of coverage, the log cut into chords at ``POINTS``."""
    if needy.empty:
        return 0.0
    coverage = needy["coverage"].to_numpy(dtype=float)
    between = np.interp(coverage, POINTS, np.log(POINTS))
    below = np.log(POINTS[0]) + (coverage - POINTS[0]) / POINTS[0]
    welfare = np.where(coverage < POINTS[0], below, between)
    return float(np.average(welfare, weights=needy["net_value"].to_numpy(dtype=float)))


def below_floor(needy: pd.DataFrame, floor: float) -> float:
    """Value that units lack to ``floor x severity``, at most all of their need."""
    wanted = np.minimum(1.0, floor * needy["severity"].to_numpy(dtype=float))
    lack = np.maximum(0.0, wanted - needy["coverage"].to_numpy(dtype=float))
    return float((needy["net_value"].to_numpy(dtype=float) * lack).sum())


def changed(facts: Facts, lines: pd.DataFrame) -> int:
    """Lines, in the plan or in the reference, whose quantity is another in the other one; 0 without a reference.

    A line of the reference whose lot or need is no longer there is a change whatever its quantity.
    """
    if facts.reference is None:
        return 0
    before = look_up_cells(facts, facts.reference)
    kept = before[(before["lot"] >= 0) & (before["cell"] >= 0)].groupby(LINE)["quantity"].sum()
    now = lines.groupby(LINE)["amount"].sum()
    both = pd.concat([now, kept], axis=1).fillna(0.0)
    return int(((both["amount"] - both["quantity"]).abs() > ABSOLUTE).sum()) + lost_lines(facts)


def lost_lines(facts: Facts) -> int:
    """Lines of the reference whose lot or need is no longer there."""
    if facts.reference is None:
        return 0
    before = look_up_cells(facts, facts.reference)
    return int(((before["lot"] < 0) | (before["cell"] < 0)).sum())


def _providers(facts: Facts, lines: pd.DataFrame, cells: pd.DataFrame) -> tuple[int, int]:
    """Providers beyond the first, and providers, summed over unit x category x period."""
    served = lines[(lines["cell"] >= 0) & (lines["lot"] >= 0) & (lines["amount"] > 0)]
    groups = cells[["unit", "category", "period"]].take(served["cell"].to_numpy()).reset_index(drop=True)
    groups["provider"] = of_lot(facts, served, "provider_id").to_numpy()
    pairs = groups.drop_duplicates()
    places = pairs[["unit", "category", "period"]].drop_duplicates()
    return len(pairs) - len(places), len(pairs)


def repeated(facts: Facts, cells: pd.DataFrame) -> Floats:
    """Quantity of each cell's surplus that repeats a delivery inside the item's lifetime. Shape (N,).

    ``min(surplus, ledger in periods t - lifetime + 1 .. t + allocated in periods t - lifetime + 1 .. t - 1)``, over the
    cells of the same place, item and age group. A need at any time looks only at its own ledger.
    """
    key, period = cells["key"].to_numpy(dtype="int64"), cells["period"].to_numpy(dtype="int64")
    lifetime = facts.items["lifetime"].to_numpy(dtype=float)[cells["item"].to_numpy(dtype="int64")]
    back = np.where(period == len(facts.periods), 0, np.minimum(period, lifetime - 1)).astype("int64")
    # Keys of one place, item and age group follow one another by period, so the window is a run of rows.
    start = np.searchsorted(key, key - back)
    here = np.arange(len(key))
    ledger = np.concatenate([[0.0], np.cumsum(cells["ledger"].to_numpy(dtype=float))])
    given = np.concatenate([[0.0], np.cumsum(cells["allocated"].to_numpy(dtype=float))])
    earlier = (ledger[here + 1] - ledger[start]) + (given[here] - given[start])
    return np.asarray(np.minimum(cells["surplus"], np.maximum(earlier, 0.0)), dtype=np.float64)


def _supply(facts: Facts) -> float:
    """Goods: quantity x value; services: that for every period of the window; cash: the money."""
    lots = facts.lots[~facts.lots["direct"] & facts.lots["quality_ok"]]
    cash = lots["kind"] == "cash"
    value = facts.items["value"].to_numpy(dtype=float)[lots["item"].to_numpy(dtype="int64")]
    return float((lots["capacity"] * np.where(cash, 1.0, value)).sum())


def _used(facts: Facts, lines: pd.DataFrame) -> float:
    """Goods and services at their value, cash as the money spent."""
    judged = named(lines)
    cash = of_lot(facts, judged, "kind") == "cash"
    price = of_item(facts, judged, "cash_price").fillna(0.0)
    return float((judged["amount"] * price.where(cash, of_item(facts, judged, "value"))).sum())
