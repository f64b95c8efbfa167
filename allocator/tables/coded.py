"""The distinct texts of a column, found once for as long as the column lives.

Checks, overrides and the problem all ask the same of a column of ids, and a changed scenario shares most of its columns
with the one it came from. A column that was coded cannot be written into any more, as its codes would not follow.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from allocator.tables.raw import Bools

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Texts = np.ndarray[tuple[int], np.dtype[Any]]


@dataclass(frozen=True)
class Coded:
    """A column of texts: its ``distinct`` ones in order of appearance, and the place of each row's among them."""

    distinct: tuple[str, ...]
    code: Ints
    """Shape (R,)."""

    def among(self, wanted: Collection[str]) -> Bools:
        """Which rows hold one of the ``wanted``. Shape (R,)."""
        hit: Bools = np.array([text in wanted for text in self.distinct], dtype=bool)[self.code]
        return hit


_known: dict[int, tuple[weakref.ref[Texts], Coded]] = {}


def coded(column: pd.Series) -> Coded:
    """The distinct texts of ``column`` and where each stands."""
    texts = np.asarray(column.array)
    while isinstance(texts.base, np.ndarray) and texts.base.shape == texts.shape:
        texts = texts.base
    at = id(texts)
    if at in _known and _known[at][0]() is texts:
        return _known[at][1]
    code, distinct = pd.factorize(texts, use_na_sentinel=False)
    found = Coded(tuple(distinct.tolist()), code.astype(np.int64))
    found.code.setflags(write=False)
    texts.setflags(write=False)
    _known[at] = weakref.ref(texts, lambda _: _known.pop(at, None)), found
    return found
