"""Measures of fairness beside the worst-off unit: proportional fairness, and what lacks to a floor."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Floats, Problem
from allocator.tolerances import PROPORTIONAL_POINTS


def chords() -> tuple[Floats, Floats]:
    """Slope and offset of the lines whose least value is phi.

    phi is the logarithm at ``PROPORTIONAL_POINTS``, straight between them, and straight with slope 1 / (first point)
    below the first: concave, and finite where a unit gets nothing.
    """
    points = np.array(PROPORTIONAL_POINTS)
    logs = np.log(points)
    slope = np.concatenate([[1.0 / points[0]], np.diff(logs) / np.diff(points)])
    return slope, np.concatenate([[logs[0] - 1.0], logs[:-1] - slope[1:] * points[:-1]])


def fairness_log(need: Floats, coverage: Floats) -> float:
    """Sum over units of need / all need x phi(coverage); 0 where nothing is needed. Shapes (U,)."""
    if not len(need) or need.sum() == 0:
        return 0.0
    slope, offset = chords()
    welfare = (slope[:, None] * coverage + offset[:, None]).min(axis=0)
    return float((need * welfare).sum() / need.sum())


def below_floor(problem: Problem, need: Floats, coverage: Floats, severity: Floats) -> float:
    """Value that units lack to the floor of the fairness level, times severity and at most all; 0 without a floor."""
    floor = next((level.floor for level in problem.levels if level.method == "floor"), 0.0)
    wanted = np.minimum(1.0, floor * severity)
    return float((need * np.maximum(0.0, wanted - coverage)).sum())
