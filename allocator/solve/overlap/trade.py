"""Two lines of one item trade places where their providers are then in fewer places: thousands at once, at any size.

A line of provider P in one group and as much of the same item, from Q, in another group where P is already: each goes
where the other was. What every cell gets and every giver gives stays as it is, whatever packs they come in. Trades are
drawn by lot, judged together, and made together where they share no group.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints
from allocator.solve.overlap.board import Board
from allocator.solve.overlap.givers import GiverLines, merged
from allocator.tolerances import QUANTITY

ROUNDS, BARREN = 200, 20
"""Draws at most, and how many in a row may find nothing."""
LIGHT = 3
"""Only links with at most so many lines are tried to be emptied."""
BEND = 0.3
"""A link counts as its number of lines to this power: one that is emptied gains 1, one that gets lighter a little."""


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
    barren = 0
    for _ in range(ROUNDS):
        if time.perf_counter() > deadline:
            return lines, True
        made = _apart(board, lines, _drawn(board, lines, rng), rng)
        barren = 0 if len(made.one) else barren + 1
        if barren == BARREN:
            break
        lines = _made(board, lines, made)
    return lines, False


def _drawn(board: Board, lines: GiverLines, rng: np.random.Generator) -> _Trades:
    """Trades that gain something: every light line with the lines of its item in one other place of its provider."""
    needs, items = board.problem.needs, board.problem.items
    item, group, provider = needs.item[lines.cell], board.group[lines.cell], board.givers.provider[lines.giver]
    size = board.step(lines.giver, lines.cell)
    width = max(len(board.problem.providers), 1)
    links, link, held = np.unique(group * width + provider, return_inverse=True, return_counts=True)
    one = np.flatnonzero(held[link] <= LIGHT)
    # Another line of the same provider and category shows a group where it is already.
    alike = provider * len(items.categories) + items.category[item]
    order = np.argsort(alike, kind="stable")
    first, last = (np.searchsorted(alike[order], alike[one], side=side) for side in ("left", "right"))
    there = group[order[first + (rng.random(len(one)) * (last - first)).astype(np.int64)]]
    one, there = one[there != group[one]], there[there != group[one]]
    place = group * len(items.ids) + item
    order = np.argsort(place, kind="stable")
    wanted = there * len(items.ids) + item[one]
    first, last = (np.searchsorted(place[order], wanted, side=side) for side in ("left", "right"))
    count = last - first
    one = np.repeat(one, count)
    other = order[np.arange(len(one)) + np.repeat(first - np.cumsum(count) + count, count)]
    steps = np.rint(lines.steps[one] * size[one] / size[other]).astype(np.int64)
    same = np.abs(steps * size[other] - lines.steps[one] * size[one]) <= QUANTITY
    fits = np.flatnonzero(same & (steps >= 1) & (steps <= lines.steps[other]) & (provider[one] != provider[other]))
    one, other, steps = one[fits], other[fits], steps[fits]

    def lines_of(who: Ints, where: Ints) -> Ints:
        """Lines that the provider of each line ``who`` has in the group of each line ``where``."""
        key = group[where] * width + provider[who]
        at = np.minimum(np.searchsorted(links, key), len(links) - 1)
        return np.where(links[at] == key, held[at], 0)

    whole = steps == lines.steps[other]
    gain = _lighter(held[link[one]]) - _lighter(lines_of(one, other) + 1)
    gain += np.where(whole, _lighter(held[link[other]]), 0.0) - _lighter(lines_of(other, one) + 1)
    found = np.flatnonzero(gain > QUANTITY)
    one, other = one[found], other[found]
    legal = board.may_each(lines.giver[one], lines.cell[other]) & board.may_each(lines.giver[other], lines.cell[one])
    return _Trades(one[legal], other[legal], steps[found][legal], gain[found][legal])


def _lighter(held: Ints) -> Floats:
    """What a link with ``held`` lines counts less without one of them."""
    return held.astype(float) ** BEND - (held - 1.0) ** BEND


def _apart(board: Board, lines: GiverLines, found: _Trades, rng: np.random.Generator) -> _Trades:
    """Of ``found`` those that gain most, no two of which touch one group."""
    found = found.taken(np.lexsort((rng.random(len(found.one)), -found.gain)))
    here, there = board.group[lines.cell[found.one]], board.group[lines.cell[found.other]]
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
