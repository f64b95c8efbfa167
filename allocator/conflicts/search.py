"""``contradictions``: every smallest set of wishes and limits that the planner has to choose from."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from allocator.conflicts.ask import OutOfTime, Questions, falls_short, least_shortfall
from allocator.conflicts.bars import find_bars
from allocator.conflicts.clauses import list_clauses
from allocator.conflicts.costs import Prices
from allocator.conflicts.explain import smallest_conflict, trimmed
from allocator.conflicts.found import Clause, Contradiction
from allocator.conflicts.narrow import narrow
from allocator.problem.problem import Problem
from allocator.solve.backends.mip import Budget
from allocator.solve.exact.families.earmark import count_eligible
from allocator.solve.exact.formulation import formulate
from allocator.solve.exact.route import NODES
from allocator.solve.exact.solve import WHOLE_SIZE

PHASES = ("contradictions", "giving up")
"""The phases reported to ``progress``."""


@dataclass(frozen=True)
class Search:
    """What a search came to."""

    found: tuple[Contradiction, ...]
    stopped: str = ""
    """Why it is not complete: ``size`` (too large for the exact formulation: nothing was looked for), ``time`` (there
    may be more contradictions, and costs may be missing) or ``packs`` (whole packs left a question unsettled: what
    rests on it may be missing, or larger than it need be)."""
    asked: int = 0
    """Questions that took a program."""


def contradictions(problem: Problem, progress: Callable[[str], None] | None = None) -> tuple[Contradiction, ...]:
    """Every contradiction among the wishes and limits of ``problem``, each a smallest set, with what each clause costs.

    A wish that the best plan misses is in at least one of them; limits of several that have none in common are all
    found. See :func:`search` for whether time or size ended it early.
    """
    return search(problem, progress).found


def search(problem: Problem, progress: Callable[[str], None] | None = None) -> Search:
    """:func:`contradictions`, with how far the search came within ``problem.effort.seconds``."""
    tell = progress or (lambda phase: None)
    until = time.perf_counter() + problem.effort.seconds
    if not problem.has_floors:
        return Search(())
    tell(PHASES[0])
    if count_eligible(narrow(problem), WHOLE_SIZE) > WHOLE_SIZE:
        return Search((), "size")
    questions = Questions(problem, list_clauses(problem), until)
    sets: list[frozenset[int]] = []
    stopped = ""
    try:
        if not _sets(questions, sets):
            return Search((), "size")
    except OutOfTime:
        stopped = "time"
    found = [Contradiction(_named(questions, each), (None,) * len(each)) for each in sets]
    if found:
        tell(PHASES[1])
    prices = Prices(problem, questions.clauses, until)
    try:
        for number, each in enumerate(sets):
            found[number] = replace(found[number], bars=find_bars(questions, each))
        for number, each in enumerate(sets):
            found[number] = replace(found[number], costs=tuple(prices.of(at) for at in sorted(each)))
    except OutOfTime:
        stopped = "time"
    return Search(tuple(found), stopped or ("packs" if questions.unsettled else ""), questions.asked)


def _named(questions: Questions, numbers: frozenset[int]) -> tuple[Clause, ...]:
    return tuple(questions.clauses[at] for at in sorted(numbers))


def _sets(questions: Questions, sets: list[frozenset[int]]) -> bool:
    """Add the contradictions to ``sets`` as they are found; False where the problem is too large to look.

    What the best plan misses can be given up, and then all else holds. One wish after the other is asked back: it is
    kept where it can be, and explained where it cannot. A wish may be barred in several ways; once it is explained, all
    that stood in its way is set aside and it is asked again, until nothing bars it any more.
    """
    wishes = [at for at, clause in enumerate(questions.clauses) if clause.wish]
    limits = [at for at, clause in enumerate(questions.clauses) if not clause.wish]
    short = _missed(questions, wishes)
    if short is None:
        return False
    held = [at for at in wishes if at not in short]
    questions.known_to_hold([*held, *limits])
    given_up = []
    for wish in short:
        if questions.holds([wish, *held, *limits]):
            held.append(wish)
        else:
            given_up.append(wish)
            _explain(questions, wish, limits, held, sets)
    for wish in given_up:
        around = set().union(*(each for each in sets if wish in each)) - {wish}
        while around:
            left = [at for at in limits if at not in around], [at for at in held if at not in around]
            if questions.holds([wish, *left[0], *left[1]]):
                break
            around |= _explain(questions, wish, *left, sets)
    return True


def _missed(questions: Questions, wishes: list[int]) -> list[int] | None:
    """The wishes that the best plan misses; ``None`` where the program is too large."""
    form = formulate(narrow(questions.problem))
    if form.model.size > WHOLE_SIZE:
        return None
    wanted = form.model.x[form.shortfall]
    effort = questions.problem.effort
    left = questions.until - time.perf_counter()
    result = least_shortfall(form, Budget(seconds=max(left / 3, 0.05), gap=effort.gap, nodes=NODES))
    x = form.model.x if result.x is None else result.x
    return [wishes[at] for at in np.flatnonzero(falls_short(questions.problem, wanted, x[form.shortfall])).tolist()]


def _explain(
    questions: Questions, wish: int, limits: list[int], held: list[int], sets: list[frozenset[int]]
) -> set[int]:
    """Add one smallest set that holds ``wish`` to ``sets``; what of ``limits`` and ``held`` is in it.

    Limits alone are tried first: these programs are small, and what they explain needs no other wish.
    """
    alone = frozenset({wish})
    pool = [*limits, *held] if questions.holds([wish, *limits]) else limits
    conflict = smallest_conflict(questions.holds, alone, pool)
    smallest = frozenset(trimmed(questions.holds, [wish, *conflict]))
    if smallest not in sets:
        sets.append(smallest)
    return set(smallest) - {wish}
