"""Borders of places from GeoJSON: which feature is which place, and what a reader must put right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from allocator.scenario.document import Document
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables

Floats = NDArray[np.float64]

KEYS = ("place_id", "id", "code")
"""What is looked at first for the code of a place; then every other property."""

NEAR = 0.02
"""Degrees that the point of a place may lie outside the box around its border: outlines are simplified."""

Rings = tuple[Floats, ...]
"""Closed lines of (longitude, latitude); shape (points, 2) each. Holes are rings like all others."""


@dataclass(frozen=True)
class Borders:
    """Rings by place; ``wrong`` is the code of the finding that says why there are none, with its ``values``."""

    rings: dict[str, Rings] = field(default_factory=dict)
    wrong: str = ""
    values: dict[str, object] = field(default_factory=dict)


class _Broken(Exception):
    """The file is not GeoJSON; the text says why."""


def read_borders(data: bytes, places: pd.Series) -> Borders:
    """The borders in ``data`` of those ``places`` (ids) that it has; it never raises."""
    try:
        features = _features(json.loads(data.decode("utf-8-sig")))
        named = _by_place(features, places.tolist())
        rings = {place: tuple(_rings(each)) for place, each in named.items()}
    except (_Broken, ValueError, RecursionError) as error:
        return Borders(wrong="boundaries-bad", values={"reason": str(error) or type(error).__name__})
    rings = {place: each for place, each in rings.items() if each}
    if not rings:
        return Borders(wrong="boundaries-no-match", values={"count": len(features)})
    points = np.concatenate([ring for each in rings.values() for ring in each])
    outside = (np.abs(points) > (180.0, 90.0)).any(axis=1)
    if outside.any():
        lon, lat = points[outside][0].tolist()
        return Borders(wrong="boundaries-degrees", values={"point": f"{lon:.0f}, {lat:.0f}"})
    return Borders(rings)


def borders_of(path: Path | None, places: pd.Series) -> dict[str, Rings]:
    """Rings by place of the checked file ``path``; none where there is no file."""
    return read_borders(path.read_bytes(), places).rings if path else {}


def boundary_problems(path: Path | None, document: Document, tables: Tables, level: str | None) -> list[InputProblem]:
    """What is wrong with the file of ``boundaries:`` for the places of ``tables``."""
    try:
        data = path.read_bytes() if path else None
    except (OSError, ValueError):
        data = None  # that it cannot be read was found when it was read
    if path is None or data is None:
        return []
    places = tables.places
    borders = read_borders(data, places["place_id"])
    if borders.wrong:
        return [document.problem(borders.wrong, ("boundaries",), path.name, **borders.values)]
    problems = []
    compared = places[places["level"] == level] if level else places[places["place_id"].isin(tables.needs["place_id"])]
    bare = [place for place in compared["place_id"] if place not in borders.rings]
    far = _far(compared, borders.rings)
    for code, found in (("boundaries-places", bare), ("boundaries-far", far)):
        if found:
            problems.append(document.problem(code, ("boundaries",), path.name, count=len(found), example=found[0]))
    return problems


def _far(places: pd.DataFrame, rings: dict[str, Rings]) -> list[str]:
    """Places whose point does not lie in the box around their border: often a map of another year."""
    own = places[places["place_id"].isin(list(rings)) & places["lat"].notna() & places["lon"].notna()]
    if own.empty:
        return []
    ids = own["place_id"].tolist()
    low = np.array([np.min([ring.min(axis=0) for ring in rings[place]], axis=0) for place in ids])
    high = np.array([np.max([ring.max(axis=0) for ring in rings[place]], axis=0) for place in ids])
    point = own[["lon", "lat"]].to_numpy(dtype=float)
    outside = ((point < low - NEAR) | (point > high + NEAR)).any(axis=1)
    return [ids[at] for at in np.flatnonzero(outside).tolist()]


def _features(content: Any) -> list[dict[str, Any]]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise _Broken("FeatureCollection?")
    return features


def _by_place(features: list[dict[str, Any]], places: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The features of each place, by whichever property names the most places."""
    known = {place: place for place in places}
    bare: dict[str, str] = {}
    for place in places:  # codes that a program made numbers have lost their zeros in front
        bare[place.lstrip("0")] = "" if place.lstrip("0") in bare else place
    best: dict[str, list[dict[str, Any]]] = {}
    for key in _keys(features):
        found: dict[str, list[dict[str, Any]]] = {}
        for feature in features:
            code = _code(feature, key)
            place = known.get(code) or bare.get(code, "")
            if place:
                found.setdefault(place, []).append(feature)
        if len(found) > len(best):
            best = found
    return best


def _keys(features: list[dict[str, Any]]) -> list[str]:
    others = [str(name) for each in features if isinstance(each.get("properties"), dict) for name in each["properties"]]
    return list(dict.fromkeys((*KEYS, *others)))


def _code(feature: dict[str, Any], key: str) -> str:
    properties = feature.get("properties")
    code = properties.get(key) if isinstance(properties, dict) else None
    if code is None and key == "id":
        code = feature.get("id")
    return str(code).strip() if isinstance(code, str | int) else ""


def _rings(features: list[dict[str, Any]]) -> Iterator[Floats]:
    for feature in features:
        geometry = feature.get("geometry")
        shape = geometry if isinstance(geometry, dict) else {}
        kind = shape.get("type")
        if kind not in ("Polygon", "MultiPolygon"):
            continue
        written = shape.get("coordinates")
        for polygon in [written] if kind == "Polygon" else _list(written):
            for ring in _list(polygon):
                yield _ring(ring)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Broken("coordinates?")
    return value


def _ring(written: Any) -> Floats:
    points = [each[:2] for each in _list(written) if isinstance(each, list)]
    numbers = [value for point in points for value in point if isinstance(value, int | float)]
    if len(points) < 4 or len(points) != len(written) or len(numbers) != 2 * len(points):
        raise _Broken(f"coordinates: {str(written)[:40]}")
    ring = np.array(numbers, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(ring).all():
        raise _Broken("coordinates: NaN")
    return ring
