"""``Arcs``: a network's arcs with the room around a given plan, and what amounts shifted over them truly cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.mip import Mip
from allocator.solve.fixed_charge.charges import Openings
from allocator.solve.fixed_charge.network import Network
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class Arcs:
    """A arcs between N nodes, the last of which is the slack of all others; K openers, E entries of charges."""

    column: Ints
    tail: Ints
    head: Ints
    nodes: int
    lower: Floats
    upper: Floats
    unit_cost: Floats
    opener: Ints
    """Shape (K,): index in ``Openings.openers`` of those that open some arc."""
    entry_arc: Ints
    entry_opener: Ints
    entry_capacity: Floats
    most: Floats
    """Shape (K,): most that an opener can be; 1 for those that open once and for all."""
    elsewhere: Floats
    """Shape (K,): openers that columns outside the arcs take."""
    flow: Floats
    """Shape (A,): flows of the plan given."""
    more: Floats
    """Shape (N - 1,): room for more net inflow than that plan's."""
    less: Floats

    def load(self, flow: Floats) -> Floats:
        """Shape (K,): how many openers the flows fill."""
        filled = flow[self.entry_arc] / self.entry_capacity
        return self.elsewhere + sum_by(self.entry_opener, filled, len(self.most))

    def cost(self, flow: Floats, charge: Floats) -> float:
        """Cost of the flows and of all they open."""
        # Summed by numpy itself: a product of long vectors would be shared among threads, and rounded by their number.
        return float((self.unit_cost * flow).sum() + (charge * whole(self.load(flow), self.most)).sum())

    def room(self, flow: Floats) -> tuple[Floats, Floats]:
        """Shape (N - 1,): room for more and for less net inflow."""
        change = flow - self.flow
        inflow = (sum_by(self.head, change, self.nodes) - sum_by(self.tail, change, self.nodes))[:-1]
        return self.more - inflow, self.less + inflow

    def shifts(self, flow: Floats, amount: Floats, charge: Floats) -> tuple[Floats, Floats]:
        """Shape (A, D): what ``amount`` (D of them) more costs, and what it costs less; infinite where impossible."""
        load, step = self.load(flow)[self.entry_opener], amount[:, None] / self.entry_capacity
        most, paid = self.most[self.entry_opener], charge[self.entry_opener]
        now = whole(load, most)
        more, less = (
            self._by_arc(paid * (whole(np.maximum(load + sign * step, 0.0), most) - now)) for sign in (1.0, -1.0)
        )
        unit = self.unit_cost[:, None] * amount
        gone, come = (flow - self.lower)[:, None] + QUANTITY, (self.upper - flow)[:, None] + QUANTITY
        forth = np.where(amount <= come, more + unit, np.inf)
        back = np.where(amount <= gone, less - unit, np.inf)
        # Forth and back over one arc is no cycle, though it may look as if it closed the arc.
        return np.where(np.isfinite(back), np.maximum(forth, -back), forth), back

    def _by_arc(self, amount: Floats) -> Floats:
        """Sums over entries (D, E) by arc (A, D)."""
        count = len(self.column)
        if len(self.entry_arc) == count and (self.entry_arc == np.arange(count)).all():
            return np.ascontiguousarray(amount.T)
        total = np.zeros((count, len(amount)))
        np.add.at(total, self.entry_arc, amount.T)
        return total


def whole(load: Floats, most: Floats) -> Floats:
    """Openers needed for a load: one for each part begun, and never more than can be."""
    return np.ceil(np.minimum(load, most) - QUANTITY)


def arcs_of(mip: Mip, which: Openings, network: Network, chosen: Ints, x: Floats) -> Arcs:
    """The ``chosen`` arcs around the plan ``x``; what flows over other columns stays."""
    column, rows = network.column[chosen], len(mip.row_lower)
    place = np.full(len(mip.cost), -1, dtype=np.int64)
    place[column] = np.arange(len(column))
    inside = place[which.column] >= 0
    load = np.where(inside, 0.0, x[which.column] / which.capacity)
    order = np.flatnonzero(inside)[np.argsort(place[which.column[inside]], kind="stable")]
    activity = sum_by(mip.entry_rows(), mip.row_value * x[mip.row_column], rows)[network.row]
    above, below = mip.row_upper[network.row] - activity, activity - mip.row_lower[network.row]
    raises, unit = network.unit > 0, np.abs(network.unit)
    openers, entry_opener = np.unique(which.opener[order], return_inverse=True)
    return Arcs(
        column=column,
        tail=network.tail[chosen],
        head=network.head[chosen],
        nodes=len(network.row) + 1,
        lower=mip.lower[column],
        upper=mip.upper[column],
        unit_cost=mip.cost[column],
        entry_arc=place[which.column[order]],
        opener=openers,
        entry_opener=entry_opener,
        entry_capacity=which.capacity[order],
        most=mip.upper[which.openers[openers]],
        elsewhere=sum_by(which.opener, load, len(which.openers))[openers],
        flow=x[column],
        more=np.where(raises, above, below) / unit,
        less=np.where(raises, below, above) / unit,
    )
