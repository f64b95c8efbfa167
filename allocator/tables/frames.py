"""DataFrames made in Python as raw tables, to be read and checked like files."""

from __future__ import annotations

import datetime
import numbers

import numpy as np
import pandas as pd

from allocator.tables.parse import RESERVED
from allocator.tables.raw import DATE, FLAG, NUMBER, TEXT, RawColumn, RawTable, column


def raw_frame(table: str, frame: pd.DataFrame) -> RawTable:
    """``frame`` as the raw table ``table``; rows are counted from 1, numbers and dates keep their meaning."""
    own = frame.rename(columns={kept: name for name, kept in RESERVED.items()})
    columns = tuple(_column(str(name), own[name]) for name in own.columns)
    return RawTable(table, f"DataFrame {table}", columns, np.arange(1, len(frame) + 1, dtype=np.int64))


def _column(header: str, values: pd.Series) -> RawColumn:
    codes, distinct = pd.factorize(values)
    shown = [_shown(value) for value in distinct.tolist()]
    texts = [text for text, _ in shown]
    kinds = [kind for _, kind in shown]
    blank = len(texts)
    return column(header, np.where(codes < 0, blank, codes).astype(np.int64), [*texts, ""], [*kinds, TEXT])


def _shown(value: object) -> tuple[str, int]:
    """A value as the text of a cell, and what it is."""
    if isinstance(value, bool | np.bool_):
        return ("true" if value else "false"), FLAG
    if isinstance(value, numbers.Integral):
        return str(int(value)), NUMBER
    if isinstance(value, numbers.Real):
        number = float(value)
        return (str(int(number)) if number.is_integer() else repr(number)), NUMBER
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}", DATE
    if isinstance(value, list | tuple):
        return ";".join(map(str, value)), TEXT
    return str(value), TEXT
