"""Objectives: any order, any part, each with its method, weights and tolerance."""

from __future__ import annotations

import pytest
from small_scenario import Write

from allocator.scenario.config import Objective
from allocator.scenario.load import load
from allocator.tables.problems import InputErrors

PLAN = "lot_id,place_id,item_id,age_group_id,period_id,quantity\nL1,01,ao,A1,,5\n"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("cost, unmet", [Objective("cost"), Objective("unmet")]),
        ("{unmet: {tolerance: 0.01}}", [Objective("unmet", None, 0.01)]),
        ("fairness", [Objective("fairness", "leximin")]),
        ("fairness: proportional", [Objective("fairness", "proportional")]),
        ("{fairness: {floor: 0.4}}", [Objective("fairness", "floor", 0.0, 0.4)]),
        ("{fairness: {method: floor, floor: 1, tolerance: 1}}", [Objective("fairness", "floor", 1.0, 1.0)]),
        ("{fairness: {method: leximin, tolerance: 0.02}}", [Objective("fairness", "leximin", 0.02)]),
        ("surplus, {overlap: {tolerance: 0.1}}", [Objective("surplus"), Objective("overlap", None, 0.1)]),
        (
            "{blend: {unmet: 1, overlap: 50000, cost: 0, tolerance: 0.01}}",
            [Objective("blend", None, 0.01, 0.0, (("unmet", 1.0), ("overlap", 50000.0), ("cost", 0.0)))],
        ),
    ],
)
def test_forms(write: Write, text: str, levels: list[Objective]) -> None:
    assert list(load(write({"scenario.yaml": f"objectives: [{text}]\n"})).config.objectives) == levels


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("unmett", "objective-bad-near", "unmett"),
        ("{unmet: 1, cost: 2}", "objective-bad", "unmet: 1, cost: 2"),
        ("{unmet: 0.01}", "objective-bad", "unmet: 0.01"),
        ("{unmet: {tolerence: 0.01}}", "setting-unknown-near", "tolerence"),
        ("{unmet: {weight: 1}}", "setting-unknown", "weight"),
        ("{cost: {tolerance: 2}}", "objective-tolerance", None),
        ("{cost: {tolerance: much}}", "objective-tolerance", None),
        ("fairness: equal", "objective-fairness", "fairness: equal"),
        ("{fairness: {floor: 0}}", "objective-floor", None),
        ("{fairness: {floor: 0.4, method: leximin}}", "objective-floor", None),
        ("blend", "objective-blend", "blend"),
        ("{blend: {unmet: 0}}", "objective-blend", None),
        ("{blend: {unmet: -1, cost: 1}}", "objective-blend", None),
        ("{blend: {unmet: .inf}}", "objective-blend", None),
        ("{blend: {coverage: 1}}", "setting-unknown", "coverage"),
        ("change", "objective-no-reference", "change"),
        ("{blend: {unmet: 1, change: 1}}", "objective-no-reference", "blend"),
    ],
)
def test_mistakes(write: Write, text: str, code: str, found: str | None) -> None:
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": f"objectives:\n  - unmet\n  - {text}\n".replace("unmet\n", "repeat\n", 1)}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == (code, 3, "objectives[2]")
    assert found is None or problem.found == found


@pytest.mark.parametrize("text", ["unmet, unmet", "surplus, duplication", "duplication, {repeat: {tolerance: 0.1}}"])
def test_a_level_twice(write: Write, text: str) -> None:
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": f"objectives: [{text}]\n"}))
    assert [each.code for each in caught.value.problems] == ["objective-twice"]


def test_none_at_all(write: Write) -> None:
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": "objectives: []\n"}))
    assert [each.code for each in caught.value.problems] == ["objectives-none"]


def test_change_comes_last_where_a_reference_is_named(write: Write) -> None:
    config = load(write({"scenario.yaml": "reference: plan.csv\n", "plan.csv": PLAN})).config
    assert [each.name for each in config.objectives] == ["unmet", "fairness", "duplication", "cost", "change"]


def test_settings_are_inherited_and_replaced(write: Write) -> None:
    base = "objectives: [cost, change]\nreference: plan.csv\nrules: [{spend_max: 5}]\nlimits: {seconds: 5, gap: 0.1}\n"
    write({"scenario.yaml": base, "plan.csv": PLAN}, name="base")
    child = "extends: ../base\nlimits: {gap: 0.2}\n"
    files = dict.fromkeys(["places.csv", "items.csv", "lots.csv", "needs.csv"])
    config = load(write({"scenario.yaml": child, **files}, name="child")).config
    assert [each.name for each in config.objectives] == ["cost", "change"] and config.rules[0].kind == "spend_max"
    assert (config.limits.seconds, config.limits.gap) == (5, 0.2)
    assert config.reference_lines is not None and len(config.reference_lines) == 1
    child += "objectives: [unmet]\nrules: []\n"
    config = load(write({"scenario.yaml": child, **files}, name="child")).config
    assert [each.name for each in config.objectives] == ["unmet"] and not config.rules


def test_a_budget_of_changes(write: Write) -> None:
    def settings(most: str) -> dict[str, str]:
        return {"scenario.yaml": f"reference: before.csv\nobjectives: [unmet, {{change: {{most: {most}}}}}]\n"}

    folder = write({**settings("20"), "before.csv": PLAN})
    assert load(folder).config.objectives == (Objective("unmet"), Objective("change", most=20))
    for wrong in ("-1", "2.5", "many"):
        with pytest.raises(InputErrors) as error:
            load(write(settings(wrong)))
        assert [each.code for each in error.value.problems if each.severity == "error"] == ["objective-most"]
