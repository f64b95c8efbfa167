"""Settings: defaults, objectives and mistakes."""

from __future__ import annotations

import pytest
from small_scenario import Write

from allocator.scenario.load import load
from allocator.tables.problems import InputErrors


def test_objectives_default_and_fairness(write: Write) -> None:
    assert [each.name for each in load(write()).config.objectives] == ["unmet", "fairness", "duplication", "cost"]
    assert load(write({"scenario.yaml": "objectives: [unmet, cost]\n"})).config.fairness == "none"
    assert load(write({"scenario.yaml": "objectives: [unmet, {fairness: none}]\n"})).config.fairness == "none"


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("language: fr", "setting-choice", 1),
        ("limits: {second: 3}", "setting-unknown-near", 1),
        ("limits:\n  seconds: soon", "setting-type", 2),
        ("limits: {seconds: -1}", "setting-type", 1),
        ("limits: {seconds: .inf}", "setting-type", 1),
        ("limits: {seed: 3}", "setting-unknown", 1),
        ("overrides: {a: 1}", "setting-type", 1),
        ("overrides:\n  - {where: {}}", "setting-missing", 2),
        ("objectives: [unmet, unmet]", "objective-twice", 1),
        ("objectives: [unmett]", "objective-bad-near", 1),
        ("objectives: 5", "setting-type", 1),
        ("expect: [coverage_mim >= 1]", "expect-measure-near", 1),
        ("boundaries: x.geojson", "file-missing", 1),
        ("workbook: x.csv", "workbook-kind", None),
    ],
)
def test_mistakes(write: Write, text: str, code: str, row: int | None) -> None:
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": text + "\n"}))
    assert (code, row) in [(each.code, each.row) for each in caught.value.problems]


def test_a_name_that_looks_like_a_number_is_text(write: Write) -> None:
    assert load(write({"scenario.yaml": "name: 2020\n"})).config.name == "2020"
