"""A problem solved again with something changed, beside the plan as it is."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from allocator.plan.measures import met_quantity
from allocator.plan.plan import Objective, Plan
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Level, Lines, Problem, Reference
from allocator.solve.clock import Clock
from allocator.solve.exact.route import solve_exactly
from allocator.tolerances import PROVEN

DECIDING = ("unmet", "fairness", "blend")
"""Levels that bear on what is met; those after the last of them are left out."""

SMALL = 12
"""Up to so many units leximin is solved exactly to the last; of more only the worst-off is compared."""

NODES, NEAR = 50, 1e-3
"""Work and gap of each solve: to say that a clause helps it is enough to find a better plan, the best is not needed."""

APART = 1e-6
"""Coverages, and values of a level, closer than this are the same."""


class OutOfTimeError(Exception):
    """There was no time left for another solve."""


@dataclass(frozen=True)
class Standing:
    """How good a plan is, level by level, and what it meets of each cell."""

    objectives: tuple[Objective, ...]
    ranked: Floats
    """Coverage / severity of the units with need, from the worst up."""
    met: Floats
    """Shape (N,)."""


class Trials:
    """Solves variants of a problem, as far as levels decide what is met, until a moment of ``time.perf_counter``."""

    def __init__(self, problem: Problem, plan: Plan, until: float) -> None:
        self.problem, self._until = problem, until
        last = max((at for at, level in enumerate(problem.levels) if level.name in DECIDING), default=-1)
        deciding = problem.levels[: last + 1]
        # A budget of changes stands in the level of changes, and binds all levels before it as well.
        self.levels = (*deciding, *(level for level in problem.levels[last + 1 :] if level.most >= 0))
        # A level that counts changes needs the scenario's own reference; else this plan is what to stay near.
        counted = any(level.name in ("change", "blend") for level in self.levels)
        self._near = None if counted else Reference(lines_of(problem, plan), 0)
        met = plan.unmet["met"].to_numpy(dtype=float)
        names = {objective.name: objective for objective in plan.objectives}
        self.now = Standing(
            tuple(names[name] for name in _names(problem, deciding) if name in names), _ranked(problem, met), met
        )

    def solve(self, problem: Problem) -> Standing:
        """How good ``problem`` can be made; raises :class:`OutOfTimeError`."""
        left = self._until - time.perf_counter()
        if left <= 0:
            raise OutOfTimeError
        effort = replace(problem.effort, seconds=left, gap=max(problem.effort.gap, NEAR))
        short = replace(problem, levels=self.levels, effort=effort)
        if self._near:
            short = replace(short, levels=(*self.levels, Level("kept")), reference=self._near)
        outcome = solve_exactly(short, Clock(None, time.perf_counter()), NODES)
        if outcome.limit_hit:
            raise OutOfTimeError
        _, met = met_quantity(problem, outcome.lines.cell, outcome.lines.quantity)
        return Standing(outcome.objectives, _ranked(problem, met), met)

    def better(self, new: Standing) -> bool:
        """Whether ``new`` is better than any plan of the problem as it is: better than its proven bound.

        Levels are compared in order, and each only where those before it are as good.
        """
        tolerance = {name: level.tolerance for level in self.levels for name in _names(self.problem, (level,))}
        ours = {objective.name: objective for objective in new.objectives}
        for old in self.now.objectives:
            if old.name not in ours:
                continue
            sign = -1.0 if _raised(old) else 1.0
            size = max(abs(old.value), abs(ours[old.name].value))
            noise = PROVEN * size + tolerance.get(old.name, 0.0) * abs(old.value) + APART
            gain = sign * (old.value - ours[old.name].value)
            best = old.value if old.bound is None or old.proof == "proven" else old.bound
            if sign * (best - ours[old.name].value) > noise:
                return True
            if abs(gain) > noise:
                return False
            if old.name == "fairness" and old.method in ("", "leximin") and len(new.ranked) <= SMALL:
                apart = np.flatnonzero(np.abs(new.ranked - self.now.ranked) > APART)
                if len(apart):
                    return bool(new.ranked[apart[0]] > self.now.ranked[apart[0]])
        return False


def lines_of(problem: Problem, plan: Plan) -> Lines:
    """The lines of ``plan``, a plan of ``problem``, by index."""
    key = ["place_id", "item_id", "age_group_id", "period_id"]
    cells = plan.unmet[key].assign(cell=np.arange(len(plan.unmet)))
    lots = {name: at for at, name in enumerate(problem.lots.ids)}
    return Lines(
        lot=plan.allocations["lot_id"].map(lots).to_numpy().astype(np.int64),
        cell=plan.allocations[key].merge(cells, on=key, how="left")["cell"].to_numpy().astype(np.int64),
        quantity=plan.allocations["quantity"].to_numpy(dtype=float),
    )


def _raised(objective: Objective) -> bool:
    """Whether more is better."""
    return objective.name == "fairness" and objective.method != "floor"


def _names(problem: Problem, levels: tuple[Level, ...]) -> list[str]:
    """The names of the objectives that ``levels`` come to, in order; what floors lack, or a budget, comes first."""
    tiers = [f"unmet_tier_{tier}" for tier in np.unique(problem.needs.tier).tolist()]
    found = ["rules", "budget"]
    for level in levels:
        found += tiers if level.name == "unmet" else [level.name]
    return found


def _ranked(problem: Problem, met: Floats) -> Floats:
    needs, units = problem.needs, problem.units
    value = problem.items.value[needs.item]
    need = sum_by(needs.unit, needs.net * value, len(units))
    got = sum_by(needs.unit, met * value, len(units))
    needy = need > 0
    return np.sort(got[needy] / need[needy] / units.severity[needy])
