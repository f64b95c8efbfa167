"""One small program after the other, each over what may change with one decision, while all else stays."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from allocator.plan.deliveries import Deliveries
from allocator.plan.measures import measure
from allocator.plan.plan import Measures
from allocator.problem.decisions import matching
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Effort, Floats
from allocator.solve.backends.mip import Budget, Mip, solve_mip
from allocator.solve.exact.columns import columns_of
from allocator.solve.exact.families.decisions import demanded
from allocator.solve.exact.formulation import Formulation, formulate
from allocator.solve.exact.lines import deliveries
from allocator.solve.exact.neighbourhoods import Part, restrict, spread
from allocator.solve.near.choose import Hit, Pairs, apart, around, closure, find_hits, joined
from allocator.solve.near.goals import Goals, make_goals, steepness
from allocator.solve.near.ground import Ground, stricken
from allocator.tolerances import QUANTITY, WHOLE

NARROW, WIDE = 4, 15
"""How many exchanges of each kind a neighbourhood holds: first, and where something is still lost."""
WIDER = 3
"""Neighbourhoods that are widened, those that lose most."""
DEEP = 300
"""Up to so many pairs all that could be exchanged may change at once, where something is still lost after all."""
JOINT = 60
"""Up to so many lines that were changed are looked at together; more of them by the lots and needs they share."""
STEPS = 300
"""By so many whole things at most a line may change in one program: the solver goes through all that a line may be."""
NODES, GAP, SECONDS = 4, 1e-5, 30.0
"""What each neighbourhood may use; nodes bound the work where the clock does not."""


@dataclass(frozen=True)
class Found:
    """A plan near the reference."""

    lines: Deliveries
    measures: Measures
    limited: bool
    """Whether the clock ended any search."""


def find(ground: Ground, effort: Effort, begun: float) -> Found:
    """A plan near the reference: one neighbourhood after the other, wider where something is still lost, then together.

    The last programs are over lines that were changed: what one neighbourhood changed another may have made needless.
    """
    hits = find_hits(ground)
    narrow = [around(ground, hit, NARROW) for hit in hits]
    wide = [around(ground, hit, WIDE) for hit in hits]
    deep = closure(ground, joined(ground, (*wide,)), DEEP)
    form = _formulation(ground, joined(ground, (*narrow, *wide, *([deep] if deep else []))))
    goals = make_goals(form, ground)
    mip = form.model.mip(goals.guide.cost(form.model.size))
    until, limited = begun + effort.seconds, False
    for part in narrow:
        limited |= _improve(form, goals, mip, part, until)
    for at in _most_lost(form, ground, hits):
        limited |= _improve(form, goals, mip, wide[at], until)
    if deep and _most_lost(form, ground, hits):
        limited |= _improve(form, goals, mip, deep, until)
    for part in apart(_changed(form, goals, hits), JOINT):
        limited |= _improve(form, goals, mip, part, until)
    lines = deliveries(form)
    return Found(lines, measure(ground.problem, lines), limited)


def _most_lost(form: Formulation, ground: Ground, hits: tuple[Hit, ...]) -> list[int]:
    """The hits whose units have less than before, those first that lose most; a loss weighs as it does in the goals."""
    problem, needs = ground.problem, ground.problem.needs
    now = np.zeros(len(needs))
    now[form.cells] = form.model.x[form.met]
    value = problem.items.value[needs.item]
    lost = sum_by(needs.unit, value * (needs.net - ground.unmet - now), len(problem.units)) * steepness(ground)
    of_hit = np.array([float(lost[np.unique(needs.unit[hit.cell])].sum()) for hit in hits])
    order = np.argsort(-of_hit, kind="stable")
    most: list[int] = order[of_hit[order] > QUANTITY * float(value.max(initial=1.0))][:WIDER].tolist()
    return most


def _changed(form: Formulation, goals: Goals, hits: tuple[Hit, ...]) -> Pairs:
    """The lines that differ from the reference by now, and those that decisions speak of."""
    columns = form.columns
    differs = form.model.x[goals.counted] > 0.5
    lot = np.concatenate([columns.lot[differs], *(hit.lot for hit in hits)])
    cell = np.concatenate([columns.cell[differs], *(hit.cell for hit in hits)])
    return lot, cell


def _improve(form: Formulation, goals: Goals, mip: Mip, pairs: Pairs, until: float) -> bool:
    """Better the model's solution where only ``pairs`` may change; whether the clock ended the search."""
    left = until - time.perf_counter()
    if left <= 0:
        return True
    model, columns = form.model, form.columns
    size = len(form.problem.needs)
    loose = np.isin(columns.lot * size + columns.cell, pairs[0] * size + pairs[1])
    busy = np.zeros(size, dtype=bool)
    busy[columns.cell[loose[columns.of]]] = True
    free, primary = np.zeros(model.size, dtype=bool), np.zeros(model.size, dtype=bool)
    primary[form.x] = primary[goals.counted] = primary[form.met] = primary[form.surplus] = True
    free[form.x] = free[goals.counted] = loose
    free[form.met] = free[form.surplus] = busy[form.cells]
    part = _within(restrict(mip, spread(mip, free, primary, model.size), model.x), model.x, STEPS)
    before = model.x[part.columns]
    found = solve_mip(part.mip, Budget(min(left, SECONDS), GAP, NODES, short=True), before)
    if found.x is not None and found.value <= float(part.mip.cost @ before):
        model.x[part.columns] = found.x
    return found.limit == "time"


def _within(part: Part, x: Floats, steps: int) -> Part:
    """``part`` with every whole column within ``steps`` of what it is now."""
    mip, now = part.mip, x[part.columns]
    lower = np.where(mip.integer, np.maximum(mip.lower, now - steps), mip.lower)
    upper = np.where(mip.integer, np.minimum(mip.upper, now + steps), mip.upper)
    return replace(part, mip=replace(mip, lower=lower, upper=upper))


def _formulation(ground: Ground, pairs: Pairs) -> Formulation:
    """``pairs`` and all lines of the plan as deliveries, with the plan as it is but for what decisions strike.

    No delivery brings more than its need and the plan ask for, unless a decision wants it: the less a line may grow,
    the better the programs know what a change is worth.
    """
    problem, size = ground.problem, len(ground.problem.needs)
    line_key = ground.lot * size + ground.cell
    keys = np.unique(np.concatenate([pairs[0] * size + pairs[1], line_key]))
    columns = columns_of(problem, keys // size, keys % size)
    key = columns.lot * size + columns.cell
    planned, kept = np.zeros(len(key)), np.zeros(len(key), dtype=bool)
    if len(line_key):
        at = np.minimum(np.searchsorted(line_key, key), len(line_key) - 1)
        mine = line_key[at] == key
        planned[mine] = ground.quantity[at[mine]]
        kept = mine & ~stricken(ground)[at]
    planned = planned / columns.quantity
    steps = np.where(columns.whole, np.floor(planned + QUANTITY), planned)
    useful = problem.needs.net[columns.cell] / columns.quantity
    useful = np.maximum(steps, np.where(columns.whole, np.ceil(useful - WHOLE), useful))
    wished = demanded(problem, columns.lot, columns.cell)
    columns = replace(columns, upper=np.where(wished, columns.upper, np.minimum(columns.upper, useful)))
    form = formulate(problem, columns)
    _begin(form, np.where(kept, np.minimum(steps, columns.upper), 0.0))
    return form


def _begin(form: Formulation, steps: Floats) -> None:
    """Make the plan of ``steps`` the solution that the levels start from."""
    problem, x, columns = form.problem, form.model.x, form.columns
    x[form.x] = steps
    allocated = form.allocated()[form.cells]
    x[form.met] = np.minimum(problem.needs.net[form.cells], allocated)
    x[form.surplus] = allocated - x[form.met]
    decisions = problem.decisions
    row, contribution = matching(problem, columns.lot[columns.of], columns.cell)
    planned = sum_by(row, form.quantities()[contribution], len(decisions))
    lack = np.maximum(0.0, decisions.quantity - planned) * decisions.value
    x[form.shortfall] = lack[decisions.soft]
