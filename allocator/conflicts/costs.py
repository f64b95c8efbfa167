"""What giving up a clause would change: the best plan with it and without it."""

from __future__ import annotations

import time
from dataclasses import replace

from allocator.conflicts.ask import OutOfTime
from allocator.conflicts.found import Clause, Cost
from allocator.conflicts.subset import only
from allocator.problem.problem import Level, Problem
from allocator.solve.exact.formulation import formulate
from allocator.solve.exact.route import NODES
from allocator.solve.exact.solve import solve_levels
from allocator.tolerances import PROVEN

LEVELS = (Level("rules"), Level("unmet"))


class Prices:
    """What floors lack and what need stays unmet in the best plan of a problem, with and without each clause."""

    def __init__(self, problem: Problem, clauses: tuple[Clause, ...], until: float) -> None:
        self._problem, self._clauses, self._until = problem, clauses, until
        self._known: dict[int, Cost] = {}
        self._base: dict[str, float] = {}

    def of(self, clause: int) -> Cost:
        """What giving up ``clause`` (by number) changes. Raises :class:`OutOfTime`."""
        if not self._base:
            self._base = self._reached(self._clauses)
        if clause not in self._known:
            others = (*self._clauses[:clause], *self._clauses[clause + 1 :])
            self._known[clause] = self._change(self._reached(others))
        return self._known[clause]

    def _change(self, reached: dict[str, float]) -> Cost:
        def change(name: str) -> float:
            before, after = self._base.get(name, 0.0), reached.get(name, 0.0)
            noise = max(self._problem.effort.gap, PROVEN) * max(abs(before), abs(after))
            return 0.0 if abs(after - before) <= noise else round(after - before, 6)

        prefix = "unmet_tier_"
        tiers = sorted(int(name.removeprefix(prefix)) for name in self._base if name.startswith(prefix))
        return Cost(change("rules"), tuple((tier, change(f"{prefix}{tier}")) for tier in tiers))

    def _reached(self, kept: tuple[Clause, ...]) -> dict[str, float]:
        """The value of each level with the clauses ``kept``."""
        left = self._until - time.perf_counter()
        if left <= 0:
            raise OutOfTime
        problem = only(self._problem, kept)
        effort = replace(problem.effort, seconds=left)
        levels = LEVELS if problem.has_floors else LEVELS[1:]
        results = solve_levels(formulate(problem), levels, effort, NODES, time.perf_counter())
        if any(result.limit == "time" for result in results):
            raise OutOfTime
        return {result.name: result.value for result in results}
