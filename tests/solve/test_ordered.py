"""Ordered maximum flow: each class gets the most it can once the classes before have theirs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.solve import alike, ordered
from allocator.solve.backends.maxflow import max_flow
from allocator.solve.ordered import FlowGraph, Sinks, ordered_flow


def random_graph(rng):
    pools, hubs = int(rng.integers(1, 8)), int(rng.integers(1, 8))
    arcs = [(s, pools + h) for s in range(pools) for h in range(hubs) if rng.random() < 0.4]
    arcs += [(pools + a, pools + b) for a in range(hubs) for b in range(a + 1, hubs) if rng.random() < 0.2]
    tail, head = np.array(arcs, dtype=np.int64).reshape(-1, 2).T
    sinks = int(rng.integers(1, 9))
    return (
        FlowGraph(pools, hubs, tail, head),
        rng.integers(0, 10, pools),
        Sinks(rng.integers(0, hubs, sinks), rng.integers(0, 4, sinks), rng.integers(0, 8, sinks)),
    )


@settings(max_examples=400)
@given(st.integers(0, 10**6), st.sampled_from([0, 2, ordered.FEW]), st.sampled_from([1, 3, alike.MANY]))
def test_every_prefix_of_classes_gets_its_maximum(seed, few, many):
    # ``few``: by flows, by sets of the pools of a part, or of all;
    # ``many``: hubs by themselves, by connected parts or all by their pools.
    graph, supply, sinks = random_graph(np.random.default_rng(seed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordered, "FEW", few)
        patch.setattr(alike, "MANY", many)
        patch.setattr(alike, "BITS", min(2, many))
        result = ordered_flow(graph, supply, sinks)
    balance = np.zeros(graph.nodes, dtype=np.int64)
    np.add.at(balance, graph.head, result.arc_flow)
    np.add.at(balance, graph.tail, -result.arc_flow)
    np.add.at(balance, graph.pools + sinks.hub, -result.sink_flow)
    assert (balance[graph.pools :] == 0).all()
    assert (-balance[: graph.pools] <= supply).all()
    assert (result.sink_flow <= sinks.capacity).all()
    for last in range(4):
        taken = sinks.rank <= last
        best = max_flow(
            graph.nodes + 2,
            np.concatenate([np.full(graph.pools, graph.nodes), graph.tail, graph.pools + sinks.hub[taken]]),
            np.concatenate([np.arange(graph.pools), graph.head, np.full(taken.sum(), graph.nodes + 1)]),
            np.concatenate([supply, np.full(len(graph.tail), 1000), sinks.capacity[taken]]),
            graph.nodes,
            graph.nodes + 1,
            "source",
        )
        assert result.sink_flow[taken].sum() == best.value


def test_maximum_flow_returns_the_cut_nearest_each_end():
    # Two arcs in a row, both full: the cut nearest the source is before the first, the other after the second.
    arcs = np.array([0, 1]), np.array([1, 2]), np.array([3, 3])
    assert max_flow(3, *arcs, 0, 2, "source").source_side.tolist() == [True, False, False]
    assert max_flow(3, *arcs, 0, 2, "sink").source_side.tolist() == [True, True, False]


def test_no_arc_to_the_sink_is_a_flow_of_nothing():
    result = max_flow(4, np.array([0, 1]), np.array([1, 2]), np.array([3, 3]), 0, 3, "source")
    assert result.value == 0
    assert result.source_side.tolist() == [True, True, True, False]
