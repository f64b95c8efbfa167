"""Every quantity is a positive number, and no lot gives more than it holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import deliveries, given_item, item_names, named, of_lot, plain
from allocator.verify.numbers import Floats, differs, exceeds
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Quantities that are not positive numbers; lots given out beyond their quantity, in a period or in all."""
    return [*_positive(lines), *_stated(facts, lines), *_totals(facts, lines), *_periods(facts, lines)]


def used(facts: Facts, lines: pd.DataFrame) -> Floats:
    """What each lot gives: units, or money for cash. Shape (L,)."""
    judged = deliveries(lines)
    totals = np.bincount(judged["lot"], weights=judged["taken"], minlength=len(facts.lots))
    return np.asarray(totals, dtype=np.float64)


def _positive(lines: pd.DataFrame) -> list[Violation]:
    wrong = lines[lines["amount"] <= 0]
    return found("quantity-invalid", wrong["label"], found=wrong["quantity"])


def _stated(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """What a line says it takes from its lot is what its quantity takes; kits are judged by their contents."""
    judged = named(lines)
    judged = judged[~judged["kit"]]
    right = plain(facts, judged)
    bad = ~np.isnan(right) & differs(judged["taken"], np.nan_to_num(right))
    known = lines[lines["lot"] >= 0]
    given = pd.Series(item_names(facts, given_item(facts, known)), index=known.index)
    other = known[known["lot_item_id"] != given]
    return [
        *found("lot-quantity-differs", judged["label"][bad], found=judged["taken"][bad], expected=right[bad]),
        *found("lot-item-differs", other["label"], found=other["lot_item_id"], expected=given[other.index]),
    ]


def _totals(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Goods and cash: ``sum <= quantity``; services: ``sum <= quantity x periods in the window``."""
    given = used(facts, lines)
    lots = facts.lots.assign(used=given)[exceeds(given, facts.lots["capacity"])]
    return found("lot-exceeded", lots["lot_id"], used=lots["used"], available=lots["capacity"])


def _periods(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Services, for each period: ``sum <= quantity``; what is given at any time is bound by the total alone."""
    judged = deliveries(lines)
    dated = (judged["period"] >= 0) & (judged["period"] < len(facts.periods))
    service = judged[dated & (of_lot(facts, judged, "kind") == "service")]
    sums = service.groupby(["lot", "period"], as_index=False)["taken"].sum()
    sums["available"] = facts.lots["quantity"].to_numpy()[sums["lot"].to_numpy()]
    over = sums[exceeds(sums["taken"], sums["available"])]
    return found(
        "service-exceeded",
        facts.lots["lot_id"].take(over["lot"].to_numpy()),
        period=np.asarray(facts.periods)[over["period"].to_numpy()],
        used=over["taken"],
        available=over["available"],
    )
