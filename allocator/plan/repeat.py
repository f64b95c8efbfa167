"""Repeats: the same item again in the same place inside its lifetime, beyond what is needed."""

from __future__ import annotations

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Problem


def repeat_value(problem: Problem, allocated: Floats) -> float:
    """Value allocated beyond net need to cells whose item arrived there less than a lifetime before.

    Arrivals that count are allocations to the same place, item and age group in the ``lifetime - 1`` periods before,
    and ledger entries in those periods or the same one. Needs for any time have only their own ledger.
    """
    needs = problem.needs
    beyond = np.maximum(0.0, allocated - needs.net)
    later, before = earlier_cells(problem)
    arrived = needs.ledger + sum_by(later, (allocated + needs.ledger)[before], len(needs))
    return float((np.minimum(beyond, arrived) * problem.items.value[needs.item]).sum())


def earlier_cells(problem: Problem) -> tuple[Ints, Ints]:
    """Pairs (cell, earlier cell) of the same place, item and age group, less than a lifetime apart."""
    needs = problem.needs
    lifetime = problem.items.lifetime[needs.item]
    times = len(problem.periods) + 1
    key = ((needs.place * len(problem.items.ids) + needs.item) * (len(problem.age_groups) + 1) + needs.age) * times
    order = np.argsort(key + needs.period, kind="stable")
    sorted_key = (key + needs.period)[order]
    later, before = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    timed = needs.period < len(problem.periods)
    for lag in range(1, min(int(lifetime.max(initial=1)), len(problem.periods))):
        looking = np.flatnonzero(timed & (lifetime > lag) & (needs.period >= lag))
        wanted = key[looking] + needs.period[looking] - lag
        at = np.minimum(np.searchsorted(sorted_key, wanted), max(len(order) - 1, 0))
        hit = sorted_key[at] == wanted
        later.append(looking[hit])
        before.append(order[at[hit]])
    return np.concatenate(later), np.concatenate(before)
