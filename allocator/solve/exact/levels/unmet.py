"""Level ``unmet``: sum of weight x value x unmet, tier by tier."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal


def goals(form: Formulation) -> Iterator[Goal]:
    """One goal a tier, from the first."""
    needs = form.problem.needs
    worth = needs.weight * form.problem.items.value[needs.item]
    for tier in np.unique(needs.tier).tolist():
        inside = needs.tier == tier
        reached = np.flatnonzero(inside[form.cells])
        yield Goal(
            name=f"unmet_tier_{tier}",
            column=form.met[reached],
            coefficient=-worth[form.cells[reached]],
            constant=float((worth * needs.net)[inside].sum()),
        )
