"""How objects show themselves in a notebook: a heading, a few facts, a table; escaped, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import pandas as pd

from allocator.language import number

MOST_ROWS = 12
STYLE = "border-collapse:collapse;font-size:90%"
CELL = "padding:2px 10px 2px 0;text-align:{align};vertical-align:top"


def card(title: str, facts: Sequence[tuple[str, str]], *tables: pd.DataFrame) -> str:
    """A heading, pairs of a word and what it is, and the first rows of ``tables``. All text is escaped."""
    rows = "".join(f"<tr>{_cell(word)}{_cell(text)}</tr>" for word, text in facts)
    parts = [f"<strong>{escape(title)}</strong>", f'<table style="{STYLE}">{rows}</table>' if facts else ""]
    return "<div>" + "".join([*parts, *(_table(table) for table in tables if len(table.columns))]) + "</div>"


def _table(frame: pd.DataFrame) -> str:
    """The first rows of ``frame``; numbers as the reader writes them."""
    shown = frame.head(MOST_ROWS)
    head = "".join(_cell(str(name), "th", _align(shown[name])) for name in shown.columns)
    columns = [[_cell(text, "td", _align(shown[name])) for text in _texts(shown[name])] for name in shown.columns]
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True))
    more = f"<div>… {number(len(frame))}</div>" if len(frame) > MOST_ROWS else ""
    return f'<table style="{STYLE}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}'


def _texts(column: pd.Series) -> list[str]:
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return ["" if value is None else str(value) for value in column.tolist()]
    values = column.astype("float64")
    largest = float(values.abs().max()) if values.notna().any() else 0.0
    decimals = 0 if bool((values.dropna() == values.dropna().round()).all()) else 3 if largest < 10 else 1
    return ["–" if math.isnan(value) else number(value, decimals) for value in values.tolist()]


def _align(column: pd.Series) -> str:
    return "right" if pd.api.types.is_numeric_dtype(column) else "left"


def _cell(text: str, tag: str = "td", align: str = "left") -> str:
    return f'<{tag} style="{CELL.format(align=align)}">{escape(text)}</{tag}>'
