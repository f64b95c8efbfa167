"""``Front``: plans of which none is better in both of two aims, with bounds and the knee."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.analyse.scenario import Scenario, Solved
from allocator.language import number, tr
from allocator.notebook import card
from allocator.plan.assemble import allocation_frame, certificate_frame, coverage_frame, lots_frame, unmet_frame
from allocator.plan.deliveries import Deliveries
from allocator.plan.measures import measure
from allocator.plan.plan import Plan
from allocator.problem.problem import Floats, Problem

AXES = ("unmet_value", "fairness_min", "surplus_value", "overlap", "cost")
"""Aims that can be traded, by the names of their measures. Coverage is raised, the others are lowered."""
RAISED = frozenset({"fairness_min"})
WHOLE = frozenset({"overlap"})


@dataclass(frozen=True)
class Point:
    """One plan of a front. ``x`` and ``y`` are its values of the two aims.

    ``y_bound``: what no plan can beat in the second aim that is as good in the first; ``x_bound`` the other way round.
    """

    x: float
    y: float
    x_bound: float
    y_bound: float
    plan: Plan

    @property
    def proven(self) -> bool:
        """Whether no plan is better in one aim and as good in the other."""
        return _near(self.x, self.x_bound) and _near(self.y, self.y_bound)


@dataclass(frozen=True, eq=False)
class Front:
    """Plans by their first aim, the best first; none is better than another in both.

    >>> import allocator as al
    >>> front = al.front(al.read_scenario("scenarios/first-steps"), "unmet_value", "overlap", points=5)
    >>> front.table[["unmet_value", "overlap"]].values.tolist()
    [[49500000.0, 0.0]]
    """

    scenario: Scenario
    first: str
    second: str
    points: tuple[Point, ...]
    seconds: float
    whole: bool
    """Whether every plan that is best in one aim for some value of the other is among the points."""

    @property
    def knee(self) -> int:
        """The point furthest from the straight line between both ends, each aim counted by its range.

        >>> import allocator as al
        >>> al.front(al.read_scenario("scenarios/first-steps"), "unmet_value", "overlap").knee
        0
        """
        x, y = self._scaled("x"), self._scaled("y")
        return int(np.argmax(-(x + y).round(9)))

    def _scaled(self, axis: str) -> Floats:
        """Each point's value from 0 (the best on the front) to 1."""
        values = np.array([getattr(point, axis) for point in self.points])
        name = self.first if axis == "x" else self.second
        low, high = values.min(), values.max()
        share = (values - low) / (high - low) if high > low else np.zeros(len(values))
        scaled: Floats = 1.0 - share if name in RAISED else share
        return scaled

    @property
    def table(self) -> pd.DataFrame:
        """A row a point: both aims, their bounds, gap, proven, knee.

        ``gap`` is what the first aim may be off, the second kept, as a share of it.

        >>> import allocator as al
        >>> al.front(al.read_scenario("scenarios/first-steps"), "unmet_value", "overlap").table["proven"].all()
        np.True_
        """
        rows = [(point.x, point.x_bound, point.y, point.y_bound, point.proven) for point in self.points]
        columns = [self.first, f"{self.first}_bound", self.second, f"{self.second}_bound", "proven"]
        frame = pd.DataFrame(rows, columns=columns)
        size = frame[[self.first, columns[1]]].abs().max(axis=1)
        frame["gap"] = (frame[self.first] - frame[columns[1]]).abs() / size.where(size > 0, 1.0)
        return frame.assign(knee=np.arange(len(frame)) == self.knee)

    def plan(self, at: int) -> Solved:
        """The plan of point ``at``, to look at, to compare and to export.

        >>> import allocator as al
        >>> front = al.front(al.read_scenario("scenarios/first-steps"), "unmet_value", "overlap")
        >>> front.plan(0).measures.overlap
        0
        """
        return Solved(self.scenario, self.points[at].plan)

    def _repr_html_(self) -> str:
        facts = [
            (tr("Points"), number(len(self.points))),
            (tr("Proven"), number(sum(point.proven for point in self.points))),
            (tr("Seconds"), number(self.seconds, 1)),
        ]
        return card(f"{self.scenario.name}: {self.first} / {self.second}", facts, self.table)


def _near(value: float, bound: float) -> bool:
    return abs(value - bound) <= 1e-5 * max(1.0, abs(value), abs(bound))


def value_of(plan: Plan, axis: str) -> float:
    """The plan's value of an aim."""
    return float(getattr(plan.measures, axis))


def plan_of_lines(problem: Problem, lines: Deliveries, seconds: float = 0.0) -> Plan:
    """The plan made of ``lines``, measured; without bounds and causes."""
    every = np.ones(len(problem.needs), dtype=bool)
    wanted = np.ones(len(problem.lots), dtype=bool)
    return Plan(
        name=problem.name,
        allocations=allocation_frame(problem, lines),
        unmet=unmet_frame(problem, lines, every),
        coverage=coverage_frame(problem, lines, None),
        lots=lots_frame(problem, lines, wanted, wanted),
        certificate=certificate_frame(problem, None),
        measures=measure(problem, lines),
        objectives=(),
        seconds={"front": round(seconds, 3)},
    )


def best_only(points: list[Point], first: str, second: str) -> list[Point]:
    """The points that no other one is better than in one aim and as good in the other, by the first aim."""
    x = np.array([point.x for point in points]) * (-1.0 if first in RAISED else 1.0)
    y = np.array([point.y for point in points]) * (-1.0 if second in RAISED else 1.0)
    kept: list[Point] = []
    best = np.inf
    for at in np.lexsort((y, x)).tolist():
        if y[at] < best - 1e-9 * max(1.0, abs(y[at])):
            kept.append(points[at])
            best = float(y[at])
    return kept
