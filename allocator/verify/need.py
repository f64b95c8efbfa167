"""Every line goes to a need, and what a need is met by is at most the need and at most what was allocated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.identity import cell_label
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Lines to places, items, age groups and periods that exist, but that no row of the table of needs joins."""
    named = (lines[["place", "item", "age", "period"]] >= 0).all(axis=1)
    nobody = lines[named & (lines["cell"] < 0)]
    return found("cell-unknown", nobody["label"], cell=cell_label(nobody))


def meet(cells: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """``cells`` with allocated, met, unmet and surplus: ``met = min(net, allocated)``."""
    served = lines[lines["cell"] >= 0]
    allocated = np.bincount(served["cell"], weights=served["amount"], minlength=len(cells))
    met = np.minimum(cells["net"], allocated)
    return cells.assign(allocated=allocated, met=met, unmet=cells["net"] - met, surplus=allocated - met)
