"""Causes of gaps from the cuts of the fair plan, for problems that flows solve: no problem is solved again.

Four questions, one after the other, until nothing of a gap is left:

1. What a unit lacks to its share in the fair fractional plan, whole packs and whole things took (``packs``).
2. Which gifts would come here but for one clause of their earmark? For each clause all gifts it binds are laid over
   what is still missing as if it were gone (one maximum flow: so that no gift is promised twice), and only what the
   exchange test proves to make the plan better is kept (``earmark``).
3. Who gets what fits: more urgent needs (``tier``), units as poor or poorer (``equal``), or the unit itself (``own``).
   Where prices differ from values and needs are just as urgent, the plan meets more with it elsewhere (``same``).
4. Where nothing fits: ``none`` if no gift is of the kind at all, else ``barred``.

What is proved is proved of the fair fractional plan, which bounds every whole one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allocator.explain.causes import Causes, joined, make_causes, settled
from allocator.explain.exchange import NOBODY, SPARE, Exchange, Order, exchange, need_order, noise_of, spare_amounts
from allocator.explain.lay import lay
from allocator.explain.relaxed import EARMARKS, bound_by, servable, without
from allocator.network.hubs import HubNetwork, build_network
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Ints, Lots, Problem
from allocator.solve.fair import FairPlan
from allocator.solve.fractional import solve_fair

CRUMB = 1e-6
"""Of a gap: what is less explains nothing."""


@dataclass(frozen=True)
class Proof:
    """The fair fractional plan with its exchange test."""

    network: HubNetwork
    fair: FairPlan
    order: Order
    exchange: Exchange
    wish: Ints
    """Shape (N,): order of the first need that a unit brought to each cell would serve; ``SPARE`` for none.

    That is the cell itself while it lacks something; and if it has something, that may go elsewhere from its hub.
    """


def make_proof(problem: Problem) -> Proof:
    """The fair fractional plan of ``problem`` and what little changes would do to it."""
    network = build_network(problem)
    fair = solve_fair(problem, network)
    order = need_order(problem, fair, network.pure)
    found = exchange(problem, network, fair, order)
    noise = noise_of(network)
    held = (network.cell_hub >= 0) & (fair.met > noise)
    wish = np.where(network.demand - fair.met > noise, order.taking, SPARE)
    wish[held] = np.minimum(wish[held], found.first[len(network.capacity) + network.cell_hub[held]])
    return Proof(network, fair, order, found, wish)


def explain_by_cuts(
    problem: Problem, unmet: Floats, proof: Proof | None = None, refuted: frozenset[tuple[str, int]] = frozenset()
) -> Causes:
    """The causes of ``unmet``, shape (N,), in units of each cell's item.

    ``refuted`` are clauses (and lots) that are known to be no cause; ``("packs", -1)`` stands for all packs.
    """
    proof = proof or make_proof(problem)
    left = unmet.copy()
    found = []
    if ("packs", -1) not in refuted:
        found.append(_packs(problem, proof, left))
        _take(left, found[-1])
    stock = _Stock(problem, proof)
    for clause in EARMARKS:
        binding = bound_by(problem, clause)
        binding[[lot for name, lot in refuted if name == clause]] = False
        for spare in (True, False):
            found += _earmark(problem, proof, stock, clause, binding, spare, left)
    _sweep(left, unmet)
    found += _used_elsewhere(problem, proof, left)
    return settled(problem, joined(found), unmet)


def _packs(problem: Problem, proof: Proof, unmet: Floats) -> Causes:
    """What units lack to their share in the fair plan, laid on the cells that lack most to theirs.

    Where more supply could not be used at all, all that is missing is a remainder of packs.
    """
    needs, value = problem.needs, problem.items.value[problem.needs.item]
    ideal = (proof.network.demand - proof.fair.met) / value
    excess = np.maximum(0.0, unmet - ideal) * value
    units = len(problem.units)
    lacks = np.maximum(0.0, sum_by(needs.unit, (unmet - ideal) * value, units))
    part = np.minimum(1.0, lacks / np.maximum(sum_by(needs.unit, excess, units), 1e-300))
    amount = excess * part[needs.unit] / value
    amount = np.where(proof.wish == SPARE, unmet, amount)
    cells = np.flatnonzero(amount > CRUMB * unmet)
    return make_causes(cells, "packs", np.minimum(amount, unmet)[cells])


class _Stock:
    """What gifts could give up, by what it is used for now; what one clause is credited with is gone for the next."""

    def __init__(self, problem: Problem, proof: Proof) -> None:
        pools, lots = proof.network.pools, problem.lots
        self.service = lots.kind == SERVICE
        self.times = len(problem.periods) + 1
        of = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
        last = proof.exchange.last[: len(pools.kind)]
        spare = spare_amounts(proof.network, proof.fair) / np.maximum(proof.network.capacity, 1e-300)
        windows = np.where(self.service[pools.member_lot][:, None], pools.periods[of], True)
        member, time = np.nonzero(windows)
        # A service in a period outside its window would be there on top of all it gives now.
        self.last = np.where(self.service[:, None], SPARE, np.full((len(lots), self.times), NOBODY))
        self.last[pools.member_lot[member], time] = NOBODY
        np.maximum.at(self.last, (pools.member_lot[member], time), last[of[member]])
        self.window = lots.periods
        self.spare, self.used = np.zeros(len(lots)), np.zeros(len(lots))
        np.add.at(self.spare, pools.member_lot, pools.member_quantity * spare[of])
        np.add.at(self.used, pools.member_lot, pools.member_quantity * (1 - spare[of]))

    def offer(self, relaxed: Lots, clause: str, chosen: Bools, spare: bool) -> Lots:
        """``relaxed`` with what the ``chosen`` lots have to give, and no other lot."""
        amount = np.where(chosen, self.spare if spare else self.used, 0.0)
        windows = relaxed.periods
        fresh = chosen & self.service & (clause == "periods")
        if fresh.any():
            windows = np.where(fresh[:, None], ~self.window, windows)
            amount = np.where(fresh, relaxed.quantity if spare else 0.0, amount)
        per_period = np.where(self.service & ~fresh, np.maximum(self.window[:, :-1].sum(axis=1), 1), 1)
        return replace(
            relaxed, periods=windows, quantity=amount / per_period, pack=np.ones(len(amount)), usable=amount > 0
        )

    def take(self, lot: Ints, quantity: Floats, spare: bool) -> None:
        """Credit ``lot`` with ``quantity`` of its own."""
        from_ = self.spare if spare else self.used
        np.subtract.at(from_, lot, quantity)
        np.maximum(from_, 0.0, out=from_)


def _earmark(
    problem: Problem, proof: Proof, stock: _Stock, clause: str, binding: Bools, spare: bool, left: Floats
) -> list[Causes]:
    """What ``clause`` of each gift it is ``binding`` for keeps from what is ``left`` of the gaps, which is lowered."""
    last = stock.last.max(axis=1)
    chosen: Bools = binding & ((last == SPARE) == spare)
    useful = (left > 0) & (proof.wish < last[chosen].max(initial=-1))
    if not useful.any():
        return []
    lots = stock.offer(without(problem, clause, chosen), clause, chosen, spare)
    wanted = replace(problem, lots=lots, needs=replace(problem.needs, net=np.where(useful, left, 0.0)))
    lot, cell, quantity = lay(wanted)
    better: Bools = (stock.last[lot, problem.needs.period[cell]] > proof.wish[cell]) & (quantity > CRUMB * left[cell])
    lot, cell, quantity = lot[better], cell[better], np.minimum(quantity[better], left[cell[better]])
    price = np.where(problem.lots.kind[lot] == CASH, problem.items.cash_price[problem.needs.item[cell]], 1.0)
    stock.take(lot, quantity * price, spare)
    causes = make_causes(cell, "earmark", quantity, lot, clause, "lots", lot)
    _take(left, causes)
    return [causes]


def _used_elsewhere(problem: Problem, proof: Proof, left: Floats) -> list[Causes]:
    """Who gets what fits the cells that still lack something; and those that nothing fits."""
    needs, network, found, ranks = problem.needs, proof.network, proof.exchange, proof.order.ranks
    usable = problem.lots.usable & (problem.lots.quantity > 0)
    given: Bools = np.asarray(servable(problem)[usable].any(axis=0))[needs.item]
    out = (left > 0) & (network.cell_hub < 0)
    fits = np.flatnonzero((left > 0) & (network.cell_hub >= 0))
    node = len(network.capacity) + network.cell_hub[fits]
    other = found.unit[node] != needs.unit[fits]
    last = np.where(other, found.last[node], found.second[node])
    unit = np.where(other, found.unit[node], found.second_unit[node])
    own = unit < 0
    urgent = ~own & (last // ranks < proof.order.taking[fits] // ranks)
    kind = np.select([own, urgent, np.full(len(fits), network.pure)], ["own", "tier", "equal"], "same")
    parts = [
        make_causes(fits[kind == name], name, left[fits[kind == name]], unit=unit[kind == name])
        for name in ("tier", "equal", "same", "own")
    ]
    for name, cells in (("barred", np.flatnonzero(out & given)), ("none", np.flatnonzero(out & ~given))):
        parts.append(make_causes(cells, name, left[cells]))
    return parts


def _take(left: Floats, causes: Causes) -> None:
    np.subtract.at(left, causes.cell, causes.quantity)
    np.maximum(left, 0.0, out=left)


def _sweep(left: Floats, unmet: Floats) -> None:
    """Forget what rounding left."""
    left[left <= CRUMB * unmet] = 0.0
