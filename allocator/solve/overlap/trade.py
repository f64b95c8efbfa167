"""Two lines of one item trade places where their providers are then in fewer places: thousands at once, at any size.

A line of provider P in one group and as much of the same item, from Q, in another group where P is already: each goes
where the other was. What every cell gets and every giver gives stays as it is, whatever packs they come in. Trades are
drawn by lot, judged together, and made together where they share no group. Most that gain something are where P and Q
are in both groups, and the lines tell which those are: every other round draws from these alone, the rounds between
from all groups of P.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import numbered, same_keys, sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.overlap.board import Board
from allocator.solve.overlap.givers import GiverLines, merged
from allocator.tolerances import QUANTITY

ROUNDS, BARREN = 16, 6
"""Draws at most, and how many in a row may find nothing."""
LIGHT = 3
"""Only links with at most so many lines are tried to be emptied."""
TIMES = 2
"""Lines drawn for each line and each other provider that it meets."""
BEND = 0.3
"""A link counts as its number of lines to this power: one that is emptied gains 1, one that gets lighter a little."""


@dataclass(frozen=True)
class _Standing:
    """Where lines stand. Shape (M,) unless said otherwise."""

    lines: GiverLines
    item: Ints
    group: Ints
    provider: Ints
    size: Floats
    """Quantity of a step."""
    links: Ints
    """Shape (L,): numbers of the links there are (see ``Board.link``), ascending."""
    held: Ints
    """Shape (L,): lines of each link."""
    link: Ints
    """Place of the line's link among ``links``."""

    @property
    def light(self) -> Bools:
        """Which lines are on links that have few."""
        return self.held[self.link] <= LIGHT


@dataclass(frozen=True)
class _Trades:
    """Trades of the whole of line ``one`` for ``steps`` of line ``other``."""

    one: Ints
    other: Ints
    steps: Ints
    gain: Floats

    def taken(self, which: Ints) -> _Trades:
        return _Trades(self.one[which], self.other[which], self.steps[which], self.gain[which])


def traded(board: Board, lines: GiverLines, deadline: float) -> tuple[GiverLines, bool]:
    """``lines`` after all trades found, with no more links than before, and whether the clock ended the search."""
    rng = np.random.default_rng(0)
    ways: tuple[Callable[[Board, _Standing, np.random.Generator], tuple[Ints, Ints]], ...] = (_meeting, _anywhere)
    barren = 0
    for number in range(ROUNDS):
        if time.perf_counter() > deadline:
            return lines, True
        now = _standing(board, lines)
        found = _judged(board, now, *ways[number % len(ways)](board, now, rng))
        made = _apart(board, now, found, rng)
        barren = 0 if len(made.one) else barren + 1
        if barren == BARREN:
            break
        lines = _made(board, lines, made)
    return lines, False


def _standing(board: Board, lines: GiverLines) -> _Standing:
    links, link, held = np.unique(board.link(lines.giver, lines.cell), return_inverse=True, return_counts=True)
    return _Standing(
        lines=lines,
        item=board.problem.needs.item[lines.cell],
        group=board.group[lines.cell],
        provider=board.givers.provider[lines.giver],
        size=board.step(lines.giver, lines.cell),
        links=links,
        held=held,
        link=link,
    )


def _meeting(board: Board, now: _Standing, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Light lines with lines of the same item, from another provider, where both providers are in both groups.

    Line by line, the other providers of its group are *met*. A line of provider P that meets Q may trade with any line
    of Q that meets P: both stand on one pair of providers, on different sides of it.
    """
    providers, items = len(board.problem.providers), len(board.problem.items.ids)
    at, link = same_keys(now.group, now.links // providers)
    met = now.links[link] % providers
    apart = met != now.provider[at]
    line, met = at[apart], met[apart]
    own = now.provider[line]
    pairs, pair = numbered(np.minimum(own, met) * providers + np.maximum(own, met), providers * providers)
    side = 2 * pair + (own < met)
    light = np.flatnonzero(now.light[line])
    sought = np.tile(light, TIMES)
    which, partner = _drawn(
        (side[sought] ^ 1) * items + now.item[line[sought]], side * items + now.item[line], 2 * len(pairs) * items, rng
    )
    return line[sought[which]], line[partner]


def _anywhere(board: Board, now: _Standing, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Every light line with the lines of its item in one group of its category where its provider is."""
    items, light = board.problem.items, np.flatnonzero(now.light)
    alike = now.provider * len(items.categories) + items.category[now.item]
    which, other = _drawn(alike[light], alike, len(board.problem.providers) * len(items.categories), rng)
    there = now.group[other]
    at, other = same_keys(there * len(items.ids) + now.item[light[which]], now.group * len(items.ids) + now.item)
    return light[which[at]], other


def _drawn(wanted: Ints, keys: Ints, below: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """For each of ``wanted`` that is one of ``keys`` (``0 .. below - 1``) where it is there, drawn by lot.

    Places in ``wanted`` and in ``keys``.
    """
    count = np.bincount(keys, minlength=below)
    first = np.cumsum(count) - count
    which = np.flatnonzero(count[wanted])
    asked = wanted[which]
    order = np.argsort(keys, kind="stable")
    return which, order[first[asked] + (rng.random(len(asked)) * count[asked]).astype(np.int64)]


def _judged(board: Board, now: _Standing, one: Ints, other: Ints) -> _Trades:
    """Those trades of line ``one`` for as much of line ``other`` that are possible and gain something."""
    lines = now.lines
    steps = np.rint(lines.steps[one] * now.size[one] / now.size[other]).astype(np.int64)
    as_much = np.abs(steps * now.size[other] - lines.steps[one] * now.size[one]) <= QUANTITY
    apart = (now.provider[one] != now.provider[other]) & (now.group[one] != now.group[other])
    fits = np.flatnonzero(as_much & apart & (steps >= 1) & (steps <= lines.steps[other]))
    one, other, steps = one[fits], other[fits], steps[fits]

    def joined(who: Ints, where: Ints) -> Floats:
        """What one more line counts on the link of the provider of line ``who`` with the group of line ``where``."""
        wanted = board.link(lines.giver[who], lines.cell[where])
        at = np.minimum(np.searchsorted(now.links, wanted), len(now.links) - 1)
        return _lighter(np.where(now.links[at] == wanted, now.held[at], 0) + 1)

    emptied = np.where(steps == lines.steps[other], _lighter(now.held[now.link[other]]), 0.0)
    gain = _lighter(now.held[now.link[one]]) + emptied - joined(one, other) - joined(other, one)
    found = _Trades(one, other, steps, gain).taken(np.flatnonzero(gain > QUANTITY))
    here, there = lines.cell[found.one], lines.cell[found.other]
    legal = board.may(lines.giver[found.one], there) & board.may(lines.giver[found.other], here)
    return found.taken(np.flatnonzero(legal))


def _lighter(held: Ints) -> Floats:
    """What a link with ``held`` lines counts less without one of them."""
    return held.astype(float) ** BEND - (held - 1.0) ** BEND


def _apart(board: Board, now: _Standing, found: _Trades, rng: np.random.Generator) -> _Trades:
    """Of ``found`` those that gain most, no two of which touch one group."""
    found = found.taken(np.lexsort((rng.random(len(found.one)), -found.gain)))
    here, there = now.group[found.one], now.group[found.other]
    turn = np.arange(len(found.one))
    earliest = np.full(board.groups, len(turn))
    np.minimum.at(earliest, here, turn)
    np.minimum.at(earliest, there, turn)
    return found.taken(np.flatnonzero((earliest[here] == turn) & (earliest[there] == turn)))


def _made(board: Board, lines: GiverLines, trades: _Trades) -> GiverLines:
    """``lines`` with ``trades`` made."""
    one, other = trades.one, trades.other
    left = lines.steps - sum_by(other, trades.steps, len(lines.steps)).astype(np.int64)
    left[one] = 0
    return merged(
        np.concatenate([lines.giver, lines.giver[one], lines.giver[other]]),
        np.concatenate([lines.cell, lines.cell[other], lines.cell[one]]),
        np.concatenate([left, lines.steps[one], trades.steps]),
        len(board.givers.pool),
    )
