"""Repeats: the same item again in the same place inside its lifetime, beyond what is needed."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Floats, Ints, Problem


def repeat_value(problem: Problem, allocated: Floats) -> float:
    """Value allocated beyond net need to cells whose item arrived there less than a lifetime before.

    Arrivals that count are allocations to the same place, item and age group in the ``lifetime - 1`` periods before,
    and ledger entries in those periods or the same one. Needs for any time have only their own ledger.
    """
    needs = problem.needs
    beyond = np.maximum(0.0, allocated - needs.net)
    arrived = needs.ledger.copy()
    lifetime = problem.items.lifetime[needs.item]
    times = len(problem.periods) + 1
    key = ((needs.place * len(problem.items.ids) + needs.item) * (len(problem.age_groups) + 1) + needs.age) * times
    order = np.argsort(key + needs.period, kind="stable")
    sorted_key = (key + needs.period)[order]
    timed = needs.period < len(problem.periods)
    for lag in range(1, min(int(lifetime.max(initial=1)), len(problem.periods))):
        looking = np.flatnonzero(timed & (lifetime > lag) & (needs.period >= lag) & (beyond > 0))
        wanted = key[looking] + needs.period[looking] - lag
        at = np.minimum(np.searchsorted(sorted_key, wanted), max(len(order) - 1, 0))
        hit = sorted_key[at] == wanted
        earlier: Ints = order[at[hit]]
        arrived[looking[hit]] += allocated[earlier] + needs.ledger[earlier]
    return float((np.minimum(beyond, arrived) * problem.items.value[needs.item]).sum())
