"""From a problem to a plan."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

from allocator.plan.plan import Plan
from allocator.problem.problem import Problem
from allocator.solve.engine import PHASES, solve

__all__ = ["PHASES", "solve"]


class _Solving(ModuleType):
    """Importing this package puts it in the place of the function ``al.solve``: so it can be called as well."""

    def __call__(self, problem: Problem, progress: Callable[[str], None] | None = None) -> Plan:
        return solve(problem, progress)


sys.modules[__name__].__class__ = _Solving
