"""``Ground``: the plan that a new one stays near, with what it meets, uses and leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.plan.deliveries import plain_deliveries, use_of_lots
from allocator.plan.measures import total_quantity
from allocator.problem.decisions import matching
from allocator.problem.indexing import sum_by
from allocator.problem.problem import BAN, CAP, CASH, LOCK, SERVICE, Bools, Floats, Ints, Problem
from allocator.solve.exact.families.earmark import inside
from allocator.solve.fair import priority_class
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class Ground:
    """Lines of the reference that may still be made, one a pair, in (lot, cell) order. M lines, L lots, N cells."""

    problem: Problem
    lot: Ints
    cell: Ints
    quantity: Floats
    draw: Floats
    """Shape (M,): what each line takes from its lot."""
    may: Bools
    """Shape (L, P): places that each lot may go to."""
    unmet: Floats
    """Shape (N,)."""
    spare: Bools
    """Shape (L,): lots of which something is left."""
    over: Bools
    """Shape (L,): lots of which more is given than they hold."""
    ratio: Floats
    """Shape (U,): coverage / severity of each unit; infinite where nothing is needed."""
    target: Floats
    """Shape (U,): value of the net need of each unit x its severity."""
    order: Floats
    """Shape (N,): what is served first has the lowest number: priority, then the coverage of its unit."""

    def takers(self, cells: Ints) -> Bools:
        """Which lots may serve which of ``cells``. Shape (L, C)."""
        needs, lots = self.problem.needs, self.problem.lots
        fits: Bools = (
            self.may[:, needs.place[cells]]
            & lots.items[:, needs.item[cells]]
            & lots.ages[:, needs.age[cells]]
            & lots.periods[:, needs.period[cells]]
        )
        return fits

    def reach(self, lot: int, cells: Ints) -> Bools:
        """Which of ``cells`` a lot may serve."""
        needs, lots = self.problem.needs, self.problem.lots
        fits: Bools = (
            self.may[lot][needs.place[cells]]
            & lots.items[lot][needs.item[cells]]
            & lots.ages[lot][needs.age[cells]]
            & lots.periods[lot][needs.period[cells]]
        )
        return fits

    def lines_of(self, lot: int) -> Ints:
        """The lines of a lot."""
        return np.arange(*np.searchsorted(self.lot, [lot, lot + 1]))


def lay_ground(problem: Problem) -> Ground:
    """The ground under ``problem``, which has a reference."""
    assert problem.reference is not None
    needs, lots, before = problem.needs, problem.lots, problem.reference.lines
    may = np.array([inside(problem, lot) for lot in range(len(lots))]).reshape(len(lots), len(problem.places.ids))
    may &= (lots.usable & (lots.quantity > 0))[:, None]
    fits = may[before.lot, needs.place[before.cell]] & lots.items[before.lot, needs.item[before.cell]]
    fits &= lots.ages[before.lot, needs.age[before.cell]] & lots.periods[before.lot, needs.period[before.cell]]
    size = len(needs)
    keys, which = np.unique(before.lot[fits] * size + before.cell[fits], return_inverse=True)
    lot, cell, quantity = keys // size, keys % size, sum_by(which, before.quantity[fits], len(keys))
    value = problem.items.value[needs.item]
    met = np.minimum(needs.net, sum_by(cell, quantity, size))
    need = sum_by(needs.unit, needs.net * value, len(problem.units))
    got = sum_by(needs.unit, met * value, len(problem.units))
    ratio = np.where(need > 0, got / np.where(need > 0, need, 1.0) / problem.units.severity, np.inf)
    order = np.lexsort((lot, cell))
    made = plain_deliveries(problem, lot, cell, quantity)
    draw = np.empty(len(lot))
    draw[order] = made.lot_quantity
    used = use_of_lots(problem, made)
    total = total_quantity(problem)
    rank = np.argsort(np.argsort(ratio, kind="stable"), kind="stable")
    unmet = needs.net - met
    return Ground(
        problem=problem,
        lot=lot,
        cell=cell,
        quantity=quantity,
        draw=draw,
        may=may,
        unmet=np.where(unmet > QUANTITY, unmet, 0.0),
        spare=lots.usable & (total - used > QUANTITY),
        over=(used > total + QUANTITY) | ((lots.kind == SERVICE) & _crowded(problem, lot, cell, quantity)),
        ratio=ratio,
        target=need * problem.units.severity,
        order=(priority_class(problem) * (len(problem.units) + 1) + rank[needs.unit]).astype(np.float64),
    )


def _crowded(problem: Problem, lot: Ints, cell: Ints, quantity: Floats) -> Bools:
    """Shape (L,): services of which more is used in a period than they offer."""
    times = len(problem.periods) + 1
    key = lot * times + problem.needs.period[cell]
    used = sum_by(key, quantity, len(problem.lots) * times).reshape(len(problem.lots), times)[:, :-1]
    return np.asarray((used > problem.lots.quantity[:, None] + QUANTITY).any(axis=1))


def idle_share(problem: Problem) -> float:
    """Value that gifts still hold in the plan before and that some unmet need could use, as a share of all net need."""
    ground = lay_ground(problem)
    value = problem.items.value[problem.needs.item]
    cells = np.flatnonzero(ground.unmet > 0)
    used = sum_by(ground.lot, ground.draw, len(problem.lots))
    worth = np.where(problem.lots.kind == CASH, 1.0, problem.items.value[problem.lots.item])
    idle = 0.0
    for lot in np.flatnonzero(ground.spare).tolist():
        there = cells[ground.reach(lot, cells)]
        left = float((total_quantity(problem)[lot] - used[lot]) * worth[lot])
        idle += min(left, float((value * ground.unmet)[there].sum()))
    return idle / max(float((value * problem.needs.net).sum()), 1e-12)


def stricken(ground: Ground) -> Bools:
    """Shape (M,): lines that break a ban, cap or lock, or take from a lot that does not hold so much."""
    problem, decisions = ground.problem, ground.problem.decisions
    row, line = matching(problem, ground.lot, ground.cell)
    planned = sum_by(row, ground.quantity[line], len(decisions))
    broken = np.isin(decisions.action, (CAP, LOCK)) & (planned > decisions.quantity + QUANTITY)
    broken |= (decisions.action == BAN) & (planned > QUANTITY)
    found = ground.over[ground.lot]
    found[line[broken[row]]] = True
    return found


def wanting(ground: Ground) -> Ints:
    """Rows of decisions that ask for more than the plan gives."""
    problem, decisions = ground.problem, ground.problem.decisions
    row, line = matching(problem, ground.lot, ground.cell)
    planned = sum_by(row, ground.quantity[line], len(decisions))
    asks = decisions.soft | decisions.preferred
    return np.flatnonzero(asks & (planned < decisions.quantity - QUANTITY))
