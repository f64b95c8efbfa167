"""The same steps out of every giver and into every cell, along fewer links: quick at any size.

Steps of one item and one size are alike, so who brings which is free within earmarks. Each round is one minimum-cost
flow over the links that there are. A step costs its share of what its link carries, so that small links empty into
large ones (slope scaling: D. Kim and P. M. Pardalos, Operations Research Letters 24, 1999). What is met, what is more
than needed and what each giver uses stay as they are, cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import same_keys, sum_by
from allocator.problem.problem import Ints
from allocator.solve.backends.mincost import transport
from allocator.solve.overlap.board import Board
from allocator.solve.overlap.givers import GiverLines, merged

ROUNDS = 4
"""Flows at most; what a round changes is seen by the next."""
PRICE = 10_000
"""What a step costs that is all its link carries."""


@dataclass(frozen=True)
class _Packs:
    """Of each item and size of step, a pack for short: what each giver brings and each cell gets, in steps."""

    giver: Ints
    giver_pack: Ints
    supply: Ints
    cell: Ints
    cell_pack: Ints
    demand: Ints


def reroute(board: Board, lines: GiverLines) -> GiverLines:
    """``lines`` with no more links than before, and mostly with fewer."""
    if not len(lines.giver):
        return lines
    packs = _packs(board, lines)
    source, sink = _arcs(board, lines, packs)
    giver, cell = packs.giver[source], packs.cell[sink]
    links, link = np.unique(board.link(giver, cell), return_inverse=True)
    worth = board.step(giver, cell) * board.value[cell]
    capacity = np.minimum(packs.supply[source], packs.demand[sink])
    now = np.searchsorted(links, board.link(lines.giver, lines.cell))
    carried = sum_by(now, lines.steps * board.step(lines.giver, lines.cell) * board.value[lines.cell], len(links))
    fewest = np.count_nonzero(carried)
    for _ in range(ROUNDS):
        cost = np.rint(PRICE * worth / np.maximum(carried[link], worth)).astype(np.int64)
        steps = transport(source, sink, capacity, cost, packs.supply, packs.demand)
        used = np.flatnonzero(steps)
        carried = sum_by(link, steps * worth, len(links))
        if np.count_nonzero(carried) >= fewest:
            break
        fewest = np.count_nonzero(carried)
        lines = merged(giver[used], cell[used], steps[used], len(board.givers.pool))
    return lines


def _packs(board: Board, lines: GiverLines) -> _Packs:
    item = board.problem.needs.item[lines.cell]
    sizes, size = np.unique(board.step(lines.giver, lines.cell), return_inverse=True)
    packs, pack = np.unique(item * len(sizes) + size, return_inverse=True)
    by_giver, from_giver = np.unique(lines.giver * len(packs) + pack, return_inverse=True)
    by_cell, to_cell = np.unique(lines.cell * len(packs) + pack, return_inverse=True)
    return _Packs(
        giver=by_giver // len(packs),
        giver_pack=by_giver % len(packs),
        supply=sum_by(from_giver, lines.steps, len(by_giver)).astype(np.int64),
        cell=by_cell // len(packs),
        cell_pack=by_cell % len(packs),
        demand=sum_by(to_cell, lines.steps, len(by_cell)).astype(np.int64),
    )


def _arcs(board: Board, lines: GiverLines, packs: _Packs) -> tuple[Ints, Ints]:
    """Who could bring what in the place of another: only along links that there are, and within earmarks."""
    width = len(board.problem.providers)
    links = np.unique(board.link(lines.giver, lines.cell))
    link, sink = same_keys(links // width, board.group[packs.cell])
    wanted = packs.cell_pack[sink] * width + links[link] % width
    at, source = same_keys(wanted, packs.giver_pack * width + board.givers.provider[packs.giver])
    sink = sink[at]
    legal = board.may(packs.giver[source], packs.cell[sink])
    return source[legal], sink[legal]
