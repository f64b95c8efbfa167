"""The same steps out of every giver and into every cell, along fewer links: quick at any size.

Steps of one item and one size are alike, so who brings which is free within earmarks. Each round is one minimum-cost
flow over the links that there are. A step costs its share of what its link carries, so that small links empty into
large ones (slope scaling: D. Kim and P. M. Pardalos, Operations Research Letters 24, 1999). What is met, what is more
than needed and what each giver uses stay as they are, cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.mincost import transport
from allocator.solve.overlap.board import Board
from allocator.solve.overlap.givers import GiverLines, merged

ROUNDS = 4
"""Flows at most; what a round changes is seen by the next."""
PRICE = 10_000
"""What a step costs that is all its link carries."""


@dataclass(frozen=True)
class _Kinds:
    """Steps of one item and size together are a kind: what each giver brings of it and each cell gets of it."""

    giver: Ints
    giver_kind: Ints
    supply: Ints
    cell: Ints
    cell_kind: Ints
    demand: Ints


def reroute(board: Board, lines: GiverLines) -> GiverLines:
    """``lines`` with no more links than before, and mostly with fewer."""
    if not len(lines.giver):
        return lines
    kinds = _kinds(board, lines)
    source, sink = _arcs(board, lines, kinds)
    giver, cell = kinds.giver[source], kinds.cell[sink]
    links, link = np.unique(_link(board, giver, cell), return_inverse=True)
    worth = board.step(giver, cell) * board.value[cell]
    capacity = np.minimum(kinds.supply[source], kinds.demand[sink])
    carried = _carried(board, lines, links)
    fewest = np.count_nonzero(carried)
    for _ in range(ROUNDS):
        cost = np.rint(PRICE * worth / np.maximum(carried[link], worth)).astype(np.int64)
        steps = transport(source, sink, capacity, cost, kinds.supply, kinds.demand)
        used = np.flatnonzero(steps)
        carried = sum_by(link, steps * worth, len(links))
        if np.count_nonzero(carried) >= fewest:
            break
        fewest = np.count_nonzero(carried)
        lines = merged(giver[used], cell[used], steps[used], len(board.givers.pool))
    return lines


def _kinds(board: Board, lines: GiverLines) -> _Kinds:
    item = board.problem.needs.item[lines.cell]
    sizes, size = np.unique(board.step(lines.giver, lines.cell), return_inverse=True)
    kinds, kind = np.unique(item * len(sizes) + size, return_inverse=True)
    by_giver, from_giver = np.unique(lines.giver * len(kinds) + kind, return_inverse=True)
    by_cell, to_cell = np.unique(lines.cell * len(kinds) + kind, return_inverse=True)
    return _Kinds(
        giver=by_giver // len(kinds),
        giver_kind=by_giver % len(kinds),
        supply=sum_by(from_giver, lines.steps, len(by_giver)).astype(np.int64),
        cell=by_cell // len(kinds),
        cell_kind=by_cell % len(kinds),
        demand=sum_by(to_cell, lines.steps, len(by_cell)).astype(np.int64),
    )


def _arcs(board: Board, lines: GiverLines, kinds: _Kinds) -> tuple[Ints, Ints]:
    """Who could bring what in the place of another: only along links that there are, and within earmarks."""
    width = len(board.problem.providers)
    links = np.unique(_link(board, lines.giver, lines.cell))
    by_provider = {"provider": board.givers.provider[kinds.giver], "kind": kinds.giver_kind}
    givers = pd.DataFrame(by_provider | {"source": np.arange(len(kinds.giver))})
    by_group = {"group": board.group[kinds.cell], "kind": kinds.cell_kind}
    cells = pd.DataFrame(by_group | {"sink": np.arange(len(kinds.cell))})
    pairs = pd.DataFrame({"group": links // width, "provider": links % width})
    pairs = pairs.merge(cells, on="group").merge(givers, on=["provider", "kind"])
    source, sink = pairs["source"].to_numpy(), pairs["sink"].to_numpy()
    legal = board.may_each(kinds.giver[source], kinds.cell[sink])
    return source[legal], sink[legal]


def _carried(board: Board, lines: GiverLines, links: Ints) -> Floats:
    """Value that each of ``links`` (ascending) carries."""
    at = np.searchsorted(links, _link(board, lines.giver, lines.cell))
    return sum_by(at, lines.steps * board.step(lines.giver, lines.cell) * board.value[lines.cell], len(links))


def _link(board: Board, giver: Ints, cell: Ints) -> Ints:
    """A number for the link (provider and group) of each giver and cell."""
    return board.group[cell] * len(board.problem.providers) + board.givers.provider[giver]
