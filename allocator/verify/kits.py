"""A kit that is opened serves every need for its contents at one place, age group and period, in proportion."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_lot
from allocator.verify.numbers import differs
from allocator.verify.violation import Violation, found

SPOT = ["lot", "place", "age", "period"]


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """For each opened delivery: one line for every content, each with as many kits and its share of quantity."""
    judged = named(lines)
    judged = judged[judged["kit"]].copy()
    if judged.empty:
        return []
    judged["kit_item"] = of_lot(facts, judged, "item")
    content = facts.kits.rename(columns={"kit": "kit_item", "quantity": "in_kit"})
    judged = judged.merge(content, on=["kit_item", "item"], how="left")
    delivered = judged.groupby(SPOT, sort=False)
    wanted = judged["kit_item"].map(facts.kits.groupby("kit").size())
    short = judged[(delivered["item"].transform("size") < wanted) & ~judged.duplicated(SPOT)]
    apart = differs(judged["taken"], delivered["taken"].transform("first"))
    wrong = differs(judged["amount"], judged["taken"] * judged["in_kit"]) | apart
    right = (judged["taken"] * judged["in_kit"])[wrong]
    bad = judged[wrong]
    kit = facts.items["item_id"].to_numpy(dtype=object)[short["kit_item"].to_numpy(dtype=np.int64)]
    return [
        *found("kit-incomplete", short["label"], lot=short["lot_id"], kit=kit, place=short["place_id"]),
        *found("kit-share", bad["label"], found=bad["amount"], expected=right),
    ]
