"""Cycle moves: shift an amount around a cycle of the network where that lowers the true cost, charges included.

For a given amount the true cost of shifting it over one arc is known, so a cycle of negative total cost is a better
plan, and label correcting finds one if there is any. All amounts are searched at once.
Ahuja, Magnanti and Orlin, Network Flows (1993), section 5.5, on negative cycles.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import Floats, Ints
from allocator.solve.fixed_charge.arcs import Arcs
from allocator.tolerances import QUANTITY

AMOUNTS = 24
"""Amounts tried at once."""
LOOK = 4
"""Rounds of label correcting between two looks for cycles."""
BETTER = 1e-7
"""What counts as an improvement, in units of the largest charge: more than rounding."""


@dataclass(frozen=True)
class Cycle:
    """``edges`` in the order asked about, and their total ``cost`` for the amount numbered ``amount``."""

    cost: float
    amount: int
    edges: Ints


def negative_cycles(source: Ints, target: Ints, weight: Floats, nodes: int, least: float) -> list[Cycle]:
    """Cycles of total weight below zero; none only if there is none. ``weight`` has shape (edges, amounts)."""
    order = np.argsort(target, kind="stable")
    order = order[np.isfinite(weight[order]).any(axis=1)]
    if not len(order):
        return []
    source, target, weight = source[order], target[order], weight[order]
    first = np.flatnonzero(np.concatenate([[True], target[1:] != target[:-1]]))
    heads = target[first]
    sizes = np.diff(np.append(first, len(target)))
    alive = np.arange(weight.shape[1])
    distance = np.zeros((nodes, len(alive)))
    parent = np.full((nodes, len(alive)), -1, dtype=np.int64)
    cycles: list[Cycle] = []
    for turn in range(1, nodes * LOOK):
        reach = np.take(distance, source, axis=0) + weight
        shortest = np.minimum.reduceat(reach, first, axis=0)
        head, number = np.nonzero(shortest < distance[heads] - least)
        if not len(head):
            break
        edge = np.repeat(first[head] - _before(sizes[head]), sizes[head]) + np.arange(sizes[head].sum())
        which = np.repeat(np.arange(len(head)), sizes[head])
        tight = reach[edge, number[which]] == shortest[head, number][which]
        parent[target[edge[tight]], number[which[tight]]] = edge[tight]
        distance[heads[head], number] = shortest[head, number]
        going = np.zeros(len(alive), dtype=bool)
        going[number] = True
        if turn % LOOK == 0:
            for each in np.flatnonzero(going):
                found = _cycles_in(parent[:, each], source)
                going[each] = not found
                cycles += [Cycle(float(weight[e, each].sum()), int(alive[each]), order[e]) for e in found]
        if not going.all():
            alive, distance, weight, parent = alive[going], distance[:, going], weight[:, going], parent[:, going]
    return cycles


def _before(sizes: Ints) -> Ints:
    """What lies before each of some runs of the given sizes."""
    return np.cumsum(sizes) - sizes


def _cycles_in(parent: Ints, source: Ints) -> list[Ints]:
    """The cycles that following parents runs into, as edges."""
    nodes = len(parent)
    before = np.append(np.where(parent >= 0, source[parent], nodes), nodes)
    for _ in range(int(np.ceil(np.log2(nodes + 1)))):
        before = before[before]
    found, seen = [], set()
    for begin in np.unique(before[before < nodes]).tolist():
        node, edges = begin, []
        while node not in seen:
            seen.add(node)
            edges.append(parent[node])
            node = int(source[parent[node]])
        if edges:
            found.append(np.array(edges, dtype=np.int64))
    return found


def descend(arcs: Arcs, flow: Floats, charge: Floats, until: float) -> Floats:
    """``flow`` after cycle moves until none of the amounts now flowing helps any more."""
    arcs_count, inner = len(arcs.column), np.arange(arcs.nodes - 1)
    slack = np.full(arcs.nodes - 1, arcs.nodes - 1)
    source = np.concatenate([arcs.tail, arcs.head, slack, inner])
    target = np.concatenate([arcs.head, arcs.tail, inner, slack])
    least = BETTER * max(float(np.abs(charge).max(initial=0.0)), 1e-12)
    value = arcs.cost(flow, charge)
    while time.perf_counter() < until:
        amount = _amounts(arcs, flow)
        more, less = arcs.room(flow)
        free = [np.where(room[:, None] >= amount - QUANTITY, 0.0, np.inf) for room in (less, more)]
        weight = np.concatenate([*arcs.shifts(flow, amount, charge), *free])
        touched, improved = np.zeros(arcs.nodes, dtype=bool), False
        for cycle in sorted(negative_cycles(source, target, weight, arcs.nodes, least), key=lambda each: each.cost):
            if touched[target[cycle.edges]].any():
                continue
            trial = flow.copy()
            forth = cycle.edges[cycle.edges < arcs_count]
            back = cycle.edges[(cycle.edges >= arcs_count) & (cycle.edges < 2 * arcs_count)] - arcs_count
            trial[forth] += amount[cycle.amount]
            trial[back] -= amount[cycle.amount]
            cost = arcs.cost(trial, charge)
            if cost < value - least:
                flow, value, improved = trial, cost, True
                touched[target[cycle.edges]] = True
        if not improved:
            break
    return flow


def _amounts(arcs: Arcs, flow: Floats) -> Floats:
    """The amounts that close an arc, fill it, or empty its last vehicle; a spread of them where there are many."""
    used = flow > QUANTITY
    load, part = arcs.load(flow)[arcs.entry_opener], arcs.entry_capacity
    begun = (load - np.floor(load + QUANTITY)) * part
    amount = np.concatenate([flow[used], (arcs.upper - flow)[used], begun[used[arcs.entry_arc]]])
    amount = np.unique(np.round(amount[(amount > QUANTITY) & np.isfinite(amount)], 6))
    if len(amount) <= AMOUNTS:
        return amount
    return amount[np.linspace(0, len(amount) - 1, AMOUNTS).astype(np.int64)]
