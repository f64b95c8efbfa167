"""Ids to small integers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.problem import Ints


def index_of(ids: tuple[str, ...], values: pd.Series, blank: int) -> Ints:
    """Position of each value in ``ids``; ``blank`` for blank cells. Values are known to be in ``ids``."""
    texts = values.to_numpy(dtype=object)
    codes = pd.Index(ids, dtype=object).get_indexer(pd.Index(texts, dtype=object))
    return np.where(texts == "", blank, codes).astype(np.int64)
