"""Minimum-cost flow from sources to sinks by OR-Tools. The only module that knows its types."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow as ortools_min_cost_flow

from allocator.problem.problem import Ints


def transport(source: Ints, sink: Ints, capacity: Ints, cost: Ints, supply: Ints, demand: Ints) -> Ints:
    """Flow of each arc at the least cost, all of ``supply`` into all of ``demand``, which must sum to the same.

    Arcs lead from ``source`` (0 .. S - 1) to ``sink`` (0 .. D - 1); all numbers are whole and not negative.
    Raises ``ArithmeticError`` where no flow was found or what came back is not one: a solver's word is not taken.
    """
    graph = ortools_min_cost_flow.SimpleMinCostFlow()
    arcs = graph.add_arcs_with_capacity_and_unit_cost(source, len(supply) + sink, capacity, cost)
    graph.set_nodes_supplies(np.arange(len(supply) + len(demand)), np.concatenate([supply, -demand]))
    if graph.solve() != graph.OPTIMAL:
        raise ArithmeticError("the minimum-cost flow did not finish")
    flow: Ints = np.asarray(graph.flows(arcs), dtype=np.int64)
    out = np.bincount(source, weights=flow, minlength=len(supply))
    into = np.bincount(sink, weights=flow, minlength=len(demand))
    if (flow < 0).any() or (flow > capacity).any() or (out != supply).any() or (into != demand).any():
        raise ArithmeticError("the minimum-cost flow does not carry what it should")
    return flow
