"""The plan anew, with few providers meeting: links from the relaxation, amounts rounded along them.

Every unit and every tier keeps what the plan gives it, and surplus stays within what it has; where this cannot be
reached there is no new plan.
"""

from __future__ import annotations

import numpy as np

from allocator.network.paths import overlay
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Problem
from allocator.solve.attribution import LotLines
from allocator.solve.backends.warm import WarmProgram
from allocator.solve.clock import Timing
from allocator.solve.overlap.board import common_divisor
from allocator.solve.overlap.bound import Relaxation
from allocator.solve.overlap.complete import complete
from allocator.solve.overlap.dive import dive
from allocator.solve.overlap.finish import finish
from allocator.solve.overlap.groups import Groups
from allocator.solve.overlap.opened import Amounts, Opened, open_links, pair_steps, settled_cells, without
from allocator.solve.overlap.priced import Prices, answer
from allocator.tolerances import QUANTITY

RESERVE = (0.0035, 0.07)
"""More asked for each unit and each tier, in units of account, than the plan has: what rounding may cost."""

ROUNDS = 6
"""Programs solved at most, each on more links, until units and tiers lack nothing."""


def settle(problem: Problem, relaxation: Relaxation, lines: LotLines, timing: Timing) -> LotLines | None:
    """Lines that reach about what must be kept with fewer links; ``None`` where time ran out before any were found."""
    groups = relaxation.groups
    kept = settled_cells(problem, relaxation)[lines.cell]
    stay = LotLines(lines.lot[kept], lines.cell[kept], lines.quantity[kept])
    asked = without(problem, relaxation, stay)
    # What is settled was free when the links were chosen: what the prices beside it would open is opened as well.
    links = relaxation.links.copy()
    for number in range(ROUNDS):
        opened = open_links(problem, groups, asked, links, relaxation.account, RESERVE)
        warm = WarmProgram(opened.program)
        found = warm.solve(timing.left)
        if found is None or (number and float(found[0][opened.lacking].sum()) <= QUANTITY):
            break
        if number < ROUNDS - 1:
            links[groups.pair_link[answer(groups, asked, _prices(opened, found[1])).pair]] = True
    dived = None if found is None else dive(opened, warm, found[0], timing)
    if dived is None:
        return None
    amounts, x = dived
    steps = finish(amounts, asked, x, common_divisor(problem.items.value) / relaxation.account, timing.left)
    delivered, met = pair_steps(problem, groups, np.arange(len(groups.giver)))
    value = problem.items.value[problem.needs.item[groups.portion_cell[groups.cell]]] / relaxation.account
    step = np.where(asked.net[groups.cell] > 0, met * value, np.inf)
    amount = complete(groups, asked, _laid_out(groups, amounts, steps) * met * value, step)
    return _lot_lines(problem, groups, np.rint(amount / step), delivered, stay)


def _prices(opened: Opened, row: Floats) -> Prices:
    """The prices of what ties groups together, as the linear program has them."""
    return Prices(
        giver=np.maximum(0.0, -row[opened.supply_rows]),
        unit=np.maximum(0.0, row[opened.unit_rows]),
        tier=np.maximum(0.0, row[opened.tier_rows]),
        surplus=float(np.maximum(0.0, -row[opened.surplus_row])[0]),
    )


def _laid_out(groups: Groups, amounts: Amounts, steps: Ints) -> Floats:
    """Steps of every pair, shape (E,): bundles laid out over their portions, large steps first."""
    room = groups.portion_net[amounts.portion]
    size = amounts.quantity
    pair_key = groups.giver * len(groups.portion_net) + groups.cell
    order = np.argsort(pair_key)
    laid = np.zeros(len(groups.giver))
    for each in np.unique(size[steps > 0])[::-1].tolist():
        mine = np.flatnonzero((size == each) & (steps > 0))
        mine = mine[np.argsort(amounts.bundle[mine], kind="stable")]
        fits = np.floor(room / each + QUANTITY).astype(np.int64)
        who, where, given = overlay(amounts.bundle[mine], steps[mine], amounts.portion_bundle, fits)
        room = room - each * sum_by(where, given, len(room))
        key = amounts.giver[mine[who]] * len(groups.portion_net) + amounts.portion[where]
        np.add.at(laid, order[np.searchsorted(pair_key[order], key)], given)
    return laid


def _lot_lines(problem: Problem, groups: Groups, steps: Floats, delivered: Floats, stay: LotLines) -> LotLines:
    """The lines of all pairs, portions of a cell together, beside the lines that stay."""
    used = np.flatnonzero(steps > 0)
    lots = len(problem.lots)
    lot = np.concatenate([groups.lot[groups.giver[used]], stay.lot])
    cell = np.concatenate([groups.portion_cell[groups.cell[used]], stay.cell])
    pairs, where = np.unique(cell * lots + lot, return_inverse=True)
    total = sum_by(where, np.concatenate([(steps * delivered)[used], stay.quantity]), len(pairs))
    cell = pairs // lots
    whole = ~problem.items.divisible[problem.needs.item[cell]]
    return LotLines(pairs % lots, cell, np.where(whole, np.rint(total), np.round(total, 9)))
