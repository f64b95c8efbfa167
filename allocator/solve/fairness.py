"""Leximin coverage by decomposition: the worst-off unit is raised as far as possible, then the next, to the end.

Among the plans of least unmet need, the totals that units can get are the bases of a polymatroid, and the leximin
one is its lexicographically optimal base (Fujishige 1980; Megiddo 1974). The decomposition algorithm (Groenevelt
1991) tries one equal coverage for a set of units by a maximum flow. If it does not fit, the minimum cut splits the
set into a poorer part, which can use no more than the cut lets through, and a richer part, which gets the rest; no
flow passes between them in any fair plan. Each part goes on by itself; all parts of a round share one flow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import numbered, sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.alike import MANY, alike, arcs_between
from allocator.solve.backends.maxflow import max_flow
from allocator.solve.ordered import FlowGraph


@dataclass(frozen=True)
class Shares:
    """What units may receive. C arcs from hubs to units; all amounts whole numbers summing below 2**52."""

    hub: Ints
    unit: Ints
    capacity: Ints
    forced: Ints
    """Shape (H,): amount each hub must pass to cells that are full in every plan of least unmet need."""
    base: Ints
    """Shape (U,): amount each unit already has from such cells."""
    target: Floats
    """Shape (U,): net need x severity; coverage compared is amount / target."""


@dataclass(frozen=True)
class Leximin:
    """The fair amounts, the flow that delivers them, and the cuts that prove that nobody can get more.

    ``group`` numbers the sets of units the cuts separate; for group g, ``available[g] / wanted[g]`` is its coverage:
    all that can reach its units over what they would need for coverage 1. Units that need nothing form the last group,
    which wants 0.
    """

    arc_flow: Ints
    share_flow: Ints
    group: Ints
    available: Floats
    wanted: Floats


@dataclass(frozen=True)
class _Trial:
    """One flow through all open parts at equal coverage, and what it shows. Arrays per node have shape (S + H + U,)."""

    flow: Ints
    pools: int
    arcs: Ints
    shares: Ints
    richer: Bools
    """Per node: whether it lies on the source's side of the cut nearest the sink."""
    drained: Ints
    """Per node: amount that left the network there."""


class _Decomposition:
    """The parts still open, shrinking round by round."""

    def __init__(self, graph: FlowGraph, arcs: Bools, supply: Ints, shares: Shares, inside: Bools) -> None:
        self.graph, self.supply, self.shares = graph, supply, shares
        self.units = len(shares.target)
        self.forced, self.base = shares.forced.copy(), shares.base.copy()
        self.arcs = arcs.copy()
        self.share_open = inside[graph.pools + shares.hub] & (shares.capacity > 0)
        needy = shares.target > 0
        self.part = np.where(np.concatenate([inside, needy]), 0, -1)
        self.arc_flow = np.zeros(len(graph.tail), dtype=np.int64)
        self.share_flow = np.zeros(len(shares.hub), dtype=np.int64)
        self.full = np.zeros(len(shares.hub), dtype=bool)
        """Shares that are full whatever happens in the parts they lead to."""
        self.closed = np.full(len(self.part), -1, dtype=np.int64)
        """Per node: the part it was in when that was closed, numbered over all rounds."""
        self.amount = np.zeros(self.units, dtype=np.int64)
        """Per unit: what it gets in its closed part, beyond full cells and shares."""
        self.group = np.full(self.units, -1, dtype=np.int64)
        self.available: list[Floats] = []
        self.wanted: list[Floats] = []

    @property
    def unit_part(self) -> Ints:
        return self.part[self.graph.nodes :]

    def close_units(self, units: Bools, part: Ints, available: Floats, wanted: Floats) -> None:
        """Give the units their final group; ``part`` numbers the groups among themselves."""
        known = sum(len(values) for values in self.available)
        self.group[units] = known + part
        self.available.append(available)
        self.wanted.append(wanted)

    def close_settled(self) -> None:
        """Units that no open share reaches keep what they have: each is a group of its own."""
        reached = np.zeros(self.units, dtype=bool)
        reached[self.shares.unit[self.share_open]] = True
        settled = (self.unit_part >= 0) & ~reached
        count = int(settled.sum())
        self.close_units(settled, np.arange(count), self.base[settled].astype(float), self.shares.target[settled])
        self.part[self.graph.nodes :][settled] = -1

    def equal_shares(self) -> tuple[Ints, Floats, Floats]:
        """What each open unit would get at its part's equal coverage, in whole numbers; and the parts' amounts."""
        parts = int(self.part.max()) + 1
        pools, hubs = self.part[: self.graph.pools], self.part[self.graph.pools : self.graph.nodes]
        unit = np.flatnonzero(self.unit_part >= 0)
        of = self.unit_part[unit]
        supply = _sums(pools, self.supply, parts) - _sums(hubs, self.forced, parts)
        available = supply + _sums(of, self.base[unit], parts)
        wanted = _sums(of, self.shares.target[unit], parts)
        share = (
            np.floor(self.shares.target[unit] * (available / np.where(wanted > 0, wanted, 1.0))[of]) - self.base[unit]
        )
        count = np.maximum(np.bincount(of, minlength=parts), 1)
        rest = (supply - _sums(of, share, parts)).astype(np.int64)
        order = np.argsort(of, kind="stable")
        place = np.empty(len(unit), dtype=np.int64)
        place[order] = np.arange(len(unit)) - np.searchsorted(of[order], of[order])
        whole = share.astype(np.int64) + (rest // count)[of] + (place < (rest % count)[of])
        shares = np.zeros(self.units, dtype=np.int64)
        shares[unit] = whole
        return shares, available, wanted

    def trial(self, unit_capacity: Ints) -> _Trial:
        """One maximum flow through all open parts."""
        alive = self.part >= 0
        number = np.cumsum(alive) - 1
        source, sink = int(alive.sum()), int(alive.sum()) + 1
        n_pools, nodes = self.graph.pools, self.graph.nodes
        pools = np.flatnonzero(alive[:n_pools])
        arcs = np.flatnonzero(self.arcs & alive[self.graph.tail])
        shares = np.flatnonzero(self.share_open & alive[n_pools + self.shares.hub])
        hubs = np.flatnonzero(alive[n_pools:nodes] & (self.forced > 0))
        units = np.flatnonzero(alive[nodes:])
        unlimited = np.full(len(arcs), int(self.supply.sum()) + 1, dtype=np.int64)  # no arc is ever full
        result = max_flow(
            sink + 1,
            np.concatenate(
                [
                    np.full(len(pools), source),
                    number[self.graph.tail[arcs]],
                    number[n_pools + self.shares.hub[shares]],
                    number[n_pools + hubs],
                    number[nodes + units],
                ]
            ),
            np.concatenate(
                [
                    number[pools],
                    number[self.graph.head[arcs]],
                    number[nodes + self.shares.unit[shares]],
                    np.full(len(hubs) + len(units), sink),
                ]
            ),
            np.concatenate(
                [self.supply[pools], unlimited, self.shares.capacity[shares], self.forced[hubs], unit_capacity[units]]
            ),
            source,
            sink,
            "sink",
        )
        side = np.zeros(len(self.part), dtype=bool)
        side[alive] = result.source_side[:source]
        drained = np.zeros(len(self.part), dtype=np.int64)
        ends = np.concatenate([n_pools + hubs, nodes + units])
        drained[ends] = result.flow[len(result.flow) - len(ends) :]
        return _Trial(result.flow, len(pools), arcs, shares, side, drained)

    def round(self) -> None:
        """Try equal coverage in every open part; close the parts where it fits, split the others."""
        wish, available, wanted = self.equal_shares()
        capacity = np.maximum(wish, 0)
        trial = self.trial(capacity)
        parts = len(available)
        hubs = self.part[self.graph.pools : self.graph.nodes]
        asked = _sums(hubs, self.forced, parts) + _sums(self.unit_part, capacity, parts)
        missing = asked - _sums(self.part, trial.drained, parts)
        members = np.bincount(self.unit_part[self.unit_part >= 0], minlength=parts)
        done = missing <= members  # equal shares are rounded to whole numbers: one each is no real shortfall
        done |= members == 0
        self._record(done, trial)
        finished = (self.part >= 0) & done[np.maximum(self.part, 0)]
        self.closed[finished] = int(self.closed.max(initial=-1)) + 1 + self.part[finished]
        self.amount = np.where(finished[self.graph.nodes :], capacity, self.amount)
        closing = (self.unit_part >= 0) & done[np.maximum(self.unit_part, 0)]
        groups, which = numbered(self.unit_part[closing], parts)
        self.close_units(closing, which, available[groups].astype(float), wanted[groups])
        self._split(done, trial.richer)

    def _record(self, done: Bools, trial: _Trial) -> None:
        final = done[self.part[self.graph.tail[trial.arcs]]]
        first, last = trial.pools, trial.pools + len(trial.arcs)
        self.arc_flow[trial.arcs[final]] = trial.flow[first:last][final]
        final = done[self.part[self.graph.pools + self.shares.hub[trial.shares]]]
        first, last = last, last + len(trial.shares)
        self.share_flow[trial.shares[final]] = trial.flow[first:last][final]

    def close_as(self, closed: Ints, full: Ints, amount: Ints) -> None:
        """Close all parts as they are known to be: where the nodes are, which shares are full, what units get."""
        graph, shares = self.graph, self.shares
        self.part = closed
        self.arcs &= (closed[graph.tail] >= 0) & (closed[graph.tail] == closed[graph.head])
        hub, unit = closed[graph.pools + shares.hub], closed[graph.nodes + shares.unit]
        self.share_open &= (hub >= 0) & (hub == unit)
        self.share_flow[full] = shares.capacity[full]
        np.add.at(self.forced, shares.hub[full], shares.capacity[full])
        self._record(np.ones(int(closed.max(initial=-1)) + 1, dtype=bool), self.trial(amount))

    def _split(self, done: Bools, richer: Bools) -> None:
        graph, shares = self.graph, self.shares
        alive = self.part >= 0
        finished = alive & done[np.maximum(self.part, 0)]
        label = np.where(alive & ~finished, 2 * self.part + richer, -1)
        self.arcs &= (label[graph.tail] >= 0) & (label[graph.tail] == label[graph.head])
        hub, unit = graph.pools + shares.hub, graph.nodes + shares.unit
        apart = self.share_open & (label[hub] >= 0) & (label[hub] != label[unit])
        full = apart & richer[hub] & (label[unit] >= 0) & ~richer[unit]
        self.share_flow[full] = shares.capacity[full]
        self.full |= full
        np.add.at(self.forced, shares.hub[full], shares.capacity[full])
        np.add.at(self.base, shares.unit[full], shares.capacity[full])
        self.share_open &= (label[hub] >= 0) & (label[hub] == label[unit])
        self.part = _closed_up(label)


def leximin(graph: FlowGraph, arcs: Bools, supply: Ints, shares: Shares, inside: Bools) -> Leximin:
    """The leximin amounts over units.

    ``arcs`` marks the arcs that may carry flow, ``inside`` the pools and hubs that take part: all of their supply
    must be usable (parts of the network with supply to spare have full cells only, and nothing to share out).
    """
    if int((inside[: graph.pools] & (supply > 0)).sum()) > MANY:
        work = flows = _decomposed(_Decomposition(graph, arcs, supply, shares, inside))
    else:
        work, flows = _by_sets(graph, arcs, supply, shares, inside)
    available = np.concatenate([*work.available, np.zeros(1)])
    wanted = np.concatenate([*work.wanted, np.zeros(1)])
    group = np.where(work.group < 0, len(wanted) - 1, work.group)
    return Leximin(flows.arc_flow, flows.share_flow, group, available, wanted)


def _decomposed(work: _Decomposition) -> _Decomposition:
    """``work`` with all its parts closed."""
    while (work.part >= 0).any():
        work.close_settled()
        if (work.part >= 0).any():
            work.part = _closed_up(work.part)
            work.round()
    return work


def _by_sets(
    graph: FlowGraph, arcs: Bools, supply: Ints, shares: Shares, inside: Bools
) -> tuple[_Decomposition, _Decomposition]:
    """The decomposition, found with one hub in the place of all that the same pools reach, and the flows it leads to.

    Pools and units fall into the same parts either way. The flows come from one flow through all closed parts.
    """
    pools, units = graph.pools, len(shares.target)
    hubs = np.flatnonzero(inside[pools:])
    sources = np.flatnonzero(inside[:pools] & (supply > 0))
    reached = alike(graph.nodes, sources, graph.tail[arcs], graph.head[arcs])
    sets, set_of = numbered(reached[pools + hubs], graph.nodes)
    node = np.concatenate([np.arange(pools), np.full(graph.hubs, -1)])
    node[pools + hubs] = pools + set_of
    tail, head = arcs_between(node, graph.tail[arcs], graph.head[arcs])
    usable = np.flatnonzero(inside[pools + shares.hub] & (shares.capacity > 0))
    pair, pair_of = numbered(
        (node[pools + shares.hub[usable]] - pools) * units + shares.unit[usable], len(sets) * units
    )
    merged = Shares(
        hub=pair // max(units, 1),
        unit=pair % max(units, 1),
        capacity=sum_by(pair_of, shares.capacity[usable], len(pair)).astype(np.int64),
        forced=sum_by(set_of, shares.forced[hubs], len(sets)).astype(np.int64),
        base=shares.base,
        target=shares.target,
    )
    within = np.concatenate([inside[:pools], np.ones(len(sets), dtype=bool)])
    work = _decomposed(
        _Decomposition(FlowGraph(pools, len(sets), tail, head), np.ones(len(tail), dtype=bool), supply, merged, within)
    )
    flows = _Decomposition(graph, arcs, supply, shares, inside)
    closed = np.append(work.closed[: pools + len(sets)], -1)[node]
    flows.close_as(np.concatenate([closed, work.closed[pools + len(sets) :]]), usable[work.full[pair_of]], work.amount)
    return work, flows


def _closed_up(part: Ints) -> Ints:
    """``part`` numbered without gaps, in the same order; -1 (outside every part) stays."""
    inside = part >= 0
    closed = np.full(len(part), -1, dtype=np.int64)
    closed[inside] = numbered(part[inside], int(part.max(initial=-1)) + 1)[1]
    return closed


def _sums(part: Ints, amount: Ints | Floats, parts: int) -> Floats:
    """Sum of ``amount`` per part, nodes outside every part left out."""
    inside = part >= 0
    return sum_by(part[inside], amount[inside], parts)
