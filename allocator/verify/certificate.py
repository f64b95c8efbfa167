"""The certificate of fairness, checked without a solver: its levels are made of the units and needs of the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import of_item, of_lot
from allocator.verify.numbers import RELATIVE, differs, exceeds
from allocator.verify.scope import explode
from allocator.verify.violation import Violation, found

LEAST = 1e-6
"""Share by which levels may miss what is available: several times what a linear program loses."""


def check(certificate: pd.DataFrame, facts: Facts, lines: pd.DataFrame, coverage: pd.DataFrame) -> list[Violation]:
    """Levels that do not hold exactly the units with need, their targets, or rising and affordable coverages."""
    levels = certificate.reset_index(drop=True)
    needy = coverage[coverage["net_value"] > 0]
    listed = explode(levels["units"]).rename(columns={"lot": "row", "id": "unit"})
    listed["level"] = levels["level"].to_numpy()[listed["row"].to_numpy()]
    members = listed.merge(needy, on="unit", how="left", suffixes=("_level", ""))
    return [
        *_partition(listed, needy),
        *_levels(levels, members),
        *_above(levels, members, facts, lines),
    ]


def _partition(listed: pd.DataFrame, needy: pd.DataFrame) -> list[Violation]:
    """Every unit with need is in exactly one level, and no other unit is in any."""
    strange = listed[~listed["unit"].isin(needy["unit"])]
    absent = needy[~needy["unit"].isin(listed["unit"])]
    counts = listed["unit"].value_counts()
    again = counts[counts > 1].sort_index()
    return [
        *found("certificate-unit-unknown", strange["level"].map(_whole), unit=strange["unit"]),
        *found("certificate-unit-missing", absent["unit"]),
        *found("certificate-unit-twice", again.index.to_series(), count=again.to_numpy()),
    ]


def _levels(levels: pd.DataFrame, members: pd.DataFrame) -> list[Violation]:
    """``target = sum of net value x severity``; ``coverage x target <= available``; levels 1, 2, 3 … rising."""
    parts = (members["net_value"] * members["severity"]).fillna(0.0)
    target = np.bincount(members["row"], weights=parts, minlength=len(levels))
    name = levels["level"].map(_whole)
    wrong = differs(levels["target_value"], target)
    taken, available = levels["coverage"] * levels["target_value"], levels["available_value"]
    short = exceeds(taken, available * (1 + LEAST)) | available.isna() | levels["coverage"].isna()
    rank = np.arange(1, len(levels) + 1)
    falling = levels["coverage"].diff().fillna(0.0) < -RELATIVE
    order = differs(levels["level"], rank) | falling
    return [
        *found("certificate-target", name[wrong], found=levels["target_value"][wrong], expected=target[wrong]),
        *found("certificate-available", name[short], found=available[short], expected=taken[short]),
        *found("certificate-order", name[order]),
    ]


def _above(levels: pd.DataFrame, members: pd.DataFrame, facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Units that receive more than ``coverage x severity x net`` by more than the largest pack they are given."""
    served = lines[(lines["cell"] >= 0) & (lines["lot"] >= 0)]
    step = of_lot(facts, served, "pack") * of_item(facts, served, "value")
    unit = facts.tree.ids[facts.cells["unit"].to_numpy()[served["cell"].to_numpy()]]
    largest = step.groupby(np.asarray(unit)).max()
    allowed = levels["coverage"].to_numpy()[members["row"].to_numpy()] * members["severity"] * members["net_value"]
    rounding = members["unit"].map(largest).fillna(0.0)
    over = members[exceeds(members["met_value"], allowed * (1 + LEAST) + rounding)]
    return found("certificate-unit-above", over["unit"], found=over["met_value"], expected=allowed[over.index])


def _whole(level: float) -> str:
    return f"{level:g}"
