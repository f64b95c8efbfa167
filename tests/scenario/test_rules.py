"""Rules: their forms, and every mistake with its line and key."""

from __future__ import annotations

import pytest
from small_scenario import Write

from allocator.scenario.config import Rule
from allocator.scenario.load import load
from allocator.tables.problems import InputErrors


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("coverage_min: 0.3, level: commune",
         Rule("coverage_min", 0.3, "coverage_min: 0.3, level: commune", "commune")),
        (
            "share_min: 0.2, category: nutrition, of: cash",
            Rule("share_min", 0.2, "share_min: 0.2, category: nutrition, of: cash", None, "cash",
                 (("category", ("nutrition",)),)),
        ),
        (
            'spend_max: 1e6, place: ["01", T], tier: 1',
            Rule("spend_max", 1e6, "spend_max: 1000000, place: [01, T], tier: 1", None, "all",
                 (("place", ("01", "T")), ("tier", ("1",)))),
        ),
        (
            "coverage_max: 1, item: ao, age_group: A1, period: 2020",
            Rule("coverage_max", 1.0, "coverage_max: 1, item: ao, age_group: A1, period: 2020", None, "all",
                 (("item", ("ao",)), ("age_group", ("A1",)), ("period", ("2020",)))),
        ),
    ],
)  # fmt: skip
def test_forms(write: Write, text: str, rule: Rule) -> None:
    assert load(write({"scenario.yaml": f"rules:\n  - {{{text}}}\n"})).config.rules == (rule,)


@pytest.mark.parametrize(
    ("text", "code", "column", "near"),
    [
        ("coverage: 0.3", "setting-unknown-near", "rules[1].coverage", "coverage_min"),
        ("coverage_min: 0.3, levell: commune", "setting-unknown-near", "rules[1].levell", "level"),
        ("level: commune", "rule-kind", "rules[1]", None),
        ("coverage_min: 0.3, share_min: 0.1", "rule-kind", "rules[1]", None),
        ("coverage_min: 30", "rule-amount", "rules[1].coverage_min", None),
        ("coverage_min: -0.1", "rule-amount", "rules[1].coverage_min", None),
        ("coverage_min: yes", "rule-amount", "rules[1].coverage_min", None),
        ("spend_max: .inf", "rule-amount", "rules[1].spend_max", None),
        ("spend_max: much", "rule-amount", "rules[1].spend_max", None),
        ("spend_min: 5, of: money", "setting-choice", "rules[1].of", None),
        ("spend_min: 5, level: commune", "rule-key", "rules[1].level", None),
        ("coverage_min: 0.5, of: cash", "rule-key", "rules[1].of", None),
        ("share_max: 0.5", "rule-no-scope", "rules[1]", None),
        ("share_max: 0.5, item: []", "rule-scope-blank", "rules[1].item", None),
        ("coverage_min: 0.3, level: comune", "rule-code-near", "rules[1].level", "commune"),
        ("coverage_min: 0.3, level: school", "rule-code", "rules[1].level", None),
        ("coverage_min: 0.3, category: nutritio", "rule-code-near", "rules[1].category", "nutrition"),
        ('coverage_min: 0.3, place: ["01", "99"]', "rule-code", "rules[1].place", None),
        ("coverage_min: 0.3, tier: 7", "rule-code", "rules[1].tier", None),
    ],
)
def test_mistakes(write: Write, text: str, code: str, column: str, near: str | None) -> None:
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": f"rules:\n  - {{{text}}}\n"}))
    found = {(each.code, each.row, each.column): each.values.get("near") for each in caught.value.problems}
    assert (code, 2, column) in found and found[code, 2, column] == near


def test_every_mistake_is_reported_at_once(write: Write) -> None:
    text = "rules:\n  - {coverage_min: 7, plase: x}\n  - {share_max: 0.5}\n  - {spend_max: 1, item: xyz}\n"
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": text}))
    assert {(each.code, each.row) for each in caught.value.problems} == {
        ("setting-unknown-near", 2), ("rule-amount", 2), ("rule-no-scope", 3), ("rule-code", 4),
    }  # fmt: skip


def test_unknown_codes_are_sought_where_the_rules_are_written(write: Write) -> None:
    write({"scenario.yaml": "rules: [{spend_max: 1, item: xyz}]\n"}, name="base")
    files = dict.fromkeys(["places.csv", "items.csv", "lots.csv", "needs.csv"])
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": "extends: ../base\n", **files}, name="child"))
    assert [(each.code, each.source) for each in caught.value.problems] == [("rule-code", "../base/scenario.yaml")]
