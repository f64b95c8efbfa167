"""From the fair fractional plan to whole packs and whole things.

What cannot be divided is placed by ordered maximum flows in whole numbers on the same hub network, so earmarks hold
and nothing is rounded cell by cell:

1. from coarse to fine (playgrounds before bales, bales before coats), the fair plan is solved again for what is left,
   and packs, single things and purchases of that size follow it: each cell gets the whole steps its fair share holds,
   then what still fits goes where the priority is highest and the coverage lowest;
2. cash that rounding left over follows the fair plan once more, then buys, tier by tier, whatever is still needed;
3. packs that are left go where need remains even if part of the pack is more than needed.

Every step serves all it can (maximum flow), so what stays unmet is close to the fractional bound, and exactly on it
where there are only single things.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Floats, Ints, Problem
from allocator.solve.fair import FairPlan
from allocator.solve.fractional import solve_fair
from allocator.solve.placing import BUCKETS, Lines, Offer, Placer
from allocator.solve.quanta import in_packs
from allocator.solve.shares import pack_shares
from allocator.tolerances import QUANTITY, WHOLE

FINE = 0.002
"""Steps worth less than this part of the median unit's need are placed together, last: fairness hardly feels them."""


@dataclass(frozen=True)
class Band:
    """Packs (item, pack size) and single items whose steps are worth about the same."""

    packs: tuple[tuple[int, float], ...]
    items: Ints


def whole_plan(problem: Problem, network: HubNetwork, fair: FairPlan) -> Lines:
    """Deliveries in whole packs and things that follow ``fair`` as closely as packs allow."""
    steps = _Steps(problem, network)
    bands = steps.bands()
    now: FairPlan | None = fair
    for band in bands:
        if band.packs:
            steps.place_packs(now or steps.again(), band.packs)
            now = None
        if len(band.items):
            steps.place_singles(now or steps.again(), band.items)
            now = None
        steps.closed[band.items] = band is not bands[-1]
    if (network.pools.kind == CASH).any():
        steps.place_singles(steps.again(), np.arange(len(problem.items.ids)))
        steps.spend_rest()
    for band in bands:
        for item, step in band.packs:
            steps.place_last_packs(item, step)
    return steps.placer.lines()


class _Steps:
    """One pass from fair shares to whole deliveries."""

    def __init__(self, problem: Problem, network: HubNetwork) -> None:
        self.problem, self.network = problem, network
        self.placer = Placer(problem, network)
        self.stock = self.placer.stock
        self.quanta, self.value = self.placer.quanta, self.placer.value
        self.placed: set[tuple[int, float]] = set()
        self.closed = np.zeros(len(self.quanta), dtype=bool)

    def bands(self) -> list[Band]:
        """All packs and single items, the most valuable steps first; each power of ten is a band, the fine ones one."""
        pools, items = self.network.pools, self.problem.items
        packed = np.flatnonzero(in_packs(pools.step))
        packs = sorted({(int(pools.item[pool]), float(pools.step[pool])) for pool in packed.tolist()})
        single = np.unique(self.network.hub_item)
        target = self.placer.target[self.placer.target > 1e-300]
        fine = FINE * float(np.median(target)) if len(target) else 1.0

        def band(worth: float) -> int:
            return int(np.floor(np.log10(max(worth, fine) / fine)))

        of_pack = {pack: band(pack[1] * items.value[pack[0]]) for pack in packs}
        of_item = {item: band(self.quanta[item] * items.value[item]) for item in single.tolist()}
        return [
            Band(
                tuple(sorted((p for p in packs if of_pack[p] == b), key=lambda p: (-p[1] * items.value[p[0]], p))),
                np.array([item for item in single.tolist() if of_item[item] == b], dtype=np.int64),
            )
            for b in sorted({*of_pack.values(), *of_item.values()}, reverse=True)
        ]

    def again(self) -> FairPlan:
        """The fair plan for what is left, without packs and coarse items that had their turn.

        Parts of a playground would otherwise be promised in the place of coats, and never given.
        """
        network, stock, pools, needs = self.network, self.stock, self.network.pools, self.problem.needs
        value = np.where(pools.kind == CASH, 1.0, self.problem.items.value[pools.item])
        done = np.zeros(len(pools.kind), dtype=bool)
        for item, step in self.placed:
            done |= (pools.item == item) & (pools.step == step)
        left = replace(
            network,
            capacity=np.where(done, 0.0, stock.quantity * value),
            demand=np.where(self.closed[needs.item], 0.0, stock.remaining) * self.value,
        )
        met = np.minimum(stock.given, needs.net) * self.value
        return solve_fair(self.problem, left, sum_by(needs.unit, met, len(self.problem.units)))

    def place_packs(self, fair: FairPlan, packs: tuple[tuple[int, float], ...]) -> None:
        """Whole packs within need, as ``fair`` (for what is left) has them."""
        stock = self.stock
        stock.planned = fair.met.copy()
        shares = pack_shares(self.network, fair)
        for item, step in packs:
            share = shares[item, step]
            stock.planned = np.maximum(0.0, stock.planned - share)
            cells = self._cells(item)
            room = np.floor(stock.remaining[cells] / step + QUANTITY).astype(np.int64)
            wish = share[cells] / self.value[cells] / step
            fill = np.minimum(np.floor(wish + QUANTITY).astype(np.int64), room)
            self.placer.place(self._goods(item, step), cells, fill, room - fill, np.full(len(cells), step), wish)
            self.placed.add((item, step))

    def place_singles(self, fair: FairPlan, items: Ints) -> None:
        """Single things and whole purchases of ``items``, as ``fair`` (for what is left) has them."""
        stock, item = self.stock, self.problem.needs.item
        chosen = np.isin(item, items)
        cells = np.flatnonzero((stock.remaining > 0) & chosen)
        stock.planned = np.where(chosen, 0.0, fair.met)
        step = self.quanta[item[cells]]
        room = np.floor(stock.remaining[cells] / step + QUANTITY).astype(np.int64)
        wish = fair.met[cells] / self.value[cells] / step
        fill = np.clip(np.floor(wish + QUANTITY).astype(np.int64), 0, room)
        offer = _join(self._goods(None, 1.0), self._purchases(fair))
        self.placer.place(offer, cells, fill, room - fill, step, wish)

    def spend_rest(self) -> None:
        """Cash that is left buys what is still needed, tier by tier, the dearest item first."""
        price = self.problem.items.cash_price
        dearest_first = sorted(np.flatnonzero(~np.isnan(price)).tolist(), key=lambda item: (-price[item], item))
        needs, cash = self.problem.needs, self.network.pools.kind == CASH
        for tier in np.unique(needs.tier).tolist():
            wanting = np.flatnonzero((needs.tier == tier) & (self.stock.remaining > 0))
            for item in dearest_first:
                cells = wanting[needs.item[wanting] == item]
                if len(cells) and (self.stock.quantity[cash] >= price[item] * self.quanta[item] * (1 - WHOLE)).any():
                    self._buy(item, cells)

    def _buy(self, item: int, cells: Ints) -> None:
        network, step = self.network, self.quanta[item]
        price = self.problem.items.cash_price[item]
        entries = np.flatnonzero(
            (network.pools.kind[network.entry_pool] == CASH) & (network.hub_item[network.entry_hub] == item)
        )
        pools, node = np.unique(network.entry_pool[entries], return_inverse=True)
        amount = np.floor(self.stock.quantity[pools] / (price * step) + WHOLE).astype(np.int64)
        room = np.floor(self.stock.remaining[cells] / step + QUANTITY).astype(np.int64)
        offer = Offer(pools, np.minimum(amount, room.sum()), node, network.entry_hub[entries])
        none = np.zeros(len(cells))
        self.placer.place(offer, cells, np.zeros_like(room), room, np.full(len(cells), step), none)

    def place_last_packs(self, item: int, step: float) -> None:
        """Packs of one item and size that meet some need, and are partly more than needed."""
        cells = self._cells(item)
        cells = cells[self.stock.remaining[cells] > QUANTITY]
        room = np.ceil(self.stock.remaining[cells] / step - QUANTITY).astype(np.int64)
        order = np.argsort(-self.stock.remaining[cells], kind="stable")
        useful = np.empty(len(cells), dtype=np.int64)
        useful[order] = np.arange(len(cells)) * BUCKETS // max(len(cells), 1)
        self.placer.place(
            self._goods(item, step), cells, np.zeros_like(room), room, np.full(len(cells), step), useful, True
        )

    def _cells(self, item: int) -> Ints:
        return np.flatnonzero((self.problem.needs.item == item) & (self.stock.remaining > 0))

    def _goods(self, item: int | None, step: float) -> Offer:
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
        amount = np.floor(self.stock.quantity[pool] / unit[pool] + WHOLE).astype(np.int64)
        return Offer(pool, amount, node[network.entry_pool[entries]], network.entry_hub[entries])

    def _purchases(self, fair: FairPlan) -> Offer:
        """What each lot of cash buys in each hub of ``fair``, in whole things."""
        network = self.network
        entries = np.flatnonzero((network.pools.kind[network.entry_pool] == CASH) & (fair.entry > 0))
        item = network.hub_item[network.entry_hub[entries]]
        bought = fair.entry[entries] / self.problem.items.value[item] / self.quanta[item]
        pool = network.entry_pool[entries]
        price = self.problem.items.cash_price[item] * self.quanta[item]
        amount = _affordable(pool, np.floor(bought + QUANTITY), price, self.stock.quantity)
        return Offer(pool, amount, np.arange(len(entries)), network.entry_hub[entries], purchases=len(entries) > 0)


def _join(a: Offer, b: Offer) -> Offer:
    """Both offers side by side."""
    return Offer(
        np.concatenate([a.pool, b.pool]),
        np.concatenate([a.amount, b.amount]),
        np.concatenate([a.arc_node, len(a.pool) + b.arc_node]),
        np.concatenate([a.arc_hub, b.arc_hub]),
        purchases=a.purchases or b.purchases,
    )


def _affordable(pool: Ints, amount: Floats, price: Floats, money: Floats) -> Ints:
    """``amount`` cut down, from the last purchase of each pool, to what its ``money`` pays for."""
    order = np.argsort(pool, kind="stable")
    cost = np.cumsum((amount * price)[order])
    before = cost - (amount * price)[order]
    before = before - before[np.searchsorted(pool[order], pool[order])] if len(order) else before
    enough = np.floor((money[pool[order]] - before) / price[order] + WHOLE)
    bought = np.empty(len(pool), dtype=np.int64)
    bought[order] = np.clip(enough, 0, amount[order]).astype(np.int64)
    return bought
