"""The objectives that a plan folder states are those of its scenario, with values and bounds that can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.tolerances import PROVEN
from allocator.verify import objectives, verify_folder
from tests.verify.folders import ask, codes, objective, summary

BY_OBJECTIVE: list[tuple[int, dict[str, object], str]] = [
    (1, {"proof": "gap"}, "objective-proof"),
    (1, {"proof": "proven"}, "objective-proof"),
    (1, {"gap": 0.0}, "objective-proof"),
    (3, {"proof": "feasible"}, "objective-proof"),
    (3, {"proof": ""}, "objective-proof"),
    (0, {"proof": "proven"}, "objective-proof"),
    (0, {"bound": 180.0, "gap": 8 / 180}, "objective-bound"),
    (4, {"bound": 2, "gap": 0.5}, "objective-bound"),
    (3, {"gap": None}, "objective-gap"),
    (5, {"value": None}, "objective-differs"),
    (2, {"value": 0.05, "gap": 0.0}, "objective-differs"),
    (4, {"name": "repeat"}, "objectives-order"),
    (3, {"bound": 10.0, "gap": 0.5, "proof": "gap"}, "summary-differs"),
    (2, {"bound": 1.3, "gap": 1 - 7.5 / 315 / 1.3}, "objective-bound-weak"),
]


@pytest.mark.parametrize(("index", "changes", "code"), BY_OBJECTIVE)
def test_an_objective_that_cannot_be_is_found(folder: Path, index: int, changes: dict[str, object], code: str) -> None:
    objective(index, **changes)(folder)
    assert code in codes(folder)


def test_bounds_that_the_tables_prove_are_confirmed(folder: Path) -> None:
    # The 12 of books that nobody brings and the jackets that cash cannot pay for are no bound of 150.
    assert verify_folder(folder).confirmed == ("overlap", "repeat")
    objective(0, bound=12.0, gap=160 / 172)(folder)
    objective(3, bound=0.0, gap=1.0, proof="gap")(folder)
    assert "surplus" in verify_folder(folder).confirmed


def test_what_rounding_hides_counts_as_proven(folder: Path) -> None:
    assert PROVEN == objectives.PROVEN
    objective(3, bound=20.0 * (1 + PROVEN / 10))(folder)
    assert codes(folder) == set()
    objective(3, bound=20.0 * (1 - PROVEN * 10), gap=PROVEN * 10)(folder)
    assert "objective-proof" in codes(folder)


def test_the_objectives_are_those_of_the_scenario(folder: Path) -> None:
    ask("objectives: [unmet, {fairness: none}, surplus, overlap, repeat]\n")(folder)
    assert codes(folder) == {"objectives-order"}
    summary(lambda content: content["objectives"].pop(2))(folder)
    assert codes(folder) == set()


def test_a_missed_floor_comes_before_all(folder: Path) -> None:
    ask("rules: [{coverage_min: 0.9, level: commune, place: D2}]\n")(folder)
    assert codes(folder) == {"objectives-order", "rule-below-at", "summary-differs"}
    short = 0.9 * 157.5 - 7.5
    told = {"name": "rules", "value": short, "bound": short, "gap": 0.0, "proof": "proven"}
    summary(lambda content: (content["objectives"].insert(0, told), content["measures"].update(rules_short=short)))(
        folder
    )
    assert codes(folder) == {"rule-below-at"}
    assert verify_folder(folder).holds


def test_later_levels_may_give_up_no_more_than_the_tolerance(folder: Path) -> None:
    ask("objectives: [{unmet: {tolerance: 0.1}}, fairness, duplication]\n")(folder)
    objective(0, value=160.0, bound=150.0, gap=1 / 16)(folder)
    assert codes(folder) == set()
    objective(0, value=150.0, bound=150.0, gap=0.0)(folder)
    assert codes(folder) == {"objective-differs"}


@pytest.mark.parametrize(
    ("method", "measure"),
    [("proportional", "fairness_log"), ("{floor: 0.8}", "below_floor"), ("leximin", "fairness_min")],
)
def test_fairness_has_the_measure_of_its_method(folder: Path, method: str, measure: str) -> None:
    ask(f"objectives: [unmet, {{fairness: {method}}}, duplication]\n")(folder)
    value = getattr(verify_folder(folder).plan.measures, measure)
    summary(lambda content: content["measures"].update({measure: value}))(folder)
    objective(2, value=value, bound=None, gap=None, proof="feasible")(folder)
    assert codes(folder) == set()
    objective(2, value=value * 1.01)(folder)
    assert codes(folder) == {"objective-differs"}


def test_a_blend_weighs_its_measures(folder: Path) -> None:
    ask("objectives: [unmet, fairness, duplication, {blend: {unmet: 1, fairness: 100, surplus: 2, overlap: 3}}]\n")(
        folder
    )
    value = 292 + 100 * (1 - 7.5 / 315) + 2 * 20 + 3
    told = {"name": "blend", "value": value, "bound": None, "gap": None, "proof": "feasible"}
    summary(lambda content: content["objectives"].append(told))(folder)
    assert codes(folder) == set()
    objective(6, value=value + 1)(folder)
    assert codes(folder) == {"objective-differs"}
