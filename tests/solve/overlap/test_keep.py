"""What a plan with less overlap must keep makes it no worse in the order of leximin, and no unit loses much."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import Settings, random_tables

from allocator.problem.build import build
from allocator.solve.overlap.keep import Kept, _least, as_fair

units = st.lists(
    st.tuples(st.integers(0, 5_000), st.integers(5_000, 9_000), st.integers(0, 200), st.integers(0, 50)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300)
@given(units, st.integers(1, 20))
def test_whoever_keeps_the_least_is_no_less_fair(units, quantum):
    value, target, above, more = (np.array(each, dtype=float) for each in zip(*units, strict=True))
    # A plan may lie above the fractional shares in some units, as packs are large, and below in others.
    fair = value + above - 100
    grain = target / 10_000
    least = _least(value, target, fair, float(quantum), grain)
    assert (least >= value - grain - 1e-9).all()
    new = least + more
    for ours, theirs in zip(np.sort(new / target), np.sort(value / target), strict=True):
        if abs(ours - theirs) > 1e-12:
            assert ours > theirs
            break
    if (fair < value + quantum).all():
        assert (least == value).all()
    else:
        # Whatever is gained beyond that, some unit was lifted.
        assert (least > value).any()


def test_the_worst_off_is_lifted_and_others_may_lose_a_little():
    # Coverages 0.4, 0.5, 0.8; fair shares would give the first two 0.45 each.
    value, target = np.array([4000.0, 5000.0, 8000.0]), np.full(3, 10_000.0)
    least = _least(value, target, np.array([4500.0, 4500.0, 8000.0]), 10.0, np.ones(3))
    assert least.tolist() == pytest.approx([4010.0, 4999.0, 7999.0])


def test_a_unit_that_has_all_it_can_get_keeps_it_and_the_next_is_lifted():
    value, target = np.array([4000.0, 5000.0, 8000.0]), np.full(3, 10_000.0)
    least = _least(value, target, np.array([4000.0, 5100.0, 8000.0]), 10.0, np.ones(3))
    assert least.tolist() == pytest.approx([4000.0, 5010.0, 7999.0])


def test_other_kinds_of_fairness_have_no_order_to_trade_in():
    for fairness in ("proportional", "none"):
        problem = build(random_tables(3), Settings(fairness=fairness))
        kept = Kept(np.ones(len(problem.units)), np.ones(1), 0.0)
        assert as_fair(problem, kept, np.full(len(problem.units), 1e9)) is kept
