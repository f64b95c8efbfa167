"""``Violation``: one rule of the contract that a plan, or a file beside it, does not keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from allocator.language import number, tr
from allocator.verify.catalogue import CATALOGUE, NONE, WARNINGS


@dataclass(frozen=True)
class Violation:
    """One finding. ``code`` names its text in the catalogue, ``subject`` the line, lot, cell, unit or file it concerns.

    ``values`` fill the places of the text; numbers among them stay numbers.
    """

    code: str
    subject: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Literal["error", "warning"]:
        """An ``error`` makes the plan wrong; a ``warning`` asks a person to look."""
        return "warning" if self.code in WARNINGS else "error"

    @property
    def message(self) -> str:
        """What is wrong and where, in the current language."""
        return tr(CATALOGUE[self.code], subject=self.subject, **{k: _shown(v) for k, v in self.values.items()})


def found(code: str, subjects: pd.Series, **columns: object) -> list[Violation]:
    """One violation for each of ``subjects``; a column is a value for all of them or a sequence aligned with them."""
    names = subjects.tolist()
    listed = {name: _aligned(column, len(names)) for name, column in columns.items()}
    return [
        Violation(code, str(subject), {name: values[row] for name, values in listed.items()})
        for row, subject in enumerate(names)
    ]


def _aligned(column: object, length: int) -> list[object]:
    if isinstance(column, pd.Series | np.ndarray):
        return list(column.tolist())
    return [column] * length


def _shown(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value) if value != "" else tr(NONE)
    if not np.isfinite(value):
        return str(value)
    decimals = next((d for d in (0, 2) if abs(value - round(value, d)) <= 1e-9 * abs(value)), 6)
    return number(value, decimals)
