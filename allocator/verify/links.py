"""What goes between a lot or donor and a place keeps to the rows of links, and costs what they say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.numbers import Floats, exceeds
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lines that a row does not allow; rows whose pair carries more than the most, or is used for less than the least.

    All rows that cover a line bind: a ban on a district is not lifted by a row for a commune in it.
    """
    links = facts.tables.links
    pairs = covering(facts, lines)
    banned = pairs[~links["allowed"].to_numpy(dtype=bool)[pairs["row"]]]
    line = lines.iloc[banned["line"]]
    rows = links.iloc[banned["row"]]
    used = _used(facts, lines, pairs)
    total = used["quantity"].to_numpy()
    above = exceeds(total, links["max_quantity"].fillna(np.inf))
    below = (total > 0) & exceeds(links["min_quantity"].fillna(0.0), total)
    giver = links["lot_id"].where(links["lot_id"] != "", links["donor_id"])
    pair = giver + " → " + links["place_id"]
    return [
        *found("link-banned", line["label"], lot=line["lot_id"], found=line["place_id"], row=rows["row"]),
        *found("link-above", pair[above], found=total[above], most=links["max_quantity"][above]),
        *found("link-below", pair[below], found=total[below], least=links["min_quantity"][below]),
    ]


def covering(facts: Facts, lines: pd.DataFrame) -> pd.DataFrame:
    """All pairs of a row of links and a line that it covers, both as positions: ``row`` and ``line``.

    A row covers what its lot, or any lot of its donor, brings to its place or to a place below it.
    """
    links = facts.tables.links[["place_id", "lot_id", "donor_id"]].reset_index(drop=True)
    rows = links.assign(row=np.arange(len(links)))
    place = lines["place"].where(lines["lot"] >= 0, -1).to_numpy(dtype="int64")
    line, above = facts.tree.above(place if len(rows) else place[:0])
    reached = pd.DataFrame({"line": line, "place_id": facts.tree.ids.to_numpy(dtype=object)[above]})
    reached = reached[reached["place_id"].isin(rows["place_id"])]
    lot = lines["lot"].to_numpy(dtype="int64")[reached["line"].to_numpy()]
    found_by = []
    for giver in ("lot_id", "donor_id"):
        named = rows[rows[giver] != ""][["row", "place_id", giver]]
        givers = reached.assign(**{giver: facts.lots[giver].to_numpy(dtype=object)[lot]})
        found_by.append(named.merge(givers, on=["place_id", giver])[["row", "line"]])
    return pd.concat(found_by, ignore_index=True).astype("int64")


def total_cost(facts: Facts, lines: pd.DataFrame) -> float:
    """``sum unit_cost x quantity + fixed_cost`` of used pairs, or per vehicle begun."""
    return float(_used(facts, lines, covering(facts, lines))["cost"].sum())


def line_costs(facts: Facts, lines: pd.DataFrame) -> Floats:
    """Each line's part of the cost: that of each row in proportion to quantity. Shape (lines,)."""
    pairs = covering(facts, lines)
    used = _used(facts, lines, pairs)
    each = (used["cost"] / used["quantity"].where(used["quantity"] > 0)).fillna(0.0).to_numpy(dtype=float)
    quantity = lines["amount"].to_numpy(dtype=float)[pairs["line"]]
    costs = np.bincount(pairs["line"], weights=each[pairs["row"]] * quantity, minlength=len(lines))
    return np.asarray(np.round(costs, 6), dtype=np.float64)


def _used(facts: Facts, lines: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """``quantity`` that goes by each row of links, and what it costs."""
    links = facts.tables.links
    quantity = lines["amount"].to_numpy(dtype=float)[pairs["line"]]
    total = np.bincount(pairs["row"], weights=quantity, minlength=len(links)).astype(np.float64)
    vehicles = np.ceil(total / links["vehicle_capacity"].to_numpy(dtype=float) - 1e-9)
    once = np.where(links["vehicle_capacity"].isna(), total > 0, vehicles)
    allowed = links["allowed"].to_numpy(dtype=bool)
    unit, fixed = (links[name].to_numpy(dtype=float) for name in ("unit_cost", "fixed_cost"))
    return pd.DataFrame({"quantity": total, "cost": np.where(allowed, unit * total + fixed * once, 0.0)})
