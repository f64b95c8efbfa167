"""From the linear program on open links to few links and whole packs: round a little, solve again, go on.

First the links: those that the vertex opens most are opened for good, until every link is open or closed. Then
packs and dear things, from those nearest to a whole number, until only small single things are in parts.
"""

from __future__ import annotations

import time

import numpy as np

from allocator.problem.problem import Floats
from allocator.solve.backends.warm import WarmProgram
from allocator.solve.overlap.opened import Opened

OPEN, SHUT = 1.0 - 1e-6, 1e-6
"""A link above the first is open, below the second closed."""
LAST = 3
"""So few links in parts are opened outright."""
SURE = 0.7
"""Links of the vertex above this are opened at once."""
PART = 1e-5
"""An amount is in whole steps if it is off by less than this."""
FINE = 0.0125
"""Steps worth fewer units of account than this are small: they are made whole at the end, all together."""
PATIENCE = 25
"""Rounds in which all links, or packs, are free; after that those that are whole stay as they are."""


def dive(opened: Opened, warm: WarmProgram, x: Floats, deadline: float) -> Floats | None:
    """Amounts in steps (small ones still in parts) and links from the vertex ``x``; ``None`` if time ran out."""
    links = opened.links
    rounds = 0
    while True:
        y = x[links]
        if rounds >= PATIENCE:
            shut = links.start + np.flatnonzero((y <= SHUT) & warm.is_free(links))
            warm.narrow(shut, np.zeros(len(shut)), np.zeros(len(shut)))
        parts = np.flatnonzero((y > SHUT) & (y < OPEN) & warm.is_free(links))
        if len(parts) <= LAST:
            break
        count = max(3, len(parts) // 4, int((y[parts] > SURE).sum()))
        chosen = links.start + parts[np.argsort(-y[parts], kind="stable")][:count]
        warm.narrow(chosen, np.ones(len(chosen)), np.ones(len(chosen)))
        found = warm.solve(deadline - time.perf_counter())
        if found is None:
            return None
        x = found[0]
        rounds += 1
    amounts = slice(0, len(opened.giver))
    carried = np.zeros(links.stop)
    np.maximum.at(carried, opened.link, x[amounts])
    y = (carried[links] > SHUT * opened.step.min(initial=1.0)).astype(np.float64)
    warm.narrow(np.arange(links.start, links.stop), y, y)
    return _whole_packs(opened, warm, deadline)


def _whole_packs(opened: Opened, warm: WarmProgram, deadline: float) -> Floats | None:
    amounts = slice(0, len(opened.giver))
    coarse = opened.step > FINE
    rounds = 0
    while True:
        found = warm.solve(deadline - time.perf_counter())
        if found is None:
            return None
        steps = found[0][amounts] / opened.step
        off = np.abs(steps - np.rint(steps))
        free = coarse & warm.is_free(amounts)
        parts = np.flatnonzero(free & (off > PART))
        if not len(parts):
            return found[0]
        if rounds >= PATIENCE:
            rest = np.flatnonzero(free & (off <= PART))
            amount = np.rint(steps[rest]) * opened.step[rest]
            warm.narrow(rest, amount, amount)
        chosen = parts[np.argsort(off[parts], kind="stable")][: max(1, len(parts) // 4)]
        amount = np.rint(steps[chosen]) * opened.step[chosen]
        warm.narrow(chosen, amount, amount)
        if warm.solve(deadline - time.perf_counter()) is None:
            # Rounded up, these packs are more than their givers have; rounded down they always fit.
            amount = np.floor(steps[chosen]) * opened.step[chosen]
            warm.narrow(chosen, amount, amount)
        rounds += 1
