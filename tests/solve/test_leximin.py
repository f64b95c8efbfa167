"""Leximin by decomposition: what sets of hubs show is what the hubs themselves show."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.solve import alike, fairness
from allocator.solve.fairness import Shares, leximin
from allocator.solve.ordered import FlowGraph


def random_shares(rng):
    """Pools, hubs and units whose forced amounts can be served: part of what a trial flow brings is forced."""
    pools, hubs, units = int(rng.integers(1, 5)), int(rng.integers(1, 7)), int(rng.integers(1, 5))
    arcs = [(s, pools + h) for s in range(pools) for h in range(hubs) if rng.random() < 0.4]
    arcs += [(pools + a, pools + b) for a in range(hubs) for b in range(a + 1, hubs) if rng.random() < 0.2]
    tail, head = np.array(arcs, dtype=np.int64).reshape(-1, 2).T
    pairs = [(h, u) for h in range(hubs) for u in range(units) if rng.random() < 0.5]
    hub, unit = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    shares = Shares(
        hub=hub,
        unit=unit,
        capacity=rng.integers(1, 10**6, len(hub)),
        forced=np.zeros(hubs, dtype=np.int64),
        base=rng.integers(0, 10**6, units),
        target=rng.integers(1, 10**7, units).astype(float),
    )
    return FlowGraph(pools, hubs, tail, head), rng.integers(0, 10**5, pools), shares


def solved(graph, supply, shares):
    inside = np.ones(graph.nodes, dtype=bool)
    return leximin(graph, np.ones(len(graph.tail), dtype=bool), supply, shares, inside)


def coverage(found):
    return (found.available / np.where(found.wanted > 0, found.wanted, 1.0))[found.group]


@settings(max_examples=300)
@given(st.integers(0, 10**6))
def test_sets_of_hubs_show_what_hubs_show(seed):
    graph, supply, shares = random_shares(np.random.default_rng(seed))
    by_sets = solved(graph, supply, shares)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fairness, "MANY", -1)
        patch.setattr(alike, "MANY", -1)
        by_hubs = solved(graph, supply, shares)
    np.testing.assert_allclose(coverage(by_sets), coverage(by_hubs), atol=1e-9)
    assert (by_sets.share_flow <= shares.capacity).all()
    got = np.bincount(shares.unit, weights=by_sets.share_flow, minlength=len(shares.target)) + shares.base
    np.testing.assert_allclose(got / shares.target, coverage(by_sets), atol=1e-4)


def test_one_arc_may_carry_all_supply():
    # All that there is passes one arc on its way to a hub that could use more: the arc is no limit, the supply is.
    graph = FlowGraph(1, 1, np.array([0]), np.array([1]))
    shares = Shares(
        hub=np.array([0, 0]),
        unit=np.array([0, 1]),
        capacity=np.array([300, 100]),
        forced=np.array([450]),
        base=np.array([70, 390]),
        target=np.array([390.0, 530.0]),
    )
    found = solved(graph, np.array([600]), shares)
    assert found.arc_flow.tolist() == [600]
    assert found.share_flow.tolist() == [150, 0]
    np.testing.assert_allclose(coverage(found), [220 / 390, 390 / 530])
