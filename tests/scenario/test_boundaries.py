"""The borders of ``boundaries:``: found by whichever property holds the codes; what is wrong is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.language import speaking
from allocator.scenario.boundaries import borders_of, read_borders
from allocator.scenario.load import load
from allocator.tables.problems import InputErrors, InputProblem

PLACES = (
    "place_id,name,level,parent_id,lat,lon\nT,Tỉnh,province,,,\n"
    "01,Xã A,commune,T,22.05,106.05\n02,Xã B,commune,T,22.05,106.15\n"
)
RING = [[106.0, 22.0], [106.1, 22.0], [106.1, 22.1], [106.0, 22.1], [106.0, 22.0]]


def feature(code: object, key: str = "place_id", east: float = 0.0, kind: str = "Polygon") -> dict[str, Any]:
    ring = [[lon + east, lat] for lon, lat in RING]
    shape = {"type": kind, "coordinates": [ring] if kind == "Polygon" else [[ring], [ring]]}
    if key == "":
        return {"type": "Feature", "id": code, "properties": None, "geometry": shape}
    return {"type": "Feature", "properties": {"name": "x", key: code}, "geometry": shape}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def found(write: Callable[..., Path]) -> Callable[[bytes], list[InputProblem]]:
    def problems(data: bytes) -> list[InputProblem]:
        folder = write({"scenario.yaml": "name: x\nboundaries: ranh giới.geojson\n", "places.csv": PLACES})
        (folder / "ranh giới.geojson").write_bytes(data)
        try:
            findings = load(folder).findings
        except InputErrors as errors:
            findings = errors.problems
        return [each for each in findings if each.column == "boundaries"]

    return problems


def shaped(coordinates: object, kind: str = "Polygon") -> dict[str, Any]:
    return {**feature("01"), "geometry": {"type": kind, "coordinates": coordinates} if kind else None}


BOTH = [feature("01"), feature("02", east=0.1)]


@pytest.mark.parametrize("key", ["place_id", "id", "code", "ma_xa", ""])
def test_codes_are_found_in_whichever_property(key: str) -> None:
    data = collection(feature("01", key), feature("02", key, 0.1, "MultiPolygon"))
    rings = read_borders(data, pd.Series(["T", "01", "02"])).rings
    assert {place: len(own) for place, own in rings.items()} == {"01": 1, "02": 2}
    assert rings["01"][0].tolist() == RING


def test_codes_that_lost_their_zeros_are_found_where_that_is_clear() -> None:
    data = collection(feature(1), feature(2, east=0.1))
    assert set(read_borders(data, pd.Series(["01", "02"])).rings) == {"01", "02"}
    assert set(read_borders(data, pd.Series(["01", "001", "02"])).rings) == {"02"}


def test_good_borders_are_silent(found: Callable[[bytes], list[InputProblem]]) -> None:
    assert found(b"\xef\xbb\xbf" + collection(*BOTH)) == []


@pytest.mark.parametrize(
    ("data", "code", "severity"),
    [
        (b"{", "boundaries-bad", "error"),
        (b"\xff\xfe", "boundaries-bad", "error"),
        (b"[]", "boundaries-bad", "error"),
        (b"[" * 100_000, "boundaries-bad", "error"),
        (collection("x"), "boundaries-bad", "error"),
        (collection(shaped([[1, 2]])), "boundaries-bad", "error"),
        (collection(shaped(7)), "boundaries-bad", "error"),
        (collection(shaped([[["a", 1]] * 4])), "boundaries-bad", "error"),
        (collection(shaped([[[float("nan"), 1]] * 4])), "boundaries-bad", "error"),
        (collection(), "boundaries-no-match", "error"),
        (collection(feature("09")), "boundaries-no-match", "error"),
        (collection(shaped(None, "")), "boundaries-no-match", "error"),
        (collection(shaped([106, 22], "Point")), "boundaries-no-match", "error"),
        (collection(shaped([[[500000, 2400000]] * 4])), "boundaries-degrees", "error"),
        (collection(BOTH[0]), "boundaries-places", "warning"),
        (collection(feature("01", east=0.1), feature("02")), "boundaries-far", "warning"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    found: Callable[[bytes], list[InputProblem]], data: bytes, code: str, severity: str
) -> None:
    problems = found(data)
    assert [(each.code, each.severity, each.row, each.source) for each in problems] == [
        (code, severity, 2, "scenario.yaml")
    ]
    for language in ("vi", "en"):
        with speaking(language):
            assert "ranh giới.geojson" in problems[0].message and "{" not in problems[0].message + problems[0].hint


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | st.sampled_from(["Polygon", "01"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "id"]), inner)
    ),
    max_leaves=25,
)


@given(json_values | st.lists(json_values, max_size=3).map(lambda each: {"features": each}))
def test_any_json_is_read_or_explained(value: object) -> None:
    borders = read_borders(json.dumps(value).encode(), pd.Series(["01", "02"]))
    assert bool(borders.rings) != bool(borders.wrong)


def test_no_file_no_borders() -> None:
    assert borders_of(None, pd.Series(["01"])) == {}
