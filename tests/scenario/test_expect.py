"""Expectations."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import dataclasses

import pytest

from allocator.plan.plan import Measures
from allocator.scenario.expect import MEASURES, Expectation, check, parse_expectation
from allocator.tables.numbers import Fault


def clause(text: str) -> Expectation:
    found = parse_expectation(text)
    assert isinstance(found, Expectation)
    return found


@pytest.mark.parametrize(
    ("text", "value", "kept"),
    [
        ("coverage_min >= 0.35", 0.35, True), ("coverage_min >= 0.35", 0.349, False), ("coverage_min>0.35", 0.35, False),
        ("coverage_min < 1", 0.999, True), ("coverage_min = 0.5", 0.5 + 1e-12, True), ("coverage_min != 0.5", 0.5, False),
        ("coverage_min <= 1.2e9", 1.2e9, True), ("coverage_min <= 3", 4, False),
    ],
)  # fmt: skip
def test_comparisons(text: str, value: float, kept: bool) -> None:
    failures = check([clause(text)], {"coverage_min": value})
    assert [each.actual for each in failures] == ([] if kept else [value])


def test_tiers_can_be_named() -> None:
    assert clause("unmet_by_tier.2 <= 5").measure == "unmet_by_tier.2"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("coverage_min", "expect-bad"),
        ("a >= b >= c", "expect-measure"),
        ("links <= 1.234,5", "expect-number"),
        ("lines <= 1e999", "expect-number"),
    ],
)
def test_mistakes(text: str, code: str) -> None:
    found = parse_expectation(text)
    assert isinstance(found, Fault) and found.code == code


def test_every_measure_of_a_plan_can_be_expected() -> None:
    assert {*MEASURES, "unmet_by_tier"} == {field.name for field in dataclasses.fields(Measures)}


def test_attributes_are_read_too() -> None:
    numbers = dict.fromkeys(MEASURES, 1.0)
    measures = Measures(unmet_by_tier={2: 7.0}, **numbers)  # type: ignore[arg-type]
    failures = check([clause("unmet_by_tier.2 <= 5"), clause("unmet_by_tier.3 <= 0"), clause("links >= 2")], measures)
    assert [each.actual for each in failures] == [7, 1]
