"""``Goal``: one thing to minimise over the columns of a model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import Floats, Ints
from allocator.solve.exact.model import Model
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class Opened:
    """Which column opens which: nothing flows in ``column`` unless ``opener`` is 1 (or counts vehicles)."""

    opener: Ints
    column: Ints
    capacity: Floats


@dataclass(frozen=True)
class Goal:
    """Minimise ``constant + sum coefficient * column``."""

    name: str
    column: Ints
    coefficient: Floats
    constant: float = 0.0
    maximised: bool = False
    """Whether the level is the negative of this: coverage is raised, all else is lowered."""
    opened: Opened | None = None
    """The fixed charges of the goal, where it has any."""
    told: bool = True
    """Whether it is reported: of a leximin only the first step is."""

    def value(self, x: Floats) -> float:
        """The goal's value at ``x``."""
        return self.constant + float(self.coefficient @ x[self.column])

    def cost(self, size: int) -> Floats:
        """Cost of each of ``size`` columns."""
        cost = np.zeros(size)
        np.add.at(cost, self.column, self.coefficient)
        return cost


def hold(model: Model, goal: Goal, most: float, slack: float) -> None:
    """Keep the goal at or below ``most`` from here on, give or take ``slack`` for rounding.

    A goal that is as low as the bounds of its columns allow keeps these columns at those bounds: no slack is needed.
    """
    lower, upper = model.bounds()
    cheapest = np.where(goal.coefficient > 0, lower[goal.column], upper[goal.column])
    counted = goal.coefficient != 0
    once = len(np.unique(goal.column)) == len(goal.column)
    lowest = bool((np.abs(model.x[goal.column] - cheapest)[counted] <= QUANTITY / 10).all())
    if once and lowest and most <= goal.value(model.x) + slack:
        model.fix(goal.column[counted], cheapest[counted])
        return
    model.hold(goal.column, goal.coefficient, most - goal.constant, slack)


def joined(goals: list[tuple[float, Goal]], name: str) -> Goal:
    """The weighted sum of goals."""
    opened = [goal.opened for _, goal in goals if goal.opened]
    none = np.zeros(0, dtype=np.int64)
    return Goal(
        name=name,
        column=np.concatenate([none, *(goal.column for _, goal in goals)]),
        coefficient=np.concatenate([np.zeros(0), *(weight * goal.coefficient for weight, goal in goals)]),
        constant=sum(weight * goal.constant for weight, goal in goals),
        opened=Opened(
            np.concatenate([none, *(each.opener for each in opened)]),
            np.concatenate([none, *(each.column for each in opened)]),
            np.concatenate([np.zeros(0), *(each.capacity for each in opened)]),
        )
        if opened
        else None,
    )
