"""Borders on the grid: neighbours share their lines, the drawing stays small, north is up."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.report.outlines import GRIDS, MOST_BYTES, outlines
from allocator.scenario.boundaries import Rings


def tiles(columns: int, rows: int, wave: float = 0.0, points: int = 1) -> dict[str, Rings]:
    """A coverage of tiles whose common sides wind; every side has ``points`` pieces."""

    def side(a: tuple[int, int], b: tuple[int, int]) -> list[tuple[float, float]]:
        start, end = sorted((a, b))
        share = np.arange(points) / points
        bend = wave * np.sin(share * 40 + start[0] * 7 + start[1]) * (0 if points == 1 else 1)
        bend[0] = 0
        line = [
            (
                start[0] + (end[0] - start[0]) * s + (end[1] - start[1]) * w,
                start[1] + (end[1] - start[1]) * s + (end[0] - start[0]) * w,
            )
            for s, w in zip(share.tolist(), bend.tolist(), strict=True)
        ]
        return line if a == start else [(float(a[0]), float(a[1])), *line[:0:-1]]

    made = {}
    for x in range(columns):
        for y in range(rows):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            ring = [point for at in range(4) for point in side(corners[at], corners[(at + 1) % 4])]
            made[f"{x}-{y}"] = (np.array([*ring, ring[0]]) * 0.1 + (105, 22),)
    return made


def ring_of(path: str) -> list[tuple[int, int]]:
    """The points of the first ring of a path."""
    start, steps = re.match(r"M(-?\d+ -?\d+)l([^z]*)z", path).groups()  # type: ignore[union-attr]
    numbers = [int(each) for each in re.findall(r"-?\d+", steps)]
    moves = np.array([[int(each) for each in start.split()], *np.reshape(numbers, (-1, 2)).tolist()])
    return [(int(x), int(y)) for x, y in np.cumsum(moves, axis=0)]


def area(ring: list[tuple[int, int]]) -> float:
    x, y = np.array(ring).T
    return abs(float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())) / 2


@given(st.integers(1, 5), st.integers(1, 5), st.floats(0, 0.1), st.integers(2, 12))
def test_tiles_leave_no_gap_and_do_not_overlap(columns: int, rows: int, wave: float, points: int) -> None:
    drawn = outlines(tiles(columns, rows, wave, points), {})
    sums = sum(area(ring_of(path)) for path in drawn.paths.values())
    edges: dict[tuple[int, int, int, int], int] = {}
    for path in drawn.paths.values():
        ring = ring_of(path)
        for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
            gap = np.gcd(abs(c - a), abs(d - b))
            for step in range(gap):
                one = (a + (c - a) * step // gap, b + (d - b) * step // gap)
                two = (a + (c - a) * (step + 1) // gap, b + (d - b) * (step + 1) // gap)
                key = (*min(one, two), *max(one, two))
                edges[key] = edges.get(key, 0) + 1
    assert set(edges.values()) <= {1, 2}
    outer = outlines({"all": (whole(columns, rows, wave, points),)}, {})
    assert drawn.frame == outer.frame
    assert sums == pytest.approx(area(ring_of(outer.paths["all"])))


def whole(columns: int, rows: int, wave: float, points: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The outline of all tiles together, point by point."""
    made = tiles(columns, rows, wave, points)
    ring: list[list[float]] = []
    for x in range(columns):
        ring += made[f"{x}-0"][0][:points].tolist()
    for y in range(rows):
        ring += made[f"{columns - 1}-{y}"][0][points : 2 * points].tolist()
    for x in reversed(range(columns)):
        ring += made[f"{x}-{rows - 1}"][0][2 * points : 3 * points].tolist()
    for y in reversed(range(rows)):
        ring += made[f"0-{y}"][0][3 * points : 4 * points].tolist()
    return np.array([*ring, ring[0]])


def test_lines_between_groups_are_drawn_once_and_none_inside() -> None:
    rings = tiles(4, 2)
    groups = {place: "west" if place[0] in "01" else "east" for place in rings}
    drawn = outlines(rings, groups)
    stretches = re.findall(r"M(\d+) (\d+)l([^M]*)", drawn.inner)
    lengths = [abs(sum(int(each) for each in re.findall(r"-?\d+", steps)[1::2])) for _, _, steps in stretches]
    heights = {ring_of(path)[0][1] for path in drawn.paths.values()} | {
        y for p in drawn.paths.values() for _, y in ring_of(p)
    }
    assert sum(lengths) == max(heights) - min(heights)
    assert len({x for x, _, _ in stretches}) == 1


def test_large_borders_are_drawn_coarser_until_they_are_small() -> None:
    fine = outlines(tiles(3, 3), {})
    assert fine.frame.width == GRIDS[0]
    large = outlines(tiles(40, 40, 0.2, 60), {})
    assert large.frame.width < GRIDS[0]
    assert sum(map(len, large.paths.values())) <= MOST_BYTES


def test_north_is_up_and_the_middle_is_inside() -> None:
    drawn = outlines(tiles(2, 2), {})
    (west, south), (east, north) = drawn.middles["0-0"], drawn.middles["1-1"]
    assert west < east and north < south
    for place, path in drawn.paths.items():
        x, y = np.array(ring_of(path)).T
        assert x.min() < drawn.middles[place][0] < x.max() and y.min() < drawn.middles[place][1] < y.max()
