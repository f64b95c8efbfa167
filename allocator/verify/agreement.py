"""The files beside the plan say what the plan and the tables give."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from allocator.plan.plan import Measures
from allocator.verify.check import Verification
from allocator.verify.identity import CELL, cell_label
from allocator.verify.numbers import differs
from allocator.verify.violation import Violation, found

SPLIT = {"surplus_forced": "surplus_avoidable", "surplus_avoidable": "surplus_forced"}
UNMET = ["need", "entitlement", "ledger", "direct", "net", "met", "unmet", "tier"]
COVERAGE = ["net_value", "met_value", "coverage", "severity"]
LOTS = ["quantity", "used", "unused"]
REACHED = {
    "fairness": "fairness_min",
    "surplus": "surplus_value",
    "overlap": "overlap",
    "links": "links",
    "repeat": "repeat_value",
    "cost": "cost",
    "rules": "rules_short",
}
"""The measure that is the value of each objective level."""


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


def check_summary(summary: Mapping[str, object], right: Measures) -> list[Violation]:
    """summary.json has the recomputed measures, and objectives that agree with them and with their own gaps."""
    stated, objectives = summary.get("measures"), summary.get("objectives")
    violations = _measures(stated if isinstance(stated, dict) else {}, right)
    for level in objectives if isinstance(objectives, list) else []:
        if isinstance(level, dict):
            violations += _objective(level, right)
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


def _measures(stated: Mapping[str, object], right: Measures) -> list[Violation]:
    violations: list[Violation] = []
    named = _flat(stated)
    for name, recomputed in _flat(asdict(right)).items():
        value, expected = named.get(name), recomputed
        if name in SPLIT:  # how much of the surplus is forced takes a solver to prove: only the sum is checked
            expected = named.get("surplus_value", 0.0) - named.get(SPLIT[name], math.nan)
        if value is None:
            violations.append(Violation("summary-missing", name))
        elif differs(value, expected).any():
            violations.append(Violation("summary-differs", name, {"found": value, "expected": expected}))
    return violations


def _flat(measures: Mapping[str, object]) -> dict[str, float]:
    """Every number by its name; those of ``unmet_by_tier`` by that name and the tier, with a blank between."""
    flat: dict[str, float] = {}
    for name, value in measures.items():
        if isinstance(value, Mapping):
            flat |= _flat({f"{name} {part}": number for part, number in value.items()})
        elif isinstance(value, int | float) and not isinstance(value, bool):
            flat[name] = float(value)
    return flat


def _objective(level: Mapping[str, object], right: Measures) -> list[Violation]:
    name, numbers = str(level.get("name", "")), _flat(level)
    value, bound, gap = numbers.get("value"), numbers.get("bound"), numbers.get("gap")
    violations: list[Violation] = []
    expected = _reached(name, right)
    if value is None or (expected is not None and differs(value, expected).any()):
        shown = {"found": "" if value is None else value, "expected": "" if expected is None else expected}
        violations.append(Violation("objective-differs", name, shown))
    if value is not None and bound is not None:
        larger = max(abs(value), abs(bound))
        proper = abs(value - bound) / larger if larger > 0 else 0.0
        if gap is None or not math.isclose(gap, proper, rel_tol=1e-6, abs_tol=1e-9):
            shown = {"found": "" if gap is None else gap, "expected": proper}
            violations.append(Violation("objective-gap", name, shown))
    return violations


def _reached(name: str, right: Measures) -> float | None:
    """The recomputed value of the objective called ``name``; ``None`` for one that no measure stands for."""
    measures = _flat(asdict(right))
    tier = re.fullmatch(r"unmet\W*_?(?:tier)?\W*_?(\d+)", name)
    if tier:
        return measures.get(f"unmet_by_tier {tier[1]}")
    if name == "unmet" and len(right.unmet_by_tier) == 1:
        return next(iter(right.unmet_by_tier.values()))
    return measures.get(REACHED.get(name, name))
