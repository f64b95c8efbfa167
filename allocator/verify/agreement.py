"""The files beside the plan say what the plan and the tables give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from allocator.plan.plan import Measures
from allocator.verify.check import Verification
from allocator.verify.identity import CELL, cell_label
from allocator.verify.numbers import differs
from allocator.verify.violation import Violation, found

UNMET = ["need", "entitlement", "ledger", "direct", "net", "met", "unmet", "tier"]
COVERAGE = ["net_value", "met_value", "coverage", "severity"]
LOTS = ["quantity", "used", "unused"]


def check_unmet(file: pd.DataFrame, right: Verification) -> list[Violation]:
    """unmet.csv has one row for every need, with the recomputed amounts."""
    return _compare("unmet", file, right.cells, CELL, UNMET)


def check_coverage(file: pd.DataFrame, right: Verification) -> list[Violation]:
    """coverage.csv has the recomputed coverage of every unit; a row more does no harm where nothing is needed."""
    needed = right.coverage["unit"]
    idle = ~file["unit"].isin(needed) & ~differs(file["met_value"].fillna(0.0) + file["net_value"].fillna(0.0), 0.0)
    return _compare("coverage", file[~idle], right.coverage, ["unit"], COVERAGE)


def check_lots(file: pd.DataFrame, right: Verification) -> list[Violation]:
    """lots.csv has the recomputed use of every lot."""
    return _compare("lots", file, right.lots, ["lot_id"], LOTS)


YOUNG = frozenset({"prefer_short"})
"""Measures that plans made before they were known do not state; there they are 0."""


def check_measures(summary: Mapping[str, object], right: Measures, forced: float) -> list[Violation]:
    """summary.json has the recomputed measures.

    How much of the surplus is ``forced`` takes a solver to prove; that it is not more than the bound proves, and that
    the rest is called avoidable, is checked.
    """
    stated = summary.get("measures")
    named = _flat(stated if isinstance(stated, dict) else {})
    split = {"surplus_forced": forced, "surplus_avoidable": right.surplus_value - forced}
    violations: list[Violation] = []
    for name, expected in (_flat(asdict(right)) | split).items():
        value = named.get(name)
        if value is None and name in YOUNG and expected == 0:
            continue
        if value is None:
            violations.append(Violation("summary-missing", name))
        elif differs(value, expected):
            violations.append(Violation("summary-differs", name, {"found": value, "expected": expected}))
    return violations


def _compare(name: str, file: pd.DataFrame, right: pd.DataFrame, key: list[str], amounts: list[str]) -> list[Violation]:
    counts = file.groupby(key, as_index=False).size()
    again = counts[counts["size"] > 1]
    both = right[[*key, *amounts]].merge(
        file[[*key, *amounts]].drop_duplicates(key), on=key, how="outer", suffixes=("", "_found"), indicator="side"
    )
    label = _label(both, key)
    violations = [
        *found("row-twice", _label(again, key), count=again["size"], file=f"{name}.csv"),
        *found(f"{name}-missing", label[both["side"] == "left_only"]),
        *found(f"{name}-extra", label[both["side"] == "right_only"]),
    ]
    matched = both[both["side"] == "both"]
    for column in amounts:
        stated = matched[f"{column}_found"]
        wrong = differs(stated, matched[column])
        violations += found(
            f"{name}-differs",
            label[matched.index][wrong],
            column=column,
            found=stated[wrong],
            expected=matched[column][wrong],
        )
    return violations


def _label(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    return cell_label(rows) if key == CELL else rows[key[0]]


def _flat(measures: Mapping[str, object]) -> dict[str, float]:
    """Every number by its name; those of ``unmet_by_tier`` by that name and the tier, with a blank between."""
    flat: dict[str, float] = {}
    for name, value in measures.items():
        if isinstance(value, Mapping):
            flat |= _flat({f"{name} {part}": number for part, number in value.items()})
        elif isinstance(value, int | float) and not isinstance(value, bool):
            flat[name] = float(value)
    return flat
