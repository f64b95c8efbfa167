"""Bars and the coverage curve as SVG. Numbers stand beside them in tables."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from allocator.problem.problem import Floats
from allocator.report.scale import Scale

WIDTH = 640


def bar(scale: Scale, coverage: float, ideal: float | None = None) -> Markup:
    """A bar as long as ``coverage``, with a tick at ``ideal``."""
    tick = Markup("")
    if ideal is not None and not math.isnan(ideal):
        tick = Markup('<path d="M{0:.1f} 0V10" stroke="#111" stroke-width="1.4"/>').format(min(ideal, 1.0) * 100)
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" fill="#e4eaec"/><rect width="{0:.1f}" height="10" fill="{1}"/>{2}</svg>'
    ).format(min(coverage, 1.0) * 100, scale.colour(coverage), tick)


@dataclass(frozen=True)
class Curve:
    """Coverage of all units from the worst off to the best, as paths in a box of ``width`` x ``height``."""

    width: int
    height: int
    reached: str
    ideal: str
    lowest: float
    middle: float
    """Coverage that half of the units have at least."""


def curve(units: pd.DataFrame, width: int = WIDTH, height: int = 220) -> Curve:
    """The curve of coverage reached and of the fair ideal, each sorted from low to high."""
    reached = np.sort(units["coverage"].to_numpy(dtype=float))
    return Curve(
        width,
        height,
        _steps(reached, width, height),
        _steps(np.sort(units["fair"].dropna().to_numpy(dtype=float)), width, height),
        float(reached[0]) if len(reached) else 1.0,
        float(reached[len(reached) // 2]) if len(reached) else 1.0,
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
