"""The fair fractional plan: least unmet need tier by tier, then leximin coverage, on the hub network.

Quantities here may be parts of a unit: the result is the bound no whole-number plan can beat, and the target that
``whole`` rounds. One network flow where a unit of value costs the same everywhere; a linear program (``priced``)
where cash prices differ from values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.problem import Floats, Ints, Problem
from allocator.solve.fairness import Leximin, Shares, leximin
from allocator.solve.ordered import FlowGraph, OrderedFlow, Sinks, ordered_flow
from allocator.tolerances import EXACT_TOTAL


@dataclass(frozen=True)
class FairPlan:
    """Amounts in value. Shapes: entries (E,), links (K,), cells (N,), units (U,), groups (G,)."""

    entry: Floats
    link: Floats
    met: Floats
    group: Ints
    """Fairness group of each unit; groups in ascending coverage."""
    available: Floats
    """Per group: value that can reach its units at all, once the poorer groups have theirs."""
    wanted: Floats
    """Per group: net need x severity of its units (0 for units that need nothing)."""


def priority_class(problem: Problem) -> Ints:
    """Class of each cell: tier by tier, heavier weights first; weight 0 after all else. Shape (N,)."""
    needs = problem.needs
    tier = np.where(needs.weight > 0, needs.tier, needs.tier.max(initial=1) + 1)
    keys = np.stack([tier.astype(float), -needs.weight], axis=1)
    return np.unique(keys, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def unmet_by_tier(problem: Problem, met_value: Floats) -> dict[int, float]:
    """Weighted value of unmet need of each tier: sum of weight x value x unmet."""
    needs = problem.needs
    unmet = needs.weight * (needs.net * problem.items.value[needs.item] - met_value)
    return {
        tier: max(0.0, float(unmet[needs.tier == tier].sum())) for tier in np.unique(needs.tier).tolist()
    }


def flow_graph(network: HubNetwork) -> FlowGraph:
    """Entries then links of ``network`` as the arcs of one graph."""
    pools = len(network.capacity)
    return FlowGraph(
        pools=pools,
        hubs=len(network.hub_item),
        tail=np.concatenate([network.entry_pool, pools + network.link_tail]),
        head=np.concatenate([pools + network.entry_hub, pools + network.link_head]),
    )


def solve_pure(problem: Problem, network: HubNetwork) -> FairPlan:
    """The fair fractional plan where value costs the same everywhere: two kinds of maximum flow, exact."""
    scale = _scale(network)
    demand = np.rint(network.demand * scale).astype(np.int64)
    supply = np.rint(network.capacity * scale).astype(np.int64)
    graph = flow_graph(network)
    cells = np.flatnonzero((network.cell_hub >= 0) & (demand > 0))
    rank = priority_class(problem)
    classes = int(rank.max(initial=0)) + 1
    pooled, sink_of = np.unique(network.cell_hub[cells] * classes + rank[cells], return_inverse=True)
    capacity = np.bincount(sink_of, weights=demand[cells], minlength=len(pooled)).astype(np.int64)
    sinks = Sinks(hub=pooled // classes, rank=pooled % classes, capacity=capacity)
    ordered = ordered_flow(graph, supply, sinks)
    met = np.zeros(len(demand))
    met[cells] = demand[cells] * (ordered.sink_flow / capacity)[sink_of]
    arc_flow = ordered.arc_flow
    units = len(problem.units)
    target = np.bincount(problem.needs.unit, weights=demand, minlength=units) * problem.units.severity
    if problem.fairness == "leximin":
        fair, met = _share_out(problem, network, graph, ordered, supply, demand, rank, target)
        unused = ordered.level == classes  # parts with supply to spare: all their cells are full
        spare = unused[graph.tail] & unused[graph.head]
        arc_flow = np.where(spare, ordered.arc_flow, fair.arc_flow)
        group, available, wanted = fair.group, fair.available, fair.wanted
    else:
        group, wanted = np.arange(units), target
        available = np.bincount(problem.needs.unit, weights=met, minlength=units)
    entries = len(network.entry_pool)
    return rank_groups(
        FairPlan(
            entry=arc_flow[:entries] / scale,
            link=arc_flow[entries:] / scale,
            met=met / scale,
            group=group,
            available=available / scale,
            wanted=wanted / scale,
        )
    )


def _share_out(
    problem: Problem,
    network: HubNetwork,
    graph: FlowGraph,
    ordered: OrderedFlow,
    supply: Ints,
    demand: Ints,
    rank: Ints,
    target: Floats,
) -> tuple[Leximin, Floats]:
    """Leximin among all plans of least unmet need, and what it gives each cell.

    In all of them the same cells are full, the same cells are empty, and only cells of their hub's own level are
    free; so what is shared out is the free part alone, on top of the full one.
    """
    hub_level = ordered.level[graph.pools :]
    classes = int(rank.max(initial=0)) + 1
    reached = (network.cell_hub >= 0) & (demand > 0)
    cell_level = np.append(hub_level, -1)[network.cell_hub]
    full = np.flatnonzero(reached & (rank < cell_level))
    free = np.flatnonzero(reached & (rank == cell_level))
    needs, units = problem.needs, len(problem.units)
    pair, share_of = np.unique(network.cell_hub[free] * units + needs.unit[free], return_inverse=True)
    capacity = np.bincount(share_of, weights=demand[free], minlength=len(pair)).astype(np.int64)
    inside = ordered.level < classes
    shares = Shares(
        hub=pair // max(units, 1),
        unit=pair % max(units, 1),
        capacity=capacity,
        forced=np.where(
            inside[graph.pools :],
            np.bincount(network.cell_hub[full], weights=demand[full], minlength=graph.hubs),
            0,
        ).astype(np.int64),
        base=np.bincount(needs.unit[full], weights=demand[full], minlength=units).astype(np.int64),
        target=target,
    )
    within = (ordered.level[graph.tail] == ordered.level[graph.head]) & inside[graph.tail]
    fair = leximin(graph, within, supply, shares, inside)
    met = np.zeros(len(demand))
    met[full] = demand[full]
    met[free] = demand[free] * (fair.share_flow / capacity)[share_of]
    return fair, met


def rank_groups(plan: FairPlan) -> FairPlan:
    """``plan`` with its groups numbered by ascending coverage; units that need nothing come last."""
    coverage = np.where(plan.wanted > 0, plan.available / np.where(plan.wanted > 0, plan.wanted, 1.0), np.inf)
    used = np.unique(plan.group)
    first = np.full(len(coverage), len(plan.group))
    np.minimum.at(first, plan.group, np.arange(len(plan.group)))
    order = used[np.lexsort((first[used], coverage[used]))]
    position = np.zeros(len(coverage), dtype=np.int64)
    position[order] = np.arange(len(order))
    return FairPlan(
        entry=plan.entry,
        link=plan.link,
        met=plan.met,
        group=position[plan.group],
        available=plan.available[order],
        wanted=plan.wanted[order],
    )


def _scale(network: HubNetwork) -> float:
    """A power of two that makes whole numbers of the amounts, as fine as exact sums allow."""
    total = max(float(network.capacity.sum() + network.demand.sum()), 1e-300)
    return float(2.0 ** np.floor(np.log2(EXACT_TOTAL / 2 / total)))
