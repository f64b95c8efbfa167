"""Exact fronts of problems small enough for the exact formulation, by epsilon-constraint, each program started warm."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from allocator.analyse.scenario import Scenario
from allocator.analyse.tradeoffs.front import RAISED, WHOLE, Front, Point, best_only, plan_of_lines, value_of
from allocator.problem.problem import Floats
from allocator.solve.backends.mip import Budget, Mip, MipResult, solve_mip
from allocator.solve.exact.formulation import Formulation, formulate
from allocator.solve.exact.levels import cost, overlap, shortfall, surplus
from allocator.solve.exact.levels.fairness import worst_off
from allocator.solve.exact.levels.goal import Goal, hold
from allocator.solve.exact.lines import deliveries
from allocator.tolerances import LEVEL_SLACK

NODES = 20_000
"""Branchings of each program at most."""


def exact_front(scenario: Scenario, first: str, second: str, points: int, seconds: float) -> Front:
    """The front of two aims; each point the least of the first with the second held, then of the second."""
    begun = time.perf_counter()
    search = _Search(scenario, first, second, begun + seconds)
    best_first, best_second = search.corner(True), search.corner(False)
    found = [best_first, best_second]
    low, high = best_second.y, best_first.y
    counted = second in WHOLE and high - low <= points
    steps = np.arange(low, high + 1) if counted else np.linspace(low, high, points)
    found += [search.point(most) for most in steps[1:-1].tolist() if time.perf_counter() < begun + seconds]
    made = [search.told(point) for point in found]
    kept = best_only(made, first, second)
    return Front(scenario, first, second, tuple(kept), round(time.perf_counter() - begun, 3), counted)


@dataclass(frozen=True)
class _Found:
    """A solution; ``x`` and ``y`` as goals to minimise, with the least ``x`` that programs left open."""

    solution: Floats
    x: float
    y: float
    x_bound: float
    y_bound: float


class _Search:
    """The formulation with a row that holds each of the two aims."""

    def __init__(self, scenario: Scenario, first: str, second: str, until: float) -> None:
        self._names, self._until = (first, second), until
        self._form = formulate(scenario.problem)
        model = self._form.model
        if scenario.problem.has_floors:
            goal = next(shortfall.goals(self._form))
            found = solve_mip(model.mip(goal.cost(model.size)), self._budget())
            model.x = model.x if found.x is None else found.x
            hold(model, goal, goal.value(model.x), LEVEL_SLACK)
        self._goals = tuple(_goal(self._form, name) for name in (first, second))
        self._rows: list[int] = []
        self._scales: list[float] = []
        for goal in self._goals:
            none = np.zeros(len(goal.column), dtype=np.int64)
            self._scales.append(float(model.add_rows(none, goal.column, goal.coefficient, -np.inf, np.inf, 1)[0]))
            self._rows.append(model.rows - 1)
        self._mip = model.mip(np.zeros(model.size))
        self._start: Floats | None = model.x

    def corner(self, first: bool) -> _Found:
        """The best of one aim, then of the other."""
        one, other = (0, 1) if first else (1, 0)
        best = self._least(one, {})
        solution = self._solution(best)
        then = self._least(other, {one: self._goals[one].value(solution)}, solution)
        solution = self._solution(then, solution)
        bounds = {one: self._bound(best, one), other: self._bound(then, other)}
        self._start = solution
        return _Found(solution, *self._values(solution), bounds[0], bounds[1])

    def point(self, most: float) -> _Found:
        """The least of the first aim where the second is at most ``most``, then the least of the second."""
        best = self._least(0, {1: most}, self._start)
        solution = self._solution(best, self._start)
        then = self._least(1, {0: self._goals[0].value(solution)}, solution)
        solution = self._solution(then, solution)
        self._start = solution
        return _Found(solution, *self._values(solution), self._bound(best, 0), self._bound(then, 1))

    def told(self, found: _Found) -> Point:
        """The point of a solution, its aims as a plan has them."""
        self._form.model.x = found.solution
        plan = plan_of_lines(self._form.problem, deliveries(self._form))
        x, y = (value_of(plan, name) for name in self._names)
        bounds = [
            1.0 - bound if name in RAISED else float(math.ceil(bound - 1e-5)) if name in WHOLE else bound
            for name, bound in zip(self._names, (found.x_bound, found.y_bound), strict=True)
        ]
        return Point(x, y, bounds[0], bounds[1], plan)

    def _values(self, solution: Floats) -> tuple[float, float]:
        return self._goals[0].value(solution), self._goals[1].value(solution)

    def _least(self, at: int, held: dict[int, float], start: Floats | None = None) -> MipResult:
        """The least of aim ``at`` with others held; ``start`` is kept to where nothing better is found."""
        upper = self._mip.row_upper.copy()
        for other, most in held.items():
            goal = self._goals[other]
            slack = LEVEL_SLACK * max(1e-12, float(np.abs(goal.coefficient).max(initial=0.0)))
            upper[self._rows[other]] = (most - goal.constant + slack) * self._scales[other]
        cost_of = self._goals[at].cost(len(self._mip.cost))
        program: Mip = replace(self._mip, cost=cost_of, row_upper=upper)
        return solve_mip(program, self._budget(), self._start if start is None else start)

    def _bound(self, result: MipResult, at: int) -> float:
        return result.bound + self._goals[at].constant

    def _solution(self, result: MipResult, known: Floats | None = None) -> Floats:
        if result.x is not None:
            return result.x
        return self._form.model.x if known is None else known

    def _budget(self) -> Budget:
        return Budget(seconds=max(0.05, self._until - time.perf_counter()), gap=0.0, nodes=NODES)


def _goal(form: Formulation, name: str) -> Goal:
    """An aim as something to minimise."""
    if name == "unmet_value":
        needs, value = form.problem.needs, form.problem.items.value[form.problem.needs.item]
        return Goal(name, form.met, -value[form.cells], float((value * needs.net).sum()))
    made = {"fairness_min": worst_off, "surplus_value": surplus.goals, "overlap": overlap.goals, "cost": cost.goals}
    goal = next(made[name](form), None)
    none = np.zeros(0, dtype=np.int64)
    return goal or Goal(name, none, np.zeros(0))
