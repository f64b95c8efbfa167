"""A lot that is given whole or not at all is used up, or not touched."""

from __future__ import annotations

import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.numbers import differs
from allocator.verify.packs import whole_packs
from allocator.verify.supply import used
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Such lots, where some but not all of their whole packs (a service: over its window) is given."""
    flags = facts.tables.lots.set_index("lot_id")["all_or_nothing"]
    lots = facts.lots.assign(used=used(facts, lines), flag=facts.lots["lot_id"].map(flags).to_numpy(dtype=bool))
    times = lots["capacity"] / lots["quantity"].where(lots["quantity"] > 0, 1.0)
    lots["all"] = whole_packs(facts, lots["quantity"].to_numpy(dtype=float)) * times
    wrong = lots[lots["flag"] & differs(lots["used"], 0.0) & differs(lots["used"], lots["all"])]
    return found("lot-in-part", wrong["lot_id"], used=wrong["used"], available=wrong["all"])
