"""Goods and services go in whole packs, and what cannot be divided in whole units."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_item, of_lot
from allocator.verify.numbers import Bools, Floats, broken
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lines with a part of a pack, or with a part of a unit of an item that cannot be divided.

    A pack of 1 is no pack where the item that the lot gives can be divided: any fraction may then be given. Packs
    are counted in what the line takes from its lot, whole units in what is needed.
    """
    judged = named(lines)
    pack = of_lot(facts, judged, "pack")
    packed = binding(facts)[judged["lot"].to_numpy(dtype="int64")]
    opened = judged[packed & broken(judged["taken"], pack)]
    cut = judged[~of_item(facts, judged, "divisible") & broken(judged["amount"], 1.0)]
    return [
        *found("pack-broken", opened["label"], quantity=opened["taken"], pack=pack[opened.index]),
        *found("quantity-not-whole", cut["label"], quantity=cut["amount"], item=cut["item_id"]),
    ]


def binding(facts: Facts) -> Bools:
    """Whether each lot goes in whole packs only. Shape (L,)."""
    lots = facts.lots
    divisible = np.append(facts.items["divisible"].to_numpy(dtype=bool), True)
    whole = ~divisible[lots["item"].to_numpy(dtype=np.int64)]
    return np.asarray((lots["kind"] != "cash") & (whole | (lots["pack"] != 1.0)), dtype=bool)


def whole_packs(facts: Facts, quantity: Floats) -> Floats:
    """The whole packs in a ``quantity`` of each lot; all of it where packs do not bind. Shape (L,)."""
    pack = facts.lots["pack"].to_numpy(dtype=float)
    return np.where(binding(facts), np.floor(quantity / pack + 1e-9) * pack, quantity)
