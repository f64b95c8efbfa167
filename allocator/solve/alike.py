"""Nodes of a hub network that the same supply reaches: as arcs have no limits, they can all get the same.

Cuts and levels are the same for all of them, so flows that are only asked for these need one node for each such set:
a few hundred in the place of ten thousand hubs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.network.hubs import HubNetwork
from allocator.problem.indexing import distinct, numbered
from allocator.problem.problem import Bools, Ints
from allocator.tables.remembered import remembered

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
        number = connected(nodes, tail, head)
        order = np.argsort(number[sources], kind="stable")
        part = number[sources[order]]
        slot[order] = np.arange(len(sources)) - np.searchsorted(part, part)
        if int(slot.max()) >= MANY:
            return np.arange(nodes)
    for first in range(0, int(slot.max(initial=-1)) + 1, BITS):
        some = (slot >= first) & (slot < first + BITS)
        reached = np.zeros(nodes, dtype=np.int64)
        reached[sources[some]] = 1 << (slot[some] - first)
        number = _told_apart(number, spread(reached, tail, head))
    return number


@dataclass(frozen=True)
class Reach:
    """Which pools reach each hub of a network, whatever these have: found once, it tells the sets of any of them."""

    of_hub: Ints
    """Class of each hub. Shape (H,)."""
    bits: Ints
    """Shape (C, W): the pools that reach the hubs of a class; pool p is bit ``p % BITS`` of word ``p // BITS``."""

    def reached(self, pools: Ints) -> Bools:
        """The hubs that some of ``pools`` reach. Shape (H,)."""
        asked = np.zeros(self.bits.shape[1], dtype=np.int64)
        np.bitwise_or.at(asked, pools // BITS, 1 << pools % BITS)
        some: Bools = np.bitwise_or.reduce(self.bits & asked, axis=1) != 0
        return some[self.of_hub]

    def alike(self, pools: Ints, sources: Bools, hubs: Ints) -> Ints:
        """As :func:`alike` for ``pools``, of which some are ``sources``, then ``hubs``, and all arcs between them."""
        own = np.zeros((len(pools), self.bits.shape[1]), dtype=np.int64)
        own[np.arange(len(pools)), pools // BITS] = np.where(sources, 1 << pools % BITS, 0)
        asked = np.bitwise_or.reduce(own, axis=0)
        classes, of_hub = numbered(self.of_hub[hubs], len(self.bits))
        bits = np.concatenate([own, self.bits[classes] & asked])
        number = np.zeros(len(bits), dtype=np.int64)
        for word in np.flatnonzero(asked).tolist():
            number = _told_apart(number, bits[:, word])
        return np.concatenate([number[: len(pools)], number[len(pools) :][of_hub]])


def reach_of(network: HubNetwork) -> Reach | None:
    """The reach of the pools of ``network``; ``None`` where there are more than ``MANY``."""
    pools, hubs = network.pools.kind, network.hub_item
    return _reach(pools, hubs, network.entry_pool, network.entry_hub, network.link_tail, network.link_head)


@remembered
def _reach(kind: Ints, hub_item: Ints, entry_pool: Ints, entry_hub: Ints, tail: Ints, head: Ints) -> Reach | None:
    """The reach of pools, one a ``kind``, into hubs, one a ``hub_item``, by entries and links."""
    if len(kind) > MANY:
        return None
    words = np.zeros((len(hub_item), 1 + (len(kind) - 1) // BITS), dtype=np.int64)
    number = np.zeros(len(hub_item), dtype=np.int64)
    for word in range(words.shape[1]):
        here = np.flatnonzero(entry_pool // BITS == word)
        np.bitwise_or.at(words[:, word], entry_hub[here], 1 << entry_pool[here] % BITS)
        words[:, word] = spread(words[:, word], tail, head)
        number = _told_apart(number, words[:, word])
    bits = np.zeros((int(number.max(initial=-1)) + 1, words.shape[1]), dtype=np.int64)
    bits[number] = words
    return Reach(number, bits)


def _told_apart(number: Ints, bits: Ints) -> Ints:
    """The sets of ``number`` divided by ``bits``: one number for all that have both alike."""
    among, found = pd.factorize(bits)
    return numbered(number * len(found) + among, (int(number.max(initial=0)) + 1) * len(found))[1]


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


def connected(nodes: int, tail: Ints, head: Ints) -> Ints:
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
    pairs = distinct((tail * size + head)[tail != head])
    return pairs // size, pairs % size
