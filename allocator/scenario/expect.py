"""``expect:`` clauses: a scenario that says what its plan must reach is a test."""

from __future__ import annotations

import dataclasses
import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from allocator.plan.plan import Measures
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

MEASURES = tuple(field.name for field in dataclasses.fields(Measures) if field.name != "unmet_by_tier")
"""Measures that can be expected; ``unmet_by_tier.1`` and so on are there too."""


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


def check(expectations: Iterable[Expectation], measures: Measures | Mapping[str, float]) -> list[Failure]:
    """The clauses that ``measures`` do not keep, with the actual values."""
    failures = []
    for clause in expectations:
        actual = _measure(clause.measure, measures)
        near = math.isclose(actual, clause.number, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        kept = clause.sign in ("<=", ">=", "==") if near else COMPARE[clause.sign](actual, clause.number)
        if not kept:
            failures.append(Failure(clause, actual))
    return failures


def _measure(name: str, measures: Measures | Mapping[str, float]) -> float:
    base, _, tier = name.partition(".")
    if isinstance(measures, Mapping):
        return float(measures.get(name, 0.0))
    return float(measures.unmet_by_tier.get(int(tier), 0.0) if tier else getattr(measures, base))
