"""Drawings of the report as SVG: bars, the coverage curve and the map. Numbers stand beside them in tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from allocator.problem.problem import Floats

STEPS = (0.2, 0.4, 0.6, 0.8)
COLOURS = ("#9b2226", "#d9772b", "#e3b23c", "#7fb3a6", "#1f6f78")
"""From poor to rich coverage; told apart by lightness too, so by colour-blind readers and on grey paper."""

WIDTH = 640
MOST_CIRCLES = 4000


def colour(coverage: float) -> str:
    """The colour of a share of one."""
    return COLOURS[int(np.searchsorted(STEPS, coverage, side="right"))]


def bar(coverage: float, ideal: float | None = None) -> Markup:
    """A bar as long as ``coverage``, with a tick at ``ideal``."""
    tick = Markup("")
    if ideal is not None:
        tick = Markup('<path d="M{0:.1f} 0V10" stroke="#222" stroke-width="1.2"/>').format(min(ideal, 1.0) * 100)
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" fill="#e4eaec"/><rect width="{0:.1f}" height="10" fill="{1}"/>{2}</svg>'
    ).format(min(coverage, 1.0) * 100, colour(coverage), tick)


@dataclass(frozen=True)
class Curve:
    """Coverage of all units from the worst off to the best, as paths in a box of ``width`` x ``height``."""

    width: int
    height: int
    reached: str
    ideal: str


def curve(units: pd.DataFrame, width: int = WIDTH, height: int = 220) -> Curve:
    """The curve of coverage reached and of the fair ideal, each sorted from low to high."""
    return Curve(
        width,
        height,
        _steps(np.sort(units["coverage"].to_numpy(dtype=float)), width, height),
        _steps(np.sort(units["fair"].dropna().to_numpy(dtype=float)), width, height),
    )


def _steps(sorted_shares: Floats, width: int, height: int) -> str:
    """A step for each unit; runs of equal height are one line."""
    if not len(sorted_shares):
        return ""
    y = np.round((1 - np.clip(sorted_shares, 0, 1)) * height, 1)
    x = np.round(np.arange(len(y) + 1) * width / len(y), 1)
    turns = np.flatnonzero(np.diff(y)) + 1
    moves = [f"H{x[at]:g}V{y[at]:g}" for at in turns.tolist()]
    return f"M0 {y[0]:g}{''.join(moves)}H{width}"


@dataclass(frozen=True)
class Circle:
    """A unit on the map."""

    x: float
    y: float
    radius: float
    colour: str
    name: str
    coverage: float


@dataclass(frozen=True)
class Map:
    """Circles at the units' coordinates, in a box of ``width`` x ``height``; ``without`` units have none."""

    width: int
    height: int
    circles: tuple[Circle, ...]
    without: int


def map_of(units: pd.DataFrame, width: int = WIDTH) -> Map | None:
    """The map of the units that have coordinates, small circles on top; ``None`` where there are fewer than three."""
    placed = units.dropna(subset=["lat", "lon"]).nlargest(MOST_CIRCLES, "need")
    if len(placed) < 3:
        return None
    lat, lon = placed["lat"].to_numpy(dtype=float), placed["lon"].to_numpy(dtype=float)
    east = (lon - lon.min()) * np.cos(np.radians(lat.mean()))
    south = lat.max() - lat
    margin = 18.0
    scale = (width - 2 * margin) / max(float(east.max()), float(south.max()) / 1.2, 1e-9)
    height = int(float(south.max()) * scale + 2 * margin)
    need = placed["need"].to_numpy(dtype=float)
    radius = 3 + 11 * np.sqrt(need / need.max()) * min(1.0, (60 / len(placed)) ** 0.35)
    aside = (width - 2 * margin - float(east.max()) * scale) / 2
    x, y = margin + aside + east * scale, margin + south * scale
    shares, names = placed["coverage"].tolist(), placed["name"].tolist()
    rows = zip(x.tolist(), y.tolist(), radius.tolist(), map(colour, shares), names, shares, strict=True)
    return Map(width, height, tuple(Circle(*row) for row in rows), len(units) - len(placed))
