"""Fewer providers in one place, category and period, block by block, in whole packs and with all that was reached.

A block is a few units of one part of the tree. All its lines are set free, together with what is left of every gift,
and laid anew with the fewest provider links: each unit keeps the value it has, each tier of the block its weighted
value, and no more is given beyond need. So no level above overlap ever gets worse.
"""

from __future__ import annotations

import time

import numpy as np

from allocator.network.pools import Pools
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints, Problem
from allocator.solve.attribution import LotLines
from allocator.solve.backends.blocks import MixedSolver
from allocator.solve.overlap.block import Triple, make_block
from allocator.solve.overlap.board import Board, left_over, make_board
from allocator.solve.overlap.givers import GiverLines, giver_lines, lot_lines, make_givers, merged
from allocator.solve.overlap.keep import Kept
from allocator.solve.overlap.search import better, repaired
from allocator.tolerances import QUANTITY

UNITS = 3
"""Units in a block: more find more, and take much longer."""
NODES = 50
"""Branchings in each program."""
MENDING = 24_000
"""Simplex steps for each second, in which what lacks must be mended."""
HELPERS = ((3, False), (6, False), (6, True), (12, True))
"""Units that help one that lacks something, and whether they may be anywhere: round by round."""
WORK = 2_500
"""Simplex steps for each second of the time limit: what bounds the work, the same on every machine."""

SHARES = (1.0, 0.5, 0.2)
"""How much of what a tier lacks a block is asked to give: all of it, or else a part."""


def improve(
    problem: Problem, pools: Pools, lines: LotLines, kept: Kept, seconds: float, deadline: float
) -> tuple[LotLines, bool]:
    """``lines`` with less overlap, and whether the clock and not the work ended the search.

    Where ``lines`` give less than must be ``kept``, that is mended first.
    ``seconds`` sets the work; ``deadline`` is a ``time.perf_counter()``.
    """
    givers = make_givers(problem, pools)
    board = make_board(problem, pools, givers, kept.unit, kept.tier)
    now = giver_lines(problem, pools, givers, lines)
    if np.unique(givers.provider).size < 2:
        return lot_lines(problem, pools, givers, now), False
    search = _Search(board, now)
    search.repair(MENDING * seconds, deadline)
    needs = problem.needs
    needy = np.unique(needs.unit[needs.net > 0])
    parts = _parts(problem, needy)
    rng = np.random.default_rng(0)
    timed = False
    search.work = 0
    while search.work < WORK * seconds and not timed:
        before = search.gained
        for part in (parts[at] for at in rng.permutation(len(parts)).tolist()):
            units = rng.permutation(part)
            for first in range(0, len(units), UNITS):
                timed = time.perf_counter() > deadline
                if timed or search.work >= WORK * seconds:
                    break
                search.step(np.sort(units[first : first + UNITS]), deadline)
        if search.gained == before:
            break
    return lot_lines(problem, pools, givers, search.lines()), timed


def _parts(problem: Problem, units: Ints) -> list[Ints]:
    """The units below one place each: neighbours see the same gifts."""
    above = problem.places.parent[problem.units.place[units]]
    order = np.argsort(above, kind="stable")
    return np.split(units[order], np.flatnonzero(np.diff(above[order])) + 1) if len(units) else []


class _Search:
    """The plan as it is: lines by unit, and what each giver has left."""

    def __init__(self, board: Board, lines: GiverLines) -> None:
        needs = board.problem.needs
        self.board = board
        self.left = np.maximum(left_over(board, lines), 0.0)
        self.work = 0
        self.gained = 0.0
        self._solver = MixedSolver()
        count = len(board.problem.units)
        open_cells = np.flatnonzero(needs.net > 0)
        self._cells = np.split(open_cells, np.searchsorted(needs.unit[open_cells], np.arange(1, count)))
        order = np.argsort(needs.unit[lines.cell], kind="stable")
        starts = np.searchsorted(needs.unit[lines.cell[order]], np.arange(1, count))
        columns = (np.split(each[order], starts) for each in (lines.giver, lines.cell, lines.steps))
        self._lines: list[Triple] = list(zip(*columns, strict=True))

    def lines(self) -> GiverLines:
        """All lines as they are now."""
        giver, cell, steps = (np.concatenate(each) for each in zip(*self._lines, strict=True))
        return merged(giver, cell, steps, len(self.board.givers.pool))

    def repair(self, work: float, deadline: float) -> None:
        """Give units and tiers what they still lack, with help from units that have more than they must."""
        needs = self.board.problem.needs
        above = self.board.problem.places.parent[self.board.problem.units.place]
        for many, anywhere in HELPERS:
            for unit in np.flatnonzero(self._spare() < -QUANTITY).tolist():
                if self.work > work or time.perf_counter() > deadline:
                    return
                spare = self._spare()
                near = np.flatnonzero((anywhere | (above == above[unit])) & (np.arange(len(spare)) != unit))
                helpers = near[np.argsort(-spare[near], kind="stable")][:many]
                self.step(np.sort(np.append(helpers, unit)), deadline, np.minimum(self._lacking(), 0.0))
        for part in _parts(self.board.problem, np.unique(needs.unit[needs.net > 0])):
            lacking = self._lacking()
            if (lacking < QUANTITY).all() or self.work > work or time.perf_counter() > deadline:
                return
            spare = self._spare()[part]
            helpers = np.sort(part[np.argsort(-spare, kind="stable")][: HELPERS[0][0]])
            for share in SHARES:
                before = self.work
                self.step(helpers, deadline, np.minimum(lacking, share * np.maximum(lacking, 0.0)))
                if (self._lacking() < lacking - QUANTITY).any() or self.work == before:
                    break

    def _spare(self) -> Floats:
        """Value that each unit has beyond what it must get. Shape (U,)."""
        lines, board = self.lines(), self.board
        return sum_by(board.problem.needs.unit, self._met(lines) * board.value, len(board.least)) - board.least

    def _lacking(self) -> Floats:
        """Weighted value that each tier lacks to what it must get, below 0 where it has more. Shape (T,)."""
        board = self.board
        value = self._met(self.lines()) * board.value * board.problem.needs.weight
        return board.tier_least - sum_by(board.tier, value, len(board.tier_least))

    def _met(self, lines: GiverLines) -> Floats:
        """Quantity met of each cell."""
        needs = self.board.problem.needs
        quantity = lines.steps * self.board.step(lines.giver, lines.cell)
        return np.minimum(needs.net, sum_by(lines.cell, quantity, len(needs)))

    def step(self, units: Ints, deadline: float, lacking: Floats | None = None) -> None:
        """Lay the lines of ``units`` anew: to save links or, with ``lacking`` (shape (T,)), to give what is short."""
        board = self.board
        free = self._of(units)
        cells = np.sort(np.concatenate([self._cells[unit] for unit in units.tolist()]))
        givers = np.unique(np.concatenate([free[0], np.flatnonzero(self.left > QUANTITY)]))
        more = np.zeros(len(board.tier_least)) if lacking is None else lacking
        block = make_block(board, cells, givers, free, self.left, more)
        if block is None:
            return
        found = (better if lacking is None else repaired)(self._solver, block, NODES, deadline)
        self.work += found.work
        if found.x is None:
            return
        giver, cell, steps = block.lines(found.x)
        left = self.left + self._use(*free) - self._use(giver, cell, steps)
        if steps.sum() != np.rint(found.x[: len(block.giver)]).sum() or (left < -QUANTITY).any():
            return
        self.left = np.maximum(left, 0.0)
        self.gained += block.value - float(block.program.objective @ found.x)
        unit = board.problem.needs.unit[cell]
        for each in units.tolist():
            mine = np.flatnonzero(unit == each)
            mine = mine[np.argsort(cell[mine], kind="stable")]
            self._lines[each] = (giver[mine], cell[mine], steps[mine])

    def _of(self, units: Ints) -> Triple:
        giver, cell, steps = zip(*(self._lines[unit] for unit in units.tolist()), strict=True)
        return np.concatenate(giver), np.concatenate(cell), np.concatenate(steps)

    def _use(self, giver: Ints, cell: Ints, steps: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        used = steps * self.board.step(giver, cell) * self.board.paid(giver, cell)
        return sum_by(giver, used, len(self.left))
