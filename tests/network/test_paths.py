"""Matching supplies and demands in a hub."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.network.paths import overlay

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
