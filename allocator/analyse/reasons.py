"""Why a line of one plan differs in another: one reason each, the nearest that is known.

In this order: a review decision that names the line; an input of its gift, need, item, place or link that changed; a
line of the same gift, need or place that changed the other way for such a reason (``freed``, ``taken``), step by step;
a need of the same unit that changed (its fair share is then another); other settings; what changed elsewhere; and,
where no input differs, the time limit or a tie.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from allocator.analyse.scenario import Solved
from allocator.problem.problem import Bools
from allocator.tolerances import QUANTITY

REASONS = ("decision", "lot", "need", "item", "place", "link", "freed", "taken", "unit", "settings", "elsewhere",
           "time", "tie")  # fmt: skip
PATTERN = ["lot_id", "place_id", "item_id", "age_group_id", "period_id"]
CELL = PATTERN[1:]
TOLD = {"name", "note", "unit", "description", "source", "source_given", "class", "expect"}
"""Columns that are read by people only: a change in them moves no line."""


def reasons(lines: pd.DataFrame, inputs: pd.DataFrame, before: Solved, after: Solved) -> pd.DataFrame:
    """``lines`` with ``reason`` (of ``REASONS``), ``about`` (what it names) and ``by`` (the line that freed or took).

    ``lines`` has the ids of each line and ``change``, its quantity after less before; ``inputs`` is what differs.
    """
    told = lines.assign(reason="", about="", by="").reset_index(drop=True)
    if not len(told):
        return told
    _by_decision(told, before, after)
    _by_input(told, inputs)
    _by_need(told, before, after)
    while _by_neighbours(told):
        pass
    _by_unit(told, before, after)
    differs = inputs[~inputs["column"].isin(TOLD)]
    if len(differs):
        last = "settings" if set(differs["table"]) <= {"settings"} else "elsewhere"
    else:
        last = "time" if before.plan.limit_hit or after.plan.limit_hit else "tie"
    told["reason"] = told["reason"].where(told["reason"] != "", last)
    return told


def _state(told: pd.DataFrame, mask: pd.Series | Bools, reason: str, about: str | pd.Series, by: str = "") -> None:
    """Give the lines of ``mask`` that have none a reason."""
    chosen = np.asarray(mask, dtype=bool) & (told["reason"] == "").to_numpy(dtype=bool)
    told.loc[chosen, "reason"] = reason
    told.loc[chosen, "about"] = about[chosen] if isinstance(about, pd.Series) else about
    told.loc[chosen, "by"] = by


def _by_decision(told: pd.DataFrame, before: Solved, after: Solved) -> None:
    """Decisions that only one of the two scenarios has, and the lines they name."""
    columns = [*PATTERN, "action", "quantity", "reviewer", "comment"]
    old, new = (each.scenario.inputs.tables.decisions[columns].fillna({"quantity": -1.0}) for each in (before, after))
    both = pd.concat([new.assign(_side=1), old.assign(_side=0)])
    only = both[~both.duplicated(columns, keep=False)]
    places = after.scenario.problem.places
    at = {place: index for index, place in enumerate(places.ids)}
    where = told["place_id"].map(at).fillna(-1).to_numpy(dtype=np.int64)
    for row in only[only["action"] != "approve"].to_dict("records"):
        mask = np.ones(len(told), dtype=bool)
        for key in ("lot_id", "item_id", "age_group_id", "period_id"):
            if row[key]:
                mask &= (told[key] == row[key]).to_numpy(dtype=bool)
        if row["place_id"]:
            top = at.get(str(row["place_id"]), -2)
            mask &= (where >= top) & (where < (places.end[top] if top >= 0 else -1))
        words = [str(row["action"]), str(row["reviewer"]), str(row["comment"])]
        _state(told, mask, "decision", ", ".join(word for word in words if word))


def _by_input(told: pd.DataFrame, inputs: pd.DataFrame) -> None:
    """Rows of lots, donors, items, places and links that differ, by what they name."""
    weighty = inputs[~inputs["column"].isin(TOLD)]
    for table, key, reason in (
        ("lots", "lot_id", "lot"),
        ("donors", "donor_id", "lot"),
        ("items", "item_id", "item"),
        ("places", "place_id", "place"),
    ):
        about = _about(weighty[weighty["table"] == table])
        _state(told, told[key].isin(about.index), reason, told[key].map(defaultdict(str, about.to_dict())))
    links = weighty[weighty["table"] == "links"]
    for lot_key in ("lot_id", "donor_id"):
        pair = told["place_id"].str.cat(told[lot_key], sep=";")
        named = set(links["key"].str.replace(r";(?=;)|;$", "", regex=True))
        _state(told, pair.isin(named), "link", pair)


def _about(rows: pd.DataFrame) -> pd.Series:
    """For each key what differs, as a text."""
    changed = rows["column"].where(rows["column"] != "", rows["what"])
    text = changed.where(rows["what"] != "changed", changed + " " + rows["before"] + " → " + rows["after"])
    return text.groupby(rows["key"]).agg("; ".join)


def _by_need(told: pd.DataFrame, before: Solved, after: Solved) -> None:
    """Needs whose net quantity, tier or weight differs: a changed assessment, delivery or entitlement."""
    old, new = (_needs(each) for each in (before, after))
    cells = told[CELL].merge(old, on=CELL, how="left").merge(new, on=CELL, how="left", suffixes=("_old", "_new"))
    cells = cells.drop(columns=CELL).fillna(0.0)
    apart = (
        (cells["net_old"] - cells["net_new"]).abs().gt(QUANTITY)
        | cells["tier_old"].ne(cells["tier_new"])
        | cells["weight_old"].ne(cells["weight_new"])
    )
    about = cells["net_old"].map("{:.12g}".format) + " → " + cells["net_new"].map("{:.12g}".format)
    _state(told, apart, "need", about)


def _needs(solved: Solved) -> pd.DataFrame:
    return solved.plan.unmet[[*CELL, "net", "tier"]].assign(weight=solved.scenario.problem.needs.weight)


def _by_neighbours(told: pd.DataFrame) -> bool:
    """Lines that take what a line of the same gift or need, whose reason is known, no longer has; or the reverse."""
    known = told[told["reason"] != ""].sort_values("change", key=lambda change: -change.abs(), kind="stable")
    open_before = int((told["reason"] == "").sum())
    if not open_before or not len(known):
        return False
    for keys, about in ((["lot_id"], "gift"), (CELL, "need"), (["place_id"], "place")):
        for sign, reason in ((1, "freed"), (-1, "taken")):
            # A line that grows takes what one that shrinks set free; a line that shrinks lost it to one that grows.
            others = known[np.sign(known["change"]) == -sign].drop_duplicates(keys)[[*keys, "line_id"]]
            if not len(others):
                continue
            found = told[keys].merge(others, on=keys, how="left")["line_id"].fillna("").astype("str")
            mask = (found != "") & (np.sign(told["change"]) == sign) & (told["reason"] == "")
            told.loc[mask, "by"] = found[mask]
            told.loc[mask, "about"] = about
            told.loc[mask, "reason"] = reason
    return int((told["reason"] == "").sum()) < open_before


def _by_unit(told: pd.DataFrame, before: Solved, after: Solved) -> None:
    """Units whose need in all, or share in the fair ideal, is another one."""
    old, new = (each.plan.coverage.set_index("unit") for each in (before, after))
    both = old.merge(new, left_index=True, right_index=True, how="outer", suffixes=("_old", "_new"))
    moved = (both["net_value_old"] - both["net_value_new"]).abs().gt(QUANTITY) | both["severity_old"].ne(
        both["severity_new"]
    )
    problem = after.scenario.problem
    unit = pd.Series(
        np.array(problem.places.ids, dtype=object)[problem.units.place[problem.needs.unit]],
        index=np.array(problem.places.ids, dtype=object)[problem.needs.place],
    )
    of_place = told["place_id"].map(unit[~unit.index.duplicated()]).fillna(told["place_id"])
    _state(told, of_place.isin(moved.index[moved]), "unit", of_place.astype("str"))
