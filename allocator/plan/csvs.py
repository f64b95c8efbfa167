"""CSV files of a plan: UTF-8 with BOM (so that Excel reads Vietnamese), plain numbers, the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from allocator.problem.problem import Floats, Ints

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SPECIAL = frozenset(',"\r\n')
SEPARATORS = SPECIAL | frozenset(";\t")
EXACT = 1e15
"""Whole numbers below this are written without an exponent and without losing a digit."""


def write_csv(frame: pd.DataFrame, path: Path, guarded: Collection[str] = ()) -> None:
    """Write ``frame`` to ``path``: see :func:`csv_bytes`."""
    path.write_bytes(csv_bytes(frame, guarded))


def csv_bytes(frame: pd.DataFrame, guarded: Collection[str] = ()) -> bytes:
    """``frame`` as the bytes of a file. In the ``guarded`` columns a text like a formula gets a leading ``'``."""
    return _joined({str(name): _cells(frame[name], name in guarded) for name in frame.columns})


def csv_bytes_of(columns: Mapping[str, list[str] | Floats]) -> bytes:
    """The bytes of a file of these columns, as of a frame of them, without the cost of making one."""
    return _joined(
        {name: _texts(cells) if isinstance(cells, list) else _numbers(cells) for name, cells in columns.items()}
    )


def _joined(columns: Mapping[str, list[str]]) -> bytes:
    header = ",".join(_quoted(name, SEPARATORS) for name in columns)
    lines = map(",".join, zip(*columns.values(), strict=True))
    return "\n".join([header, *lines, ""]).encode("utf-8-sig")


def plain_number(value: float) -> str:
    """``value`` with a decimal point, no groups, no exponent and no more digits than it takes to read it back."""
    if value == int(value) and abs(value) < EXACT:
        return str(int(value))
    text = repr(float(value))
    return format(Decimal(text), "f") if "e" in text else text


def _cells(column: pd.Series, guard: bool) -> list[str]:
    """The texts of a column; each distinct value is written out once."""
    codes, distinct = pd.factorize(column)
    return _spread(_written(column, distinct.tolist(), guard), codes)


def _numbers(column: Floats) -> list[str]:
    codes, distinct = pd.factorize(column)
    return _spread(map(plain_number, distinct.tolist()), codes)


def _spread(texts: Iterable[str], codes: Ints) -> list[str]:
    """The text of each row; a row without a value (-1) has none."""
    written: list[str] = np.array([*texts, ""], dtype=object)[codes].tolist()
    return written


def _written(column: pd.Series, distinct: list[Any], guard: bool) -> Iterable[str]:
    if pd.api.types.is_bool_dtype(column):
        return ("true" if value else "false" for value in distinct)
    if pd.api.types.is_numeric_dtype(column):
        return map(plain_number, distinct)
    if pd.api.types.is_datetime64_any_dtype(column):
        return (f"{pd.Timestamp(value):%Y-%m-%d}" for value in distinct)
    if guard:
        return map(_guarded, distinct)
    return _texts(distinct)


def _texts(cells: list[str]) -> list[str]:
    """``cells`` in quotes where they need them."""
    every = "".join(cells)
    return [_quoted(cell) for cell in cells] if any(sign in every for sign in SPECIAL) else cells


def _guarded(text: str) -> str:
    return _quoted(f"'{text}" if text.startswith(FORMULA_STARTS) else text)


def _quoted(text: str, special: frozenset[str] = SPECIAL) -> str:
    return text if special.isdisjoint(text) else '"' + text.replace('"', '""') + '"'
