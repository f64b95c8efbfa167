"""The map of the units, coloured by coverage: within their borders where they are known, as circles elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.report.outlines import Frame, Outlines, frame_of, outlines
from allocator.report.scale import Scale
from allocator.report.view import View
from allocator.scenario.boundaries import borders_of

WIDTH = 640
MOST_CIRCLES = 4000


@dataclass(frozen=True)
class Shape:
    """A unit on the map: a path, or a circle where ``path`` is blank. ``row`` is its row among the view's units."""

    row: int
    name: str
    coverage: float
    step: int
    path: str
    x: float = 0.0
    y: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True)
class Label:
    """The name of a group of units, where they lie."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """Shapes in a box of ``width`` x ``height``; ``without`` units have neither border nor coordinates.

    ``unit`` is a length that looks the same whatever the grid: a thousandth of the width. ``other`` are the borders
    of places without need.
    """

    width: int
    height: int
    unit: float
    shapes: tuple[Shape, ...]
    without: int
    inner: str
    other: str
    labels: tuple[Label, ...]

    @property
    def bordered(self) -> bool:
        """Whether any unit is drawn within its border."""
        return any(shape.path for shape in self.shapes)

    @property
    def circles(self) -> int:
        """How many units are drawn as circles."""
        return sum(not shape.path for shape in self.shapes)


def map_of(view: View, scale: Scale) -> Map | None:
    """The map of the units of ``view``; ``None`` where fewer than three can be placed."""
    units = view.units
    rings = borders_of(view.inputs.config.boundaries, view.inputs.tables.places["place_id"])
    level = view.names.levels.get(str(units["unit"].iloc[0])) if len(units) else ""
    kept = {place: own for place, own in rings.items() if place in set(units["unit"])}
    others = {p: own for p, own in rings.items() if p not in kept and view.names.levels.get(p) == level}
    bare = units[~units["unit"].isin(list(kept))].dropna(subset=["lat", "lon"])
    points = bare[["lon", "lat"]].to_numpy(dtype=float)
    lines = outlines(kept | others, view.names.parents, points) if kept else None
    frame = lines.frame if lines else _points_frame(units)
    if frame is None:
        return None
    shapes = [*_bordered(units, scale, lines), *_circles(units, scale, lines, frame)]
    if len(shapes) < 3:
        return None
    return Map(
        frame.width,
        frame.height,
        frame.width / 1000,
        tuple(shapes),
        len(units) - len(shapes),
        lines.inner if lines else "",
        "".join(lines.paths.get(place, "") for place in others) if lines else "",
        _labels(view, shapes, lines),
    )


def _points_frame(units: pd.DataFrame) -> Frame | None:
    placed = units.dropna(subset=["lat", "lon"])
    if placed.empty:
        return None
    return frame_of(placed["lon"].to_numpy(dtype=float), placed["lat"].to_numpy(dtype=float), WIDTH, 18)


def _bordered(units: pd.DataFrame, scale: Scale, lines: Outlines | None) -> list[Shape]:
    if lines is None:
        return []
    rows = zip(
        range(len(units)),
        units["unit"].tolist(),
        units["name"].tolist(),
        units["coverage"].tolist(),
        scale.steps(units["coverage"].to_numpy(dtype=float)),
        strict=True,
    )
    return [
        Shape(row, name, coverage, step, lines.paths[unit], *lines.middles[unit])
        for row, unit, name, coverage, step in rows
        if unit in lines.paths
    ]


def _circles(units: pd.DataFrame, scale: Scale, lines: Outlines | None, frame: Frame) -> list[Shape]:
    """Circles as large as the need, small ones on top."""
    bare = units[~units["unit"].isin(list(lines.paths))] if lines else units
    placed = bare.dropna(subset=["lat", "lon"]).nlargest(MOST_CIRCLES, "need")
    if placed.empty:
        return []
    x, y = frame.place(placed["lon"].to_numpy(dtype=float), placed["lat"].to_numpy(dtype=float))
    need = placed["need"].to_numpy(dtype=float)
    size = 3 + 11 * np.sqrt(need / need.max()) * min(1.0, (60 / len(placed)) ** 0.35)
    coverage = placed["coverage"].to_numpy(dtype=float)
    rows = zip(
        placed.index.tolist(),
        placed["name"].tolist(),
        coverage.tolist(),
        scale.steps(coverage),
        np.round(x, 1).tolist(),
        np.round(y, 1).tolist(),
        np.round(size * frame.width / WIDTH, 1).tolist(),
        strict=True,
    )
    return [Shape(row, name, share, step, "", x, y, radius) for row, name, share, step, x, y, radius in rows]


def _labels(view: View, shapes: list[Shape], lines: Outlines | None) -> tuple[Label, ...]:
    """Names of the groups over their units; none without borders, where they would hide circles."""
    if lines is None or not view.group_level:
        return ()
    at = pd.DataFrame({"row": [s.row for s in shapes], "x": [s.x for s in shapes], "y": [s.y for s in shapes]})
    at["group"] = view.units["group"].to_numpy()[at["row"].to_numpy()]
    middle = at.groupby("group", sort=False)[["x", "y"]].mean()
    names = zip(middle.index, middle["x"].tolist(), middle["y"].tolist(), strict=True)
    return tuple(Label(_short(view.names.places[str(group)]), x, y) for group, x, y in names)


def _short(name: str) -> str:
    """A name without the word for its level, which all on the map share, and not too long."""
    for word in ("Huyện ", "Thành phố ", "Thị xã ", "Quận "):
        name = name.removeprefix(word)
    return name if len(name) <= 18 else name[:17] + "…"
