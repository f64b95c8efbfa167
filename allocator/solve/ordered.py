"""Ordered maximum flow: serve class 0 as far as possible, then class 1 without giving up any of it, and so on.

The amounts that can reach sets of sinks form a polymatroid, so this greedy order is exact (Edmonds 1970; Megiddo
1974). Instead of one maximum flow a class, the classes are bisected: a minimum cut for *classes up to k* splits the
network into a part whose supply is used up by those classes and a part that still has some, and each part goes on by
itself. All parts of one round share one maximum flow, so ``n`` classes cost about ``log2(n) + 1`` flows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Ints
from allocator.solve.backends.maxflow import max_flow


@dataclass(frozen=True)
class FlowGraph:
    """Pools, hubs and the unlimited arcs between them. Pools are nodes 0 .. S - 1, hubs S .. S + H - 1."""

    pools: int
    hubs: int
    tail: Ints
    head: Ints

    @property
    def nodes(self) -> int:
        """Number of pools and hubs."""
        return self.pools + self.hubs


@dataclass(frozen=True)
class Sinks:
    """Where flow leaves: hub (0 .. H - 1), class (0 is served first) and capacity of each sink."""

    hub: Ints
    rank: Ints
    capacity: Ints


@dataclass(frozen=True)
class OrderedFlow:
    """An ordered maximum flow with its proof.

    ``level`` of a node is the first class whose opening drains it (the number of classes if none does). At a hub,
    sinks of a lower class than its level are full, sinks of a higher class get nothing, and no flow crosses levels
    in any optimal flow: the levels are the nested minimum cuts.
    """

    level: Ints
    arc_flow: Ints
    sink_flow: Ints


def ordered_levels(graph: FlowGraph, supply: Ints, sinks: Sinks) -> Ints:
    """Level of every node. Supplies and capacities are whole numbers that sum below 2**52."""
    classes = int(sinks.rank.max()) + 1 if len(sinks.rank) else 0
    low = np.zeros(graph.nodes, dtype=np.int64)
    high = np.full(graph.nodes, classes, dtype=np.int64)
    while True:
        open_nodes = low < high
        if not open_nodes.any():
            return low
        middle = (low + high) // 2
        arcs = open_nodes[graph.tail] & (low[graph.tail] == low[graph.head]) & open_nodes[graph.head]
        node = sinks.hub + graph.pools
        taking = open_nodes[node] & (sinks.rank <= middle[node])
        side = _source_side(graph, supply, arcs, open_nodes, node[taking], sinks.capacity[taking])
        above = open_nodes & side
        below = open_nodes & ~side
        low[above] = middle[above] + 1
        high[below] = middle[below]


def _source_side(
    graph: FlowGraph, supply: Ints, arcs: Bools, open_nodes: Bools, sink_node: Ints, sink_capacity: Ints
) -> Bools:
    """Nodes that still have unused supply when the given sinks take all they can."""
    number = np.cumsum(open_nodes) - 1
    source, sink = int(open_nodes.sum()), int(open_nodes.sum()) + 1
    pools = np.flatnonzero(open_nodes[: graph.pools])
    drains, where = np.unique(sink_node, return_inverse=True)
    drain = sum_by(where, sink_capacity, len(drains)).astype(np.int64)
    unlimited = np.full(int(arcs.sum()), int(supply.sum()), dtype=np.int64)
    result = max_flow(
        sink + 1,
        np.concatenate([np.full(len(pools), source), number[graph.tail[arcs]], number[drains]]),
        np.concatenate([number[pools], number[graph.head[arcs]], np.full(len(drains), sink)]),
        np.concatenate([supply[pools], unlimited, drain]),
        source,
        sink,
        "source",
    )
    side = np.zeros(graph.nodes, dtype=bool)
    side[open_nodes] = result.source_side[:source]
    return side


def ordered_flow(graph: FlowGraph, supply: Ints, sinks: Sinks) -> OrderedFlow:
    """An ordered maximum flow in whole numbers."""
    level = ordered_levels(graph, supply, sinks)
    hub_level = level[graph.pools + sinks.hub]
    within = level[graph.tail] == level[graph.head]
    full = sinks.rank < hub_level
    free = sinks.rank == hub_level
    classes = int(sinks.rank.max()) + 1 if len(sinks.rank) else 0
    # What a level's supply leaves to its own class is known; capping it keeps the lower classes full.
    of_level = sum_by(level[: graph.pools], supply, classes + 1)
    left = (of_level - sum_by(hub_level[full], sinks.capacity[full], classes + 1)).astype(np.int64)
    gate = graph.nodes + np.arange(classes)
    source, sink = graph.nodes + classes, graph.nodes + classes + 1
    arcs, fulls, frees = np.flatnonzero(within), np.flatnonzero(full), np.flatnonzero(free)
    pools = np.arange(graph.pools)
    result = max_flow(
        sink + 1,
        np.concatenate(
            [
                np.full(graph.pools, source),
                graph.tail[arcs],
                graph.pools + sinks.hub[fulls],
                graph.pools + sinks.hub[frees],
                gate,
            ]
        ),
        np.concatenate(
            [pools, graph.head[arcs], np.full(len(fulls), sink), gate[sinks.rank[frees]], np.full(classes, sink)]
        ),
        np.concatenate(
            [
                supply,
                np.full(len(arcs), int(supply.sum())),
                sinks.capacity[fulls],
                sinks.capacity[frees],
                np.maximum(left[:classes], 0),
            ]
        ),
        source,
        sink,
        "source",
    )
    arc_flow = np.zeros(len(graph.tail), dtype=np.int64)
    sink_flow = np.zeros(len(sinks.hub), dtype=np.int64)
    position = graph.pools
    arc_flow[arcs] = result.flow[position : position + len(arcs)]
    position += len(arcs)
    sink_flow[fulls] = result.flow[position : position + len(fulls)]
    position += len(fulls)
    sink_flow[frees] = result.flow[position : position + len(frees)]
    return OrderedFlow(level, arc_flow, sink_flow)
