"""Columns of ids as small integers, found once."""

from __future__ import annotations

import contextlib
import gc

import pandas as pd
import pytest

from allocator.tables import coded as module
from allocator.tables.coded import coded


def test_texts_are_numbered_in_order_of_appearance() -> None:
    found = coded(pd.Series(["b", "", "a", "b"], dtype="str"))
    assert found.distinct == ("b", "", "a")
    assert found.code.tolist() == [0, 1, 2, 0]
    assert found.among({"a", "b"}).tolist() == [True, False, True, True]


@pytest.mark.skipif(pd.__version__ < "3", reason="pandas 2 hands out another array each time: right, but slower")
def test_a_column_is_coded_once_also_through_another_frame() -> None:
    frame = pd.DataFrame({"id": pd.Series(["x", "y"], dtype="str"), "n": [1.0, 2.0]})
    assert coded(frame.assign(n=3.0)["id"]) is coded(frame["id"])


def test_codes_are_never_those_of_other_texts() -> None:
    frame = pd.DataFrame({"id": pd.Series(["x", "y"], dtype="str")})
    coded(frame["id"])
    with contextlib.suppress(ValueError):  # a coded column may refuse to be written into
        frame.loc[0, "id"] = "z"
    found = coded(frame["id"])
    assert [found.distinct[code] for code in found.code] == frame["id"].tolist()
    frame["id"] = frame["id"].str.upper()
    assert coded(frame["id"]).distinct == tuple(frame["id"])


def test_nothing_is_remembered_of_columns_that_are_gone() -> None:
    gc.collect()
    before = len(module._known)
    frame = pd.DataFrame({"id": pd.Series(["x", "y"], dtype="str")})
    coded(frame["id"])
    assert len(module._known) == before + 1
    del frame
    gc.collect()
    assert len(module._known) == before
