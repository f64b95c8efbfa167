"""Nodes of a hub network that the same supply reaches: as arcs have no limits, they can all get the same.

Cuts and levels are the same for all of them, so flows that are only asked for these need one node for each such set:
a few hundred in the place of ten thousand hubs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.indexing import numbered
from allocator.problem.problem import Ints

BITS = 62
"""Sources told apart by one whole number."""
MANY = 4 * BITS
"""With more sources than this in one connected part, finding the sets costs more than it saves."""


def alike(nodes: int, sources: Ints, tail: Ints, head: Ints) -> Ints:
    """Number of each node's set: nodes that the same ``sources`` reach have one. Shape (nodes,).

    With many sources in one connected part each node is a set of its own.
    """
    number = np.zeros(nodes, dtype=np.int64)
    slot = np.arange(len(sources))
    if len(sources) > MANY:
        number = _connected(nodes, tail, head)
        order = np.argsort(number[sources], kind="stable")
        part = number[sources[order]]
        slot[order] = np.arange(len(sources)) - np.searchsorted(part, part)
        if int(slot.max()) >= MANY:
            return np.arange(nodes)
    for first in range(0, int(slot.max(initial=-1)) + 1, BITS):
        some = (slot >= first) & (slot < first + BITS)
        reached = np.zeros(nodes, dtype=np.int64)
        reached[sources[some]] = 1 << (slot[some] - first)
        among, sets = pd.factorize(spread(reached, tail, head))
        number = numbered(number * len(sets) + among, (int(number.max(initial=0)) + 1) * len(sets))[1]
    return number


def spread(marks: Ints, tail: Ints, head: Ints) -> Ints:
    """The bits that each node has or that any node with a way to it has. Shape (nodes,)."""
    marks = marks.copy()
    changed = marks != 0
    while changed.any():
        telling = np.flatnonzero(changed[tail])
        before = marks.copy()
        np.bitwise_or.at(marks, head[telling], marks[tail[telling]])
        changed = marks != before
    return marks


def _connected(nodes: int, tail: Ints, head: Ints) -> Ints:
    """A number for each node, the same for all that arcs connect. Shape (nodes,)."""
    number = np.arange(nodes)
    while True:
        before = number.copy()
        least = np.minimum(number[tail], number[head])
        np.minimum.at(number, tail, least)
        np.minimum.at(number, head, least)
        number = number[number]
        if (number == before).all():
            return number


def arcs_between(number: Ints, tail: Ints, head: Ints) -> tuple[Ints, Ints]:
    """The arcs between different sets, each once: their tails and heads."""
    tail, head = number[tail], number[head]
    size = int(number.max(initial=0)) + 1
    pairs, _ = numbered((tail * size + head)[tail != head], size * size)
    return pairs // size, pairs % size
