"""Level ``prefer``: what the preferences of reviewers lack, in money.

It stands right above ``change``, so that a preference never costs what is above that: unmet need, fairness and so on.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.problem.decisions import matching
from allocator.problem.indexing import sum_by
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal


def goals(form: Formulation) -> Iterator[Goal]:
    """Minimise the sum of lack, where value * sum of the lines that a preference names + lack >= value * asked."""
    problem, columns, model = form.problem, form.columns, form.model
    decisions = problem.decisions
    wished = np.flatnonzero(decisions.preferred)
    if not len(wished):
        return
    position = np.full(len(decisions), -1, dtype=np.int64)
    position[wished] = np.arange(len(wished))
    row, contribution = matching(problem, columns.lot[columns.of], columns.cell)
    mine = position[row] >= 0
    row, contribution = row[mine], contribution[mine]
    brought = decisions.value[row] * columns.quantity[contribution]
    column = form.x[columns.of[contribution]]
    asked = (decisions.value * decisions.quantity)[wished]
    now = sum_by(position[row], brought * model.x[column], len(wished))
    lack = model.add_columns(np.maximum(0.0, asked - now))
    model.add_rows(
        np.concatenate([position[row], np.arange(len(wished))]),
        np.concatenate([column, lack]),
        np.concatenate([brought, np.ones(len(wished))]),
        asked,
        np.inf,
        len(wished),
    )
    yield Goal(name="prefer", column=lack, coefficient=np.ones(len(wished)))
