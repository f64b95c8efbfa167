"""Which rows of ``links`` cover which deliveries, found up the region tree and never as a table of all pairs."""

from __future__ import annotations

import numpy as np

from allocator.problem.problem import Ints, Problem


def covering(problem: Problem, lot: Ints, place: Ints) -> tuple[Ints, Ints]:
    """All pairs (row of links, delivery) where the row covers a delivery of ``lot`` to ``place``; bans left out.

    A row covers what its lot, or any lot of its donor, delivers to its place or below it.
    """
    links, places = problem.links, problem.places
    size = len(places.ids)
    rows, deliveries = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for giver, named in ((lot, links.lot), (problem.lots.donor[lot], links.donor)):
        known = np.flatnonzero((named >= 0) & links.allowed)
        keys = named[known] * size + links.place[known]
        order = np.argsort(keys, kind="stable")
        keys, known = keys[order], known[order]
        at = place
        while len(keys) and (at >= 0).any():
            wanted = np.where(at >= 0, giver * size + at, -1)
            found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            hit = np.flatnonzero(keys[found] == wanted)
            rows.append(known[found[hit]])
            deliveries.append(hit)
            at = np.where(at >= 0, places.parent[at], -1)
    return np.concatenate(rows), np.concatenate(deliveries)
