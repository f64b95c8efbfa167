"""Level ``rules``: what floors lack, in money, over all rules and their places and over all decisions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal


def goals(form: Formulation) -> Iterator[Goal]:
    """The one goal of the level."""
    yield Goal(name="rules", column=form.shortfall, coefficient=np.ones(len(form.shortfall)))
