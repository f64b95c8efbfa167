"""What quantities are made of: packs, single things, or parts of a unit."""

from __future__ import annotations

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Problem


def in_packs(step: Floats) -> Bools:
    """Which steps are packs, as against single things (1) and free amounts (0)."""
    packed: Bools = (step != 0.0) & (step != 1.0)
    return packed


def item_quanta(problem: Problem) -> Floats:
    """Smallest quantity of each item a plan speaks of: 1, or a power of ten down to 1e-9 for what can be divided."""
    needs = problem.needs
    total = sum_by(needs.item, needs.net, len(problem.items.ids))
    digits = np.clip(np.floor(15 - np.log10(np.maximum(total, 1.0))), 0, 9)
    return np.where(problem.items.divisible, 10.0**-digits, 1.0)
