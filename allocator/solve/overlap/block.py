"""One block: some cells and some givers set free, all else kept; the fewest provider links as a small exact program.

    minimise    sum_{q,g} y[q,g] - sum_g z[g]
    sum_s step x[s,b]             <= room_b + over_b              each bundle of cells
    sum_s x[s,b]                  <= sum_c floor(room_c / step)   each bundle where s gives packs
    sum_b paid step x[s,b]        <= released_s + left_s          each giver
    sum value (step x - over)     >= least_u                      each unit
    sum weight value (...)        >= what the block's lines meet  each tier
    sum value over                <= surplus of the block now
    sum_{s of q} step x[s,b]      <= room_b y[q,g]                each provider q, bundle b of group g
    z[g] <= sum_q y[q,g],  z <= 1

``x`` counts whole steps. A bundle holds cells that differ in age only, as far as the block's givers can
tell (:func:`_bundles`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.paths import overlay
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.blocks import MixedProgram
from allocator.solve.overlap.board import Board
from allocator.solve.overlap.rows import Rows
from allocator.tolerances import QUANTITY

Triple = tuple[Ints, Ints, Ints]
"""Giver, cell and steps of lines."""


@dataclass(frozen=True)
class Block:
    """A block's program, and what it takes to read lines from its solution."""

    program: MixedProgram
    links: slice
    """The columns that stand for links."""
    link: Ints
    """Link column of each of the first columns."""
    start: Floats
    value: float
    """Objective of the lines as they are."""
    board: Board
    giver: Ints
    """Giver of each of the first columns."""
    bundle: Ints
    """Bundle of each of the first columns."""
    step: Floats
    cell: Ints
    """The cells, ordered by bundle."""
    cell_bundle: Ints
    room: Floats
    over: Floats

    @property
    def is_link(self) -> Bools:
        """Which columns stand for links."""
        found = np.zeros(len(self.start), dtype=bool)
        found[self.links] = True
        return found

    def lines(self, x: Floats) -> Triple:
        """The free lines that solution ``x`` stands for, its bundles laid out over their cells."""
        steps = np.rint(x[: len(self.giver)]).astype(np.int64)
        used = np.flatnonzero(steps > 0)
        giver, bundle, step, steps = self.giver[used], self.bundle[used], self.step[used], steps[used]
        room = self.room + self.over
        out: list[Triple] = []
        for size in np.unique(step)[::-1].tolist():
            mine = np.flatnonzero(step == size)
            mine = mine[np.argsort(bundle[mine], kind="stable")]
            fits = np.floor(room / size + QUANTITY).astype(np.int64)
            who, where, given = overlay(bundle[mine], steps[mine], self.cell_bundle, fits)
            room = room - size * sum_by(where, given, len(room))
            out.append((giver[mine[who]], self.cell[where], given))
        return (
            np.concatenate([part[0] for part in out]),
            np.concatenate([part[1] for part in out]),
            np.concatenate([part[2] for part in out]),
        )


def make_block(  # noqa: PLR0915 (one program, family by family, as the formula above has it)
    board: Board, cells: Ints, givers: Ints, free: Triple, left: Floats, lacking: Floats
) -> Block | None:
    """The program. ``free`` are all lines to ``cells``, which are all cells of some units.

    ``lacking``, shape (T,): weighted value that each tier is to get more than these lines give it.
    """
    needs, g = board.problem.needs, board.givers
    f_giver, f_cell, f_steps = free
    if not len(f_giver):
        return None
    n_givers, providers = len(givers), max(len(board.problem.providers), 1)
    f_at, f_who = np.searchsorted(cells, f_cell), np.searchsorted(givers, f_giver)
    f_quantity = f_steps * board.step(f_giver, f_cell)
    supply = left[givers] + sum_by(f_who, f_quantity * board.paid(f_giver, f_cell), n_givers)
    given = sum_by(f_at, f_quantity, len(cells))
    room = needs.net[cells]
    over = np.where(given > room + QUANTITY, given - room, 0.0)

    legal = board.may(givers[:, None], cells)
    first, of_cell = _bundles(board, cells, legal, g.step[givers], over > 0)
    bundles = len(first)
    b_item, b_value, b_weight = needs.item[cells[first]], board.value[cells[first]], needs.weight[cells[first]]
    b_room, b_over = sum_by(of_cell, room, bundles), sum_by(of_cell, over, bundles)
    b_given = sum_by(of_cell, given, bundles)

    s, b = np.nonzero(legal[:, first])
    step = g.step_in(givers[s], b_item[b])
    paid = board.paid(givers[s], cells[first[b]])
    packed = step > g.quanta[b_item[b]]
    sizes, size = np.unique(step, return_inverse=True)
    fits = np.array([sum_by(of_cell, np.floor((room + over) / k + QUANTITY), bundles) for k in sizes.tolist()])
    now = np.zeros((n_givers, bundles))
    np.add.at(now, (f_who, of_cell[f_at]), f_steps)
    x_now = now[s, b]
    most = np.maximum(np.minimum(fits[size, b], np.floor(supply[s] / paid / step + QUANTITY)), x_now)
    use = most >= 1
    s, b, step, paid, packed, size, most, x_now = (v[use] for v in (s, b, step, paid, packed, size, most, x_now))

    _, b_group = np.unique(board.group[cells[first]], return_inverse=True)
    provider = g.provider[givers]
    links, link = np.unique(b_group[b] * providers + provider[s], return_inverse=True)
    z_groups, z_of = np.unique(links // providers, return_inverse=True)
    over_b = np.flatnonzero(b_over > 0)
    n_x, n_y, n_z, n_o = len(s), len(links), len(z_groups), len(over_b)
    xs, o_columns = np.arange(n_x), n_x + n_y + n_z + np.arange(n_o)
    both = np.concatenate([xs, o_columns])
    at = np.concatenate([b, over_b])

    quantum = board.quantum
    met = b_given - b_over
    rows = Rows()
    rows.add(at, both, np.concatenate([step, -np.ones(n_o)]), upper=b_room)
    crowded = np.flatnonzero(packed & (fits[size, b] * step < b_room[b] - QUANTITY))
    tight, row = np.unique(b[crowded] * len(sizes) + size[crowded], return_inverse=True)
    rows.add(row, crowded, 1.0, upper=fits[tight % len(sizes), tight // len(sizes)])
    unit_money = np.where(g.cash[givers], quantum, 1.0)
    rows.add(s, xs, paid * step / unit_money[s], upper=supply / unit_money)
    worth = np.concatenate([b_value[b] * step, -b_value[over_b]]) / quantum
    unit_ids, unit = np.unique(needs.unit[cells[first]], return_inverse=True)
    rows.add(unit[at], both, worth, lower=board.least[unit_ids] / quantum)
    tier_ids, tier = np.unique(board.tier[cells[first]], return_inverse=True)
    reached = sum_by(tier, b_weight * b_value * met, len(tier_ids)) + lacking[tier_ids]
    rows.add(tier[at], both, b_weight[at] * worth, lower=reached / quantum)
    if n_o:
        rows.add(
            np.zeros(n_o, dtype=np.int64),
            o_columns,
            b_value[over_b] / quantum,
            upper=np.array([float((b_value * b_over).sum())]) / quantum,
        )
    strong, row = np.unique(link * bundles + b, return_inverse=True)
    limit = np.minimum((b_room + b_over)[strong % bundles], sum_by(row, step * most, len(strong)))
    rows.add(
        np.concatenate([row, np.arange(len(strong))]),
        np.concatenate([xs, n_x + strong // bundles]),
        np.concatenate([step, -limit]),
        upper=np.zeros(len(strong)),
    )
    rows.add(
        np.concatenate([np.arange(n_z), z_of]),
        np.concatenate([n_x + n_y + np.arange(n_z), n_x + np.arange(n_y)]),
        np.concatenate([np.ones(n_z), -np.ones(n_y)]),
        upper=np.zeros(n_z),
    )

    y_now = np.zeros(n_y)
    y_now[link[x_now > 0]] = 1.0
    z_now = np.minimum(1.0, sum_by(z_of, y_now, n_z))
    objective = np.concatenate([np.zeros(n_x), np.ones(n_y), -np.ones(n_z), np.zeros(n_o)])
    start = np.concatenate([x_now, y_now, z_now, b_over[over_b]])
    none = np.zeros(n_z + n_o, dtype=bool)
    order = np.argsort(of_cell, kind="stable")
    return Block(
        program=rows.program(
            objective,
            np.concatenate([most, np.ones(n_y + n_z), np.full(n_o, np.inf)]),
            np.concatenate([step >= 1e-3, np.ones(n_y, dtype=bool), none]),
        ),
        links=slice(n_x, n_x + n_y),
        link=n_x + link,
        start=start,
        value=float(objective @ start),
        board=board,
        giver=givers[s],
        bundle=b,
        step=step,
        cell=cells[order],
        cell_bundle=of_cell[order],
        room=room[order],
        over=over[order],
    )


def _bundles(board: Board, cells: Ints, legal: Bools, step: Floats, over: Bools) -> tuple[Ints, Ints]:
    """A cell of each bundle and the bundle of each cell: cells of one group, item, tier, weight and set of givers.

    Inside a bundle with packs of one size, packs that fit one by one fit together and single things fill the rest, so
    nothing is lost. Cells where packs of several sizes meet, or with more than is needed, stay alone.
    """
    needs = board.problem.needs
    packs = legal & (step > 0)[:, None]
    largest = np.where(packs, step[:, None], 0.0).max(axis=0, initial=0.0)
    least = np.where(packs, step[:, None], np.inf).min(axis=0, initial=np.inf)
    quantum = board.givers.quanta[needs.item[cells]]
    alone = over | ((largest > quantum) & (least < largest) & (least > quantum))
    bits = np.packbits(legal, axis=0).T
    key = np.empty((len(cells), 5 + bits.shape[1]))
    key[:, 0] = np.where(alone, np.arange(len(cells)), -1)
    key[:, 1], key[:, 2], key[:, 3] = board.group[cells], needs.item[cells], board.tier[cells]
    key[:, 4] = needs.weight[cells]
    key[:, 5:] = bits
    _, first, of_cell = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return first, of_cell.ravel()
