"""What is still needed where a pool may go."""

from __future__ import annotations

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.problem import Bools


def reaches(network: HubNetwork, cells: Bools) -> tuple[Bools, Bools]:
    """For each pool: whether it reaches any cell at all, and whether it reaches one of ``cells``. Shapes (S,)."""
    hub = np.zeros(len(network.hub_item), dtype=bool)
    hub[network.cell_hub[cells & (network.cell_hub >= 0)]] = True
    rank = network.hub_rank[network.link_head]
    for level in np.unique(rank)[::-1].tolist():
        links = rank == level
        np.logical_or.at(hub, network.link_tail[links], hub[network.link_head[links]])
    anything = np.zeros(len(network.capacity), dtype=bool)
    anything[network.entry_pool] = True
    wanted = np.zeros(len(network.capacity), dtype=bool)
    np.logical_or.at(wanted, network.entry_pool, hub[network.entry_hub])
    return anything, wanted
