"""Columns come back as they were packed, and JSON cannot leave its script."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from allocator.report.pack import Column, codes, compact, integers, numbers, quantities, script_safe, texts


def unpacked(column: Column) -> list[Any]:
    """As ``core.js`` does it."""
    if isinstance(column, list):
        return column
    if "c" in column:
        return [column["c"]] * column["n"]
    if "d" in column:
        return np.cumsum(column["d"]).tolist()
    if "r" in column:
        return [each for at in range(0, len(column["r"]), 2) for each in [column["r"][at]] * column["r"][at + 1]]
    return [column["t"][at : at + column["w"]] for at in range(0, len(column["t"]), column["w"])]


@given(st.lists(st.integers(-5, 5) | st.integers(-(10**12), 10**12), max_size=60))
def test_integers_come_back(values: list[int]) -> None:
    packed = integers(np.array(values, dtype=np.int64))
    assert unpacked(json.loads(compact(packed))) == values
    assert len(compact(packed)) <= len(compact(values)) + 16


@given(st.lists(st.text(max_size=5) | st.sampled_from(["A01", "B02"]), max_size=20))
def test_texts_come_back(values: list[str]) -> None:
    assert unpacked(json.loads(compact(texts(values)))) == values


@given(st.lists(st.floats(-1e9, 1e9).map(lambda value: round(value, 6)), max_size=20))
def test_quantities_come_back(values: list[float]) -> None:
    assert unpacked(quantities(pd.Series(values, dtype="float64"))) == values


def test_what_is_no_number_is_null_and_what_is_not_there_is_minus_one() -> None:
    assert numbers([1.0, float("nan"), 0.1234567]) == [1, None, 0.123457]
    assert unpacked(codes(pd.Series(["b", "x", "a"]), ["a", "b"])) == [1, -1, 0]


@given(st.text())
def test_json_cannot_leave_its_script(text: str) -> None:
    safe = str(script_safe({"a": [text, "</script><!--&\u2028"]}))
    assert json.loads(safe) == {"a": [text, "</script><!--&\u2028"]}
    assert not set(safe) & set("<>&\u2028\u2029")
