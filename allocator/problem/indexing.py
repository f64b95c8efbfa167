"""Ids to small integers, and sums over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.problem.problem import Bools, Floats, Ints
from allocator.tables.coded import coded


def index_of(ids: tuple[str, ...], values: pd.Series, blank: int) -> Ints:
    """Position of each value in ``ids``; ``blank`` for blank cells. Values are known to be in ``ids``."""
    column = coded(values)
    place = {text: at for at, text in enumerate(ids)} | {"": blank}
    return np.array([place.get(text, -1) for text in column.distinct], dtype=np.int64)[column.code]


CLOSE = 128
"""Keys that lie closer than this on average are told apart by marks, which then cost less than sorting ..."""
WIDE = 1 << 20
"""... if they fit into memory that is near at hand."""


def numbered(keys: Ints, below: int) -> tuple[Ints, Ints]:
    """The distinct ``keys`` in ascending order and the place of each key among them. Keys are ``0 .. below - 1``.

    >>> numbered(np.array([4, 1, 4]), 5)
    (array([1, 4]), array([1, 0, 1]))
    """
    if below > min(CLOSE * len(keys), WIDE):
        return np.unique(keys, return_inverse=True)
    marks = np.zeros(below, dtype=bool)
    marks[keys] = True
    found = np.flatnonzero(marks)
    place = np.empty(below, dtype=np.int64)  # set where there is a key, read nowhere else
    place[found] = np.arange(len(found))
    return found, place[keys]


def distinct(keys: Ints) -> Ints:
    """The distinct ``keys`` in ascending order, for few keys by far quicker than by hashing.

    >>> distinct(np.array([4, 1, 4]))
    array([1, 4])
    """
    ordered = np.sort(keys)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def same_keys(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """All pairs of equal keys: places in ``left`` and in ``right``, in the order of ``left``, then of ``right``.

    >>> same_keys(np.array([7, 5, 6]), np.array([5, 7, 5]))
    (array([0, 1, 1]), array([1, 0, 2]))
    """
    order = np.argsort(right, kind="stable")
    below = 1 + int(max(left.max(initial=0), right.max(initial=0)))
    least = int(min(left.min(initial=0), right.min(initial=0)))
    if least >= 0 and below <= CLOSE * (len(left) + len(right)):
        every = np.bincount(right, minlength=below)
        first, count = (np.cumsum(every) - every)[left], every[left]
    else:
        ordered = right[order]
        first = np.searchsorted(ordered, left)
        count = np.searchsorted(ordered, left, side="right") - first
    at = np.repeat(np.arange(len(left)), count)
    return at, order[np.arange(len(at)) + np.repeat(first - np.cumsum(count) + count, count)]


def sum_by(group: Ints, amount: Floats | Ints | Bools, groups: int) -> Floats:
    """Sum of ``amount`` over the members of each group ``0 .. groups - 1``."""
    return np.bincount(group, weights=amount, minlength=groups).astype(np.float64, copy=False)
