"""Ids to small integers, and sums over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.problem import Bools, Floats, Ints


def index_of(ids: tuple[str, ...], values: pd.Series, blank: int) -> Ints:
    """Position of each value in ``ids``; ``blank`` for blank cells. Values are known to be in ``ids``."""
    texts = values.to_numpy(dtype=object)
    codes = pd.Index(ids, dtype=object).get_indexer(pd.Index(texts, dtype=object))
    return np.where(texts == "", blank, codes).astype(np.int64)


def sum_by(group: Ints, amount: Floats | Ints | Bools, groups: int) -> Floats:
    """Sum of ``amount`` over the members of each group ``0 .. groups - 1``."""
    return np.bincount(group, weights=amount, minlength=groups).astype(np.float64)
