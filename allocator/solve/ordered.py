"""Ordered maximum flow: serve class 0 as far as possible, then class 1 without giving up any of it, and so on.

The amounts that can reach sets of sinks form a polymatroid, so this greedy order is exact (Edmonds 1970; Megiddo
1974). Instead of one maximum flow a class, the classes are bisected: a minimum cut for *classes up to k* splits the
network into a part whose supply is used up by those classes and a part that still has some, and each part goes on by
itself. All parts of one round share one maximum flow, so ``n`` classes cost about ``log2(n) + 1`` flows, on a graph
whose nodes stand for all that the same supply reaches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import numbered, sum_by
from allocator.problem.problem import Bools, Ints
from allocator.solve.alike import alike, arcs_between, connected, spread
from allocator.solve.backends.maxflow import max_flow

FEW = 7
"""With so few nodes of supply in a part all sets of them are compared at once: cheaper than flows after flows."""
PARTS = 8
"""With so many times ``FEW`` nodes of supply no time is spent on looking for parts."""


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


def ordered_levels(graph: FlowGraph, supply: Ints, sinks: Sinks, number: Ints | None = None) -> Ints:
    """Level of every node. Supplies and capacities are whole numbers that sum below 2**52.

    ``number`` is that of each node's set of nodes that the same supply reaches (``alike``), where it is known.
    """
    classes = int(sinks.rank.max()) + 1 if len(sinks.rank) else 0
    if number is None:
        number = alike(graph.nodes, np.flatnonzero(supply), graph.tail, graph.head)
    nodes = int(number.max(initial=-1)) + 1
    at = number[graph.pools + sinks.hub] * max(classes, 1) + sinks.rank
    pooled, where = numbered(at, nodes * max(classes, 1))
    tail, head = arcs_between(number, graph.tail, graph.head)
    merged = _Merged(
        supply=sum_by(number[: graph.pools], supply, nodes).astype(np.int64),
        tail=tail,
        head=head,
        sink=pooled // max(classes, 1),
        rank=pooled % max(classes, 1),
        capacity=sum_by(where, sinks.capacity, len(pooled)).astype(np.int64),
    )
    low, high = merged.bounds(classes)
    supplied = np.flatnonzero((low < high) & (merged.supply > 0))
    if len(supplied) <= PARTS * FEW:
        part = merged.parts(low < high, supplied)
        if len(supplied) == 0 or np.bincount(part[supplied]).max() <= FEW:
            return np.where(low < high, merged.levels_by_sets(supplied, part, classes), low)[number]
    while True:
        open_nodes = low < high
        if not open_nodes.any():
            return low[number]
        middle = (low + high) // 2
        side = merged.source_side(open_nodes, low, middle)
        above = open_nodes & side
        below = open_nodes & ~side
        low[above] = middle[above] + 1
        high[below] = middle[below]


@dataclass(frozen=True)
class _Merged:
    """A graph whose nodes stand for all that the same supply reaches: supply of each node, unlimited arcs, sinks."""

    supply: Ints
    tail: Ints
    head: Ints
    sink: Ints
    """Node of each sink."""
    rank: Ints
    capacity: Ints

    def parts(self, open_nodes: Bools, supplied: Ints) -> Ints:
        """A number for each of the ``open_nodes``, the same for all that arcs between these connect."""
        if len(supplied) <= FEW:  # few enough to be one part, connected or not
            return np.zeros(len(self.supply), dtype=np.int64)
        inner = open_nodes[self.tail] & open_nodes[self.head]
        return connected(len(self.supply), self.tail[inner], self.head[inner])

    def levels_by_sets(self, supplied: Ints, part: Ints, classes: int) -> Ints:
        """Level of every node that only the ``supplied`` reach: of all sets of those of a part the one of least cut.

        A set on the source's side costs what the others supply and what all sinks it reaches may take, up to a class.
        """
        taken = np.zeros((len(self.supply), classes))
        taken[self.sink, self.rank] = self.capacity
        np.cumsum(taken, axis=1, out=taken)
        levels = np.zeros(len(self.supply), dtype=np.int64)
        for own in _members(supplied, part[supplied]):
            reached = np.zeros(len(self.supply), dtype=np.int64)
            reached[own] = 1 << np.arange(len(own))
            reached = spread(reached, self.tail, self.head)
            nodes = np.flatnonzero(reached)
            sets = np.arange(1 << len(own))
            sets = sets[np.argsort(np.bitwise_count(sets), kind="stable")]  # of equal cuts the one nearest the source
            touched = (sets[:, None] & reached[nodes]) != 0
            kept = (sets[:, None] & reached[own]) == 0
            cut = touched.astype(float) @ taken[nodes] + (kept @ self.supply[own].astype(float))[:, None]
            least = sets[np.argmin(cut, axis=0)]
            levels[nodes] = ((least & reached[nodes, None]) != 0).sum(axis=1)
        return levels

    def bounds(self, classes: int) -> tuple[Ints, Ints]:
        """Least and highest level of each node: the same where no arc leads to it or away, as adding up tells it."""
        low = np.zeros(len(self.supply), dtype=np.int64)
        high = np.full(len(self.supply), classes, dtype=np.int64)
        alone = np.ones(len(self.supply), dtype=bool)
        alone[self.tail] = alone[self.head] = False
        low[alone] = high[alone]
        # Sinks are in the order of their nodes, then classes.
        asked = np.cumsum(self.capacity)
        first = np.searchsorted(self.sink, self.sink)
        asked = asked - asked[first] + self.capacity[first]
        draining = np.flatnonzero(alone[self.sink] & (asked >= self.supply[self.sink]))[::-1]
        low[self.sink[draining]] = high[self.sink[draining]] = self.rank[draining]
        dry = alone & (self.supply == 0)
        low[dry] = high[dry] = 0
        return low, high

    def source_side(self, open_nodes: Bools, part: Ints, last: Ints) -> Bools:
        """Nodes that still have unused supply when the classes up to ``last`` take all they can, part by part."""
        number = np.cumsum(open_nodes) - 1
        source, sink = int(open_nodes.sum()), int(open_nodes.sum()) + 1
        supplied = np.flatnonzero(open_nodes & (self.supply > 0))
        within = open_nodes[self.tail] & open_nodes[self.head] & (part[self.tail] == part[self.head])
        taking = open_nodes[self.sink] & (self.rank <= last[self.sink])
        drain = sum_by(self.sink[taking], self.capacity[taking], len(self.supply)).astype(np.int64)
        drained = np.flatnonzero(drain)
        result = max_flow(
            sink + 1,
            np.concatenate([np.full(len(supplied), source), number[self.tail[within]], number[drained]]),
            np.concatenate([number[supplied], number[self.head[within]], np.full(len(drained), sink)]),
            np.concatenate([self.supply[supplied], np.full(int(within.sum()), int(self.supply.sum())), drain[drained]]),
            source,
            sink,
            "source",
        )
        side = np.zeros(len(self.supply), dtype=bool)
        side[open_nodes] = result.source_side[:source]
        return side


def _members(values: Ints, group: Ints) -> list[Ints]:
    """The ``values`` of each group, in their order."""
    order = np.argsort(group, kind="stable")
    return np.split(values[order], np.flatnonzero(np.diff(group[order])) + 1) if len(values) else []


def ordered_flow(graph: FlowGraph, supply: Ints, sinks: Sinks, number: Ints | None = None) -> OrderedFlow:
    """An ordered maximum flow in whole numbers; see :func:`ordered_levels`."""
    level = ordered_levels(graph, supply, sinks, number)
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
