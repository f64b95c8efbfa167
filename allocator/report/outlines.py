"""Borders as small SVG paths: on a whole-number grid, so that neighbours still share every line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.problem.problem import Floats
from allocator.scenario.boundaries import Rings

GRIDS = (1600, 1100, 800, 560, 400, 280, 200)
"""Widths of the grid, tried from fine to coarse until the paths are small enough."""

MOST_BYTES = 350_000

Points = NDArray[np.int64]


@dataclass(frozen=True)
class Frame:
    """How degrees become points of the drawing: ``x = (lon - west) * stretch * scale``, ``y`` from the north down."""

    west: float
    north: float
    stretch: float
    scale: float
    margin: float
    width: int
    height: int

    def place(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Points of the drawing."""
        return (
            (lon - self.west) * self.stretch * self.scale + self.margin,
            (self.north - lat) * self.scale + self.margin,
        )


def frame_of(lon: Floats, lat: Floats, width: int, margin: float) -> Frame:
    """A frame as wide as ``width``, or narrower where that would make it more than 1.2 times as high."""
    stretch = float(np.cos(np.radians((lat.min() + lat.max()) / 2)))
    east, south = float(np.ptp(lon)) * stretch, float(np.ptp(lat))
    inner = width - 2 * margin
    scale = inner / max(east, south / 1.2, 1e-9)
    return Frame(
        float(lon.min()),
        float(lat.max()),
        stretch,
        scale,
        margin,
        int(np.ceil(max(east * scale, 1) + 2 * margin)),
        int(np.ceil(max(south * scale, 1) + 2 * margin)),
    )


@dataclass(frozen=True)
class Outlines:
    """Paths by place in a box of ``frame``; ``inner`` are the lines between groups of places."""

    frame: Frame
    paths: dict[str, str]
    inner: str
    middles: dict[str, tuple[float, float]]
    """The middle of the largest ring of each place."""


def outlines(rings: dict[str, Rings], groups: dict[str, str], others: Floats | None = None) -> Outlines:
    """The finest drawing of ``rings`` that stays small; ``groups`` says which places lie together.

    ``others`` are points (longitude, latitude; shape (points, 2)) that have to lie inside the frame too.
    """
    points = np.concatenate([ring for each in rings.values() for ring in each])
    margin = 0.004
    if others is not None and len(others):
        points, margin = np.concatenate([points, others]), 0.024  # room for circles at the edge
    made = None
    for grid in GRIDS:
        made = _drawn(rings, groups, frame_of(points[:, 0], points[:, 1], grid, round(grid * margin)))
        if sum(map(len, made.paths.values())) <= MOST_BYTES:
            break
    assert made is not None
    return made


def _drawn(rings: dict[str, Rings], groups: dict[str, str], frame: Frame) -> Outlines:
    snapped = {place: [each for ring in own if len(each := _snap(ring, frame)) > 2] for place, own in rings.items()}
    snapped = {place: own for place, own in snapped.items() if own}
    paths = {place: "".join(_path(_straight(ring), closed=True) for ring in own) for place, own in snapped.items()}
    return Outlines(frame, paths, _between(snapped, groups), {each: _middle(own) for each, own in snapped.items()})


def _snap(ring: Floats, frame: Frame) -> Points:
    """The ring on the grid, open, without points twice in a row."""
    x, y = frame.place(ring[:, 0], ring[:, 1])
    on = np.column_stack([np.rint(x), np.rint(y)]).astype(np.int64)
    kept: Points = on[(on != np.roll(on, 1, axis=0)).any(axis=1)]
    return kept


def _straight(ring: Points) -> Points:
    """The ring without points on a straight line between their neighbours."""
    before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
    bends = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
    return ring[bends] if bends.sum() > 2 else ring


def _path(line: Points, closed: bool) -> str:
    moves = np.diff(line, axis=0).tolist()
    steps = " ".join(f"{x} {y}" for x, y in moves).replace(" -", "-")
    return f"M{line[0, 0]} {line[0, 1]}l{steps}{'z' if closed else ''}"


def _between(snapped: dict[str, list[Points]], groups: dict[str, str]) -> str:
    """The lines with places of two groups beside them, each once."""
    numbers = {group: at for at, group in enumerate(dict.fromkeys(groups.get(place, "") for place in snapped))}
    every = [(numbers[groups.get(place, "")], ring) for place, own in snapped.items() for ring in own]
    if len(numbers) < 2:
        return ""
    ends = [np.hstack([ring, np.roll(ring, -1, axis=0)]) for _, ring in every]
    sides = np.repeat([group for group, _ in every], [len(each) for each in ends])
    edges = np.concatenate(ends)
    turned = (edges[:, 0] > edges[:, 2]) | ((edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3]))
    edges[turned] = edges[turned][:, [2, 3, 0, 1]]
    _, first, which = np.unique(edges, axis=0, return_index=True, return_inverse=True)
    which = which.reshape(-1)
    low, high = np.full(len(first), len(numbers)), np.full(len(first), -1)
    np.minimum.at(low, which, sides)
    np.maximum.at(high, which, sides)
    drawn = np.zeros(len(edges), dtype=bool)
    drawn[first[low != high]] = True
    parts, at = [], 0
    for _, ring in every:
        parts += _runs(ring, drawn[at : at + len(ring)])
        at += len(ring)
    return "".join(parts)


def _runs(ring: Points, drawn: NDArray[np.bool_]) -> list[str]:
    """The stretches of a ring that are to be drawn, each as one line."""
    found = np.flatnonzero(drawn)
    if not len(found):
        return []
    stretches = np.split(found, np.flatnonzero(np.diff(found) > 1) + 1)
    closed = np.vstack([ring, ring[:1]])
    return [_path(closed[each[0] : each[-1] + 2], closed=False) for each in stretches]


def _middle(own: list[Points]) -> tuple[float, float]:
    """The centroid of the ring that has the largest area."""
    best, middle = -1.0, (0.0, 0.0)
    for ring in own:
        x, y = ring[:, 0].astype(float), ring[:, 1].astype(float)
        cross = x * np.roll(y, -1) - np.roll(x, -1) * y
        area = float(cross.sum()) / 2
        if abs(area) > best:
            best = abs(area)
            if area:
                middle = (
                    float(((x + np.roll(x, -1)) * cross).sum() / (6 * area)),
                    float(((y + np.roll(y, -1)) * cross).sum() / (6 * area)),
                )
            else:
                middle = (float(x.mean()), float(y.mean()))
    return middle
