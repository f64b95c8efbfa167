"""CSV files of a plan: UTF-8 with BOM (so that Excel reads Vietnamese), plain numbers, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SPECIAL = frozenset(',"\r\n')
SEPARATORS = SPECIAL | frozenset(";\t")
EXACT = 1e15
"""Whole numbers below this are written without an exponent and without losing a digit."""


def write_csv(frame: pd.DataFrame, path: Path, guarded: Collection[str] = ()) -> None:
    """Write ``frame``. In the ``guarded`` columns a text that Excel would take for a formula gets a leading ``'``."""
    header = ",".join(_quoted(str(name), SEPARATORS) for name in frame.columns)
    columns = [_cells(frame[name], name in guarded) for name in frame.columns]
    lines = map(",".join, zip(*columns, strict=True))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        stream.write("\n".join([header, *lines]))
        stream.write("\n")


def plain_number(value: float) -> str:
    """``value`` with a decimal point, no groups, no exponent and no more digits than it takes to read it back."""
    if value == int(value) and abs(value) < EXACT:
        return str(int(value))
    text = repr(float(value))
    return format(Decimal(text), "f") if "e" in text else text


def _cells(column: pd.Series, guard: bool) -> list[str]:
    """The texts of a column; each distinct value is written out once."""
    codes, distinct = pd.factorize(column)
    texts = [*map(_writer(column, guard), distinct.tolist()), ""]
    return [str(text) for text in np.array(texts, dtype=object)[codes]]


def _writer(column: pd.Series, guard: bool) -> Callable[..., str]:
    if pd.api.types.is_bool_dtype(column):
        return lambda value: "true" if value else "false"
    if pd.api.types.is_numeric_dtype(column):
        return plain_number
    if pd.api.types.is_datetime64_any_dtype(column):
        return lambda value: f"{pd.Timestamp(value):%Y-%m-%d}"
    return _guarded if guard else _quoted


def _guarded(text: str) -> str:
    return _quoted(f"'{text}" if text.startswith(FORMULA_STARTS) else text)


def _quoted(text: str, special: frozenset[str] = SPECIAL) -> str:
    return text if special.isdisjoint(text) else '"' + text.replace('"', '""') + '"'
