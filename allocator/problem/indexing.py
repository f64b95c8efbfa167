"""Ids to small integers, and sums over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.problem import Bools, Floats, Ints
from allocator.tables.coded import coded


def index_of(ids: tuple[str, ...], values: pd.Series, blank: int) -> Ints:
    """Position of each value in ``ids``; ``blank`` for blank cells. Values are known to be in ``ids``."""
    column = coded(values)
    place = {text: at for at, text in enumerate(ids)} | {"": blank}
    return np.array([place.get(text, -1) for text in column.distinct], dtype=np.int64)[column.code]


def sum_by(group: Ints, amount: Floats | Ints | Bools, groups: int) -> Floats:
    """Sum of ``amount`` over the members of each group ``0 .. groups - 1``."""
    return np.bincount(group, weights=amount, minlength=groups).astype(np.float64)
