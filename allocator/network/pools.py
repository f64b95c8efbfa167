"""Pools: lots that the network need not tell apart, because kind, item, pack and earmark are the same.

A service lot has a capacity in each period of its window, so it stands in one pool per period. Each lot of cash is a
pool of its own: two lots that could pay for a jacket together cannot pay for it apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Ints, Problem
from allocator.tolerances import WHOLE


@dataclass(frozen=True)
class Pools:
    """Pools in order of their first lot. Shape (S,) unless said otherwise."""

    kind: Ints
    item: Ints
    """-1 for cash."""
    step: Floats
    """Smallest quantity a delivery is made of: a pack; 1 for whole things; 0 where any fraction will do."""
    quantity: Floats
    """Usable quantity (whole packs of each lot), or money."""
    place_set: Ints
    """Index into ``sets``."""
    items: Bools
    ages: Bools
    periods: Bools
    sets: tuple[Ints, ...]
    """Distinct sets of tree parts, as in ``Lots.tops``."""
    member_start: Ints
    """Shape (S + 1,): members of pool s are ``member_start[s]:member_start[s + 1]`` below."""
    member_lot: Ints
    member_quantity: Floats


def make_pools(problem: Problem) -> Pools:
    """The pools of all usable lots."""
    lots = problem.lots
    sets: dict[bytes, int] = {}
    pools: dict[tuple[object, ...], list[int]] = {}
    windows: list[Bools] = []
    place_sets: list[int] = []
    for lot in np.flatnonzero(lots.usable & (lots.quantity > 0)).tolist():
        place_set = sets.setdefault(lots.tops[lot].tobytes(), len(sets))
        for window in _windows(lots.kind[lot] == SERVICE, lots.periods[lot]):
            key = (
                int(lots.kind[lot]),
                lot if lots.kind[lot] == CASH else -1,
                int(lots.item[lot]),
                float(lots.pack[lot]),
                place_set,
                lots.items[lot].tobytes(),
                lots.ages[lot].tobytes(),
                window.tobytes(),
            )
            if key not in pools:
                pools[key] = []
                windows.append(window)
                place_sets.append(place_set)
            pools[key].append(lot)
    members = list(pools.values())
    first = np.array([lots_[0] for lots_ in members], dtype=np.int64)
    member_lot = np.array([lot for lots_ in members for lot in lots_], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum([len(lots_) for lots_ in members])]).astype(np.int64)
    step = lot_steps(problem, first)
    quantity = _whole(lots.quantity[member_lot], np.repeat(step, np.diff(start)))
    pool_of = np.repeat(np.arange(len(members)), np.diff(start))
    return Pools(
        kind=lots.kind[first],
        item=lots.item[first],
        step=step,
        quantity=sum_by(pool_of, quantity, len(members)),
        place_set=np.array(place_sets, dtype=np.int64),
        items=lots.items[first],
        ages=lots.ages[first],
        periods=np.array(windows, dtype=bool).reshape(len(members), len(problem.periods) + 1),
        sets=tuple(np.frombuffer(tops, dtype=np.int64) for tops in sets),
        member_start=start,
        member_lot=member_lot,
        member_quantity=quantity,
    )


def _windows(per_period: bool, window: Bools) -> list[Bools]:
    """The window itself, or, for a service, one window for each period in it (each also open to *any time*)."""
    times = np.flatnonzero(window[:-1])
    if not per_period or len(times) == 0:
        return [window]
    single = np.zeros((len(times), len(window)), dtype=bool)
    single[np.arange(len(times)), times] = True
    single[:, -1] = True
    return list(single)


def lot_steps(problem: Problem, lots: Ints) -> Floats:
    """The smallest quantity a delivery of each of ``lots`` is made of: a pack; 0 where any fraction will do."""
    item = problem.lots.item[lots]
    pack = problem.lots.pack[lots]
    free = (problem.lots.kind[lots] == CASH) | (problem.items.divisible[item] & (pack == 1.0))
    return np.where(free, 0.0, pack)


def _whole(quantity: Floats, step: Floats) -> Floats:
    """``quantity`` rounded down to whole steps (kept where the step is 0)."""
    safe = np.where(step > 0, step, 1.0)
    return np.where(step > 0, np.floor(quantity / safe + WHOLE) * safe, quantity)
