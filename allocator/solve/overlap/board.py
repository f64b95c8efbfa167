"""``Board``: needs, givers and groups as arrays, and the plan's lines that move on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.pools import Pools
from allocator.problem.indexing import distinct, sum_by
from allocator.problem.problem import Bools, Floats, Ints, Problem
from allocator.solve.overlap.givers import GiverLines, Givers


@dataclass(frozen=True)
class Board:
    """What does not change while lines move. Cells have shape (N,), groups (G,)."""

    problem: Problem
    pools: Pools
    givers: Givers
    group: Ints
    """Group (unit x category x period) of each cell."""
    groups: int
    value: Floats
    """Value of a unit of the cell's item."""
    tier: Ints
    """Tier of each cell, numbered from 0."""
    quantum: float
    """What values are counted in inside programs: their greatest common divisor where they are whole numbers."""
    least: Floats
    """Shape (U,): value that each unit must get."""
    tier_least: Floats
    """Shape (T,): weighted value that each tier must get."""
    covers: Bools
    """Shape (place sets, P): whether a set of tree parts holds a place."""

    def may(self, giver: Ints, cell: Ints) -> Bools:
        """Whether ``giver`` may deliver to ``cell``, by its earmark: pair by pair, or all with ``giver[:, None]``."""
        needs, pools = self.problem.needs, self.pools
        pool = self.givers.pool[giver]
        legal: Bools = (
            self.covers[pools.place_set[pool], needs.place[cell]]
            & pools.items[pool, needs.item[cell]]
            & pools.ages[pool, needs.age[cell]]
            & pools.periods[pool, needs.period[cell]]
        )
        return legal

    def link(self, giver: Ints, cell: Ints) -> Ints:
        """Number of the link between the provider of each giver and the group of the cell beside it."""
        return self.group[cell] * len(self.problem.providers) + self.givers.provider[giver]

    def links(self, giver: Ints, cell: Ints) -> int:
        """How many links there are between the provider of each giver and the group of the cell beside it."""
        return len(distinct(self.link(giver, cell)))

    def paid(self, giver: Ints, cell: Ints) -> Floats:
        """What a unit delivered costs the giver: money for cash, else the unit itself."""
        price = self.problem.items.cash_price[self.problem.needs.item[cell]]
        return np.where(self.givers.cash[giver], price, 1.0)

    def step(self, giver: Ints, cell: Ints) -> Floats:
        """Quantity of one step of each line."""
        return self.givers.step_in(giver, self.problem.needs.item[cell])


def make_board(problem: Problem, pools: Pools, givers: Givers, least: Floats, tier_least: Floats) -> Board:
    """The board of ``problem``; each unit must get value ``least`` (U,), each tier weighted ``tier_least`` (T,)."""
    needs = problem.needs
    times = len(problem.periods) + 1
    code = (needs.unit * len(problem.items.categories) + problem.items.category[needs.item]) * times + needs.period
    groups, group = np.unique(code, return_inverse=True)
    places = len(problem.places.ids)
    covers = np.zeros((len(pools.sets), places), dtype=bool)
    for index, tops in enumerate(pools.sets):
        for top in tops.tolist():
            covers[index, top % places : problem.places.end[top] if top < places else top % places + 1] = True
    return Board(
        problem=problem,
        pools=pools,
        givers=givers,
        group=group.astype(np.int64),
        groups=len(groups),
        value=problem.items.value[needs.item],
        tier=np.unique(needs.tier, return_inverse=True)[1].astype(np.int64),
        quantum=common_divisor(np.concatenate([problem.items.value, problem.items.cash_price])),
        least=least,
        tier_least=tier_least,
        covers=covers,
    )


def common_divisor(values: Floats) -> float:
    """Greatest common divisor of whole values; of others the least."""
    values = values[~np.isnan(values) & (values > 0)]
    whole = np.rint(values).astype(np.int64)
    if not len(values):
        return 1.0
    return float(np.gcd.reduce(whole)) if np.array_equal(whole, values) else float(values.min())


def left_over(board: Board, lines: GiverLines) -> Floats:
    """What each giver has not used. Shape (S,)."""
    quantity = lines.steps * board.step(lines.giver, lines.cell) * board.paid(lines.giver, lines.cell)
    return board.givers.amount - sum_by(lines.giver, quantity, len(board.givers.pool))
