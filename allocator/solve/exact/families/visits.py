"""Binaries that say whether a lot, or a donor, goes to a place at all: shared by limits on places and minima."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import Ints
from allocator.solve.exact.columns import Columns
from allocator.solve.exact.model import Model


@dataclass(frozen=True)
class Visits:
    """Pairs of a giver and a place with their binary. Shape (V,)."""

    giver: Ints
    place: Ints
    column: Ints
    of: Ints
    """Shape of the deliveries given: the visit of each."""


def visits(model: Model, columns: Columns, x: Ints, chosen: Ints, giver: Ints) -> Visits:
    """A binary for each (giver, place) among the ``chosen`` deliveries; x <= upper * binary for each of them."""
    size = int(columns.place.max(initial=0)) + 1
    pairs, of = np.unique(giver * size + columns.place[chosen], return_inverse=True)
    binary = model.add_columns(np.zeros(len(pairs)), 1.0, integer=True)
    model.open_by(binary[of], x[chosen], columns.upper[chosen])
    return Visits(giver=pairs // size, place=pairs % size, column=binary, of=of)
