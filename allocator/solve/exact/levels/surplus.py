"""Level ``surplus``: sum of value x quantity beyond the net need."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal


def goals(form: Formulation) -> Iterator[Goal]:
    """The one goal of the level."""
    value = form.problem.items.value[form.problem.needs.item[form.cells]]
    yield Goal(name="surplus", column=form.surplus, coefficient=value)
