"""Numbering by marks and by sorting are the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from allocator.problem.indexing import CLOSE, numbered


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(0, 2 * CLOSE * 12))
def test_numbered_is_what_sorting_says(keys: list[int], beyond: int) -> None:
    array = np.array(keys, dtype=np.int64)
    distinct, place = numbered(array, max(keys, default=-1) + 1 + beyond)
    wanted, where = np.unique(array, return_inverse=True)
    assert distinct.tolist() == wanted.tolist()
    assert place.tolist() == where.tolist()
