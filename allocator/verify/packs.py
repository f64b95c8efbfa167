"""Goods and services go in whole packs, and what cannot be divided in whole units."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_item, of_lot
from allocator.verify.numbers import broken
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lines with a part of a pack, or with a part of a unit of an item that cannot be divided.

    A pack of 1 is no pack where the item that the lot gives can be divided: any fraction may then be given. Packs
    are counted in what the line takes from its lot, whole units in what is needed.
    """
    judged = named(lines)
    pack = of_lot(facts, judged, "pack")
    packed = of_lot(facts, judged, "kind") != "cash"
    divisible = of_item(facts, judged, "divisible")
    given = np.maximum(of_lot(facts, judged, "item").to_numpy(dtype="int64"), 0)
    whole = ~facts.items["divisible"].to_numpy(dtype=bool)[given]
    opened = judged[packed & (whole | (pack != 1.0)) & broken(judged["taken"], pack)]
    cut = judged[~divisible & broken(judged["amount"], 1.0)]
    return [
        *found("pack-broken", opened["label"], quantity=opened["taken"], pack=pack[opened.index]),
        *found("quantity-not-whole", cut["label"], quantity=cut["amount"], item=cut["item_id"]),
    ]
