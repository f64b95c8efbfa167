"""Search by kicks: charges near a few nodes are distorted, the plan gives way, and the true charges bring it back.

What the plan then costs is accepted as in simulated annealing, so the search can leave a valley.
Lourenço, Martin and Stützle, Iterated local search (2003).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Mip, keeps
from allocator.solve.fixed_charge.arcs import Arcs, arcs_of, whole
from allocator.solve.fixed_charge.charges import Openings, opened
from allocator.solve.fixed_charge.cycles import descend
from allocator.solve.fixed_charge.network import Network
from allocator.tolerances import QUANTITY

NEAR = 12
"""Arcs kept at each node, at least: those of least cost beside the prices of the relaxation, and all that are open."""
FEW = 1200
"""Where the network has fewer nodes than these divided by ``NEAR``, each keeps more."""
KICKED = (2, 4, 8)
"""Nodes whose charges a kick distorts: one of these numbers."""
FORCES = (0.3, 0.6, 1.0)
"""Spread of the distortion: one of these standard deviations of its logarithm."""
HEAT = 1.0
"""Temperature at the start, in units of the mean cost of what is open."""
BEHIND = 0.1
"""A search so far behind its time, as a share of all, cools down by the clock: it will not get to its last kick."""


@dataclass(frozen=True)
class Wandered:
    """The best plan met, and whether the clock shaped the search."""

    x: Floats
    timed: bool


def wander(
    mip: Mip, which: Openings, network: Network, x: Floats, pull: Floats, kicks: int, until: float, seed: int
) -> Wandered:
    """``x`` improved by ``kicks`` kicks, or as many as there is time for until ``until`` (``time.perf_counter()``).

    ``pull`` says for each arc how much it costs beyond what the relaxation finds fair: the less, the likelier used.
    """
    arcs = arcs_of(mip, which, network, _promising(network, x, pull), x)
    charge = mip.cost[which.openers[arcs.opener]]
    rng = np.random.default_rng(seed)
    begun = time.perf_counter()
    flow = descend(arcs, arcs.flow, charge, until)
    value = arcs.cost(flow, charge)
    best, least = flow, value
    heat = HEAT * value / max(float(whole(arcs.load(flow), arcs.most).sum()), 1.0)
    timed = False
    for kick in range(kicks):
        done, passed = kick / kicks, (time.perf_counter() - begun) / max(until - begun, 1e-9)
        timed |= passed > done + BEHIND
        if passed >= 1:
            break
        trial = descend(arcs, flow, charge * _distortion(arcs, rng), until)
        trial = descend(arcs, trial, charge, until)
        cost = arcs.cost(trial, charge)
        warmth = heat * (1 - (max(passed, done) if timed else done))
        if cost <= value - warmth * np.log(1 - rng.random()):
            flow, value = trial, cost
        if cost < least:
            best, least = trial, cost
    found = x.copy()
    found[arcs.column] = np.clip(best, arcs.lower, arcs.upper)
    found = opened(mip, which, found)
    better = float(mip.cost @ found) < float(mip.cost @ x) and keeps(mip, found)
    return Wandered(found if better else x, timed)


def _promising(network: Network, x: Floats, pull: Floats) -> Ints:
    """The arcs worth looking at."""
    near = max(NEAR, FEW // (len(network.row) + 1))
    kept = [_least(network.tail, pull, near), _least(network.head, pull, near)]
    return np.unique(np.concatenate([*kept, np.flatnonzero(x[network.column] > QUANTITY)]))


def _least(node: Ints, pull: Floats, count: int) -> Ints:
    """The arcs of least ``pull`` at each node."""
    order = np.lexsort((pull, node))
    rank = np.arange(len(order)) - np.searchsorted(node[order], node[order])
    return order[rank < count]


def _distortion(arcs: Arcs, rng: np.random.Generator) -> Floats:
    """A factor for each opener: 1 but for those of arcs at a few nodes."""
    count = min(int(rng.choice(KICKED)), arcs.nodes - 1)
    chosen = np.zeros(arcs.nodes, dtype=bool)
    chosen[rng.choice(arcs.nodes - 1, count, replace=False)] = True
    near: Bools = (chosen[arcs.tail] | chosen[arcs.head])[arcs.entry_arc]
    factor = np.ones(len(arcs.most))
    openers = np.unique(arcs.entry_opener[near])
    factor[openers] = np.exp(rng.normal(0.0, float(rng.choice(FORCES)), len(openers)))
    return factor
