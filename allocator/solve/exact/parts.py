"""Programs too large to solve at once, solved part by part: a few units, or one lot, free and all else as it is.

The first pass follows the plan that flows make when every limit but the earmarks is left out, so that no part takes
what others should have; later passes are free. Nothing is proved this way but that no single part can be improved.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from allocator.network.hubs import build_network
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem
from allocator.solve.attribution import attribute
from allocator.solve.backends.mip import Budget, Mip, MipResult, solve_mip
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.neighbourhoods import restrict, spread
from allocator.solve.fractional import solve_fair
from allocator.solve.whole import whole_plan
from allocator.tolerances import WHOLE

SIZE = 2_500
"""Deliveries in a part, about."""
NODES, GAP, SECONDS = 50, 0.002, 5.0
"""What each part may use."""
PASSES = 2
"""Free passes over all parts for each goal."""


@dataclass(frozen=True)
class Parts:
    """How a formulation is cut up. C columns when it was."""

    units: tuple[Ints, ...]
    """For each part made of units, its columns."""
    lots: tuple[Ints, ...]
    """For each lot that is given whole or not at all, or to few places, its columns and what they serve."""
    caps: Floats
    """Shape (C,): what the first pass may use of each column."""

    def mask(self, columns: Ints, size: int) -> Bools:
        """``columns`` as marks over ``size`` columns."""
        marks = np.zeros(size, dtype=bool)
        marks[columns] = True
        return marks

    def primary(self, size: int) -> Bools:
        """The columns that parts are made of; all others only help."""
        return self.mask(np.concatenate(self.units), size)


def cut_up(form: Formulation) -> Parts:
    """Parts of neighbouring units of about ``SIZE`` deliveries, and one for each lot with a choice of its own."""
    problem, columns = form.problem, form.columns
    unit = problem.needs.unit[columns.cell]
    deliveries = sum_by(unit, np.ones(len(unit)), len(problem.units))
    block = (np.cumsum(deliveries) - deliveries) // SIZE
    of_contribution = block[unit].astype(np.int64)
    of_cell = block[problem.needs.unit[form.cells]].astype(np.int64)
    units = tuple(
        np.concatenate([np.unique(form.x[columns.of[of_contribution == b]]), *_cells(form, of_cell == b)])
        for b in np.unique(of_contribution).tolist()
    )
    lots = problem.lots
    choosy = lots.all_or_nothing | (lots.max_places >= 0) | (lots.min_per_place > 0)
    return Parts(
        units=units,
        lots=tuple(_of_lot(form, lot) for lot in np.flatnonzero(choosy).tolist()),
        caps=_caps(form),
    )


def solve_in_parts(mip: Mip, parts: Parts, x: Floats, budget: Budget) -> MipResult:
    """``x`` after passes over all parts, as far as the time of ``budget`` goes. The bound is none."""
    begun = time.perf_counter()
    size = len(mip.cost)
    primary = parts.primary(size)
    capped = np.concatenate([parts.caps, np.full(size - len(parts.caps), np.inf)])
    first = replace(mip, upper=np.minimum(mip.upper, np.maximum(capped, x)))
    limit = "work"
    for number, program in enumerate([first, *[mip] * PASSES]):
        before = float(mip.cost @ x)
        for columns in (*parts.units, *(parts.lots if number else ())):
            left = budget.seconds - (time.perf_counter() - begun)
            if left <= 0:
                limit = "time"
                break
            x = _improved(program, spread(program, parts.mask(columns, size), primary), x, left)
        if number and float(mip.cost @ x) >= before:
            break
    return MipResult(x, float(mip.cost @ x), -np.inf, limit)


def _improved(mip: Mip, free: Bools, x: Floats, left: float) -> Floats:
    part = restrict(mip, free, x)
    before = x[part.columns]
    if not part.mip.cost.any():
        return x
    found = solve_mip(part.mip, Budget(min(left, SECONDS), GAP, NODES), before)
    if found.x is None or found.value >= float(part.mip.cost @ before):
        return x
    better = x.copy()
    better[part.columns] = found.x
    return better


def _cells(form: Formulation, chosen: Bools) -> tuple[Ints, Ints]:
    return form.met[chosen], form.surplus[chosen]


def _of_lot(form: Formulation, lot: int) -> Ints:
    """The columns of a lot's deliveries and of the cells they reach."""
    columns = form.columns
    mine = columns.lot[columns.of] == lot
    cells = form.position[np.unique(columns.cell[mine])]
    return np.concatenate([np.unique(form.x[columns.of[mine]]), form.met[cells], form.surplus[cells]])


def _caps(form: Formulation) -> Floats:
    """What the plan without limits gives, as a bound on each delivery; cells are free."""
    problem, columns = form.problem, form.columns
    plain = _stripped(problem)
    network = build_network(plain)
    lines = attribute(plain, network.pools, whole_plan(plain, network, solve_fair(plain, network)))
    size = len(problem.needs)
    keys = lines.lot * size + lines.cell
    order = np.argsort(keys)
    wanted = columns.lot[columns.of] * size + columns.cell
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    planned = (
        np.where(keys[order][at] == wanted, lines.quantity[order][at], 0.0) if len(keys) else np.zeros(len(wanted))
    )
    steps = np.zeros(len(columns))
    np.maximum.at(steps, columns.of, planned / columns.quantity)
    caps = np.full(form.model.size, np.inf)
    caps[form.x] = np.where(columns.whole, np.floor(steps + WHOLE), steps)
    return caps


def _stripped(problem: Problem) -> Problem:
    """``problem`` with earmarks, quantities and packs only: no lot serves more than its own item."""
    lots = problem.lots
    own = (lots.kind == CASH)[:, None] | (np.arange(len(problem.items.ids))[None, :] == lots.item[:, None])
    return replace(problem, lots=replace(lots, items=lots.items & own))
