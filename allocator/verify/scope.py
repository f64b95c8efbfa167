"""What the earmark of each lot admits, clause by clause, asked for many (lot, place or member) pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.verify.numbers import Bools, Ints
from allocator.verify.tree import Tree


@dataclass(frozen=True)
class Members:
    """A list clause (categories, items, age groups): the members each lot names."""

    restricted: Bools
    """Whether the lot names any member at all. Shape (L,)."""
    pairs: Ints
    """``lot * width + member`` of every named member."""
    width: int

    def admit(self, lot: Ints, member: Ints) -> Bools:
        """Whether each ``lot`` admits each ``member``: a lot that names none admits all."""
        return ~self.restricted[lot] | np.isin(lot * self.width + member, self.pairs)


@dataclass(frozen=True)
class Zones:
    """A place clause: for each lot the outermost subtrees it names, as runs of positions."""

    restricted: Bools
    """Whether the lot names any place at all. Shape (L,)."""
    lot: Ints
    start: Ints
    end: Ints
    width: int

    def inside(self, lot: Ints, position: Ints) -> Bools:
        """Whether each ``position`` lies in a subtree that its ``lot`` names."""
        if len(self.lot) == 0:
            return np.zeros(len(lot), dtype=bool)
        last = np.searchsorted(self.lot * self.width + self.start, lot * self.width + position, side="right") - 1
        run = np.maximum(last, 0)
        return np.asarray((last >= 0) & (self.lot[run] == lot) & (position < self.end[run]))

    def runs(self, lot: int) -> list[tuple[int, int]]:
        """The runs of one lot: everywhere if it names no place."""
        if not self.restricted[lot]:
            return [(0, self.width)]
        own = slice(*np.searchsorted(self.lot, [lot, lot + 1]))
        return list(zip(self.start[own].tolist(), self.end[own].tolist(), strict=True))


def members(lists: pd.Series, index: pd.Index) -> Members:
    """The clause whose ``;``-joined ids, one list a lot, are looked up in ``index``."""
    named = explode(lists)
    code = np.asarray(index.get_indexer(pd.Index(named["id"])), dtype=np.int64)
    width = len(index) + 1
    pairs = (named["lot"].to_numpy(dtype=np.int64) * width + code)[code >= 0]
    return Members(_restricted(named, len(lists)), np.unique(pairs), width)


def zones(lists: pd.Series, tree: Tree) -> Zones:
    """The place clause of ``;``-joined subtree roots, one list a lot."""
    named = explode(lists)
    position = tree.position(named["id"])
    known = position >= 0
    runs = pd.DataFrame({"lot": named["lot"].to_numpy(dtype=np.int64)[known], "start": position[known]})
    runs["end"] = tree.end[position[known]]
    runs = runs.sort_values(["lot", "start", "end"], ascending=[True, True, False], kind="stable")
    # Subtrees are nested or apart, so a run that starts before an earlier one ends lies inside it.
    reach = runs.groupby("lot")["end"].cummax().groupby(runs["lot"]).shift(fill_value=0)
    outer = runs[runs["start"] >= reach]
    return Zones(
        restricted=_restricted(named, len(lists)),
        lot=outer["lot"].to_numpy(dtype=np.int64),
        start=outer["start"].to_numpy(dtype=np.int64),
        end=outer["end"].to_numpy(dtype=np.int64),
        width=len(tree.ids),
    )


def explode(lists: pd.Series) -> pd.DataFrame:
    """One row (lot, id) for every id in ``;``-joined ``lists``; ``lot`` is the position in ``lists``."""
    parts = lists.reset_index(drop=True).str.split(";").explode().str.strip()
    parts = parts[parts.notna() & (parts != "")]
    return pd.DataFrame({"lot": parts.index.to_numpy(dtype=np.int64), "id": parts.to_numpy()})


def _restricted(named: pd.DataFrame, lots: int) -> Bools:
    named_any = np.zeros(lots, dtype=bool)
    named_any[named["lot"].to_numpy(dtype=np.int64)] = True
    return named_any
