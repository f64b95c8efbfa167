"""Which lot of a pool makes which delivery, so that few providers meet in one unit, category and period.

The lots of a pool may stand in for each other. Their supplies are laid end to end, provider by provider, along the
pool's deliveries sorted by period, category and place: each provider serves a stretch of neighbouring places, and
only the places where two stretches meet see both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.paths import overlay
from allocator.network.pools import Pools
from allocator.problem.indexing import numbered
from allocator.problem.problem import Floats, Ints, Problem
from allocator.solve.placing import Lines
from allocator.solve.quanta import item_quanta
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class LotLines:
    """Allocations: lot, cell and quantity, sorted by cell then lot. Shape (M,)."""

    lot: Ints
    cell: Ints
    quantity: Floats


def attribute(problem: Problem, pools: Pools, lines: Lines) -> LotLines:
    """The lot behind every delivery."""
    needs, items = problem.needs, problem.items
    provider = problem.lots.provider
    quantum = item_quanta(problem)[needs.item[lines.cell]]
    step = np.where(pools.step[lines.pool] > 0, pools.step[lines.pool], quantum)
    order = np.lexsort(
        (
            needs.age[lines.cell],
            needs.item[lines.cell],
            needs.place[lines.cell],
            items.category[needs.item[lines.cell]],
            needs.period[lines.cell],
            lines.pool,
        )
    )
    pool_of = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
    members = np.lexsort((pools.member_lot, provider[pools.member_lot], pool_of))
    several = np.diff(pools.member_start)[lines.pool[order]] > 1
    split = order[several]
    of_member = np.where(pools.step > 0, pools.step, item_quanta(problem)[pools.item])[pool_of[members]]
    amount = np.floor(pools.member_quantity[members] / of_member + QUANTITY).astype(np.int64)
    wanted = np.rint(lines.quantity[split] / step[split]).astype(np.int64)
    giver, taker, given = overlay(pool_of[members], amount, lines.pool[split], wanted)
    alone = order[~several]
    lot = np.concatenate([pools.member_lot[members[giver]], pools.member_lot[pools.member_start[lines.pool[alone]]]])
    cell = np.concatenate([lines.cell[split[taker]], lines.cell[alone]])
    quantity = np.concatenate([given * step[split[taker]], lines.quantity[alone]])
    pairs, where = numbered(cell * len(problem.lots) + lot, len(needs) * len(problem.lots))
    total = np.bincount(where, weights=quantity, minlength=len(pairs))
    cell, lot = pairs // len(problem.lots), pairs % len(problem.lots)
    whole = ~items.divisible[needs.item[cell]]
    return LotLines(lot, cell, np.where(whole, np.rint(total), np.round(total, 9)))
