"""Two lines of one item trade places where their providers are then in fewer places: thousands at once, at any size.

A line of provider P in one group and as much of the same item, from Q, in another group where P is already: each goes
where the other was. What every cell gets and every giver gives stays as it is, whatever packs they come in. Trades are
drawn by lot, judged together, and made together where they share no group.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import same_keys, sum_by
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
    """Trades that gain something: every light line with the lines of its item in one other group of its provider."""
    item, items = board.problem.needs.item[lines.cell], len(board.problem.items.ids)
    group, provider = board.group[lines.cell], board.givers.provider[lines.giver]
    links, link, held = np.unique(board.link(lines.giver, lines.cell), return_inverse=True, return_counts=True)
    light = np.flatnonzero(held[link] <= LIGHT)
    there = _elsewhere(board, lines, light, rng)
    at, other = same_keys(there * items + item[light], group * items + item)
    one = light[at]
    size = board.step(lines.giver, lines.cell)
    steps = np.rint(lines.steps[one] * size[one] / size[other]).astype(np.int64)
    as_much = np.abs(steps * size[other] - lines.steps[one] * size[one]) <= QUANTITY
    others = (provider[one] != provider[other]) & (group[one] != group[other])
    fits = np.flatnonzero(as_much & others & (steps >= 1) & (steps <= lines.steps[other]))
    one, other, steps = one[fits], other[fits], steps[fits]

    def joined(who: Ints, where: Ints) -> Floats:
        """What one more line counts on the link of the provider of line ``who`` with the group of line ``where``."""
        wanted = board.link(lines.giver[who], lines.cell[where])
        at = np.minimum(np.searchsorted(links, wanted), len(links) - 1)
        return _lighter(np.where(links[at] == wanted, held[at], 0) + 1)

    emptied = np.where(steps == lines.steps[other], _lighter(held[link[other]]), 0.0)
    gain = _lighter(held[link[one]]) + emptied - joined(one, other) - joined(other, one)
    found = _Trades(one, other, steps, gain).taken(np.flatnonzero(gain > QUANTITY))
    here, there = lines.cell[found.one], lines.cell[found.other]
    legal = board.may(lines.giver[found.one], there) & board.may(lines.giver[found.other], here)
    return found.taken(np.flatnonzero(legal))


def _elsewhere(board: Board, lines: GiverLines, which: Ints, rng: np.random.Generator) -> Ints:
    """For each line of ``which`` a group of its category where its provider is, drawn by lot: perhaps its own."""
    items = board.problem.items
    category = items.category[board.problem.needs.item[lines.cell]]
    alike = board.givers.provider[lines.giver] * len(items.categories) + category
    order = np.argsort(alike, kind="stable")
    first, last = (np.searchsorted(alike[order], alike[which], side=side) for side in ("left", "right"))
    drawn = order[first + (rng.random(len(which)) * (last - first)).astype(np.int64)]
    return board.group[lines.cell[drawn]]


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
