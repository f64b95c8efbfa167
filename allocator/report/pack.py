"""Tables as compact JSON for the scripts of the page: by column, small integers, text once.

A column of integers is a plain list, or ``{"c": value, "n": length}`` where it is constant, ``{"d": [...]}`` with
differences from the row before, or ``{"r": [value, count, ...]}`` with runs, whichever is shortest; texts are a list,
or ``{"w": width, "t": text}`` where all are equally long. ``templates/core.js`` reads them back.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from allocator.problem.problem import Ints

Column = list[Any] | dict[str, Any]


def integers(values: Ints) -> Column:
    """Integers in the shortest of the forms."""
    if not len(values):
        return []
    starts = np.flatnonzero(np.diff(values, prepend=values[0] - 1))
    if len(starts) == 1:
        return {"c": int(values[0]), "n": len(values)}
    runs = np.column_stack([values[starts], np.diff(starts, append=len(values))]).ravel()
    forms: list[Column] = [
        values.tolist(),
        {"d": np.diff(values, prepend=0).tolist()},
        {"r": runs.tolist()},
    ]
    return min(forms, key=lambda form: len(compact(form)))


def numbers(values: Iterable[float], decimals: int = 6) -> list[int | float | None]:
    """Numbers without needless decimals; ``None`` for what is not a number."""
    rounded = np.round(np.asarray(list(values), dtype=float), decimals)
    return [None if math.isnan(each) else int(each) if each.is_integer() else each for each in rounded.tolist()]


def quantities(values: pd.Series) -> Column:
    """Amounts: in one of the forms of integers where all are whole."""
    amounts = values.to_numpy(dtype=float)
    if np.array_equal(amounts, np.floor(amounts)) and (np.abs(amounts) < 2**53).all():
        return integers(amounts.astype(np.int64))
    return numbers(amounts)


def texts(values: list[str]) -> Column:
    """Texts; ids that are equally long are joined."""
    widths = {len(each) for each in values}
    plain = all(each.isascii() for each in values)
    if len(values) > 1 and len(widths) == 1 and plain and widths != {0}:
        return {"w": widths.pop(), "t": "".join(values)}
    return list(values)


def codes(values: pd.Series, among: list[str]) -> Column:
    """The position of each of ``values`` in ``among``; -1 where it is not there."""
    return integers(pd.Index(among).get_indexer(pd.Index(values)).astype(np.int64))


def compact(value: object) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def script_safe(value: object) -> Markup:
    """JSON that cannot end the ``<script>`` it stands in, whatever the texts say."""
    text = compact(value)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
