"""Gifts laid over needs with no priority: as much as fits at once, by one maximum flow on the hub network."""

from __future__ import annotations

import numpy as np

from allocator.network.hubs import HubNetwork, build_network
from allocator.network.paths import HubFlow, PoolDeliveries, decompose, overlay
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Floats, Ints, Problem
from allocator.solve.backends.maxflow import max_flow
from allocator.tolerances import EXACT_TOTAL


def lay(problem: Problem) -> tuple[Ints, Ints, Floats]:
    """Lines (lot, cell, quantity in units of the cell's item) that serve most of the net need in value.

    Amounts may be parts of a unit. Cash counts by the dearest it buys in each place, so no line is beyond its means.
    """
    network = build_network(problem)
    pools = network.pools
    dearest = np.ones(len(network.capacity))
    np.maximum.at(dearest, network.entry_pool, network.entry_price)
    capacity = np.where(pools.kind == CASH, network.capacity / dearest, network.capacity)
    cells = np.flatnonzero((network.cell_hub >= 0) & (network.demand > 0))
    total = float(capacity.sum() + network.demand[cells].sum())
    if not len(network.entry_pool) or not len(cells) or total <= 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    scale = 2.0 ** np.floor(np.log2(EXACT_TOTAL / 2 / total))
    supply, demand = np.floor(capacity * scale).astype(np.int64), np.floor(network.demand * scale).astype(np.int64)
    lines = _served(problem, network, cells, supply, demand)
    n_pools = len(capacity)
    order = np.argsort(lines.pool, kind="stable")
    pool_of = np.repeat(np.arange(n_pools), np.diff(pools.member_start))
    whole = sum_by(pool_of, pools.member_quantity, n_pools)
    member = np.ceil(pools.member_quantity / np.maximum(whole, 1e-300)[pool_of] * supply[pool_of]).astype(np.int64)
    giver, taker, amount = overlay(pool_of, member, lines.pool[order], lines.amount[order])
    cell = lines.cell[order[taker]]
    quantity = amount / scale / problem.items.value[problem.needs.item[cell]]
    lot = pools.member_lot[giver]
    pairs, where = np.unique(cell * len(problem.lots) + lot, return_inverse=True)
    return pairs % len(problem.lots), pairs // len(problem.lots), sum_by(where, quantity, len(pairs))


def _served(problem: Problem, network: HubNetwork, cells: Ints, supply: Ints, demand: Ints) -> PoolDeliveries:
    """The largest flow of ``supply`` (P,), by pool, to the ``demand`` (N,) of ``cells``, as lines of pool and cell."""
    n_pools, entries = len(supply), len(network.entry_pool)
    source = n_pools + len(network.hub_item)
    sink = source + 1
    tails = [
        np.full(n_pools, source), network.entry_pool, n_pools + network.link_tail, n_pools + network.cell_hub[cells],
    ]  # fmt: skip
    heads = [
        np.arange(n_pools), n_pools + network.entry_hub, n_pools + network.link_head, np.full(len(cells), sink),
    ]  # fmt: skip
    inner = entries + len(network.link_tail)
    most = np.concatenate([supply, np.full(inner, int(supply.sum())), demand[cells]])
    flow = max_flow(sink + 1, np.concatenate(tails), np.concatenate(heads), most, source, sink, "source").flow[n_pools:]
    return decompose(
        HubFlow(
            entry_pool=network.entry_pool,
            entry_hub=network.entry_hub,
            entry=flow[:entries],
            link_tail=network.link_tail,
            link_head=network.link_head,
            link=flow[entries:inner],
            cell=cells,
            cell_hub=network.cell_hub[cells],
            cell_amount=flow[inner:],
        ),
        network.hub_rank,
        network.hub_first,
        problem.needs.place,
        np.arange(n_pools),
    )
