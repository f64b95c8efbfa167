"""Who may give what to whom, by provider: the shape of the overlap problem, without any amounts decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import CASH, SERVICE, Floats, Ints, Problem
from allocator.solve.exact.columns import capacity_of
from allocator.solve.exact.families.earmark import eligible


@dataclass(frozen=True)
class Groups:
    """Pairs of giver and cell, sorted by cell then provider. Amounts in value (cash in money: prices are values).

    A *giver* is a lot, or a period of a service; a *group* a unit, category and period; a *link* a provider in a
    group; an *entry* a provider at a cell. Shapes: pairs (E,), entries (F,), links (K,), groups (G,), givers (S,).
    """

    giver: Ints
    cell: Ints
    entry_start: Ints
    """Shape (F,): first pair of each entry."""
    entry_cell: Ints
    entry_link: Ints
    cell_start: Ints
    """First entry of each cell that has any."""
    link_group: Ints
    link_start: Ints
    """Shape (G,): first link of each group."""
    group_unit: Ints
    shared_one: Ints
    """Entries that share their cell with another one, each pair of them once."""
    shared_two: Ints
    shared_pair: Ints
    """The couple of links each belongs to."""
    pair_one: Ints
    """Every couple of links of one group."""
    pair_two: Ints
    supply: Floats
    """Shape (S,): value of each giver. What a service may give at any time is bounded by itself: enough for a bound."""


def make_groups(problem: Problem) -> Groups:
    """The groups of ``problem``, whose only limits are earmarks and quantities."""
    needs, lots = problem.needs, problem.lots
    times = len(problem.periods) + 1
    lot, cell = eligible(problem, needs.net > 0)
    service = lots.kind[lot] == SERVICE
    givers, giver = np.unique(lot * times + np.where(service, needs.period[cell], times - 1), return_inverse=True)
    provider = lots.provider[lot]
    order = np.lexsort((giver, provider, cell))
    giver, cell, provider = giver[order], cell[order], provider[order]
    size = len(problem.providers)
    entry_start = _starts(cell * size + provider)
    entry_cell, entry_provider = cell[entry_start], provider[entry_start]
    category = problem.items.category[needs.item[entry_cell]]
    key = (needs.unit[entry_cell] * len(problem.items.categories) + category) * times + needs.period[entry_cell]
    links, entry_link = np.unique(key * size + entry_provider, return_inverse=True)
    groups, link_group = np.unique(links // size, return_inverse=True)
    cell_start = _starts(entry_cell)
    one, two = _couples(cell_start, len(entry_cell))
    pair_one, pair_two = _couples(_starts(link_group), len(links))
    known = pair_one * max(len(links), 1) + pair_two
    order = np.argsort(known)
    pair_one, pair_two = pair_one[order], pair_two[order]
    shared_pair = np.searchsorted(known[order], entry_link[one] * max(len(links), 1) + entry_link[two])
    of_giver = givers // times
    each = np.where(lots.kind[of_giver] == CASH, 1.0, problem.items.value[np.maximum(lots.item[of_giver], 0)])
    return Groups(
        giver=giver,
        cell=cell,
        entry_start=entry_start,
        entry_cell=entry_cell,
        entry_link=entry_link,
        cell_start=cell_start,
        link_group=link_group,
        link_start=_starts(link_group),
        group_unit=groups // times // len(problem.items.categories),
        shared_one=one,
        shared_two=two,
        shared_pair=shared_pair,
        pair_one=pair_one,
        pair_two=pair_two,
        supply=capacity_of(problem, of_giver, givers % times) * each,
    )


def _starts(sorted_keys: Ints) -> Ints:
    """Position of the first of each run of equal keys."""
    return (
        np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1]]))
        if len(sorted_keys)
        else sorted_keys
    )


def _couples(start: Ints, total: int) -> tuple[Ints, Ints]:
    """Every couple of entries in the same run; runs begin at ``start`` and end at the next, the last at ``total``."""
    length = np.diff(np.concatenate([start, [total]]))
    one, two = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for size in np.unique(length[length > 1]).tolist():
        first = start[length == size][:, None]
        i, j = np.triu_indices(size, 1)
        one.append((first + i).ravel())
        two.append((first + j).ravel())
    return np.concatenate(one), np.concatenate(two)
