"""Givers: what one provider has in one pool. The unit of choice where providers are counted.

A pool may hold lots of several providers; here each of them is a giver of its own, with the pool's earmark. Which of
the provider's lots makes a delivery does not change who delivers, so lots are told apart last (:func:`lot_lines`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.paths import overlay
from allocator.network.pools import Pools
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Ints, Problem
from allocator.solve.attribution import LotLines
from allocator.solve.quanta import item_quanta
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class Givers:
    """Shape (S,) unless said otherwise; in order of pool, then provider."""

    pool: Ints
    provider: Ints
    amount: Floats
    """Quantity it may give, or money."""
    of_member: Ints
    """Giver of each member of a pool (see ``Pools.member_lot``)."""
    cash: Bools
    step: Floats
    """Quantity of one delivered step: a pack; 0 where the item's quantum counts (single things, cash)."""
    quanta: Floats
    """Shape (I,): smallest quantity of each item."""

    def step_in(self, giver: Ints, item: Ints) -> Floats:
        """Quantity of one step of ``giver`` when it delivers ``item``."""
        return np.where(self.step[giver] > 0, self.step[giver], self.quanta[item])


@dataclass(frozen=True)
class GiverLines:
    """Deliveries in whole steps, one line for each giver and cell, in order of cell, then giver. Shape (M,)."""

    giver: Ints
    cell: Ints
    steps: Ints


def make_givers(problem: Problem, pools: Pools) -> Givers:
    """One giver for each pool and provider in it."""
    of_pool = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
    width = max(len(problem.providers), 1)
    pairs, of_member = np.unique(of_pool * width + problem.lots.provider[pools.member_lot], return_inverse=True)
    pool = pairs // width
    return Givers(
        pool=pool,
        provider=pairs % width,
        amount=sum_by(of_member, pools.member_quantity, len(pairs)),
        of_member=of_member.astype(np.int64),
        cash=pools.kind[pool] == CASH,
        step=pools.step[pool],
        quanta=item_quanta(problem),
    )


def giver_lines(problem: Problem, pools: Pools, givers: Givers, lines: LotLines) -> GiverLines:
    """``lines`` by giver. What a service gives at any time is taken from what its periods have left, in their order."""
    needs = problem.needs
    times = len(problem.periods)
    of_pool = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
    member, period = np.nonzero(pools.periods[of_pool])
    known = np.full((len(problem.lots), times + 1), -1, dtype=np.int64)
    known[pools.member_lot[member], period] = member
    per_period = problem.lots.kind[lines.lot] == SERVICE
    loose = per_period & (needs.period[lines.cell] == times)
    at, lot, cell = np.flatnonzero(~loose), lines.lot, lines.cell
    chosen, of_line = known[lot[at], needs.period[cell[at]]], at
    quantity = lines.quantity[at]
    if loose.any():
        left = pools.member_quantity - sum_by(chosen, quantity, len(of_pool))
        members = np.lexsort((np.arange(len(of_pool)), pools.member_lot))
        asked = np.flatnonzero(loose)
        asked = asked[np.lexsort((cell[asked], lot[asked]))]
        scale = givers.step_in(givers.of_member, np.maximum(pools.item[of_pool], 0))
        amount = np.floor(np.maximum(left, 0.0) / scale + QUANTITY).astype(np.int64)[members]
        step = scale[np.max(known, axis=1)]
        wanted = np.rint(lines.quantity[asked] / step[lot[asked]]).astype(np.int64)
        who, where, given = overlay(pools.member_lot[members], amount, lot[asked], wanted)
        chosen = np.concatenate([chosen, members[who]])
        of_line = np.concatenate([of_line, asked[where]])
        quantity = np.concatenate([quantity, given * step[lot[asked[where]]]])
    giver = givers.of_member[chosen]
    steps = np.rint(quantity / givers.step_in(giver, needs.item[cell[of_line]])).astype(np.int64)
    return merged(giver, cell[of_line], steps, len(givers.pool))


def merged(giver: Ints, cell: Ints, steps: Ints, givers: int) -> GiverLines:
    """One line for each giver and cell, none of them empty."""
    pairs, where = np.unique(cell * max(givers, 1) + giver, return_inverse=True)
    total = np.rint(np.bincount(where, weights=steps, minlength=len(pairs))).astype(np.int64)
    kept = total > 0
    pairs, total = pairs[kept], total[kept]
    return GiverLines(pairs % max(givers, 1), pairs // max(givers, 1), total)


def lot_lines(problem: Problem, pools: Pools, givers: Givers, lines: GiverLines) -> LotLines:
    """The lot behind every delivery: each giver's lots end to end along its deliveries in order of place."""
    needs, items = problem.needs, problem.items
    item = needs.item[lines.cell]
    order = np.lexsort((needs.age[lines.cell], item, needs.place[lines.cell], needs.period[lines.cell], lines.giver))
    members = np.lexsort((pools.member_lot, givers.of_member))
    several = np.bincount(givers.of_member, minlength=len(givers.pool)) > 1
    split = order[several[lines.giver[order]]]
    alone = order[~several[lines.giver[order]]]
    shared = members[several[givers.of_member[members]]]
    of_giver = np.where(givers.step > 0, givers.step, givers.quanta[pools.item[givers.pool]])
    amount = np.floor(pools.member_quantity[shared] / of_giver[givers.of_member[shared]] + QUANTITY).astype(np.int64)
    who, line, given = overlay(givers.of_member[shared], amount, lines.giver[split], lines.steps[split])
    only = pools.member_lot[members[np.searchsorted(givers.of_member[members], lines.giver[alone])]]
    lot = np.concatenate([pools.member_lot[shared[who]], only])
    source = np.concatenate([split[line], alone])
    cell = lines.cell[source]
    quantity = np.concatenate([given, lines.steps[alone]]) * givers.step_in(lines.giver[source], needs.item[cell])
    pairs, where = np.unique(cell * len(problem.lots) + lot, return_inverse=True)
    total = np.bincount(where, weights=quantity, minlength=len(pairs))
    cell, lot = pairs // max(len(problem.lots), 1), pairs % max(len(problem.lots), 1)
    whole = ~items.divisible[needs.item[cell]]
    return LotLines(lot, cell, np.where(whole, np.rint(total), np.round(total, 9)))
