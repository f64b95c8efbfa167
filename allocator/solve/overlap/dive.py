"""From the linear program on open links to few links and whole packs: round a little, solve again, go on.

First the links: those that the vertex opens most are opened for good and those it hardly uses are closed, until every
link is open or closed. Then packs and dear things, from those nearest to a whole number, until only small single things
are in parts. Packs that cost something when they are rounded together are rounded a few at a time, the last one up or
down, as is cheaper: a pack left over is value that no unit gets.
"""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.warm import Vertex, WarmProgram
from allocator.solve.clock import Timing
from allocator.solve.overlap.opened import Amounts, Opened

OPEN, SHUT = 1.0 - 1e-6, 1e-6
"""A link above the first is open, below the second closed."""
LAST = 3
"""So few links in parts are opened outright."""
SURE, SLIGHT = 0.7, 0.05
"""Links of the vertex above the first are opened at once, links below the second closed."""
PART = 1e-5
"""An amount is in whole steps if it is off by less than this."""
FINE = 0.0125
"""Steps worth fewer units of account than this are small: they are made whole at the end, all together."""
PATIENCE = 25
"""Rounds in which all links, or packs, are free; after that those that are whole stay as they are."""
DEAR = 0.1
"""Packs that cost no more than so many links when they are made whole together stay so."""


def dive(opened: Opened, warm: WarmProgram, x: Floats, timing: Timing) -> tuple[Amounts, Floats] | None:
    """The amounts on few links and a vertex where only small ones are in parts; ``None`` if time ran out.

    ``x`` is the vertex where ``warm`` stands.
    """
    links = opened.links
    rounds = 0
    while True:
        y = x[links]
        free = warm.is_free(links)
        in_parts = (y > SHUT) & (y < OPEN) & free
        closing = in_parts & (y < SLIGHT) if rounds < PATIENCE else (y < SLIGHT) & free
        parts = np.flatnonzero(in_parts & ~closing)
        if len(parts) <= LAST:
            break
        count = max(3, len(parts) // 4, int((y[parts] > SURE).sum())) if timing.patient else len(parts)
        _fix(warm, links.start + parts[np.argsort(-y[parts], kind="stable")][:count], 1.0)
        _fix(warm, links.start + np.flatnonzero(closing), 0.0)
        found = warm.solve(timing.left)
        if found is None:
            return None
        x = found[0]
        rounds += 1
    carried = np.zeros(links.stop)
    np.maximum.at(carried, opened.link, x[: len(opened.giver)])
    amounts = opened.along(carried[links] > SHUT * opened.step.min(initial=1.0))
    whole = _whole_packs(amounts, WarmProgram(amounts.program), timing)
    return None if whole is None else (amounts, whole)


def _fix(warm: WarmProgram, columns: Ints, value: Floats | float) -> None:
    amount = np.broadcast_to(np.asarray(value, dtype=np.float64), columns.shape)
    warm.narrow(columns, amount, amount)


def _whole_packs(amounts: Amounts, warm: WarmProgram, timing: Timing) -> Floats | None:
    columns = slice(0, len(amounts.giver))
    coarse = amounts.step > FINE
    rounds, most = 0, len(coarse)
    found = warm.solve(timing.left)
    while found is not None:
        x = found[0]
        steps = x[columns] / amounts.step
        off = np.abs(steps - np.rint(steps))
        free = coarse & warm.is_free(columns)
        parts = np.flatnonzero(free & (off > PART))
        if not len(parts):
            return x
        if rounds >= PATIENCE:
            rest = np.flatnonzero(free & (off <= PART))
            _fix(warm, rest, np.rint(steps[rest]) * amounts.step[rest])
        count = max(1, min(2 * most, len(parts) // 4)) if timing.patient else len(parts)
        found, most = _rounded(amounts, warm, parts[np.argsort(off[parts], kind="stable")][:count], x, timing)
        rounds += 1
    return None


def _rounded(amounts: Amounts, warm: WarmProgram, chosen: Ints, x: Floats, timing: Timing) -> tuple[Vertex | None, int]:
    """The vertex with the first of ``chosen`` made whole, as many as cost little together, and how many they are."""
    cost = float(amounts.program.objective @ x)
    steps = x[chosen] / amounts.step[chosen]
    while True:
        nearest = np.rint(steps) * amounts.step[chosen]
        _fix(warm, chosen, nearest)
        found = warm.solve(timing.left)
        if found is not None and (_cost(amounts, found) <= cost + DEAR or not timing.patient):
            return found, len(chosen)
        if len(chosen) == 1:
            break
        warm.narrow(chosen, np.zeros(len(chosen)), np.full(len(chosen), np.inf))
        chosen, steps = chosen[: len(chosen) // 2], steps[: len(chosen) // 2]
    _fix(warm, chosen, (2 * np.floor(steps) + 1) * amounts.step[chosen] - nearest)
    other = warm.solve(timing.left)
    if found is None or (other is not None and _cost(amounts, other) < _cost(amounts, found)):
        return other, 1
    _fix(warm, chosen, nearest)
    return warm.solve(timing.left), 1


def _cost(amounts: Amounts, found: Vertex) -> float:
    return float(amounts.program.objective @ found[0])
