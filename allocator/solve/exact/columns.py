"""``Columns``: the deliveries a plan may be made of, one column of the exact formulation each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Ints, Problem
from allocator.solve.exact.families import decisions as decision_family
from allocator.solve.exact.families import kits as kit_family
from allocator.solve.exact.families.earmark import eligible
from allocator.solve.exact.families.packs import steps
from allocator.tolerances import WHOLE


@dataclass(frozen=True)
class Columns:
    """Deliveries counted in steps. Shape (D,); what a step brings to the cells has shape (Z,)."""

    lot: Ints
    place: Ints
    period: Ints
    draw: Floats
    """What a step takes from the lot, in what ``Lots.quantity`` counts."""
    whole: Bools
    upper: Floats
    """Most steps that can be of use."""
    kits: Floats
    """Kits opened by a step; 0 for an ordinary delivery."""
    of: Ints
    """Shape (Z,): the column."""
    cell: Ints
    quantity: Floats
    """Shape (Z,): quantity that a step brings to the cell."""

    def __len__(self) -> int:
        return len(self.lot)


def make_columns(problem: Problem) -> Columns:
    """All deliveries of use: pairs of a lot and a cell, then kits opened."""
    needs = problem.needs
    forced = _forced(problem)
    cells = (needs.net > 0) | bool(forced.any()) | bool((problem.decisions.soft | problem.decisions.preferred).any())
    return columns_of(problem, *eligible(problem, cells))


def columns_of(problem: Problem, lot: Ints, cell: Ints) -> Columns:
    """Those of the pairs ``lot``, ``cell`` (which earmarks allow) that may be of use, then kits opened."""
    lots, needs, items = problem.lots, problem.needs, problem.items
    forced = _forced(problem)
    opened = kit_family.openings(problem)
    beyond = forced[lot] | decision_family.demanded(problem, lot, cell)
    useful = ((needs.net[cell] > 0) | beyond) & ~decision_family.banned(problem, lot, cell)
    lot, cell, beyond = lot[useful], cell[useful], beyond[useful]
    step, whole = steps(problem, lot, cell)
    cash = lots.kind[lot] == CASH
    price = np.where(cash, items.cash_price[needs.item[cell]], items.rate[lots.item[lot], needs.item[cell]])
    draw = step * price
    room = capacity_of(problem, lot, needs.period[cell]) / np.where(draw > 0, draw, 1.0)
    wanted = needs.net[cell] / step
    upper = np.where(beyond, room, np.minimum(room, np.where(whole, np.ceil(wanted - WHOLE), wanted)))
    kit_upper, kit_draw = _kit_room(problem, opened)
    plain = np.arange(len(lot))
    first = np.zeros(len(opened.lot), dtype=np.int64)
    first[opened.of] = opened.cell
    all_whole = np.concatenate([whole, opened.step > 0])
    all_upper = np.concatenate([upper, kit_upper])
    return Columns(
        lot=np.concatenate([lot, opened.lot]),
        place=needs.place[np.concatenate([cell, first])],
        period=needs.period[np.concatenate([cell, first])],
        draw=np.concatenate([draw, kit_draw]),
        whole=all_whole,
        upper=np.where(all_whole, np.floor(all_upper + WHOLE), all_upper),
        kits=np.concatenate([np.zeros(len(lot)), kit_draw]),
        of=np.concatenate([plain, len(lot) + opened.of]),
        cell=np.concatenate([cell, opened.cell]),
        quantity=np.concatenate([step, opened.quantity * kit_draw[opened.of]]),
    )


def capacity_of(problem: Problem, lot: Ints, period: Ints) -> Floats:
    """The most that ``lot`` can give in ``period`` (any time: over its window)."""
    lots = problem.lots
    times = np.maximum(lots.periods[:, :-1].sum(axis=1), 1)
    any_time = (lots.kind[lot] == SERVICE) & (period == len(problem.periods))
    return lots.quantity[lot] * np.where(any_time, times[lot], 1)


def _kit_room(problem: Problem, opened: kit_family.KitDeliveries) -> tuple[Floats, Floats]:
    """Most steps of each kit delivery, and kits in a step."""
    draw = np.where(opened.step > 0, opened.step, 1.0)
    room = problem.lots.quantity[opened.lot] / draw
    per_step = opened.quantity * draw[opened.of]
    wanted = np.ceil(problem.needs.net[opened.cell] / per_step - WHOLE)
    most = np.zeros(len(room))
    np.maximum.at(most, opened.of, wanted)
    lot = opened.lot[opened.of]
    beyond, barred = _forced(problem)[opened.lot], np.zeros(len(room), dtype=bool)
    beyond[opened.of[decision_family.demanded(problem, lot, opened.cell)]] = True
    barred[opened.of[decision_family.banned(problem, lot, opened.cell)]] = True
    return np.where(barred, 0.0, np.where(beyond, room, np.minimum(room, most))), draw


def _forced(problem: Problem) -> Bools:
    """Lots that may have to give more than is needed: minima, all-or-nothing, rules on use, a plan to stay close to."""
    lots, links = problem.lots, problem.links
    if problem.reference is not None or any(
        rule.kind in ("share_min", "spend_min", "share_max") for rule in problem.rules
    ):
        return np.ones(len(lots), dtype=bool)
    forced = lots.all_or_nothing | (lots.min_per_place > 0)
    minimum = links.min_quantity > 0
    forced[links.lot[minimum & (links.lot >= 0)]] = True
    return forced | np.isin(lots.donor, links.donor[minimum & (links.donor >= 0)])
