"""``Questions``: can these clauses hold together? Each is one small program, and answers are remembered."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from allocator.conflicts.found import Clause
from allocator.conflicts.narrow import narrow
from allocator.conflicts.subset import only
from allocator.problem.problem import Bools, Problem
from allocator.solve.backends.mip import Budget, MipResult, solve_mip
from allocator.solve.exact.formulation import Formulation, formulate
from allocator.solve.exact.levels.shortfall import goals
from allocator.tolerances import QUANTITY

FAR = 0.99
"""Gap at which a question is answered: any bound above zero proves that something must fall short."""
NODES, SECONDS = 5_000, 5.0
"""Branch-and-bound nodes and seconds for a question; one that is not settled by then counts as *can hold*."""


class OutOfTime(Exception):
    """The time for all questions is over."""


class Questions:
    """Questions about the clauses of one problem, numbered as they are listed.

    What holds together still does with less of it, and what cannot hold still cannot with more: so many questions are
    answered by others.
    """

    def __init__(self, problem: Problem, clauses: tuple[Clause, ...], until: float) -> None:
        self.problem = problem
        self.clauses = clauses
        self.until = until
        """``time.perf_counter()`` after which no question is asked any more."""
        self.asked = 0
        """Questions asked of a solver so far."""
        self.unsettled = 0
        """Those among them that it could not settle."""
        self._holds: list[frozenset[int]] = []
        self._fails: list[frozenset[int]] = []

    def holds(self, kept: Iterable[int]) -> bool:
        """Whether the clauses ``kept`` can hold together, all others left out. Raises :class:`OutOfTime`."""
        wanted = frozenset(kept)
        if any(wanted <= known for known in self._holds):
            return True
        if any(known <= wanted for known in self._fails):
            return False
        answer = self.holds_in(self.problem, wanted)
        (self._holds if answer else self._fails).append(wanted)
        return answer

    def known_to_hold(self, kept: Iterable[int]) -> None:
        """Remember that the clauses ``kept`` hold together."""
        self._holds.append(frozenset(kept))

    def holds_in(self, problem: Problem, kept: Iterable[int]) -> bool:
        """:meth:`holds` in another ``problem`` with the same clauses, not remembered.

        What fractions cannot do whole packs cannot either, and fractions are quickly asked.
        """
        if self._left() <= 0:
            raise OutOfTime
        self.asked += 1
        form = formulate(narrow(only(problem, [self.clauses[at] for at in kept])))
        wanted = form.model.x[form.shortfall]

        def misses(found: MipResult) -> bool:
            x = form.model.x if found.x is None else found.x
            return bool(falls_short(problem, wanted, x[form.shortfall]).any())

        found = least_shortfall(form, Budget(seconds=self._left(), gap=FAR, nodes=NODES), whole=False)
        if misses(found):
            return not self._settled(misses(found), found)
        found = least_shortfall(form, Budget(seconds=min(self._left(), SECONDS), gap=FAR, nodes=NODES))
        return not self._settled(misses(found), found)

    def _settled(self, misses: bool, found: MipResult) -> bool:
        """Whether ``found``, which misses something or not, proves that something must be missed."""
        if not misses:
            return False
        if found.limit and found.bound <= 0:
            if self._left() <= 0:
                raise OutOfTime
            self.unsettled += 1
            return False
        return True

    def _left(self) -> float:
        return self.until - time.perf_counter()


def least_shortfall(form: Formulation, budget: Budget, whole: bool = True) -> MipResult:
    """The level ``rules`` alone: what all wishes lack together, as small as it can be; ``whole``: in whole packs."""
    (goal,) = goals(form)
    mip = form.model.mip(goal.cost(form.model.size))
    if not whole:
        mip = replace(mip, integer=np.zeros(len(mip.cost), dtype=bool))
    return solve_mip(mip, budget, form.model.x)


def falls_short(problem: Problem, wanted: np.ndarray, lack: np.ndarray) -> Bools:
    """Which wishes lack more than rounding explains. ``wanted`` is what each lacks in the empty plan."""
    dearest = float(problem.items.value.max(initial=1.0))
    short: Bools = lack > QUANTITY * np.where(wanted > 0, wanted, dearest)
    return short
