"""Hub flow back into deliveries: which pool serves which cell.

Units that meet in a hub are interchangeable for everything below it, so in each hub the supplies that come in and
the demands that go out are laid side by side in a fixed order (the north-west corner rule) and matched where they
overlap. Hubs of one rank are matched together, from the widest down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Ints


@dataclass(frozen=True)
class HubFlow:
    """A whole-number flow: amounts of entries, links and cells, conserved at every hub."""

    entry_pool: Ints
    entry_hub: Ints
    entry: Ints
    link_tail: Ints
    link_head: Ints
    link: Ints
    cell: Ints
    cell_hub: Ints
    cell_amount: Ints


@dataclass(frozen=True)
class PoolDeliveries:
    """Amounts from pools to cells."""

    pool: Ints
    cell: Ints
    amount: Ints


def overlay(group_a: Ints, amount_a: Ints, group_b: Ints, amount_b: Ints) -> tuple[Ints, Ints, Ints]:
    """Match two lists of amounts, group by group, in their given order: (index in a, index in b, amount).

    Both lists are sorted by group. Where one side of a group is longer, its tail stays unmatched.

    >>> overlay(np.array([0, 0]), np.array([3, 4]), np.array([0, 0]), np.array([5, 1]))
    (array([0, 1, 1]), array([0, 0, 1]), array([3, 2, 1]))
    """
    groups = int(max(group_a.max(initial=-1), group_b.max(initial=-1))) + 1
    total_a = sum_by(group_a, amount_a, groups).astype(np.int64)
    total_b = sum_by(group_b, amount_b, groups).astype(np.int64)
    width = np.maximum(total_a, total_b)
    offset = np.cumsum(width) - width
    end_a = np.cumsum(amount_a) - (np.cumsum(total_a) - total_a)[group_a] + offset[group_a]
    end_b = np.cumsum(amount_b) - (np.cumsum(total_b) - total_b)[group_b] + offset[group_b]
    cuts = np.sort(np.concatenate([end_a, end_b, offset]))
    start, stop = cuts[:-1], cuts[1:]
    a = np.searchsorted(end_a, start, side="right")
    b = np.searchsorted(end_b, start, side="right")
    inside = (a < len(end_a)) & (b < len(end_b))
    start, stop, a, b = start[inside], stop[inside], a[inside], b[inside]
    both = (stop > start) & (start >= end_a[a] - amount_a[a]) & (start >= end_b[b] - amount_b[b])
    return a[both], b[both], (stop - start)[both]


def side_by_side(a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """Match two lists of amounts (all above 0) that add up to the same, in their order: (index in a, in b, amount).

    >>> side_by_side(np.array([3, 4]), np.array([5, 2]))
    (array([0, 1, 1]), array([0, 0, 1]), array([3, 2, 2]))
    """
    end_a, end_b = np.cumsum(a), np.cumsum(b)
    ends = np.sort(np.concatenate([end_a, end_b]))
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]])[: len(ends)]
    apart = ends > starts
    starts = starts[apart]
    return (
        np.searchsorted(end_a, starts, side="right"),
        np.searchsorted(end_b, starts, side="right"),
        ends[apart] - starts,
    )


def decompose(flow: HubFlow, rank: Ints, hub_place: Ints, cell_place: Ints, pool_order: Ints) -> PoolDeliveries:
    """The deliveries of ``flow``. Supplies are taken in ``pool_order``, demands in the order of their places."""
    supply_hub, supply_pool, supply = flow.entry_hub, flow.entry_pool, flow.entry
    pools, cells, amounts = [], [], []
    width = 2 + int(max(hub_place.max(initial=0), cell_place.max(initial=0)))
    link_rank, cell_rank = rank[flow.link_tail], rank[flow.cell_hub]
    for level in range(int(rank.max(initial=-1)) + 1):
        here = np.flatnonzero((rank[supply_hub] == level) & (supply > 0))
        if not len(here):
            continue
        order = np.argsort(supply_hub[here] * len(pool_order) + pool_order[supply_pool[here]], kind="stable")
        in_pool, incoming = supply_pool[here][order], supply[here][order]
        links = np.flatnonzero((link_rank == level) & (flow.link > 0))
        leaves = np.flatnonzero((cell_rank == level) & (flow.cell_amount > 0))
        out_hub = np.concatenate([flow.link_tail[links], flow.cell_hub[leaves]])
        out_place = np.concatenate([hub_place[flow.link_head[links]], cell_place[flow.cell[leaves]]])
        outgoing = np.concatenate([flow.link[links], flow.cell_amount[leaves]])
        order = np.argsort(out_hub * width + out_place + 1, kind="stable")
        given, taken, amount = side_by_side(incoming, outgoing[order])
        taken = order[taken]
        down = taken < len(links)
        supply_hub = np.concatenate([supply_hub, flow.link_head[links[taken[down]]]])
        supply_pool = np.concatenate([supply_pool, in_pool[given[down]]])
        supply = np.concatenate([supply, amount[down]])
        pools.append(in_pool[given[~down]])
        cells.append(flow.cell[leaves[taken[~down] - len(links)]])
        amounts.append(amount[~down])
    none = np.zeros(0, dtype=np.int64)
    return PoolDeliveries(
        np.concatenate([*pools, none]), np.concatenate([*cells, none]), np.concatenate([*amounts, none])
    )
