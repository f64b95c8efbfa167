"""When two numbers of a plan count as the same, and when one exceeds the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

RELATIVE = 1e-9
"""Share of the larger number by which two may differ: sums over a national plan lose about 1e-12."""

ABSOLUTE = 1e-6
"""Difference that never matters, in any unit: plans hold at most six decimals."""


def slack(one: ArrayLike, other: ArrayLike) -> Floats:
    """How far ``one`` and ``other`` may lie apart and still be the same."""
    larger = np.maximum(np.abs(np.asarray(one, dtype=float)), np.abs(np.asarray(other, dtype=float)))
    return np.asarray(np.maximum(ABSOLUTE, RELATIVE * np.where(np.isfinite(larger), larger, 0.0)), dtype=np.float64)


def differs(one: ArrayLike, other: ArrayLike) -> Bools:
    """Whether ``one`` and ``other`` are different numbers; NaN is the same as NaN only."""
    a, b = np.broadcast_arrays(np.asarray(one, dtype=float), np.asarray(other, dtype=float))
    blank_a, blank_b = np.isnan(a), np.isnan(b)
    apart = np.abs(np.where(blank_a, 0.0, a) - np.where(blank_b, 0.0, b)) > slack(a, b)
    return np.asarray((blank_a != blank_b) | apart | (np.isinf(a) != np.isinf(b)))


def exceeds(value: ArrayLike, limit: ArrayLike) -> Bools:
    """Whether ``value`` is above ``limit`` by more than the two may differ."""
    return np.asarray(np.asarray(value, dtype=float) > np.asarray(limit, dtype=float) + slack(value, limit))


def broken(quantity: ArrayLike, size: ArrayLike) -> Bools:
    """Whether ``quantity`` is not a whole multiple of ``size``."""
    amount, pack = np.asarray(quantity, dtype=float), np.asarray(size, dtype=float)
    return differs(np.rint(amount / pack) * pack, amount)
