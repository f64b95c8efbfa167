"""The region tree as preorder intervals: a subtree is a range of indices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.problem import Ints, Places
from allocator.tables.remembered import remembered


@remembered
def build_places(frame: pd.DataFrame) -> Places:
    """The places of ``frame`` in preorder, siblings by id, so that row order does not matter.

    ``frame`` is a checked places table: ids unique, parents known, no cycles.
    """
    ids = frame["place_id"].to_numpy(dtype=str)
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    parents = frame["parent_id"].to_numpy(dtype=str)[order]
    above = np.where(parents == "", -1, np.searchsorted(ids, parents))
    preorder, end = _walk(above)
    position = np.empty(len(ids), dtype=np.int64)
    position[preorder] = np.arange(len(ids))
    chosen = order[preorder]
    parent = above[preorder]
    return Places(
        ids=tuple(ids[preorder].tolist()),
        names=tuple(frame["name"].iloc[chosen].tolist()),
        levels=tuple(frame["level"].iloc[chosen].tolist()),
        parent=np.where(parent < 0, -1, position[parent]),
        end=end,
        severity=frame["severity"].to_numpy(dtype=float)[chosen],
        lat=frame["lat"].to_numpy(dtype=float)[chosen],
        lon=frame["lon"].to_numpy(dtype=float)[chosen],
    )


def _walk(above: Ints) -> tuple[Ints, Ints]:
    """Nodes in preorder and, per preorder position, the end of the subtree. Children keep their index order."""
    children: list[list[int]] = [[] for _ in above]
    roots: list[int] = []
    for node, parent in enumerate(above.tolist()):
        (children[parent] if parent >= 0 else roots).append(node)
    preorder: list[int] = []
    end = np.zeros(len(above), dtype=np.int64)
    stack: list[tuple[int, int]] = [(node, -1) for node in reversed(roots)]
    while stack:
        node, opened = stack.pop()
        if opened >= 0:
            end[opened] = len(preorder)
            continue
        stack.append((node, len(preorder)))
        preorder.append(node)
        stack.extend((child, -1) for child in reversed(children[node]))
    return np.array(preorder, dtype=np.int64), end


def ancestor_at(places: Places, level: str) -> Ints:
    """For each place the nearest place of ``level`` at or above it; -1 where there is none. Shape (P,)."""
    found = np.where(np.array(places.levels, dtype=str) == level, np.arange(len(places.ids)), -1)
    for place, parent in enumerate(places.parent.tolist()):  # preorder: a parent is settled before its children
        if found[place] < 0 and parent >= 0:
            found[place] = found[parent]
    return found


def subtree_tops(places: Places, wanted: list[int], excluded: list[int]) -> Ints:
    """Disjoint tops that cover ``wanted`` (everything if empty) without ``excluded``, ascending.

    A top ``p < P`` stands for place ``p`` and all below it; ``P + p`` for place ``p`` alone. An excluded subtree is
    cut out by taking, along the path up to the top that holds it, the siblings and the path's own places alone.
    """
    tops: list[int] = []
    covered = 0
    for top in sorted(set(wanted)) if wanted else np.flatnonzero(places.parent < 0).tolist():
        if top >= covered:
            tops.append(top)
            covered = int(places.end[top])
    size = len(places.ids)
    for hole in sorted(set(excluded)):
        kept: list[int] = []
        for top in tops:
            first = top % size
            if hole <= first < places.end[hole]:
                continue
            if top < size and first < hole < places.end[first]:
                kept.extend(_around(places, first, hole))
            else:
                kept.append(top)
        tops = kept
    return np.array(sorted(tops), dtype=np.int64)


def _around(places: Places, top: int, hole: int) -> list[int]:
    """``top``'s subtree without ``hole``'s, as tops."""
    kept: list[int] = []
    node = hole
    while node != top:
        parent = int(places.parent[node])
        kept.append(len(places.ids) + parent)
        sibling = parent + 1
        while sibling < places.end[parent]:
            if sibling != node:
                kept.append(sibling)
            sibling = int(places.end[sibling])
        node = parent
    return kept
