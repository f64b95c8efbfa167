"""The certificate of fairness, checked without a solver.

Level k says: once the levels before it have their fair part, ``available_value`` can reach its units, and shared by
need and severity that is their ``coverage``. What is proved here from the raw tables:

- the levels hold every unit with need once, their targets are net need x severity, and coverage rises;
- coverage x target is exactly what is said to be available, so neither is made up without the other;
- no level, and no set of levels 1 .. k, is said to have more than lots could bring to its units even if they brought
  it there alone (a cut: ``sum over lots of min(what the lot is worth, net need it may serve there)``, and the same
  item by item): the certificate promises nothing that supply and earmarks rule out;
- the shares and levels in coverage.csv are those of the certificate.

A unit that the plan gives over a pack more than its fair part is pointed out; whole packs can cause it.

Not proved: that all of it can really be brought at once (lots that compete for the same needs may bring less than the
cut), and that no plan of least unmet need brings more. Both take a flow through the whole network, which is what the
engine's certificate was made from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.check import Verification
from allocator.verify.facts import Facts
from allocator.verify.lines import of_item, of_lot
from allocator.verify.numbers import RELATIVE, Ints, differs, exceeds
from allocator.verify.reach import Pool, most_value
from allocator.verify.scope import explode
from allocator.verify.violation import Violation, found

SHARES = ("fair_coverage", "level")
"""Columns of coverage.csv that come from the certificate."""

LEAST = 1e-6
"""Share by which levels may miss what is available: several times what a linear program loses."""


def check(
    certificate: pd.DataFrame,
    facts: Facts,
    lines: pd.DataFrame,
    right: Verification,
    lots: list[Pool],
    file: pd.DataFrame,
) -> list[Violation]:
    """Levels that do not hold exactly the units with need, their targets, or rising coverages that can be afforded.

    ``lots`` are all that may be allocated; ``file`` is coverage.csv, whose fair shares must be those of the levels.
    """
    levels = certificate.reset_index(drop=True)
    needy = right.coverage[right.coverage["net_value"] > 0]
    listed = explode(levels["units"]).rename(columns={"lot": "row", "id": "unit"})
    listed["level"] = levels["level"].to_numpy()[listed["row"].to_numpy()]
    members = listed.merge(needy, on="unit", how="left", suffixes=("_level", ""))
    return [
        *_partition(listed, needy),
        *_levels(levels, members),
        *_supply(levels, facts, right, lots),
        *_above(levels, members, facts, lines),
        *_shares(levels, members, file),
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
    """``target = sum of net value x severity``; ``coverage x target = available``; levels 1, 2, 3 … rising."""
    parts = (members["net_value"] * members["severity"]).fillna(0.0)
    target = np.bincount(members["row"], weights=parts, minlength=len(levels))
    name = levels["level"].map(_whole)
    wrong = differs(levels["target_value"], target)
    taken, available = levels["coverage"] * levels["target_value"], levels["available_value"]
    short = ((taken - available).abs() > LEAST * (1 + available.abs())) | available.isna() | levels["coverage"].isna()
    rank = np.arange(1, len(levels) + 1)
    falling = levels["coverage"].diff().fillna(0.0) < -RELATIVE
    order = differs(levels["level"], rank) | falling
    return [
        *found("certificate-target", name[wrong], found=levels["target_value"][wrong], expected=target[wrong]),
        *found("certificate-available", name[short], found=available[short], expected=taken[short]),
        *found("certificate-order", name[order]),
    ]


def ranks(certificate: pd.DataFrame, facts: Facts, coverage: pd.DataFrame) -> Ints:
    """The level of each cell's unit, from 0, -1 for units in none; without a certificate the order of coverages."""
    if len(certificate):
        listed = explode(certificate["units"])
        of_unit = pd.Series(listed["lot"].to_numpy(dtype=np.int64), index=listed["id"].to_numpy())
        of_unit = of_unit[~of_unit.index.duplicated()]
    else:
        needy = coverage[coverage["net_value"] > 0]
        order = (needy["coverage"] / needy["severity"]).rank(method="first").astype("int64") - 1
        of_unit = pd.Series(order.to_numpy(), index=needy["unit"].to_numpy())
    units = facts.tree.ids[facts.cells["unit"].to_numpy(dtype="int64")]
    return of_unit.reindex(units).fillna(-1).to_numpy(dtype="int64")


def _supply(levels: pd.DataFrame, facts: Facts, right: Verification, lots: list[Pool]) -> list[Violation]:
    """Levels, and levels up to one, that are said to have more than lots could bring to their units at all."""
    net_value = (facts.cells["value"] * right.cells["net"]).to_numpy(dtype=float)
    rank = ranks(levels, facts, right.coverage)
    alone, up_to = most_value(facts, lots, net_value, rank, len(levels))
    stated = levels["available_value"].fillna(0.0).to_numpy(dtype=float)
    together = np.cumsum(stated)
    above = exceeds(stated, alone * (1 + LEAST))
    beyond = exceeds(together, up_to * (1 + LEAST)) & ~above
    name = levels["level"].map(_whole)
    return [
        *found("certificate-supply", name[above], found=stated[above], most=alone[above]),
        *found("certificate-supply-up-to", name[beyond], found=together[beyond], most=up_to[beyond]),
    ]


def _shares(levels: pd.DataFrame, members: pd.DataFrame, file: pd.DataFrame) -> list[Violation]:
    """``fair_coverage`` of a unit is the coverage of its level x its severity; a unit without need has level 0."""
    known = members[members["net_value"].notna()].drop_duplicates("unit")
    fair = levels["coverage"].to_numpy()[known["row"].to_numpy()] * known["severity"]
    right = known.assign(fair_coverage=fair)[["unit", "fair_coverage", "level"]]
    both = file[["unit", *SHARES]].drop_duplicates("unit").merge(right, on="unit", suffixes=("", "_right"))
    violations: list[Violation] = []
    for column in SHARES:
        expected = both[f"{column}_right"]
        wrong = both[differs(both[column], expected)]
        violations += found(
            "certificate-share", wrong["unit"], column=column, found=wrong[column], expected=expected[wrong.index]
        )
    return violations


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
