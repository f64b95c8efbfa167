"""Firsts must not come after lasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.tables.checks.finding import for_rows, shown
from allocator.tables.problems import InputProblem
from allocator.tables.remembered import remembered
from allocator.tables.tables import Tables


def ranges(tables: Tables) -> list[InputProblem]:
    """Ages, dates and periods whose first is after their last, and periods out of the order of time."""
    return [
        *_pair(tables.age_groups, "min_age", "max_age", "range-ages"),
        *_pair(tables.periods, "start", "end", "range-dates"),
        *_pair(tables.places, "valid_from", "valid_to", "range-dates"),
        *_order(tables.periods),
        *_windows(tables.lots, tables.periods),
    ]


@remembered
def _pair(frame: pd.DataFrame, first: str, last: str, code: str) -> list[InputProblem]:
    return for_rows(frame, frame[first] > frame[last], code, first, lambda at: {"other": shown(frame[last].iloc[at])})


@remembered
def _order(periods: pd.DataFrame) -> list[InputProblem]:
    # The frame is in time order already (``complete.in_time``); its row numbers tell the order it was written in.
    return for_rows(periods, periods["row"] < periods["row"].shift(), "periods-order", "start")


@remembered
def _windows(lots: pd.DataFrame, periods: pd.DataFrame) -> list[InputProblem]:
    order = {period: at for at, period in enumerate(periods["period_id"])}
    first = lots["from_period"].map(order).astype("float64")
    last = lots["until_period"].map(order).astype("float64")
    wrong = np.asarray(first > last, dtype=bool)
    return for_rows(lots, wrong, "range-periods", "from_period", lambda at: {"other": lots["until_period"].iloc[at]})
