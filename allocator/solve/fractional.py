"""The fair fractional plan: least unmet need tier by tier, then leximin coverage, on the hub network.

Quantities here may be parts of a unit: the result is the bound no whole-number plan can beat, and the target that
``whole`` rounds. One network flow where a unit of value costs the same everywhere; a linear program (``priced``)
where cash prices differ from values.
"""

from __future__ import annotations

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.indexing import numbered, sum_by
from allocator.problem.problem import Bools, Floats, Ints, Problem
from allocator.solve.alike import reach_of
from allocator.solve.fair import FairPlan, fair_target, priority_class, rank_groups
from allocator.solve.fairness import Leximin, Shares, leximin
from allocator.solve.ordered import FlowGraph, Sinks, ordered_flow, ordered_levels
from allocator.solve.priced import solve_priced
from allocator.tolerances import EXACT_TOTAL


def flow_graph(network: HubNetwork) -> FlowGraph:
    """Entries then links of ``network`` as the arcs of one graph."""
    pools = len(network.capacity)
    return FlowGraph(
        pools=pools,
        hubs=len(network.hub_item),
        tail=np.concatenate([network.entry_pool, pools + network.link_tail]),
        head=np.concatenate([pools + network.entry_hub, pools + network.link_head]),
    )


def solve_fair(problem: Problem, network: HubNetwork, already: Floats | None = None) -> FairPlan:
    """The fair fractional plan, by flows where they are exact and by linear programs where prices differ.

    ``already`` is the value each unit has from deliveries that are settled (shape (U,), none if left out);
    ``network`` then holds the demand that is still to be served and the supply that is left.
    """
    if already is None:
        already = np.zeros(len(problem.units))
    if network.pure:
        return solve_pure(problem, network, already)
    return solve_priced(problem, network, already)


def solve_pure(problem: Problem, network: HubNetwork, already: Floats) -> FairPlan:
    """The fair fractional plan where value costs the same everywhere: two kinds of maximum flow, exact."""
    scale = _scale(network, already)
    demand = np.rint(network.demand * scale).astype(np.int64)
    supply = np.rint(network.capacity * scale).astype(np.int64)
    graph = flow_graph(network)
    cells = np.flatnonzero((network.cell_hub >= 0) & (demand > 0))
    rank = priority_class(problem)
    classes = int(rank.max(initial=0)) + 1
    pooled, sink_of = numbered(network.cell_hub[cells] * classes + rank[cells], graph.hubs * classes)
    capacity = sum_by(sink_of, demand[cells], len(pooled)).astype(np.int64)
    sinks = Sinks(hub=pooled // classes, rank=pooled % classes, capacity=capacity)
    units = len(problem.units)
    settled = np.rint(already * scale).astype(np.int64)
    target = fair_target(problem) * scale
    if problem.fairness != "none":
        known = reach_of(network)
        number = known.alike(np.arange(graph.pools), supply > 0, np.arange(graph.hubs)) if known else None
        level = ordered_levels(graph, supply, sinks, number)
        fair, met = _share_out(problem, network, graph, level, supply, demand, rank, target, settled)
        arc_flow = fair.arc_flow + _spare_flow(graph, supply, sinks, level == classes)
        group, available, wanted = fair.group, fair.available, fair.wanted
    else:
        ordered = ordered_flow(graph, supply, sinks)
        met = np.zeros(len(demand))
        met[cells] = demand[cells] * (ordered.sink_flow / capacity)[sink_of]
        arc_flow = ordered.arc_flow
        group, wanted = np.arange(units), target
        available = sum_by(problem.needs.unit, met, units) + settled
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
    level: Ints,
    supply: Ints,
    demand: Ints,
    rank: Ints,
    target: Floats,
    settled: Ints,
) -> tuple[Leximin, Floats]:
    """Leximin among all plans of least unmet need, and what it gives each cell.

    In all of them the same cells are full, the same cells are empty, and only cells of their hub's own level are
    free; so what is shared out is the free part alone, on top of the full one.
    """
    hub_level = level[graph.pools :]
    classes = int(rank.max(initial=0)) + 1
    reached = (network.cell_hub >= 0) & (demand > 0)
    cell_level = np.append(hub_level, -1)[network.cell_hub]
    full = np.flatnonzero(reached & (rank < cell_level))
    free = np.flatnonzero(reached & (rank == cell_level))
    needs, units = problem.needs, len(problem.units)
    pair, share_of = numbered(network.cell_hub[free] * units + needs.unit[free], graph.hubs * units)
    capacity = sum_by(share_of, demand[free], len(pair)).astype(np.int64)
    inside = level < classes
    shares = Shares(
        hub=pair // max(units, 1),
        unit=pair % max(units, 1),
        capacity=capacity,
        forced=np.where(
            inside[graph.pools :],
            sum_by(network.cell_hub[full], demand[full], graph.hubs),
            0,
        ).astype(np.int64),
        base=settled + sum_by(needs.unit[full], demand[full], units).astype(np.int64),
        target=target,
    )
    within = (level[graph.tail] == level[graph.head]) & inside[graph.tail]
    fair = leximin(graph, within, supply, shares, inside)
    met = np.zeros(len(demand))
    met[full] = demand[full]
    met[free] = demand[free] * (fair.share_flow / capacity)[share_of]
    return fair, met


def _spare_flow(graph: FlowGraph, supply: Ints, sinks: Sinks, spare: Bools) -> Ints:
    """Flow of each arc in the parts with supply to spare (nodes marked in ``spare``): all their cells are full."""
    flow = np.zeros(len(graph.tail), dtype=np.int64)
    arcs = np.flatnonzero(spare[graph.tail] & spare[graph.head])
    if len(arcs):
        here = spare[graph.pools + sinks.hub]
        flow[arcs] = ordered_flow(
            FlowGraph(graph.pools, graph.hubs, graph.tail[arcs], graph.head[arcs]),
            np.where(spare[: graph.pools], supply, 0),
            Sinks(sinks.hub[here], sinks.rank[here], sinks.capacity[here]),
        ).arc_flow
    return flow


def _scale(network: HubNetwork, already: Floats) -> float:
    """A power of two that makes whole numbers of the amounts, as fine as exact sums allow."""
    total = float(network.capacity.sum() + network.demand.sum() + already.sum())
    return float(2.0 ** np.floor(np.log2(EXACT_TOTAL / 2 / total))) if total > 0 else 1.0
