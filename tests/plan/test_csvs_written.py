"""Plain CSV files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.plan.csvs import csv_bytes, csv_bytes_of, plain_number, write_csv


@pytest.mark.parametrize(
    ("value", "text"),
    [(20.0, "20"), (0.1, "0.1"), (-0.0, "0"), (1e-7, "0.0000001"), (1234567.5, "1234567.5"), (3, "3"), (-2.5, "-2.5")],
)
def test_numbers_are_plain(value: float, text: str) -> None:
    assert plain_number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_back_exactly(value: float) -> None:
    text = plain_number(value)
    assert float(text) == value and "e" not in text


def write(tmp_path: Path, frame: pd.DataFrame, guarded: tuple[str, ...] = ()) -> str:
    path = tmp_path / "x.csv"
    write_csv(frame, path, guarded)
    return path.read_bytes().decode("utf-8")


def test_a_file_starts_with_a_mark_and_has_short_line_ends(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["001", "b,c"], "n": [1.0, np.nan], "flag": [True, False]})
    frame["day"] = pd.to_datetime(["2020-01-31", None])
    assert write(tmp_path, frame) == '\ufeffid,n,flag,day\n001,1,true,2020-01-31\n"b,c",,false,\n'


def test_only_guarded_columns_lose_their_formulas(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["=1", "-2"], "name": ["=A1", "+84, x"]})
    assert write(tmp_path, frame, ("name",)).splitlines()[1:] == ["=1,'=A1", '-2,"\'+84, x"']


def test_an_empty_table_is_its_header(tmp_path: Path) -> None:
    assert write(tmp_path, pd.DataFrame({"a": pd.Series(dtype="str"), "b": pd.Series(dtype=float)})) == "\ufeffa,b\n"


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1))
def test_texts_are_read_back_exactly(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        write_csv(pd.DataFrame({"text": texts, "end": "."}), path)
        back = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert back["text"].tolist() == texts


@given(st.lists(st.tuples(st.text("ab,\"\n;'"), st.floats(allow_nan=False, allow_infinity=False)), max_size=6))
def test_columns_alone_are_the_same_file_as_a_frame_of_them(rows: list[tuple[str, float]]) -> None:
    columns = {"id": [text for text, _ in rows], "n": np.array([number for _, number in rows], dtype=float)}
    frame = pd.DataFrame({"id": pd.Series(columns["id"], dtype="str"), "n": columns["n"]})
    assert csv_bytes_of(columns) == csv_bytes(frame)
