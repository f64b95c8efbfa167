"""What, of a lot that a decision names, stands in the way: each part relaxed, and the question asked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from allocator.conflicts.ask import Questions
from allocator.conflicts.found import Bar
from allocator.problem.decisions import named_cells
from allocator.problem.problem import CASH, Lots, Problem

PARTS = ("usable", "quantity", "places", "items", "age_groups", "periods", "pack", "whole")
"""Parts of a gift that can be relaxed: its use at all, then the clauses of its earmark, its packs, whole things."""


def find_bars(questions: Questions, numbers: frozenset[int]) -> tuple[Bar, ...]:
    """One for each floor or lock among the clauses ``numbers`` that names a lot which bars it or fits no need."""
    found = []
    for at in sorted(numbers):
        clause = questions.clauses[at]
        names = dict(clause.pattern)
        if clause.table == "decisions" and clause.wish and "lot" in names:
            bar = _bar(questions, numbers, clause.at, names["lot"])
            found += [bar] if bar and bar not in found else []
    return tuple(found)


def _bar(questions: Questions, numbers: frozenset[int], row: int, name: str) -> Bar | None:
    problem = questions.problem
    lot, item = problem.lots.ids.index(name), int(problem.decisions.item[row])
    if not named_cells(problem, row).any():
        return Bar(name, ("need",), False)
    if item >= 0 and not _can_be(problem, lot, item):
        return Bar(name, ("item",), False)

    def holds(parts: Iterable[str]) -> bool:
        return questions.holds_in(relaxed(problem, lot, parts), numbers)

    parts = [part for part in PARTS if _binds(problem, lot, part)]
    if not parts or not holds(parts):
        return None
    single = tuple(part for part in parts if holds([part]))
    if single:
        return Bar(name, single, False)
    for part in list(parts):
        rest = [each for each in parts if each != part]
        parts = rest if holds(rest) else parts
    return Bar(name, tuple(parts), True)


def relaxed(problem: Problem, lot: int, parts: Iterable[str]) -> Problem:
    """``problem`` with ``parts`` of ``lot`` as wide as any decision could ask for."""
    for part in parts:
        problem = _relax(problem, lot, part)
    return problem


def _relax(problem: Problem, lot: int, part: str) -> Problem:
    lots, items = problem.lots, problem.items
    if part == "whole":
        return replace(problem, items=replace(items, divisible=np.ones(len(items.ids), dtype=bool)))
    if part == "places":
        roots = np.flatnonzero(problem.places.parent < 0)
        tops = tuple(roots if each == lot else own for each, own in enumerate(lots.tops))
        return replace(problem, lots=replace(lots, tops=tops))
    here = np.arange(len(lots)) == lot
    servable = ~np.isnan(items.cash_price) if lots.kind[lot] == CASH else ~np.isnan(items.rate[lots.item[lot]])
    each = items.cash_price if lots.kind[lot] == CASH else items.rate[lots.item[lot]]
    dearest = float(np.nan_to_num(each, nan=1.0).max(initial=1.0))
    ample = float(lots.quantity[lot]) + 10.0 * dearest * (float(problem.decisions.quantity.sum()) + lots.pack[lot])
    eased: dict[str, Lots] = {
        "usable": replace(lots, usable=lots.usable | here),
        "quantity": replace(lots, quantity=np.where(here, ample, lots.quantity)),
        "items": replace(
            lots, items=lots.items | (here[:, None] & servable[None, :]), clause=lots.clause | here[:, None]
        ),
        "age_groups": replace(lots, ages=lots.ages | here[:, None]),
        "periods": replace(lots, periods=lots.periods | here[:, None]),
        "pack": replace(lots, pack=np.where(here, 1.0, lots.pack)),
    }
    return replace(problem, lots=eased[part])


def _binds(problem: Problem, lot: int, part: str) -> bool:
    """Whether a part of ``lot`` limits it at all."""
    lots, places = problem.lots, problem.places
    binding = {
        "usable": not lots.usable[lot],
        "quantity": True,
        "places": set(lots.tops[lot].tolist()) != set(np.flatnonzero(places.parent < 0).tolist()),
        "items": not lots.clause[lot].all(),
        "age_groups": not lots.ages[lot].all(),
        "periods": not lots.periods[lot].all(),
        "pack": lots.kind[lot] != CASH and lots.pack[lot] != 1.0,
        "whole": not problem.items.divisible.all(),
    }
    return bool(binding[part])


def _can_be(problem: Problem, lot: int, item: int) -> bool:
    """Whether the lot gives the item, something that stands in for it, a kit with it in, or money that buys it."""
    items, kits, given = problem.items, problem.kits, int(problem.lots.item[lot])
    if problem.lots.kind[lot] == CASH:
        return not np.isnan(items.cash_price[item])
    boxed = bool(((kits.kit == given) & (kits.item == item)).any())
    return boxed or not np.isnan(items.rate[given, item])
