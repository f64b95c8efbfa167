"""One network, many capacities: what can be met at most in each future, by maximum flows that share their arcs."""

from __future__ import annotations

import numpy as np

from allocator.language import N_, tr
from allocator.network.hubs import HubNetwork, build_network
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem
from allocator.solve.backends.maxflow import max_flow
from allocator.solve.routes import only_earmarks
from allocator.tolerances import EXACT_TOTAL

NOT_FLOWS = N_(
    "Futures are solved as flows, which takes a problem whose only limits are earmarks, quantities and packs, with "
    "cash prices equal to values. This one has others: leave them out for the study."
)


class Supply:
    """The network of a problem whose supplies and demands change from future to future. S pools, N cells, L lots.

    All amounts are values; parts of a unit count, so what is met is what no whole plan can exceed.
    """

    def __init__(self, problem: Problem) -> None:
        self.network: HubNetwork = build_network(problem)
        if not only_earmarks(problem) or not self.network.pure:
            raise ValueError(tr(NOT_FLOWS))
        self.problem = problem
        pools = self.network.pools
        self.pools, self.hubs = len(pools.kind), len(self.network.hub_item)
        self._of_member: Ints = np.repeat(np.arange(self.pools), np.diff(pools.member_start))
        value = np.where(pools.kind == CASH, 1.0, problem.items.value[pools.item])
        self._member: Floats = pools.member_quantity * value[self._of_member]
        self._open: Ints = np.flatnonzero(self.network.cell_hub >= 0)

    def capacity(self, comes: Bools) -> Floats:
        """Shape (S,): value of each pool where only the lots of ``comes`` (shape (L,)) come."""
        here = comes[self.network.pools.member_lot]
        return sum_by(self._of_member[here], self._member[here], self.pools)

    def demand(self, factors: Floats | None = None, cells: Bools | None = None) -> Floats:
        """Shape (H,): value needed at each hub; ``factors`` by category, ``cells`` those that count."""
        amount = self.network.demand.copy()
        if factors is not None:
            amount *= factors[self.problem.items.category[self.problem.needs.item]]
        if cells is not None:
            amount[~cells] = 0.0
        return sum_by(self.network.cell_hub[self._open], amount[self._open], self.hubs)

    def most(self, capacity: Floats, demand: Floats) -> tuple[float, Bools]:
        """The most value that can be met, and the pools (shape (S,)) of which a little more would be met as well."""
        network = self.network
        total = float(capacity.sum() + demand.sum())
        if total <= 0:
            return 0.0, np.zeros(self.pools, dtype=bool)
        scale = float(2.0 ** np.floor(np.log2(EXACT_TOTAL / 4 / total)))
        supply, need = (np.rint(amount * scale).astype(np.int64) for amount in (capacity, demand))
        source, sink = self.pools + self.hubs, self.pools + self.hubs + 1
        pool, hub = np.arange(self.pools), self.pools + np.arange(self.hubs)
        wanted = np.flatnonzero(need > 0)
        inner = len(network.entry_pool) + len(network.link_tail)
        found = max_flow(
            sink + 1,
            np.concatenate(
                [np.full(self.pools, source), network.entry_pool, self.pools + network.link_tail, hub[wanted]]
            ),
            np.concatenate(
                [pool, self.pools + network.entry_hub, self.pools + network.link_head, np.full(len(wanted), sink)]
            ),
            np.concatenate([supply, np.full(inner, int(supply.sum())), need[wanted]]),
            source,
            sink,
            "sink",
        )
        # On the sink's side of the cut nearest the sink: from there more could still flow.
        return found.value / scale, ~found.source_side[: self.pools]
