"""``expect:`` clauses: a scenario that says what its plan must reach is a test."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from allocator.tables.headers import nearest
from allocator.tables.numbers import Fault

CLAUSE = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(<=|>=|==|!=|=|<|>)\s*(\S.*?)\s*", re.DOTALL)
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
TIER = re.compile(r"unmet_by_tier\.[1-9][0-9]*")
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
TOLERANCE = 1e-9
"""Relative difference below which two measures count as equal."""

MEASURES = (
    "need_value", "met_value", "unmet_value", "coverage_min", "fairness_min", "coverage_mean", "fairness_log",
    "below_floor", "surplus_value", "surplus_forced", "surplus_avoidable", "overlap", "links", "repeat_value", "cost",
    "change", "rules_short", "prefer_short", "lines", "supply_value", "used_value",
)  # fmt: skip
"""Measures of a plan that can be expected; ``unmet_by_tier.1`` and so on are there too."""


class Measured(Protocol):
    """Something that has the measures as attributes: :class:`allocator.plan.plan.Measures`."""

    @property
    def unmet_by_tier(self) -> dict[int, float]:
        """Weighted value of unmet need per tier."""


@dataclass(frozen=True)
class Expectation:
    """One clause: ``measure`` compared by ``sign`` with ``number``."""

    text: str
    measure: str
    sign: str
    number: float


@dataclass(frozen=True)
class Failure:
    """A clause that the plan does not keep, and the value it has instead."""

    expectation: Expectation
    actual: float


def parse_expectation(text: str) -> Expectation | Fault:
    """The clause written in ``text``, or why it is none."""
    clause = CLAUSE.fullmatch(text)
    if not clause:
        return Fault("expect-bad")
    measure, sign, number = clause.groups()
    if measure not in MEASURES and not TIER.fullmatch(measure):
        near = nearest(measure, [*MEASURES, "unmet_by_tier.1"])
        names = ", ".join([*MEASURES, "unmet_by_tier.1"])
        return Fault(
            "expect-measure-near" if near else "expect-measure", {"near": near, "names": names, "found": measure}
        )
    if not NUMBER.fullmatch(number) or not math.isfinite(float(number)):
        return Fault("expect-number", {"found": number})
    return Expectation(text.strip(), measure, "==" if sign == "=" else sign, float(number))


def check(expectations: Iterable[Expectation], measures: Measured | Mapping[str, float]) -> list[Failure]:
    """The clauses that ``measures`` do not keep, with the actual values."""
    failures = []
    for clause in expectations:
        actual = _measure(clause.measure, measures)
        near = math.isclose(actual, clause.number, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        kept = clause.sign in ("<=", ">=", "==") if near else COMPARE[clause.sign](actual, clause.number)
        if not kept:
            failures.append(Failure(clause, actual))
    return failures


def _measure(name: str, measures: Measured | Mapping[str, float]) -> float:
    base, _, tier = name.partition(".")
    if isinstance(measures, Mapping):
        return float(measures.get(name, 0.0))
    return float(measures.unmet_by_tier.get(int(tier), 0.0) if tier else getattr(measures, base))
