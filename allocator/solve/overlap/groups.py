"""Who may give what to whom, by provider: the shape of the overlap problem, without any amounts decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.pools import lot_steps
from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Ints, Problem
from allocator.solve.exact.columns import capacity_of
from allocator.solve.exact.families.earmark import eligible
from allocator.solve.quanta import item_quanta
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class Groups:
    """Pairs of giver and cell, sorted by cell then provider. Amounts in value (cash in money: prices are values).

    A *giver* is a lot, or a period of a service; a *group* a unit, category and period; a *link* a provider in a
    group; an *entry* a provider at a portion. A *portion* is all that a need cell lacks or, where gifts in packs may
    serve it, what whole packs can fill without
    surplus, and the rest, which takes a pack more than fits. Shapes: pairs
    (E,), portions (C,), entries (F,), links (K,), groups (G,), givers (S,).
    """

    giver: Ints
    cell: Ints
    """Portion of each pair."""
    use: Floats
    """Value a giver spends on each pair for every unit of value met: more than 1 where part of a pack is surplus."""
    spill: Floats
    """Surplus of each pair for every unit of value met."""
    portion_cell: Ints
    """Need cell of each portion."""
    portion_net: Floats
    """Quantity of each portion."""
    pair_link: Ints
    """Link of each pair."""
    entry_start: Ints
    """Shape (F,): first pair of each entry."""
    entry_cell: Ints
    """Portion of each entry."""
    entry_link: Ints
    cell_start: Ints
    """First entry of each portion that has any."""
    link_group: Ints
    link_start: Ints
    """Shape (G,): first link of each group."""
    group_unit: Ints
    shared_one: Ints
    """Entries that share their portion with another one, each pair of them once."""
    shared_two: Ints
    shared_pair: Ints
    """The couple of links each belongs to."""
    pair_one: Ints
    """Every couple of links of one group."""
    pair_two: Ints
    lot: Ints
    """Shape (S,): lot of each giver."""
    period: Ints
    """Shape (S,): period of a service; the number of periods for what a service gives at any time, and for others."""
    supply: Floats
    """Shape (S,): value of each giver. What a service may give at any time is bounded by itself: enough for a bound."""


def make_groups(problem: Problem, surplus: bool) -> Groups:
    """The groups of ``problem``, whose only limits are earmarks, quantities and packs; with or without ``surplus``."""
    needs, lots = problem.needs, problem.lots
    times = len(problem.periods) + 1
    lot, cell, use, portion_cell, portion_net = _portions(problem, *eligible(problem, needs.net > 0), surplus)
    service = lots.kind[lot] == SERVICE
    givers, giver = np.unique(
        lot * times + np.where(service, needs.period[portion_cell[cell]], times - 1), return_inverse=True
    )
    provider = lots.provider[lot]
    order = np.lexsort((giver, provider, cell))
    giver, cell, use, provider = giver[order], cell[order], use[order], provider[order]
    size = len(problem.providers)
    entry_start = _starts(cell * size + provider)
    entry_cell, entry_provider = cell[entry_start], provider[entry_start]
    of_entry = portion_cell[entry_cell]
    category = problem.items.category[needs.item[of_entry]]
    key = (needs.unit[of_entry] * len(problem.items.categories) + category) * times + needs.period[of_entry]
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
        use=use,
        spill=use - 1.0,
        portion_cell=portion_cell,
        portion_net=portion_net,
        pair_link=entry_link[np.cumsum(_first(entry_start, len(giver))) - 1],
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
        lot=of_giver,
        period=givers % times,
        supply=capacity_of(problem, of_giver, givers % times) * each,
    )


def _portions(problem: Problem, lot: Ints, cell: Ints, surplus: bool) -> tuple[Ints, Ints, Floats, Ints, Floats]:
    """Pairs of lots and portions with what the lot spends for each unit met; need cell and quantity of each portion.

    Packs of several sizes fill multiples of the greatest common divisor of their sizes.
    """
    needs = problem.needs
    step = lot_steps(problem, np.arange(len(problem.lots)))[lot]
    packed = step > item_quanta(problem)[needs.item[cell]]
    whole = step == np.rint(step)
    size = np.zeros(len(needs), dtype=np.int64)
    np.gcd.at(size, cell[packed & whole], step[packed & whole].astype(np.int64))
    size[cell[packed & ~whole]] = 0
    fills = np.where(size > 1, np.floor(needs.net / np.maximum(size, 1) + QUANTITY) * size, needs.net)
    amount = np.stack([fills, needs.net - fills], axis=1)
    there = amount > QUANTITY
    portion = np.where(there, np.cumsum(there).reshape(there.shape) - 1, -1)
    reached = np.flatnonzero(there[cell, 1] & (surplus | ~packed))
    use = np.where(packed, size[cell] / np.where(there[:, 1], amount[:, 1], 1.0)[cell], 1.0)[reached]
    pair_portion = np.concatenate([portion[cell, 0], portion[cell[reached], 1]])
    pair_lot, use = np.concatenate([lot, lot[reached]]), np.concatenate([np.ones(len(lot)), use])
    kept = pair_portion >= 0
    of_cell, _ = np.nonzero(there)
    return pair_lot[kept], pair_portion[kept], use[kept], of_cell, amount[there]


def _first(start: Ints, total: int) -> Bools:
    """Which of ``total`` places are the first of a run."""
    first = np.zeros(total, dtype=bool)
    first[start] = True
    return first


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
