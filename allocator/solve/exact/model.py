"""``Model``: a mixed-integer program that grows level by level, with the best plan so far beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Mip


@dataclass
class Model:
    """Columns and rows in the order they were added; ``x`` is a solution that keeps all rows.

    Rows are scaled by a power of two to a largest coefficient between 1 and 2: money in billions and single coats
    meet in one program.
    """

    x: Floats = field(default_factory=lambda: np.zeros(0))
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    _integer: list[Bools] = field(default_factory=list)
    _row: list[Ints] = field(default_factory=list)
    _column: list[Ints] = field(default_factory=list)
    _value: list[Floats] = field(default_factory=list)
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _held: dict[int, float] = field(default_factory=dict)
    """For rows that hold a level, by their place in ``_row_upper``: the limit without any slack."""
    _fixed: list[tuple[Ints, Floats]] = field(default_factory=list)
    """Columns that stay at a value from here on."""
    rows: int = 0

    @property
    def size(self) -> int:
        """Number of columns so far."""
        return len(self.x)

    def add_columns(
        self,
        start: Floats,
        upper: Floats | float = np.inf,
        lower: Floats | float = 0.0,
        integer: Bools | bool = False,
    ) -> Ints:
        """Add one column for each entry of ``start``, its value in the best plan so far; the new columns."""
        count = len(start)
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=float), (count,)))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=float), (count,)))
        self._integer.append(np.broadcast_to(np.asarray(integer, dtype=bool), (count,)))
        first = self.size
        self.x = np.concatenate([self.x, np.asarray(start, dtype=float)])
        return np.arange(first, first + count)

    def add_rows(
        self, row: Ints, column: Ints, value: Floats, lower: Floats | float, upper: Floats | float, count: int
    ) -> Floats:
        """Add ``count`` rows ``lower <= sum value * column <= upper``; ``row`` numbers them from 0. Their scales."""
        value = np.asarray(value, dtype=float)
        largest = np.zeros(count)
        np.maximum.at(largest, row, np.abs(value))
        scale = np.exp2(-np.floor(np.log2(np.where(largest > 0, largest, 1.0))))
        self._row.append(np.asarray(row, dtype=np.int64) + self.rows)
        self._column.append(np.asarray(column, dtype=np.int64))
        self._value.append(value * scale[row])
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=float), (count,)) * scale)
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=float), (count,)) * scale)
        self.rows += count
        return scale

    def add_row(self, column: Ints, value: Floats, lower: float = -np.inf, upper: float = np.inf) -> None:
        """Add one row."""
        self.add_rows(np.zeros(len(column), dtype=np.int64), column, value, lower, upper, 1)

    def hold(self, column: Ints, value: Floats, most: float, slack: float) -> None:
        """Add the row ``sum value * column <= most + slack``; the tight program leaves the slack out."""
        none = np.zeros(len(column), dtype=np.int64)
        scale = self.add_rows(none, column, value, -np.inf, most + slack, 1)
        self._held[len(self._row_upper) - 1] = most * float(scale[0])

    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bound of every column."""
        lower = np.concatenate([*self._lower, np.zeros(0)])
        upper = np.concatenate([*self._upper, np.zeros(0)])
        for column, value in self._fixed:
            lower[column] = upper[column] = value
        return lower, upper

    def fix(self, column: Ints, value: Floats) -> None:
        """Keep each ``column`` at ``value`` from here on."""
        self._fixed.append((column, value))
        self.x[column] = value

    def open_by(self, opener: Ints, column: Ints, capacity: Floats) -> None:
        """Rows ``column <= capacity * opener``, one for each entry: nothing flows through what is not opened."""
        each = np.arange(len(column))
        self.add_rows(
            np.concatenate([each, each]),
            np.concatenate([column, opener]),
            np.concatenate([np.ones(len(column)), -capacity]),
            -np.inf,
            0.0,
            len(column),
        )

    def mip(self, cost: Floats, tight: bool = False) -> Mip:
        """The program as it stands, with ``cost`` to minimise; columns beyond ``cost`` cost nothing.

        ``tight``: levels are held without slack.
        """
        upper = list(self._row_upper)
        for at, most in self._held.items() if tight else ():
            upper[at] = np.array([most])
        lower, limit = self.bounds()
        nothing = np.zeros(0, dtype=np.int64)
        entry = np.concatenate([*self._row, nothing]) * self.size + np.concatenate([*self._column, nothing])
        entries, which = np.unique(entry, return_inverse=True)
        value = np.bincount(which, np.concatenate([*self._value, np.zeros(0)]), minlength=len(entries))
        row_start = np.searchsorted(entries, np.arange(self.rows + 1) * self.size)
        return Mip(
            cost=np.concatenate([cost, np.zeros(self.size - len(cost))]),
            lower=lower,
            upper=limit,
            integer=np.concatenate([*self._integer, np.zeros(0, dtype=bool)]),
            row_start=row_start.astype(np.int64),
            row_column=entries % max(self.size, 1),
            row_value=value.astype(np.float64),
            row_lower=np.concatenate([*self._row_lower, np.zeros(0)]),
            row_upper=np.concatenate([*upper, np.zeros(0)]),
        )
