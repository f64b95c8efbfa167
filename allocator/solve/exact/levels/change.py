"""Level ``change``: the number of lines whose quantity differs from the reference plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.problem.problem import Floats, Ints
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal, Opened
from allocator.tolerances import QUANTITY


def goals(form: Formulation) -> Iterator[Goal]:
    """Minimise the number of lines that differ.

    A line of the reference that no delivery can make any more is a change whatever is done.
    """
    if form.problem.reference is not None:
        yield counted(form)


def budget(form: Formulation, most: int) -> Iterator[Goal]:
    """Minimise ``beyond >= lines that differ - most``: what goes beyond the changes that are allowed."""
    if form.problem.reference is None:
        return
    yield beyond(form, counted(form), most)


def beyond(form: Formulation, count: Goal, most: int) -> Goal:
    """The goal of what ``count`` has beyond ``most``."""
    model = form.model
    now = count.value(model.x) - most
    column = model.add_columns(np.array([max(0.0, now)]))
    model.add_row(
        np.concatenate([count.column, column]),
        np.concatenate([count.coefficient, [-1.0]]),
        upper=most - count.constant,
    )
    return Goal(name="budget", column=column, coefficient=np.ones(1))


def counted(form: Formulation) -> Goal:
    """The number of lines that differ, by a binary c a line: reference * (1 - c) <= quantity <= reference + most * c.

    Lines of the reference may be off by half of what counts as a difference: they were rounded when they were written.
    """
    reference = form.problem.reference
    assert reference is not None
    columns, model = form.columns, form.model
    size = len(form.problem.needs)
    key = columns.lot[columns.of] * size + columns.cell
    lines, line = np.unique(key, return_inverse=True)
    before, gone = _reference_quantity(
        lines, reference.lines.lot * size + reference.lines.cell, reference.lines.quantity
    )
    most = np.zeros(len(lines))
    np.add.at(most, line, columns.upper[columns.of] * columns.quantity)
    now = np.zeros(len(lines))
    np.add.at(now, line, form.quantities())
    differs = model.add_columns((np.abs(now - before) > QUANTITY).astype(float), 1.0, integer=True)
    column = form.x[columns.of]
    each = np.arange(len(lines))
    entries = np.concatenate([line, each])
    for sign in (1.0, -1.0):  # from above: quantity - room * c <= reference; from below likewise
        room = np.maximum(most - before, 0.0) if sign > 0 else before
        model.add_rows(
            entries,
            np.concatenate([column, differs]),
            np.concatenate([sign * columns.quantity, -room]),
            -np.inf,
            sign * before + np.where(before > 0, QUANTITY / 2, 0.0),
            len(lines),
        )
    return Goal(
        name="change",
        column=differs,
        coefficient=np.ones(len(lines)),
        constant=float(reference.lost + gone),
        opened=Opened(differs[line], column, most[line] / columns.quantity),
    )


def _reference_quantity(lines: Ints, keys: Ints, quantity: Floats) -> tuple[Floats, int]:
    """Quantity of each of ``lines`` in the reference, and how many of its lines are not among them."""
    before = np.zeros(len(lines))
    if not len(lines):
        return before, len(keys)
    at = np.minimum(np.searchsorted(lines, keys), len(lines) - 1)
    hit = lines[at] == keys
    before[at[hit]] = quantity[hit]
    return before, int((~hit).sum())
