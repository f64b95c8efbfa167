"""Rows of a program, gathered family by family."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.blocks import MixedProgram


class Rows:
    """Collects ``lower <= A x <= upper`` in sparse form."""

    def __init__(self) -> None:
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._coefficient: list[Floats] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._count = 0

    def add(
        self,
        row: Ints,
        column: Ints,
        coefficient: Floats | float,
        lower: Floats | None = None,
        upper: Floats | None = None,
    ) -> None:
        """A family of rows; ``row`` counts from 0 inside it."""
        size = len(lower) if lower is not None else len(upper) if upper is not None else 0
        self._row.append(row + self._count)
        self._column.append(column)
        self._coefficient.append(np.broadcast_to(np.asarray(coefficient, dtype=np.float64), row.shape))
        self._lower.append(np.full(size, -np.inf) if lower is None else lower)
        self._upper.append(np.full(size, np.inf) if upper is None else upper)
        self._count += size

    def next(self, count: int) -> slice:
        """Where the next family will stand, if it has ``count`` rows."""
        return slice(self._count, self._count + count)

    def program(self, objective: Floats, upper: Floats, whole: Bools) -> MixedProgram:
        """The program with these rows."""
        return MixedProgram(
            objective=objective,
            lower=np.zeros(len(objective)),
            upper=upper,
            whole=whole,
            row=np.concatenate(self._row),
            column=np.concatenate(self._column),
            coefficient=np.concatenate(self._coefficient),
            row_lower=np.concatenate(self._lower),
            row_upper=np.concatenate(self._upper),
        )
