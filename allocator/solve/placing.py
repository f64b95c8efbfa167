"""Placing whole packs, things and purchases on the hub network, and booking them off supply and need."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.network.paths import HubFlow, decompose
from allocator.problem.indexing import numbered, sum_by
from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem
from allocator.solve.alike import Reach, reach_of, spread
from allocator.solve.fair import fair_target, priority_class
from allocator.solve.ordered import FlowGraph, Sinks, ordered_flow
from allocator.solve.quanta import item_quanta

BUCKETS = 255
"""Coverage ranks told apart inside one priority class: enough to favour the worst off, few enough for few flows."""


@dataclass(frozen=True)
class Lines:
    """Deliveries in the units of the items. Shape (M,) each."""

    pool: Ints
    cell: Ints
    quantity: Floats


@dataclass
class Stock:
    """What is left to give and to receive, updated step by step."""

    quantity: Floats
    """Per pool: quantity, or money for cash, not yet used."""
    remaining: Floats
    """Per cell: need not yet met."""
    given: Floats
    """Per cell: quantity given so far (packs may exceed the need)."""
    planned: Floats
    """Per cell: value that later steps are expected to bring, by the fair plan."""
    lines: list[Lines] = field(default_factory=list)


@dataclass(frozen=True)
class Offer:
    """Supply nodes of one step: pool, whole number of steps offered, and arcs to hubs."""

    pool: Ints
    amount: Ints
    arc_node: Ints
    arc_hub: Ints
    purchases: bool = False
    """Whether some nodes are single purchases, which lead to one hub each; if not, each pool is one node."""


@dataclass(frozen=True)
class _Placed:
    """A whole-number flow: steps from pools into hubs, on links of the network, and into cells."""

    pool: Ints
    hub: Ints
    entry: Ints
    links: Ints
    link: Ints
    cell: Ints
    amount: Ints


class Placer:
    """Places offers in cells by ordered maximum flow and books what was placed."""

    def __init__(self, problem: Problem, network: HubNetwork) -> None:
        needs = problem.needs
        self.problem, self.network = problem, network
        self.quanta = item_quanta(problem)
        self.value = problem.items.value[needs.item]
        self.rank = priority_class(problem)
        self.target = np.maximum(fair_target(problem), 1e-300)
        self.dust = 1.5 * np.minimum(self.quanta, 1e-6)[needs.item]
        provider = problem.lots.provider[network.pools.member_lot[network.pools.member_start[:-1]]]
        self.pool_order = np.lexsort((np.arange(len(provider)), provider)).argsort()
        self.stock = Stock(
            quantity=network.pools.quantity.copy(),
            remaining=np.where((network.cell_hub >= 0) & (needs.net >= self.dust), needs.net, 0.0),
            given=np.zeros(len(needs)),
            planned=np.zeros(len(needs)),
        )

    def lines(self) -> Lines:
        """All deliveries booked so far, one for each pool and cell."""
        return _merge(self.stock.lines, len(self.value))

    def place(
        self,
        offer: Offer,
        cells: Ints,
        fill: Ints,
        more: Ints,
        step: Floats,
        wish: Floats | Ints,
        ranked: bool = False,
    ) -> None:
        """Serve ``fill`` of each cell first, then up to ``more`` by priority, and book what was placed.

        ``fill`` and ``more`` count steps of ``step``. Inside a priority class the cells of units with the lowest
        coverage come first and, inside a unit, those furthest below their ``wish``; or, if ``ranked``, cells come
        in the order of ``wish`` (0 .. BUCKETS - 1).
        """
        if not len(cells) or not offer.amount.any():
            return
        reached = self._reached(offer)
        within = reached[self.network.cell_hub[cells]]
        if not within.any():
            return
        # Rounding leaves a hub a few steps short of what its cells would fill: the last step of each is ranked too,
        # so that the shortfall is not all one unit's.
        last, first = np.minimum(fill, 1), np.minimum(more, 1)
        expected = np.minimum(self.stock.given, self.problem.needs.net) * self.value + self.stock.planned
        got = sum_by(self.problem.needs.unit, expected, len(self.target))
        short = self._worst_first(got, cells, fill - last, last, step, wish)
        bucket = wish.astype(np.int64) if ranked else self._worst_first(got, cells, fill, more, step, wish)
        base = 1 + BUCKETS + self.rank[cells] * (BUCKETS + 1)
        which = np.tile(np.arange(len(cells)), 4)
        rank = np.concatenate([np.zeros_like(base), 1 + short, base + bucket, base + BUCKETS])
        amount = np.concatenate([fill - last, last, first, more - first])
        keep = (amount > 0) & within[which]
        if not keep.any():
            return
        flow = self._flow(offer, reached, cells, which[keep], rank[keep], amount[keep])
        steps = sum_by(cells, step, len(self.value))
        self._book(flow, steps)

    def _worst_first(self, got: Floats, cells: Ints, fill: Ints, more: Ints, step: Floats, wish: Floats | Ints) -> Ints:
        """Rank 0 .. BUCKETS - 1 of each cell's next step: the lower its unit's coverage will be, the earlier.

        ``got`` is what each unit has or may expect before this step. Shape (U,).
        """
        bucket = np.zeros(len(cells), dtype=np.int64)
        if not more.any():
            return bucket
        unit = self.problem.needs.unit
        worth = step * self.value[cells]
        got = got + sum_by(unit[cells], fill * worth, len(got))
        waiting = np.flatnonzero(more > 0)
        order = np.lexsort((fill[waiting] - wish[waiting], unit[cells[waiting]]))
        queue = waiting[order]
        owner = unit[cells[queue]]
        before = np.cumsum(worth[queue]) - worth[queue]
        starts = np.searchsorted(owner, owner)
        before = before - before[starts]
        coverage = (got[owner] + before) / self.target[owner]
        levels = np.unique(np.round(coverage, 9), return_inverse=True)[1]
        bucket[queue] = levels * BUCKETS // max(int(levels.max(initial=0)) + 1, 1)
        return bucket

    def _reach(self, offer: Offer) -> Reach | None:
        """The reach of pools, where the nodes of ``offer`` are pools and it is known."""
        return None if offer.purchases else reach_of(self.network)

    def _reached(self, offer: Offer) -> Bools:
        """The hubs that something of ``offer`` can get to. Shape (H,)."""
        known = self._reach(offer)
        if known:
            return known.reached(offer.pool[offer.amount > 0])
        marks = np.zeros(len(self.network.hub_item), dtype=np.int64)
        marks[offer.arc_hub[offer.amount[offer.arc_node] > 0]] = 1
        return spread(marks, self.network.link_tail, self.network.link_head) > 0

    def _flow(self, offer: Offer, reached: Bools, cells: Ints, which: Ints, rank: Ints, amount: Ints) -> _Placed:
        """One ordered maximum flow of an offer into ``cells``, on the part of the network they span and it reaches.

        ``which`` of the cells may take which ``amount`` at which ``rank``: some of them at several.
        """
        network = self.network
        wanted = np.zeros(len(self.quanta), dtype=bool)
        wanted[self.problem.needs.item[cells]] = True
        spanned = wanted[network.hub_item] & reached
        number = np.cumsum(spanned) - 1
        hub = number[network.cell_hub[cells]][which]
        arcs = np.flatnonzero(spanned[offer.arc_hub] & (offer.amount[offer.arc_node] > 0))
        links = np.flatnonzero(spanned[network.link_tail])
        nodes, node = numbered(offer.arc_node[arcs], len(offer.pool))
        tail = np.concatenate([node, len(nodes) + number[network.link_tail[links]]])
        head = number[np.concatenate([offer.arc_hub[arcs], network.link_head[links]])] + len(nodes)
        graph = FlowGraph(len(nodes), int(spanned.sum()), tail, head)
        used = np.bincount(rank) > 0
        rank = (np.cumsum(used) - 1)[rank]
        ranks = int(used.sum())
        pooled, sink = numbered(hub * ranks + rank, int(spanned.sum()) * ranks)
        capacity = sum_by(sink, amount, len(pooled)).astype(np.int64)
        known = self._reach(offer)
        supply = offer.amount[nodes]
        sets = known.alike(offer.pool[nodes], supply > 0, np.flatnonzero(spanned)) if known else None
        flow = ordered_flow(graph, supply, Sinks(pooled // ranks, pooled % ranks, capacity), sets)
        order = np.argsort(sink, kind="stable")
        ends = np.cumsum(amount[order])
        starts = ends - amount[order]
        starts = starts - starts[np.searchsorted(sink[order], sink[order])]
        served = np.empty(len(which), dtype=np.int64)
        served[order] = np.clip(flow.sink_flow[sink[order]] - starts, 0, amount[order])
        return _Placed(
            pool=offer.pool[offer.arc_node[arcs]],
            hub=offer.arc_hub[arcs],
            entry=flow.arc_flow[: len(arcs)],
            links=links,
            link=flow.arc_flow[len(arcs) :],
            cell=cells,
            amount=sum_by(which, served, len(cells)).astype(np.int64),
        )

    def _book(self, placed: _Placed, steps: Floats) -> None:
        """Turn a flow into lines and take them off supply and need."""
        network, stock = self.network, self.stock
        used = placed.entry > 0
        deliveries = decompose(
            HubFlow(
                entry_pool=placed.pool[used],
                entry_hub=placed.hub[used],
                entry=placed.entry[used],
                link_tail=network.link_tail[placed.links],
                link_head=network.link_head[placed.links],
                link=placed.link,
                cell=placed.cell,
                cell_hub=network.cell_hub[placed.cell],
                cell_amount=placed.amount,
            ),
            network.hub_rank,
            network.hub_first,
            self.problem.needs.place,
            self.pool_order,
        )
        quantity = deliveries.amount * steps[deliveries.cell]
        item = self.problem.needs.item[deliveries.cell]
        paid = np.where(network.pools.kind[deliveries.pool] == CASH, self.problem.items.cash_price[item], 1.0)
        spent = sum_by(deliveries.pool, quantity * paid, len(stock.quantity))
        stock.quantity = np.maximum(0.0, stock.quantity - spent)
        placed_in = sum_by(deliveries.cell, quantity, len(stock.given))[placed.cell]
        stock.given[placed.cell] += placed_in
        left = np.maximum(0.0, stock.remaining[placed.cell] - placed_in)
        stock.remaining[placed.cell] = np.where(left < self.dust[placed.cell], 0.0, left)
        stock.lines.append(Lines(deliveries.pool, deliveries.cell, quantity))


def _merge(parts: list[Lines], cells: int) -> Lines:
    """All lines, one for each pool and cell."""
    pool = np.concatenate([*(part.pool for part in parts), np.zeros(0, dtype=np.int64)])
    cell = np.concatenate([*(part.cell for part in parts), np.zeros(0, dtype=np.int64)])
    quantity = np.concatenate([*(part.quantity for part in parts), np.zeros(0)])
    pairs, where = numbered(pool * max(cells, 1) + cell, (int(pool.max(initial=0)) + 1) * max(cells, 1))
    return Lines(pairs // max(cells, 1), pairs % max(cells, 1), sum_by(where, quantity, len(pairs)))
