"""Hubs are sound and complete: a path from a lot to a need exists exactly where the earmark allows it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import Settings, random_tables

from allocator.network.hubs import HubNetwork, build_network
from allocator.problem.build import build
from allocator.problem.netting import eligible
from allocator.problem.problem import Problem


def reachable(problem: Problem, network: HubNetwork, pool: int) -> set[int]:
    """Cells a pool has a path to, by walking the network."""
    hubs = set(network.entry_hub[network.entry_pool == pool].tolist())
    frontier = set(hubs)
    while frontier:
        heads = network.link_head[np.isin(network.link_tail, list(frontier))].tolist()
        frontier = set(heads) - hubs
        hubs |= frontier
    return set(np.flatnonzero(np.isin(network.cell_hub, list(hubs)) & (network.cell_hub >= 0)).tolist())


@settings(max_examples=150)
@given(st.integers(0, 10**6))
def test_paths_are_exactly_the_eligible_pairs(seed):
    problem = build(random_tables(seed), Settings())
    network = build_network(problem)
    pools = network.pools
    found: dict[int, set[int]] = {}
    for pool in range(len(pools.kind)):
        cells = reachable(problem, network, pool)
        for lot in pools.member_lot[pools.member_start[pool] : pools.member_start[pool + 1]].tolist():
            found[lot] = found.get(lot, set()) | cells
    for lot in range(len(problem.lots)):
        allowed = eligible(problem.lots, lot, problem.needs, problem.places) & (problem.needs.net > 0)
        if problem.lots.usable[lot] and problem.lots.quantity[lot] > 0:
            assert found[lot] == set(np.flatnonzero(allowed).tolist())
        else:
            assert lot not in found


@settings(max_examples=100)
@given(st.integers(0, 10**6))
def test_links_lead_to_higher_ranks_and_into_one_hub_a_cell(seed):
    network = build_network(build(random_tables(seed), Settings()))
    assert (network.hub_rank[network.link_tail] < network.hub_rank[network.link_head]).all()
    assert (network.cell_hub < len(network.hub_item)).all()
    assert (network.hub_item[network.link_tail] == network.hub_item[network.link_head]).all()
