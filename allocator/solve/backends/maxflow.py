"""Maximum flow by OR-Tools. The only module that knows its types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from ortools.graph.python import max_flow as ortools_max_flow

from allocator.problem.problem import Bools, Ints


@dataclass(frozen=True)
class MaxFlow:
    """A maximum flow and a minimum cut that proves it. Capacities and flows are whole numbers."""

    value: int
    flow: Ints
    """Flow of each arc."""
    source_side: Bools
    """Per node: whether it is on the source's side of the cut asked for."""


def max_flow(
    nodes: int, tail: Ints, head: Ints, capacity: Ints, source: int, sink: int, cut: Literal["source", "sink"]
) -> MaxFlow:
    """Maximum flow from ``source`` to ``sink``; the cut nearest the source or nearest the sink.

    Capacities must be non-negative and sum below 2**62. Raises ``ArithmeticError`` if the flow returned is not one
    or the cut does not prove it: a solver's word alone is not taken.
    """
    graph = ortools_max_flow.SimpleMaxFlow()
    arcs = graph.add_arcs_with_capacity(tail, head, capacity)
    graph.add_arc_with_capacity(source, sink, 0)  # without an arc at both ends there would be no cut to read
    if graph.solve(source, sink) != graph.OPTIMAL:
        raise ArithmeticError("the maximum flow did not finish")
    flow = np.asarray(graph.flows(arcs), dtype=np.int64)
    side = np.zeros(nodes, dtype=bool)
    if cut == "source":
        side[np.asarray(graph.get_source_side_min_cut(), dtype=np.int64)] = True
        side[source] = True
    else:
        side[:] = True
        side[np.asarray(graph.get_sink_side_min_cut(), dtype=np.int64)] = False
        side[sink] = False
    crossing = int(capacity[side[tail] & ~side[head]].sum())
    balance = np.bincount(head, weights=flow, minlength=nodes) - np.bincount(tail, weights=flow, minlength=nodes)
    value = -int(balance[source])
    balance[[source, sink]] = 0
    if value != crossing or (flow < 0).any() or (flow > capacity).any() or np.abs(balance).max() > 0:
        raise ArithmeticError("the maximum flow is not confirmed by its cut")
    return MaxFlow(value, flow, side)
