"""How much of each cell's fair share comes from packs."""

from __future__ import annotations

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.problem import Floats
from allocator.solve.fair import FairPlan
from allocator.solve.quanta import in_packs


def pack_shares(network: HubNetwork, fair: FairPlan) -> dict[tuple[int, float], Floats]:
    """Value each cell gets from the packs of each (item, pack size), supplies mixing evenly in every hub."""
    pools = network.pools
    packed = in_packs(pools.step)
    sizes = np.unique(pools.step[packed])
    hubs = len(network.hub_item)
    mixed = np.zeros((hubs, len(sizes) + 1))
    kind = np.where(packed, np.searchsorted(sizes, pools.step), len(sizes))
    np.add.at(mixed, (network.entry_hub, kind[network.entry_pool]), fair.entry)
    head_rank = network.hub_rank[network.link_head]
    for rank in np.unique(head_rank).tolist():
        links = np.flatnonzero(head_rank == rank)
        tail = network.link_tail[links]
        total = mixed[tail].sum(axis=1, keepdims=True)
        part = mixed[tail] / np.where(total > 0, total, 1.0)
        np.add.at(mixed, network.link_head[links], part * fair.link[links, None])
    total = mixed.sum(axis=1, keepdims=True)
    part = np.vstack([mixed / np.where(total > 0, total, 1.0), np.zeros(len(sizes) + 1)])
    shares: dict[tuple[int, float], Floats] = {}
    for index, size in enumerate(sizes.tolist()):
        for item in np.unique(pools.item[pools.step == size]).tolist():
            of_item = np.append(network.hub_item == item, False)
            shares[item, size] = fair.met * np.where(of_item, part[:, index], 0.0)[network.cell_hub]
    return shares
