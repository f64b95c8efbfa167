"""A kit that is opened serves every need for its contents at one place, age group and period, in proportion."""

from __future__ import annotations

import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_lot
from allocator.verify.numbers import differs
from allocator.verify.violation import Violation, found

SPOT = ["lot", "place", "age", "period"]


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """For each opened delivery: one line for every content, each with as many kits and its share of quantity."""
    judged = named(lines)
    judged = judged[judged["kit"]]
    if judged.empty:
        return []
    opened = judged.assign(kit_item=of_lot(facts, judged, "item"))
    content = facts.kits.rename(columns={"kit": "kit_item", "quantity": "in_kit"})
    return [*_incomplete(facts, opened, content), *_shares(opened, content)]


def _incomplete(facts: Facts, opened: pd.DataFrame, content: pd.DataFrame) -> list[Violation]:
    """Deliveries that lack a line for something in the kit, by their first line."""
    first = opened.drop_duplicates(SPOT)
    first = first[["label", "lot_id", "place_id", "kit_item", *SPOT]]
    wanted = first.merge(content, on="kit_item")
    there = opened[[*SPOT, "item"]].drop_duplicates()
    both = wanted.merge(there, on=[*SPOT, "item"], how="left", indicator="side")
    short = both[both["side"] == "left_only"]
    ids = facts.items["item_id"]
    return found(
        "kit-incomplete",
        short["label"],
        lot=short["lot_id"],
        kit=ids.take(short["kit_item"].to_numpy()),
        place=short["place_id"],
        missing=ids.take(short["item"].to_numpy()),
    )


def _shares(opened: pd.DataFrame, content: pd.DataFrame) -> list[Violation]:
    """Lines whose quantity is not what the kits opened hold, and lines that open other kits than their first one."""
    judged = opened.merge(content, on=["kit_item", "item"])
    together = judged.groupby(SPOT)["taken"].transform("first")
    right = together * judged["in_kit"]
    wrong = differs(judged["amount"], right) | differs(judged["taken"], together)
    bad = judged[wrong]
    return found("kit-share", bad["label"], found=bad["amount"], kits=together[wrong], expected=right[wrong])
