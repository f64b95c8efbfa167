"""Every family of constraints: a sound plan passes, and a plan that breaks it is caught where it does."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.language import speaking
from allocator.plan.plan import Measures
from allocator.problem.families import FAMILIES
from allocator.scenario.config import Rule, ScenarioConfig
from allocator.tables.tables import Tables
from allocator.verify import Verification, Violation, verify
from allocator.verify.catalogue import LIMITS
from allocator.verify.facts import gather
from allocator.verify.lines import look_up
from allocator.verify.need import meet
from allocator.verify.netting import net_needs
from tests.verify.building import lines
from tests.verify.family_settings import ALL, SETTINGS, Case, Setting, goods, in_order, to


def cases() -> list[tuple[Setting, Case]]:
    return [(setting, case) for settings in SETTINGS.values() for setting in settings for case in setting.broken]


def told(verification: Verification) -> dict[str, str]:
    """The first subject of each code."""
    return {violation.code: violation.subject for violation in reversed(verification.violations)}


def test_every_family_is_a_module_with_a_check_and_a_test() -> None:
    assert set(SETTINGS) == set(FAMILIES)
    for family in FAMILIES:
        check: Callable[..., list[Violation]] = importlib.import_module(f"allocator.verify.{family}").check
        tables = Setting([goods("coat", 1)], [], []).world()
        assert callable(check) and family in check.__module__
        assert verify(tables, None, lines(tables, [to("C1", 1)])).violations == ()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_sound_plan_passes(family: str) -> None:
    for setting in SETTINGS[family]:
        sound = Case(setting.sound, {}, setting.costs)
        assert setting.judge(sound).violations == ()
        assert setting.judge(Case([], {})).holds


@pytest.mark.parametrize("family", FAMILIES)
def test_a_plan_that_breaks_a_family_is_caught_there(family: str) -> None:
    assert SETTINGS[family] and all(setting.broken for setting in SETTINGS[family])
    for setting in SETTINGS[family]:
        for case in setting.broken:
            verification = setting.judge(case)
            found = told(verification)
            assert {code: found.get(code) for code in case.found} == case.found, found
            assert not verification.holds


@pytest.mark.parametrize("family", FAMILIES)
def test_the_module_of_the_family_finds_it(family: str) -> None:
    setting = SETTINGS[family][0]
    case = setting.broken[0]
    tables = setting.world()
    facts = gather(tables, "commune", ScenarioConfig(name="case", folder=Path(), rules=setting.rules))
    plan = look_up(facts, in_order(lines(tables, case.plan, case.costs)))
    cells = meet(pd.concat([facts.cells, net_needs(facts, tables.ledger)], axis=1), plan)
    module = importlib.import_module(f"allocator.verify.{family}")
    violations = module.check(facts, plan, cells) if family == "rules" else module.check(facts, plan)
    assert {violation.code: violation.subject for violation in violations} == case.found


@pytest.mark.parametrize(("setting", "case"), cases())
def test_the_message_names_what_is_wrong_in_both_languages(setting: Setting, case: Case) -> None:
    for violation in setting.judge(case).violations:
        assert violation.subject in violation.message
        with speaking("vi"):
            assert violation.subject in violation.message


def test_every_limit_has_a_case() -> None:
    caught = {code for _, case in cases() for code in case.found}
    assert set(LIMITS) - caught == {"rule-below", "rule-below-at", "decision-below"}


FLOORS: list[tuple[Rule, str, float]] = [
    # Coats at C1 in T1: net 120, met 90 (3 more are surplus of nobody). Cash: 9 for oil at C2, 3 for rice there.
    (Rule("coverage_min", 0.9, "rule", scope=(("item", ("coat",)), ("period", ("T1",)), ("place", ("C1",)))), "", 18.0),
    (Rule("coverage_min", 0.5, "rule", level="district", scope=(("item", ("coat",)), ("period", ("T1",)))), "D", 30.0),
    (Rule("share_min", 0.5, "rule", of="cash", scope=(("item", ("rice",)),)), "", 3.0),
    (Rule("share_min", 0.5, "rule", scope=(("item", ("rice", "oil")),)), "", 39.0),
    (Rule("spend_min", 20.0, "rule", of="cash", scope=(("category", ("food",)),)), "", 8.0),
    (Rule("spend_min", 20.0, "rule", scope=(("tier", ("2",)),)), "", 20.0),
]


@pytest.mark.parametrize(("rule", "place", "short"), FLOORS)
def test_a_missed_floor_is_a_warning_that_tells_what_lacks(rule: Rule, place: str, short: float) -> None:
    lots = [goods("coat", 99), {"lot_id": "M", "kind": "cash", "quantity": 99.0}]
    plan = [to("C1", 9), to("C2", 3, "oil", lot="M"), to("C2", 3, "rice", lot="M")]
    setting = Setting(lots, plan, [], (rule, Rule("coverage_min", 0.0, "none")))
    verification = setting.judge(Case(plan, {}))
    (warning,) = verification.violations
    assert verification.holds
    assert (warning.code, warning.subject) == ("rule-below-at" if place else "rule-below", "rule")
    assert warning.values["short"] == pytest.approx(short)
    assert verification.measures.rules_short == pytest.approx(short)
    assert warning.values.get("place", "") == place


def test_a_missed_decision_is_a_warning_that_tells_what_lacks() -> None:
    lots = [goods("blanket", 99), {"lot_id": "M", "kind": "cash", "quantity": 99.0}]
    rows: list[dict[str, object]] = [
        {"action": "floor", "lot_id": "L", "quantity": 9.0},  # 4 coats planned, counted at the lot's own item: 5 x 8
        {"action": "lock", "item_id": "coat", "place_id": "D", "period_id": "T1", "quantity": 6.0},  # 2 x 10
        {"action": "floor", "item_id": "coat", "quantity": 4.0},
        {"action": "floor", "item_id": "rice", "lot_id": "M", "place_id": "C3", "quantity": 2.5},  # 2.5 x 1
    ]
    plan = [to("C1", 4), to("C2", 3, "rice", lot="M")]
    tables = {"decisions": rows, "substitutes": [{"item_id": "blanket", "for_item_id": "coat", "rate": 1.5}]}
    verification = Setting(lots, plan, [], tables=tables).judge(Case(plan, {}))
    assert verification.holds
    assert [(each.code, each.subject, each.values["short"]) for each in verification.violations] == [
        ("decision-below", "2", 5.0), ("decision-below", "3", 2.0), ("decision-below", "5", 2.5),
    ]  # fmt: skip
    assert verification.measures.rules_short == pytest.approx(40 + 20 + 2.5)


def test_costs_are_counted_by_row_once_and_by_vehicle() -> None:
    setting = SETTINGS["links"][1]
    verification = setting.judge(Case(setting.sound, {}, setting.costs))
    assert verification.measures.cost == pytest.approx(8 + 20 + 7)


REFERENCE = [
    ("L", "C1", "coat", "", "T1", 5.0),  # as before
    ("L", "C2", "coat", "", "T1", 4.0),  # another quantity now
    ("L", "C3", "coat", "", "T1", 2.0),  # gone
    ("OLD", "C1", "coat", "", "T1", 2.0),  # its lot is no longer there
    ("L", "C1", "book", "", "T1", 0.0),  # nor is its need
]


def test_changes_are_counted_against_the_reference() -> None:
    setting = Setting([goods("coat", 40)], [to("C1", 5), to("C2", 3), to("C2", 3, period="T2")], [])
    tables = setting.world()
    plan = lines(tables, setting.sound)
    columns = ["lot_id", "place_id", "item_id", "age_group_id", "period_id", "quantity"]
    reference = pd.DataFrame(REFERENCE, columns=columns)
    config = ScenarioConfig(name="case", folder=Path(), reference_lines=reference)
    assert verify(tables, None, plan, config).measures.change == 5
    assert verify(tables, None, plan, ScenarioConfig(name="case", folder=Path())).measures.change == 0
    same = ScenarioConfig(name="case", folder=Path(), reference_lines=plan[columns])
    assert verify(tables, None, plan, same).measures.change == 0


def more(plan: pd.DataFrame, row: int, pick: int) -> pd.DataFrame:
    plan.loc[row, "quantity"] += 1 + pick
    return plan


def more_of_all(plan: pd.DataFrame, row: int, pick: int) -> pd.DataFrame:
    """The whole line twice as large, all its columns in keeping."""
    plan.loc[row, ["quantity", "lot_quantity", "packs", "value"]] *= 2.0
    return plan


def elsewhere(plan: pd.DataFrame, row: int, pick: int) -> pd.DataFrame:
    choices = sorted({"C1", "C2", "C3"} - {plan.loc[row, "place_id"]})
    plan.loc[row, "place_id"] = choices[pick % 2]
    return plan


def dropped(plan: pd.DataFrame, row: int, pick: int) -> pd.DataFrame:
    return plan.drop(index=row).reset_index(drop=True)


def other_lot(plan: pd.DataFrame, row: int, pick: int) -> pd.DataFrame:
    choices = sorted({"L", "M", "O", "Q"} - {plan.loc[row, "lot_id"]})
    plan.loc[row, "lot_id"] = choices[pick % 3]
    return plan


def other_take(plan: pd.DataFrame, row: int, pick: int) -> pd.DataFrame:
    plan.loc[row, "lot_quantity"] += 1 + pick
    return plan


MUTATIONS = (more, more_of_all, elsewhere, dropped, other_lot, other_take)


def test_the_plan_of_all_families_passes() -> None:
    assert ALL.judge(Case(ALL.sound, {})).violations == ()


@cache
def sound_plan() -> tuple[Tables, pd.DataFrame, Measures]:
    """The inputs of all families, the lines of the plan that keeps them, and its measures."""
    tables = ALL.world()
    plan = in_order(lines(tables, ALL.sound))
    return tables, plan, ALL.verify(tables, plan).measures


@given(row=st.integers(0, len(ALL.sound) - 1), pick=st.integers(0, 5), change=st.sampled_from(MUTATIONS))
def test_no_change_of_a_line_goes_unseen(
    row: int, pick: int, change: Callable[[pd.DataFrame, int, int], pd.DataFrame]
) -> None:
    """Either a family is broken, or the change is one that a plan may have: then the measures tell it."""
    tables, plan, before = sound_plan()
    after = ALL.verify(tables, change(plan.copy(), row, pick))
    assert after.violations or after.measures != before
    harmless = {"L", "O"} if change in (dropped, more_of_all) else set()
    assert after.violations or plan.loc[row, "lot_id"] in harmless
