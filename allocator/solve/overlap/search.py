"""Better lines for one block: three programs, each on what the one before used.

1. The linear relaxation. With links tied to every bundle by itself it is strong: few links carry what it moves.
2. The fewest links among those, where amounts may still be split.
3. Whole packs and things, near the second's amounts. The links open now are allowed as well, as the last few things
   may need one.

Amounts are not whole in the second program because bounds on large whole numbers that must meet a coverage exactly
creep one by one in a solver's propagation: seconds become minutes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from allocator.problem.problem import Bools, Floats
from allocator.solve.backends.blocks import MixedProgram, MixedSolver
from allocator.solve.overlap.block import Block

USED = 1e-6
"""A link of the relaxation below this is not used."""

SPARE = 1.5
"""Links that whole packs may cost without another look."""

NEAR = 25.0
"""How many steps the third program may move an amount."""


@dataclass(frozen=True)
class Found:
    """The outcome of one block."""

    x: Floats | None
    """A solution with fewer links than now; None if none was found."""
    bound: float
    """No plan of the block has fewer links, as far as the relaxation knows."""
    work: int


def better(solver: MixedSolver, block: Block, nodes: int, deadline: float) -> Found:
    """A better solution of ``block``, if the three programs find one."""
    program = block.program
    relaxed = solver.minimise(program.relaxed(), seconds=deadline - time.perf_counter())
    work = relaxed.work
    if relaxed.x is None or np.ceil(relaxed.bound - USED) >= block.value - 0.5:
        return Found(None, relaxed.bound, work)
    links = relaxed.x[block.links] > USED
    kept = _columns(block, links)
    split = solver.minimise(
        replace(program, whole=block.is_link).restricted(kept), nodes, seconds=deadline - time.perf_counter()
    )
    work += split.work
    if split.x is None or float(program.objective[kept] @ split.x) > block.value - 0.5:
        return Found(None, relaxed.bound, work)
    x = np.zeros(len(kept))
    x[kept] = split.x
    near = _near(block, x)
    kept = _columns(block, links | (block.start[block.links] > 0.5))
    target = float(program.objective @ x) + min(SPARE, 0.5 * (block.value - float(program.objective @ x)))
    whole = solver.minimise(near.restricted(kept), nodes, target, deadline - time.perf_counter())
    work += whole.work
    if whole.x is None or float(program.objective[kept] @ whole.x) > block.value - 0.5:
        return Found(None, relaxed.bound, work)
    x[:] = 0.0
    x[kept] = whole.x
    return Found(x, relaxed.bound, work)


def repaired(solver: MixedSolver, block: Block, nodes: int, deadline: float) -> Found:
    """A solution near the lines as they are, which fall short of what the block must give: few links, if any, more."""
    work = 0
    near = _near(block, block.start)
    for links in (block.start[block.links] > 0.5, np.ones(block.links.stop - block.links.start, dtype=bool)):
        kept = _columns(block, links)
        found = solver.minimise(near.restricted(kept), nodes, seconds=deadline - time.perf_counter())
        work += found.work
        if found.x is not None:
            x = np.zeros(len(kept))
            x[kept] = found.x
            return Found(x, found.bound, work)
    return Found(None, -np.inf, work)


def _columns(block: Block, links: Bools) -> Bools:
    """All columns but links not in ``links`` and what would flow on them."""
    kept = np.ones(len(block.program.objective), dtype=bool)
    kept[block.links] = links
    kept[: len(block.link)] = kept[block.link]
    return kept


def _near(block: Block, x: Floats) -> MixedProgram:
    """The program with every amount within ``NEAR`` steps of ``x``."""
    program = block.program
    amounts = np.zeros(len(x), dtype=bool)
    amounts[: len(block.link)] = True
    lower = np.where(amounts, np.maximum(0.0, np.floor(x - NEAR)), 0.0)
    upper = np.where(amounts, np.minimum(program.upper, np.ceil(x + NEAR)), program.upper)
    return replace(program, lower=lower, upper=upper)
