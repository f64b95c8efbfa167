"""Every quantity is a positive number, and no lot gives more than it holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_lot, spent
from allocator.verify.numbers import Floats, exceeds
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Quantities that are not positive numbers; lots given out beyond their quantity, in a period or in all."""
    return [*_positive(lines), *_totals(facts, lines), *_periods(facts, lines)]


def used(facts: Facts, lines: pd.DataFrame) -> Floats:
    """What each lot gives: units, or money for cash. Shape (L,)."""
    judged = named(lines)
    totals = np.bincount(judged["lot"], weights=spent(facts, judged), minlength=len(facts.lots))
    return np.asarray(totals, dtype=np.float64)


def _positive(lines: pd.DataFrame) -> list[Violation]:
    wrong = lines[lines["amount"] <= 0]
    return found("quantity-invalid", wrong["label"], found=wrong["quantity"])


def _totals(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Goods and cash: ``sum <= quantity``; services: ``sum <= quantity x periods in the window``."""
    given = used(facts, lines)
    lots = facts.lots.assign(used=given)[exceeds(given, facts.lots["capacity"])]
    return found("lot-exceeded", lots["lot_id"], used=lots["used"], available=lots["capacity"])


def _periods(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Services, for each period: ``sum <= quantity``; what is given at any time is bound by the total alone."""
    judged = named(lines)
    dated = (judged["period"] >= 0) & (judged["period"] < len(facts.periods))
    service = judged[dated & (of_lot(facts, judged, "kind") == "service")]
    sums = service.groupby(["lot", "period"], as_index=False)["amount"].sum()
    sums["available"] = facts.lots["quantity"].to_numpy()[sums["lot"].to_numpy()]
    over = sums[exceeds(sums["amount"], sums["available"])]
    return found(
        "service-exceeded",
        facts.lots["lot_id"].take(over["lot"].to_numpy()),
        period=np.asarray(facts.periods)[over["period"].to_numpy()],
        used=over["amount"],
        available=over["available"],
    )
