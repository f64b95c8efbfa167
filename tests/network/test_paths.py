"""Matching supplies and demands in a hub."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.network.paths import overlay, side_by_side

sides = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=8)


def columns(rows):
    group, amount = np.array(sorted(rows, key=lambda row: row[0]), dtype=np.int64).reshape(-1, 2).T
    return group, amount


@settings(max_examples=300)
@given(sides, sides)
def test_overlay_matches_all_of_the_shorter_side(left, right):
    (group_a, amount_a), (group_b, amount_b) = columns(left), columns(right)
    a, b, amount = overlay(group_a, amount_a, group_b, amount_b)
    assert (group_a[a] == group_b[b]).all()
    assert (amount > 0).all()
    assert (np.bincount(a, weights=amount, minlength=len(group_a)) <= amount_a).all()
    assert (np.bincount(b, weights=amount, minlength=len(group_b)) <= amount_b).all()
    for group in range(4):
        shorter = min(amount_a[group_a == group].sum(), amount_b[group_b == group].sum())
        assert amount[group_a[a] == group].sum() == shorter
    assert len(amount) <= max(len(left) + len(right), 1)


@given(st.lists(st.integers(1, 9), max_size=8), st.lists(st.integers(1, 9), max_size=8))
def test_lists_that_add_up_to_the_same_are_matched_as_they_lie(left, right):
    short = sum(left) - sum(right)
    a, b = np.array(left + [-short] * (short < 0), dtype=int), np.array(right + [short] * (short > 0), dtype=int)
    at_a, at_b, amount = side_by_side(a, b)
    assert (np.repeat(at_a, amount) == np.repeat(np.arange(len(a)), a)).all()
    assert (np.repeat(at_b, amount) == np.repeat(np.arange(len(b)), b)).all()
