"""Level ``repeat``: the same item again inside its lifetime, beyond the net need.

For each cell: min(surplus, arrived), where ``arrived`` is what came in the lifetime before (see ``plan/repeat.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.plan.repeat import earlier_cells
from allocator.problem.indexing import sum_by
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal


def goals(form: Formulation) -> Iterator[Goal]:
    """Minimise sum of value * r, with a binary b for each cell: r >= surplus - M b, r >= arrived - M (1 - b)."""
    problem, model = form.problem, form.model
    needs = problem.needs
    later, before = earlier_cells(problem)
    size = len(needs)
    fixed = needs.ledger + sum_by(later, needs.ledger[before], size)
    most = np.zeros(size)
    np.add.at(most, form.columns.cell, form.columns.upper[form.columns.of] * form.columns.quantity)
    can_arrive = fixed + sum_by(later, most[before], size)
    cells = form.cells[(can_arrive[form.cells] > 0) & (most[form.cells] > 0)]
    where = form.position[cells]
    surplus, top = form.surplus[where], can_arrive[cells]
    now = form.allocated()
    arrived = (fixed + sum_by(later, now[before], size))[cells]
    beyond = model.x[surplus]
    binary = model.add_columns((beyond > arrived).astype(float), 1.0, integer=True)
    repeated = model.add_columns(np.minimum(beyond, arrived))
    each = np.arange(len(cells))
    one = np.ones(len(cells))
    model.add_rows(
        np.concatenate([each, each, each]),
        np.concatenate([surplus, repeated, binary]),
        np.concatenate([one, -one, -most[cells]]),
        -np.inf,
        0.0,
        len(cells),
    )
    row_of = np.full(size, -1, dtype=np.int64)
    row_of[cells] = each
    pair = np.flatnonzero((row_of[later] >= 0) & (form.position[before] >= 0))
    earlier = form.position[before[pair]]
    row = row_of[later[pair]]
    model.add_rows(
        np.concatenate([row, row, each, each]),
        np.concatenate([form.met[earlier], form.surplus[earlier], repeated, binary]),
        np.concatenate([np.ones(2 * len(pair)), -one, top]),
        -np.inf,
        top - fixed[cells],
        len(cells),
    )
    yield Goal(name="repeat", column=repeated, coefficient=problem.items.value[needs.item[cells]])
