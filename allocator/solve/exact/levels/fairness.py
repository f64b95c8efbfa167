"""Level ``fairness``: leximin by ordered outcomes, proportional fairness, or a floor of coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from allocator.plan.fairness import chords
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Level
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal

ORDERED = 12
"""Up to so many units leximin is solved by ordered outcomes, exactly: their number of rows grows with its square."""

CHORDS, STEEP = 40, 0.1
"""Pieces of the concave function that spreads coverage over many units, and how much of its pole is cut off."""


def goals(form: Formulation, level: Level) -> Iterator[Goal]:
    """The goals of the level's method."""
    if level.method == "proportional":
        yield _proportional(form)
    elif level.method == "floor":
        yield _floor(form, level.floor)
    elif level.method == "leximin":
        yield from _leximin(form)


def worst_off(form: Formulation) -> Iterator[Goal]:
    """What the worst-off unit lacks to coverage / severity 1, for a blend."""
    first = next(_leximin(form), None)
    if first is not None:
        yield replace(first, constant=1.0)


class _Coverage:
    """Units with need: their net value, and the entries of their coverage over the columns of met."""

    def __init__(self, form: Formulation) -> None:
        problem = form.problem
        value = problem.items.value[problem.needs.item]
        need = sum_by(problem.needs.unit, value * problem.needs.net, len(problem.units))
        self.units: Ints = np.flatnonzero(need > 0)
        self.need: Floats = need[self.units]
        self.severity: Floats = problem.units.severity[self.units]
        at = np.full(len(problem.units), -1, dtype=np.int64)
        at[self.units] = np.arange(len(self.units))
        unit = at[problem.needs.unit[form.cells]]
        counted = np.flatnonzero(unit >= 0)
        self.row: Ints = unit[counted]
        self.column: Ints = form.met[counted]
        self.value: Floats = value[form.cells[counted]]
        met = sum_by(self.row, form.model.x[self.column] * self.value, len(self.units))
        self.coverage: Floats = met / self.need


def _leximin(form: Formulation) -> Iterator[Goal]:
    """The worst-off unit first; then the whole order, exactly where there are few units."""
    cover = _Coverage(form)
    ranked = _ranked(form, cover)
    if len(cover.units) <= ORDERED:
        yield from _ordered_outcomes(form, cover, ranked)
    else:
        yield next(_ordered_outcomes(form, cover, ranked))
        yield _spread(form, cover, ranked)


def _ranked(form: Formulation, cover: _Coverage) -> Ints:
    """Columns of coverage / severity of each unit."""
    each = np.arange(len(cover.units))
    ranked = form.model.add_columns(cover.coverage / cover.severity, upper=1.0 / cover.severity)
    scale = (cover.need * cover.severity)[cover.row]
    form.model.add_rows(
        np.concatenate([cover.row, each]),
        np.concatenate([cover.column, ranked]),
        np.concatenate([cover.value / scale, -np.ones(len(each))]),
        0.0,
        0.0,
        len(each),
    )
    return ranked


def _ordered_outcomes(form: Formulation, cover: _Coverage, ranked: Ints) -> Iterator[Goal]:
    """Ordered outcomes (Ogryczak & Sliwinski 2006): for k = 1, 2 ... raise the sum of the k lowest.

    The sum of the k lowest c_u is the largest k t - sum of d_u with d_u >= t - c_u, d_u >= 0: no binaries, and exact
    for whole packs as for fractions.
    """
    model, count = form.model, len(ranked)
    each = np.arange(count)
    top = 1.0 / cover.severity.min(initial=1.0)
    for k in range(1, count + 1):
        c = model.x[ranked]
        t = float(np.sort(c)[k - 1])
        level = model.add_columns(np.array([t]), upper=top)
        below = model.add_columns(np.maximum(0.0, t - c), upper=top if k > 1 else 0.0)
        model.add_rows(
            np.concatenate([each, each, each]),
            np.concatenate([ranked, below, np.repeat(level, count)]),
            np.concatenate([np.ones(2 * count), -np.ones(count)]),
            0.0,
            np.inf,
            count,
        )
        yield Goal(
            name="fairness",
            column=np.concatenate([level, below]),
            coefficient=np.concatenate([[-float(k)], np.ones(count)]),
            maximised=True,
            told=k == 1,
        )


def _spread(form: Formulation, cover: _Coverage, ranked: Ints) -> Goal:
    """With many units: raise sum of need x severity x psi(c), psi concave and much steeper for the worse off.

    Where feasible coverages form a polymatroid any strictly concave psi has the leximin plan as its optimum
    (Fujishige 1980); psi is cut into chords here, so the order is kept to within a chord.
    """
    model, count = form.model, len(ranked)
    top = float((1.0 / cover.severity).max())
    points = np.linspace(0.0, top, CHORDS + 1)
    height = -1.0 / (points / top + STEEP) ** 2
    slope = np.diff(height) / np.diff(points)
    offset = height[:-1] - slope * points[:-1]
    scale = slope.max()
    now = (slope[:, None] * model.x[ranked] + offset[:, None]).min(axis=0) / scale
    welfare = model.add_columns(now, lower=-np.inf, upper=np.inf)
    each = np.arange(count)
    for a, b in zip((slope / scale).tolist(), (offset / scale).tolist(), strict=True):
        model.add_rows(
            np.concatenate([each, each]),
            np.concatenate([ranked, welfare]),
            np.concatenate([np.full(count, -a), np.ones(count)]),
            -np.inf,
            b,
            count,
        )
    weight = cover.need * cover.severity
    return Goal("fairness", welfare, -weight / weight.sum(), maximised=True, told=False)


def _proportional(form: Formulation) -> Goal:
    """Raise sum of share_u * phi(c_u), phi the chords of log; by need, so a child counts the same everywhere."""
    cover, model = _Coverage(form), form.model
    count = len(cover.units)
    slope, offset = chords()
    now = (slope[:, None] * cover.coverage + offset[:, None]).min(axis=0)
    welfare = model.add_columns(now, upper=0.0, lower=-np.inf)
    for a, b in zip(slope.tolist(), offset.tolist(), strict=True):
        model.add_rows(
            np.concatenate([cover.row, np.arange(count)]),
            np.concatenate([cover.column, welfare]),
            np.concatenate([-a * cover.value / cover.need[cover.row], np.ones(count)]),
            -np.inf,
            b,
            count,
        )
    return Goal("fairness", welfare, -cover.need / cover.need.sum() if count else cover.need, maximised=True)


def _floor(form: Formulation, floor: float) -> Goal:
    """Lower sum over units of net value x what coverage lacks to the floor (times severity, at most all)."""
    cover, model = _Coverage(form), form.model
    count = len(cover.units)
    wanted = np.minimum(1.0, floor * cover.severity) * cover.need
    lack = model.add_columns(np.maximum(0.0, wanted - cover.coverage * cover.need))
    model.add_rows(
        np.concatenate([cover.row, np.arange(count)]),
        np.concatenate([cover.column, lack]),
        np.concatenate([cover.value, np.ones(count)]),
        wanted,
        np.inf,
        count,
    )
    return Goal("fairness", lack, np.ones(count))
