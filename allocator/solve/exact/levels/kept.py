"""Level ``kept``: the value that cells have in the reference plan and lose. Of equally good plans, the nearest.

It is not one of the levels a scenario may name: explanations use it, so that what they compare differs by its cause
alone and not by the choice among equally good plans.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal


def goals(form: Formulation) -> Iterator[Goal]:
    """Minimise the sum of value x lost, where met + lost >= what the reference meets."""
    problem, model = form.problem, form.model
    if problem.reference is None or not len(form.cells):
        return
    needs, lines = problem.needs, problem.reference.lines
    before = np.minimum(needs.net, sum_by(lines.cell, lines.quantity, len(needs)))[form.cells]
    lost = model.add_columns(np.maximum(0.0, before - model.x[form.met]))
    each = np.arange(len(lost))
    model.add_rows(
        np.concatenate([each, each]),
        np.concatenate([form.met, lost]),
        np.ones(2 * len(lost)),
        before,
        np.inf,
        len(lost),
    )
    yield Goal(name="kept", column=lost, coefficient=problem.items.value[needs.item[form.cells]])
