"""The front of unmet need and overlap at the size of a province: links let in or given up, one after the other.

One chain starts from a plan in which no two providers meet and lets links in that bring most; another from the
engine's plan, whose links that bring least are given up; what is free goes, in whole steps, to needs that open links
reach. Each plan is the start of the next, and the better of both chains is kept. How far from the best a point may be
is proved by Lagrangian bounds (``bounds.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.plan.deliveries import Deliveries, plain_deliveries
from allocator.plan.measures import met_quantity
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Ints, Problem
from allocator.solve.exact.families.earmark import eligible
from allocator.solve.exact.families.packs import steps
from allocator.tolerances import QUANTITY, WHOLE


@dataclass(frozen=True)
class Reach:
    """Which lots may serve which needs. Pairs (E,) in lot order; groups are unit x category x period."""

    start: Ints
    """Shape (L + 1,): the pairs of each lot."""
    cell: Ints
    step: Floats
    """Quantity of one step of the pair, in units of the need."""
    draw: Floats
    """What a step takes of the lot."""
    group: Ints
    """Shape (N,): group of each need."""
    groups: int
    wanted: Ints
    """Shape (G,): how many lots reach each group, at least 1."""


def make_reach(problem: Problem) -> Reach:
    """The pairs of ``problem``, whose only limits are earmarks, quantities and packs."""
    needs, lots, items = problem.needs, problem.lots, problem.items
    lot, cell = eligible(problem, needs.net > 0)
    step, whole = steps(problem, lot, cell)
    step = np.where(whole, step, 1.0)
    cash = lots.kind[lot] == CASH
    price = np.where(cash, items.cash_price[needs.item[cell]], items.rate[lots.item[lot], needs.item[cell]])
    categories, times = len(items.categories), len(problem.periods) + 1
    group = (needs.unit * categories + items.category[needs.item]) * times + needs.period
    start = np.searchsorted(lot, np.arange(len(lots) + 1))
    groups = len(problem.units) * categories * times
    both = np.unique(lot * groups + group[cell])
    wanted = np.maximum(1, np.bincount(both % groups, minlength=groups))
    return Reach(start, cell, step, step * price, group, groups, wanted)


class Chain:
    """A plan whose links are given up step by step."""

    def __init__(self, problem: Problem, reach: Reach, lines: Deliveries) -> None:
        self.problem, self.reach = problem, reach
        self.lines = lines
        needs, lots = problem.needs, problem.lots
        self._value = problem.items.value[needs.item]
        self._providers = max(len(problem.providers), 1)
        self._service = lots.kind == SERVICE

    @property
    def overlap(self) -> int:
        """Providers beyond the first, over all groups."""
        link = np.unique(self._links())
        return len(link) - len(np.unique(link // self._providers))

    def _links(self) -> Ints:
        """Shape (M,): group and provider of each line as one number."""
        lot, cell = self.lines.lot, self.lines.cell
        return self.reach.group[cell] * self._providers + self.problem.lots.provider[lot]

    def give_up(self, most: int) -> None:
        """Take out the links that bring least until ``most`` providers beyond the first are left, then refill."""
        found = self._links()
        links, of_line = np.unique(found, return_inverse=True)
        worth = sum_by(of_line, self.lines.quantity * self._value[self.lines.cell], len(links))
        group = links // self._providers
        # The link that brings most of each group stays; of the others those go that bring least.
        order = np.lexsort((links, -worth, group))
        first = np.diff(group[order], prepend=-1) > 0
        spare = order[~first]
        out = spare[np.lexsort((links[spare], worth[spare]))][: max(0, len(spare) - most)]
        kept = ~np.isin(of_line, out)
        self._keep(kept)
        self.refill()

    def _keep(self, kept: Bools) -> None:
        lines = self.lines
        self.lines = plain_deliveries(self.problem, lines.lot[kept], lines.cell[kept], lines.quantity[kept])

    def open_links(self, count: int) -> None:
        """Let ``count`` providers more deliver where others do: those that can bring most of what they have left."""
        problem, reach = self.problem, self.reach
        lot = np.repeat(np.arange(len(problem.lots)), np.diff(reach.start))
        room = self._room()[reach.cell]
        left = self._left().max(axis=1)
        useful = np.flatnonzero((room > reach.step - QUANTITY) & (left[lot] > reach.draw - QUANTITY))
        group = reach.group[reach.cell[useful]]
        link = group * self._providers + problem.lots.provider[lot[useful]]
        links, at = np.unique(link, return_inverse=True)
        each = np.minimum(room[useful], left[lot[useful]] / reach.draw[useful] * reach.step[useful])
        worth = sum_by(at, each * self._value[reach.cell[useful]], len(links))
        self.refill(links[np.lexsort((links, -worth))][:count])

    def lay_apart(self, rounds: int) -> None:
        """A plan from nothing in which no two providers meet, the best of several tries.

        Gifts choose in turn, the least free first. Those that were left with something choose earlier the next time.
        """
        lots = len(self.problem.lots)
        lot = np.repeat(np.arange(lots), np.diff(self.reach.start))
        reachable = sum_by(lot, self.problem.needs.net[self.reach.cell] * self._value[self.reach.cell], lots)
        nothing = np.zeros(0, dtype=np.int64)
        empty = plain_deliveries(self.problem, nothing, nothing, np.zeros(0))
        self.lines = empty
        supply = self._supply()
        freedom = reachable / np.maximum(supply, 1e-9)
        best, least = empty, np.inf
        for _ in range(rounds):
            self.lines = empty
            self.refill(order=np.argsort(freedom, kind="stable"))
            left = self._supply()
            if left.sum() < least:
                best, least = self.lines, float(left.sum())
            share = left / np.maximum(supply, 1e-9)
            freedom = freedom / (1.0 + 4.0 * share)
        self.lines = best

    def _room(self) -> Floats:
        """Shape (N,): what each need still lacks."""
        allocated, _ = met_quantity(self.problem, self.lines.cell, self.lines.quantity)
        room: Floats = np.maximum(0.0, self.problem.needs.net - allocated)
        return room

    def refill(self, opened: Ints | None = None, order: Ints | None = None) -> None:
        """Bring what lots have left to needs that open links reach, or where nobody delivers yet.

        ``opened`` are links to open beside those in use; ``order`` is that of the lots (of their ids if left out).
        """
        problem, reach = self.problem, self.reach
        lots = problem.lots
        room = self._room()
        open_link = np.zeros(reach.groups * self._providers, dtype=bool)
        open_link[self._links()] = True
        if opened is not None:
            open_link[opened] = True
        served = np.zeros(reach.groups, dtype=bool)
        served[reach.group[self.lines.cell]] = True
        left = self._left()
        more: list[tuple[Ints, Ints, Floats]] = []
        for lot in (np.arange(len(lots)) if order is None else order).tolist():
            if not lots.usable[lot] or left[lot].max() <= QUANTITY:
                continue
            pairs = np.arange(reach.start[lot], reach.start[lot + 1])
            group = reach.group[reach.cell[pairs]]
            mine = open_link[group * self._providers + lots.provider[lot]] | ~served[group]
            pairs = pairs[mine & (room[reach.cell[pairs]] > QUANTITY)]
            if not len(pairs):
                continue
            cell, quantity = self._fill(lot, pairs, room, left[lot])
            if len(cell):
                room[cell] -= quantity
                opened = reach.group[cell]
                open_link[opened * self._providers + lots.provider[lot]] = True
                served[opened] = True
                more.append((np.full(len(cell), lot), cell, quantity))
        if more:
            self._add(*(np.concatenate(part) for part in zip(*more, strict=True)))

    def _fill(self, lot: int, pairs: Ints, room: Floats, left: Floats) -> tuple[Ints, Floats]:
        """Whole steps of ``lot`` for the needs of ``pairs``, the groups that lack most first, as far as it goes."""
        needs, reach = self.problem.needs, self.reach
        groups, at = np.unique(reach.group[reach.cell[pairs]], return_inverse=True)
        lacking = sum_by(at, room[reach.cell[pairs]] * self._value[reach.cell[pairs]], len(groups))
        worth = lacking / reach.wanted[groups]
        pairs = pairs[np.lexsort((pairs, needs.tier[reach.cell[pairs]], at, -worth[at]))]
        cell = reach.cell[pairs]
        wanted = np.floor(room[cell] / reach.step[pairs] + QUANTITY)
        column = needs.period[cell] if self._service[lot] else np.zeros(len(cell), dtype=np.int64)
        taken = np.zeros(len(cell))
        total = left[-1] if self._service[lot] else left[0]
        for at in np.unique(column).tolist():
            here = column == at
            draw = reach.draw[pairs[here]]
            before = np.cumsum(wanted[here] * draw) - wanted[here] * draw
            fits = np.floor((min(left[at], total) - before) / np.where(draw > 0, draw, 1.0) + WHOLE)
            taken[here] = np.clip(fits, 0.0, wanted[here])
            total -= float((taken[here] * draw).sum())
        some = taken > 0
        return cell[some], taken[some] * reach.step[pairs[some]]

    def _left(self) -> Floats:
        """Shape (L, T + 1): what each lot has left.

        Of a service: in each period, and in the last column in all, which is what needs of any time can have. Of all
        others: in the first column.
        """
        problem, lots = self.problem, self.problem.lots
        pack = np.where((lots.kind != CASH) & (lots.pack > 0), lots.pack, 0.0)
        packs = np.floor(lots.quantity / np.where(pack > 0, pack, 1.0) + WHOLE) * pack
        usable = np.where(pack > 0, packs, lots.quantity)
        left = np.where(self._service[:, None], lots.periods * usable[:, None], 0.0)
        left[:, 0] = np.where(self._service, left[:, 0], usable)
        left[:, -1] = np.where(self._service, left[:, :-1].sum(axis=1), left[:, -1])
        service = self._service[self.lines.lot]
        column = np.where(service, problem.needs.period[self.lines.cell], 0)
        np.subtract.at(left, (self.lines.lot, column), self.lines.lot_quantity)
        timed = service & (column < len(problem.periods))
        np.subtract.at(left[:, -1], self.lines.lot[timed], self.lines.lot_quantity[timed])
        bounded = np.minimum(left, left[:, -1:])
        result: Floats = np.maximum(0.0, np.where(self._service[:, None], bounded, left))
        return result

    def _supply(self) -> Floats:
        """Shape (L,): value of what each lot has left."""
        lots, left = self.problem.lots, self._left()
        price = np.where(lots.kind == CASH, 1.0, self.problem.items.value[lots.item])
        value: Floats = np.where(self._service, left[:, -1], left[:, 0]) * price * lots.usable
        return value

    def _add(self, lot: Ints, cell: Ints, quantity: Floats) -> None:
        """Add deliveries, those of a lot and need that has one already to it."""
        lines, size = self.lines, len(self.problem.needs)
        key = np.concatenate([lines.lot * size + lines.cell, lot * size + cell])
        pairs, at = np.unique(key, return_inverse=True)
        total = sum_by(at, np.concatenate([lines.quantity, quantity]), len(pairs))
        self.lines = plain_deliveries(self.problem, pairs // size, pairs % size, total)
