"""``earmark``: a lot goes only where its donor's conditions, its window and the bans of ``links`` let it."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Bools, Ints, Problem


def inside(problem: Problem, lot: int) -> Bools:
    """Shape (P,): the places the earmark of ``lot`` names."""
    places = problem.places
    size = len(places.ids)
    mask = np.zeros(size, dtype=bool)
    for top in problem.lots.tops[lot].tolist():
        mask[top - size if top >= size else slice(top, places.end[top])] = True
    return mask & ~_banned(problem, lot)


def _banned(problem: Problem, lot: int) -> Bools:
    links, places = problem.links, problem.places
    mask = np.zeros(len(places.ids), dtype=bool)
    about = (links.lot == lot) | (links.donor == problem.lots.donor[lot])
    for place in links.place[about & ~links.allowed].tolist():
        mask[place : places.end[place]] = True
    return mask


def usable_lots(problem: Problem) -> Ints:
    """Lots that may be allocated at all."""
    return np.flatnonzero(problem.lots.usable & (problem.lots.quantity > 0))


def eligible(problem: Problem, cells: Bools) -> tuple[Ints, Ints]:
    """All (lot, cell) pairs that the earmarks allow, among the ``cells`` marked. In (lot, cell) order."""
    lots, needs = problem.lots, problem.needs
    pairs_lot, pairs_cell = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for lot in usable_lots(problem).tolist():
        fits = (
            cells
            & inside(problem, lot)[needs.place]
            & lots.items[lot][needs.item]
            & lots.ages[lot][needs.age]
            & lots.periods[lot][needs.period]
        )
        cell = np.flatnonzero(fits)
        pairs_lot.append(np.full(len(cell), lot))
        pairs_cell.append(cell)
    return np.concatenate(pairs_lot), np.concatenate(pairs_cell)


def count_eligible(problem: Problem, enough: int) -> int:
    """How many pairs ``eligible`` would list; counting stops once there are more than ``enough``."""
    needs, lots = problem.needs, problem.lots
    count = 0
    for lot in usable_lots(problem).tolist():
        place = inside(problem, lot)[needs.place] & (needs.net > 0)
        fits = lots.items[lot][needs.item] & lots.ages[lot][needs.age] & lots.periods[lot][needs.period]
        count += int((place & fits).sum())
        if count > enough:
            break
    return count
