"""What a little more or less at each node of the hub network would change: the exchange test of optimal flows.

A fair plan of least unmet need is optimal exactly when no chain of exchanges moves supply from a need to one that
comes before it (no improving cycle in the residual network; Ahuja, Magnanti & Orlin 1993, chapter 9). So each node
needs two numbers only: the last of the needs that could give up a unit to it, and the first of the short needs that a
unit at it could reach. A gift that may newly go to a need makes the plan better exactly if the last need that can give
up what the gift gives comes after that need: both ends of the exchange are known without solving anything again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.problem.problem import Floats, Ints, Problem
from allocator.solve.fair import FairPlan, priority_class
from allocator.tolerances import PROPORTIONAL_POINTS

SPARE = 2**60
"""In the place of a need's order: supply that is not used at all comes after every need."""
NOBODY = -1
"""No need could give up anything."""

SAME_COVERAGE = 1e-7
"""Coverages closer than this come at the same place: whole-number flows round them."""

NOISE = 1e-7
"""Flows below this part of the mean need are rounding."""


@dataclass(frozen=True)
class Order:
    """The order in which needs come, the first most urgent. Shape (N,).

    ``order // ranks`` is the class of urgency (tier and weight), ``order % ranks`` the rank of the unit's coverage.
    """

    giving: Ints
    """Where a need stands when it would lose some of what it has."""
    taking: Ints
    """Where it stands when it would get more: at a turning point of the fairness measure that is not the same."""
    ranks: int


@dataclass(frozen=True)
class Exchange:
    """Per node (S pools, then H hubs)."""

    last: Ints
    """Order of the last need that could give up a unit to the node; ``SPARE`` or ``NOBODY``."""
    unit: Ints
    """Unit of that need; -1 for spare supply and nobody."""
    second: Ints
    """The same among needs of all other units."""
    second_unit: Ints
    first: Ints
    """Order of the first short need that a unit at the node could reach; ``SPARE`` where none is short."""


def need_order(problem: Problem, fair: FairPlan, pure: bool) -> Order:
    """The order of needs that levels ``unmet`` and ``fairness`` together make.

    Where prices differ from values (not ``pure``) a unit given up here is more or less than a unit there, so needs of
    one tier have no order that holds for every exchange: there only tiers count. Nor have they one where proportional
    fairness meets severities, which the fair plan weighs and that measure does not.
    """
    needs = problem.needs
    if not pure or (problem.fairness == "proportional" and (problem.units.severity != 1.0).any()):
        tier = np.where(needs.weight > 0, needs.tier, needs.tier.max(initial=1) + 1)
        only = np.unique(tier, return_inverse=True)[1].astype(np.int64)
        return Order(only, only, 1)
    giving, taking = _coverage_rank(problem, fair, -SAME_COVERAGE), _coverage_rank(problem, fair, SAME_COVERAGE)
    ranks = int(max(giving.max(initial=0), taking.max(initial=0))) + 1
    urgency = priority_class(problem) * ranks
    return Order(urgency + giving[needs.unit], urgency + taking[needs.unit], ranks)


def _coverage_rank(problem: Problem, fair: FairPlan, nudge: float) -> Ints:
    """Rank of each unit by what the fairness level tells apart. Shape (U,)."""
    if problem.fairness == "none":
        return np.zeros(len(problem.units), dtype=np.int64)
    ranked = (fair.available / np.where(fair.wanted > 0, fair.wanted, 1.0))[fair.group]
    coverage, severity = ranked * problem.units.severity + nudge, problem.units.severity
    if problem.fairness == "floor":
        floor = next(level.floor for level in problem.levels if level.name == "fairness")
        return (coverage >= np.minimum(1.0, floor * severity)).astype(np.int64)
    if problem.fairness == "proportional":
        return np.digitize(coverage, PROPORTIONAL_POINTS).astype(np.int64)
    order = np.argsort(ranked, kind="stable")
    steps = np.cumsum(np.diff(ranked[order], prepend=ranked[order[:1]]) > SAME_COVERAGE)
    rank = np.zeros(len(ranked), dtype=np.int64)
    rank[order] = steps
    return rank


def exchange(problem: Problem, network: HubNetwork, fair: FairPlan, order: Order) -> Exchange:
    """The exchange test of ``fair`` at every node."""
    noise = noise_of(network)
    pools, hubs, units = len(network.capacity), len(network.hub_item), max(len(problem.units), 1)
    tail = np.concatenate([network.entry_pool, pools + network.link_tail])
    head = np.concatenate([pools + network.entry_hub, pools + network.link_head])
    used = np.concatenate([fair.entry, fair.link]) > noise
    open_cells = (network.cell_hub >= 0) & (network.demand > 0)
    spent = np.bincount(network.entry_pool, weights=fair.entry * network.entry_price, minlength=pools)
    # From which nodes a unit can be had: along a flow backwards (less of it), and along any arc forwards (more of it).
    takes, gives = np.concatenate([tail[used], head]), np.concatenate([head[used], tail])

    held = np.flatnonzero(open_cells & (fair.met > noise))
    node, unit = pools + network.cell_hub[held], problem.needs.unit[held]
    code = order.giving[held] * units + unit
    start = np.full(pools + hubs, NOBODY)
    start[:pools][network.capacity - spent > np.maximum(noise, NOISE * network.capacity)] = SPARE
    np.maximum.at(start, node, code)
    last = _spread(start, takes, gives, np.maximum)
    last_unit = np.where((last >= 0) & (last < SPARE), last % units, -1)

    start = np.full(pools + hubs, NOBODY)
    other = last_unit[node] != unit
    np.maximum.at(start, node[other], code[other])
    second = _spread_others(start, last, last_unit, takes, gives)
    second_unit = np.where((second >= 0) & (second < SPARE), second % units, -1)

    short = np.flatnonzero(open_cells & (network.demand - fair.met > noise))
    start = np.full(pools + hubs, SPARE)
    np.minimum.at(start, pools + network.cell_hub[short], order.taking[short])
    first = _spread(start, np.concatenate([tail, head[used]]), np.concatenate([head, tail[used]]), np.minimum)
    return Exchange(_order(last, units), last_unit, _order(second, units), second_unit, first)


def noise_of(network: HubNetwork) -> float:
    """The flow below which there is none."""
    return NOISE * float(network.demand.sum()) / max(int((network.demand > 0).sum()), 1)


def _order(code: Ints, units: int) -> Ints:
    known = (code >= 0) & (code < SPARE)
    return np.where(known, code // units, code)


def _spread(value: Ints, to: Ints, source: Ints, best: np.ufunc) -> Ints:
    """``value`` where every node takes the best of the nodes it can be reached from, until nothing changes."""
    while True:
        new = value.copy()
        best.at(new, to, value[source])
        if np.array_equal(new, value):
            return value
        value = new


def _spread_others(value: Ints, last: Ints, last_unit: Ints, to: Ints, source: Ints) -> Ints:
    """As :func:`_spread`, for the best of all units but the best one's (``last_unit`` of each node)."""
    same = last_unit[source] == last_unit[to]
    while True:
        new = value.copy()
        np.maximum.at(new, to, np.where(same, value[source], last[source]))
        if np.array_equal(new, value):
            return value
        value = new


def spare_amounts(network: HubNetwork, fair: FairPlan) -> Floats:
    """What each pool has left in the fair plan, in money or value. Shape (S,)."""
    spent = np.bincount(network.entry_pool, weights=fair.entry * network.entry_price, minlength=len(network.capacity))
    return np.maximum(0.0, network.capacity - spent)
