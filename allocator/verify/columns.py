"""The derived columns of the plan are right, and its lines stand in canonical order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_item, of_lot
from allocator.verify.links import line_costs
from allocator.verify.numbers import differs
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Wrong values, packs or costs; lines that stand before one they should follow."""
    judged = named(lines)
    judged = judged[judged["amount"] > 0]
    expected = {
        "value": judged["amount"] * of_item(facts, judged, "value"),
        "packs": judged["taken"].where(of_lot(facts, judged, "kind") != "cash", judged["amount"])
        / of_lot(facts, judged, "pack"),
        "cost": pd.Series(line_costs(facts, lines)[judged.index.to_numpy()], index=judged.index),
    }
    violations: list[Violation] = []
    for column, right in expected.items():
        wrong = judged[differs(judged[column], right)]
        violations += found(f"{column}-differs", wrong["label"], found=wrong[column], expected=right[wrong.index])
    return violations + _order(facts, lines)


def _order(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lines ascend by place (preorder), item, age group, period (blank last) and lot."""
    parts = ["place", "item", "age", "period", "lot"]
    known = lines[(lines[parts] >= 0).all(axis=1)]
    key = facts.key(*(known[part].to_numpy(dtype="int64") for part in parts[:-1]))
    rank = key * len(facts.lots) + known["lot"].to_numpy(dtype="int64")
    late = np.flatnonzero(np.diff(rank) < 0) + 1
    return found("order-differs", known["label"].iloc[late], before=known["label"].iloc[late - 1])
