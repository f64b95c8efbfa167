"""From the fair fractional plan to whole packs and whole things.

What cannot be divided is placed by ordered maximum flows in whole numbers on the same hub network, so earmarks hold
and nothing is rounded cell by cell:

1. packs, the most valuable first: each cell gets the whole packs its fair share holds, then packs that still fit go
   where the priority is highest and the coverage lowest;
2. the fair plan is solved again for what is left; single things and what cash buys follow it the same way, cash
   turned into whole purchases hub by hub; twice, because rounding purchases down leaves some cash;
3. cash that is left buys, tier by tier and item by item, whatever is still needed;
4. packs that are left go where need remains even if part of the pack is more than needed.

Every step serves all it can (maximum flow), so what stays unmet is close to the fractional bound, and exactly on it
where there are only single things.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.network.paths import Deliveries, HubFlow, decompose
from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem
from allocator.solve.fair import FairPlan, priority_class
from allocator.solve.fractional import solve_fair
from allocator.solve.ordered import FlowGraph, Sinks, ordered_flow
from allocator.tolerances import QUANTITY

BUCKETS = 31
"""Coverage ranks told apart inside one priority class: enough to favour the worst off, few enough for few flows."""


@dataclass(frozen=True)
class Lines:
    """Deliveries in the units of the items. Shape (M,) each."""

    pool: Ints
    cell: Ints
    quantity: Floats


@dataclass
class _Stock:
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
class _Offer:
    """Supply nodes of one step: pool, whole number of steps offered, and arcs to hubs."""

    pool: Ints
    amount: Ints
    arc_node: Ints
    arc_hub: Ints


def whole_plan(problem: Problem, network: HubNetwork, fair: FairPlan) -> Lines:
    """Deliveries in whole packs and things that follow ``fair`` as closely as packs allow."""
    needs = problem.needs
    quanta = item_quanta(problem)
    value = problem.items.value[needs.item]
    stock = _Stock(
        quantity=network.pools.quantity.copy(),
        remaining=np.where(network.cell_hub >= 0, needs.net, 0.0),
        given=np.zeros(len(needs)),
        planned=fair.met.copy(),
    )
    rounding = _Rounding(problem, network, quanta, value, stock)
    shares = pack_shares(network, fair)
    for item, step in rounding.packs():
        rounding.place_packs(item, step, shares[item, step])
    rounding.place_singles(rounding.again() if shares else fair)
    if (network.pools.kind == CASH).any():
        rounding.place_singles(rounding.again())
    rounding.spend_rest()
    for item, step in rounding.packs():
        rounding.place_last_packs(item, step)
    return _merge(stock.lines, len(network.pools.quantity), len(needs))


def in_packs(step: Floats) -> Bools:
    """Which steps are packs, as against single things (1) and free amounts (0)."""
    return (step != 0.0) & (step != 1.0)


def item_quanta(problem: Problem) -> Floats:
    """Smallest quantity of each item a plan speaks of: 1, or a power of ten down to 1e-9 for what can be divided."""
    needs = problem.needs
    total = np.bincount(needs.item, weights=needs.net, minlength=len(problem.items.ids))
    digits = np.clip(np.floor(15 - np.log10(np.maximum(total, 1.0))), 0, 9)
    return np.where(problem.items.divisible, 10.0**-digits, 1.0)


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


class _Rounding:
    """One pass from fair shares to whole deliveries; each method is one of the four steps."""

    def __init__(
        self, problem: Problem, network: HubNetwork, quanta: Floats, value: Floats, stock: _Stock
    ) -> None:
        self.problem, self.network, self.stock = problem, network, stock
        self.quanta, self.value = quanta, value
        self.rank = priority_class(problem)
        needs = problem.needs
        self.target = np.bincount(needs.unit, weights=network.demand, minlength=len(problem.units))
        self.target = np.maximum(self.target * problem.units.severity, 1e-300)
        self.pool_order = np.lexsort(
            (np.arange(len(network.capacity)), problem.lots.provider[network.pools.member_lot[network.pools.member_start[:-1]]])
        ).argsort()

    def packs(self) -> Iterator[tuple[int, float]]:
        """(item, pack size) of all packs of more than one, the most valuable first."""
        pools = self.network.pools
        sized = np.flatnonzero(in_packs(pools.step))
        found = {(int(pools.item[pool]), float(pools.step[pool])) for pool in sized.tolist()}
        yield from sorted(found, key=lambda pack: (-pack[1] * self.problem.items.value[pack[0]], pack))

    def again(self) -> FairPlan:
        """The fair plan for what is left: single things and cash for the need still unmet."""
        network, stock, pools, needs = self.network, self.stock, self.network.pools, self.problem.needs
        value = np.where(pools.kind == CASH, 1.0, self.problem.items.value[pools.item])
        left = replace(
            network,
            capacity=np.where(in_packs(pools.step), 0.0, stock.quantity * value),
            demand=np.where(network.cell_hub >= 0, stock.remaining, needs.net) * self.value,
        )
        met = np.minimum(stock.given, needs.net) * self.value
        return solve_fair(self.problem, left, np.bincount(needs.unit, weights=met, minlength=len(self.target)))

    def place_packs(self, item: int, step: float, share: Floats) -> None:
        """Step 1 for one item and pack size: whole packs within need."""
        stock = self.stock
        stock.planned = np.maximum(0.0, stock.planned - share)
        cells = self._cells(item)
        room = np.floor(stock.remaining[cells] / step + QUANTITY).astype(np.int64)
        wish = share[cells] / self.value[cells] / step
        fill = np.minimum(np.floor(wish + QUANTITY).astype(np.int64), room)
        self._place(self._goods(item, step), cells, fill, room - fill, np.full(len(cells), step), wish)

    def place_singles(self, fair: FairPlan) -> None:
        """Step 2: single things, and whole purchases with cash, as ``fair`` (for what is left) has them."""
        stock, problem = self.stock, self.problem
        cells = np.flatnonzero(stock.remaining > 0)
        step = self.quanta[problem.needs.item[cells]]
        stock.planned[:] = 0.0
        room = np.floor(stock.remaining[cells] / step + QUANTITY).astype(np.int64)
        wish = fair.met[cells] / self.value[cells] / step
        fill = np.clip(np.floor(wish + QUANTITY).astype(np.int64), 0, room)
        offer = _join(self._goods(None, 1.0), self._purchases(fair))
        self._place(offer, cells, fill, room - fill, step, wish)

    def spend_rest(self) -> None:
        """Step 3: cash that is left buys what is still needed, tier by tier, the dearest item first."""
        price = self.problem.items.cash_price
        dearest_first = sorted(np.flatnonzero(~np.isnan(price)).tolist(), key=lambda item: (-price[item], item))
        for tier in np.unique(self.problem.needs.tier).tolist():
            for item in dearest_first:
                cells = self._cells(item)
                self._buy(item, cells[self.problem.needs.tier[cells] == tier])

    def _buy(self, item: int, cells: Ints) -> None:
        network, step = self.network, self.quanta[item]
        price = self.problem.items.cash_price[item]
        entries = np.flatnonzero(
            (network.pools.kind[network.entry_pool] == CASH) & (network.hub_item[network.entry_hub] == item)
        )
        pools, node = np.unique(network.entry_pool[entries], return_inverse=True)
        amount = np.floor(self.stock.quantity[pools] / (price * step) + 1e-9).astype(np.int64)
        room = np.floor(self.stock.remaining[cells] / step + QUANTITY).astype(np.int64)
        offer = _Offer(pools, np.minimum(amount, room.sum()), node, network.entry_hub[entries])
        none = np.zeros(len(cells))
        self._place(offer, cells, np.zeros_like(room), room, np.full(len(cells), step), none)

    def place_last_packs(self, item: int, step: float) -> None:
        """Step 4 for one item and pack size: packs that meet some need, and are partly more than needed."""
        cells = self._cells(item)
        cells = cells[self.stock.remaining[cells] > QUANTITY]
        room = np.ceil(self.stock.remaining[cells] / step - QUANTITY).astype(np.int64)
        order = np.argsort(-self.stock.remaining[cells], kind="stable")
        useful = np.empty(len(cells), dtype=np.int64)
        useful[order] = np.arange(len(cells)) * BUCKETS // max(len(cells), 1)
        self._place(self._goods(item, step), cells, np.zeros_like(room), room, np.full(len(cells), step), useful, True)

    def _cells(self, item: int) -> Ints:
        return np.flatnonzero((self.problem.needs.item == item) & (self.stock.remaining > 0))

    def _goods(self, item: int | None, step: float) -> _Offer:
        """Goods and services in packs of ``step`` (``item`` given), or single (1 or freely divided; all items)."""
        pools, network = self.network.pools, self.network
        if item is None:
            chosen = (pools.kind != CASH) & ~in_packs(pools.step)
            unit = np.where(chosen, self.quanta[pools.item], 1.0)
        else:
            chosen = (pools.item == item) & (pools.step == step)
            unit = np.full(len(chosen), step)
        pool = np.flatnonzero(chosen)
        node = np.cumsum(chosen) - 1
        entries = np.flatnonzero(chosen[network.entry_pool])
        amount = np.floor(self.stock.quantity[pool] / unit[pool] + 1e-9).astype(np.int64)
        return _Offer(pool, amount, node[network.entry_pool[entries]], network.entry_hub[entries])

    def _purchases(self, fair: FairPlan) -> _Offer:
        """What each lot of cash buys in each hub of ``fair``, in whole things."""
        network = self.network
        entries = np.flatnonzero((network.pools.kind[network.entry_pool] == CASH) & (fair.entry > 0))
        item = network.hub_item[network.entry_hub[entries]]
        bought = fair.entry[entries] / self.problem.items.value[item] / self.quanta[item]
        pool = network.entry_pool[entries]
        price = self.problem.items.cash_price[item] * self.quanta[item]
        amount = _affordable(pool, np.floor(bought + QUANTITY), price, self.stock.quantity)
        return _Offer(pool, amount, np.arange(len(entries)), network.entry_hub[entries])

    def _place(
        self,
        offer: _Offer,
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
        if not len(offer.pool) or not len(cells) or not offer.amount.any():
            return
        bucket = wish.astype(np.int64) if ranked else self._worst_first(cells, fill, more, step, wish)
        first = np.minimum(more, 1)
        base = 1 + self.rank[cells] * (BUCKETS + 1)
        cell = np.concatenate([cells, cells, cells])
        rank = np.concatenate([np.zeros_like(base), base + bucket, base + BUCKETS])
        amount = np.concatenate([fill, first, more - first])
        keep = amount > 0
        cell, rank, amount = cell[keep], rank[keep], amount[keep]
        flow = self._flow(offer, cell, rank, amount)
        steps = np.bincount(cells, weights=step, minlength=len(self.value))
        self._book(flow, steps)

    def _worst_first(self, cells: Ints, fill: Ints, more: Ints, step: Floats, wish: Floats | Ints) -> Ints:
        """Rank 0 .. BUCKETS - 1 of each cell's next step: the lower its unit's coverage will be, the earlier."""
        unit = self.problem.needs.unit
        worth = step * self.value[cells]
        expected = np.minimum(self.stock.given, self.problem.needs.net) * self.value + self.stock.planned
        expected[cells] += fill * worth
        got = np.bincount(unit, weights=expected, minlength=len(self.target))
        waiting = np.flatnonzero(more > 0)
        order = np.lexsort((fill[waiting] - wish[waiting], unit[cells[waiting]]))
        queue = waiting[order]
        owner = unit[cells[queue]]
        before = np.cumsum(worth[queue]) - worth[queue]
        starts = np.searchsorted(owner, owner)
        before = before - before[starts] if len(queue) else before
        coverage = (got[owner] + before) / self.target[owner]
        bucket = np.zeros(len(cells), dtype=np.int64)
        levels = np.unique(np.round(coverage, 9), return_inverse=True)[1]
        bucket[queue] = levels * BUCKETS // max(int(levels.max(initial=0)) + 1, 1)
        return bucket

    def _flow(self, offer: _Offer, cell: Ints, rank: Ints, amount: Ints) -> _Placed:
        """One ordered maximum flow of an offer into cells, on the part of the network they span."""
        network = self.network
        wanted = np.zeros(len(self.quanta), dtype=bool)
        wanted[self.problem.needs.item[cell]] = True
        spanned = wanted[network.hub_item]
        number = np.cumsum(spanned) - 1
        hub = number[network.cell_hub[cell]]
        arcs = np.flatnonzero(spanned[offer.arc_hub])
        links = np.flatnonzero(spanned[network.link_tail])
        tail = np.concatenate([offer.arc_node[arcs], len(offer.pool) + number[network.link_tail[links]]])
        head = number[np.concatenate([offer.arc_hub[arcs], network.link_head[links]])] + len(offer.pool)
        graph = FlowGraph(len(offer.pool), int(spanned.sum()), tail, head)
        ranks, rank = np.unique(rank, return_inverse=True)
        pooled, sink = np.unique(hub * len(ranks) + rank, return_inverse=True)
        capacity = np.bincount(sink, weights=amount, minlength=len(pooled)).astype(np.int64)
        flow = ordered_flow(graph, offer.amount, Sinks(pooled // len(ranks), pooled % len(ranks), capacity))
        order = np.argsort(sink, kind="stable")
        ends = np.cumsum(amount[order])
        starts = ends - amount[order]
        starts = starts - starts[np.searchsorted(sink[order], sink[order])]
        served = np.empty(len(cell), dtype=np.int64)
        served[order] = np.clip(flow.sink_flow[sink[order]] - starts, 0, amount[order])
        cells, where = np.unique(cell, return_inverse=True)
        return _Placed(
            pool=offer.pool[offer.arc_node[arcs]],
            hub=offer.arc_hub[arcs],
            entry=flow.arc_flow[: len(arcs)],
            links=links,
            link=flow.arc_flow[len(arcs) :],
            cell=cells,
            amount=np.bincount(where, weights=served, minlength=len(cells)).astype(np.int64),
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
        spent = np.bincount(deliveries.pool, weights=quantity * paid, minlength=len(stock.quantity))
        stock.quantity = np.maximum(0.0, stock.quantity - spent)
        placed_in = np.bincount(deliveries.cell, weights=quantity, minlength=len(stock.given))
        stock.given += placed_in
        stock.remaining = np.maximum(0.0, stock.remaining - placed_in)
        stock.remaining[stock.remaining < 1.5 * np.minimum(self.quanta, 1e-6)[self.problem.needs.item]] = 0.0
        stock.lines.append(Lines(deliveries.pool, deliveries.cell, quantity))


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


def _join(a: _Offer, b: _Offer) -> _Offer:
    """Both offers side by side."""
    return _Offer(
        np.concatenate([a.pool, b.pool]),
        np.concatenate([a.amount, b.amount]),
        np.concatenate([a.arc_node, len(a.pool) + b.arc_node]),
        np.concatenate([a.arc_hub, b.arc_hub]),
    )


def _affordable(pool: Ints, amount: Floats, price: Floats, money: Floats) -> Ints:
    """``amount`` cut down, from the last purchase of each pool, to what its ``money`` pays for."""
    order = np.argsort(pool, kind="stable")
    cost = np.cumsum((amount * price)[order])
    before = cost - (amount * price)[order]
    before = before - before[np.searchsorted(pool[order], pool[order])] if len(order) else before
    enough = np.floor((money[pool[order]] - before) / price[order] + 1e-9)
    bought = np.empty(len(pool), dtype=np.int64)
    bought[order] = np.clip(enough, 0, amount[order]).astype(np.int64)
    return bought


def _merge(parts: list[Lines], pools: int, cells: int) -> Lines:
    """All lines, one for each pool and cell."""
    pool = np.concatenate([*(part.pool for part in parts), np.zeros(0, dtype=np.int64)])
    cell = np.concatenate([*(part.cell for part in parts), np.zeros(0, dtype=np.int64)])
    quantity = np.concatenate([*(part.quantity for part in parts), np.zeros(0)])
    pairs, where = np.unique(pool * max(cells, 1) + cell, return_inverse=True)
    return Lines(pairs // max(cells, 1), pairs % max(cells, 1), np.bincount(where, weights=quantity, minlength=len(pairs)))
