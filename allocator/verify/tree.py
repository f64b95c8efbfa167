"""The region tree as intervals: in preorder, a place and all below it are one run of positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.verify.numbers import Floats, Ints


@dataclass(frozen=True)
class Tree:
    """Places in preorder, siblings and roots by ascending id. Shape (P,) throughout."""

    ids: pd.Index
    end: Ints
    """One past the last position of the subtree."""
    parent: Ints
    """Position of the place above; -1 for a root."""
    levels: tuple[str, ...]
    severity: Floats

    def position(self, place_ids: pd.Series) -> Ints:
        """Positions of ``place_ids``; -1 for an unknown one."""
        return np.asarray(self.ids.get_indexer(pd.Index(place_ids)), dtype=np.int64)

    def above(self, place: Ints) -> tuple[Ints, Ints]:
        """All pairs (entry of ``place``, place at or above it); entries outside the tree (-1) have none."""
        entries, places = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        entry = np.flatnonzero(place >= 0)
        at = place[entry]
        while len(entry):
            entries.append(entry)
            places.append(at)
            at = self.parent[at]
            entry, at = entry[at >= 0], at[at >= 0]
        return np.concatenate(entries), np.concatenate(places)

    def units(self, level: str | None) -> Ints:
        """For each place, the nearest place at or above it at ``level``; itself where there is none. Shape (P,)."""
        nearest = np.full(len(self.ids), -1, dtype=np.int64)
        for place, own in enumerate(self.levels):
            if own == level:
                nearest[place] = place
            elif self.parent[place] >= 0:
                nearest[place] = nearest[self.parent[place]]
        return np.where(nearest >= 0, nearest, np.arange(len(self.ids)))


def grow(places: pd.DataFrame) -> Tree:
    """The tree of a ``places`` table. A parent that is not in the table makes its child a root."""
    ordered = places.sort_values("place_id", kind="stable")
    ids = ordered["place_id"].tolist()
    known = set(ids)
    children: dict[str, list[str]] = {}
    for place, above in zip(ids, ordered["parent_id"].tolist(), strict=True):
        children.setdefault(above if above in known else "", []).append(place)
    visited, parents, ends = _preorder(children)
    rows = ordered.set_index("place_id").loc[visited]
    return Tree(
        ids=pd.Index(visited),
        end=np.array(ends, dtype=np.int64),
        parent=np.array(parents, dtype=np.int64),
        levels=tuple(rows["level"].tolist()),
        severity=rows["severity"].to_numpy(dtype=float),
    )


def _preorder(children: dict[str, list[str]]) -> tuple[list[str], list[int], list[int]]:
    visited: list[str] = []
    parents: list[int] = []
    ends: list[int] = []
    waiting = [(root, -1) for root in reversed(children.get("", []))]
    while waiting:
        place, above = waiting.pop()
        here = len(visited)
        visited.append(place)
        parents.append(above)
        ends.append(here + 1)
        waiting.extend((child, here) for child in reversed(children.get(place, [])))
    for here in range(len(visited) - 1, -1, -1):
        if parents[here] >= 0:
            ends[parents[here]] = max(ends[parents[here]], ends[here])
    return visited, parents, ends
