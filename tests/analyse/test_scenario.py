"""Scenarios in memory: what is changed in Python is what a scenario file that says the same comes to."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from instances import Settings, as_inputs, random_tables
from ruamel.yaml import YAML

import allocator as al
from allocator.analyse.scenario import Scenario
from allocator.tables.problems import InputErrors
from allocator.tables.schema import TABLES

FIRST = Path(__file__).parents[2] / "scenarios/first-steps"

OVERRIDES = [
    {"table": "lots", "where": {"donor_id": ["D06", "D12"]}, "scale": {"quantity": 0.125}},
    {"table": "needs", "where": {"category": "warmth"}, "set": {"weight": 1.125}},
    {"table": "lots", "where": {"kind": "cash", "lot_id": "L03"}, "drop": True},
    {"table": "lots", "add": [{"lot_id": "X", "donor_id": "D01", "kind": "cash", "quantity": 1234567.5}]},
]


def same(one: object, other: object) -> bool:
    """Whether two problems, or parts of them, hold the same."""
    if dataclasses.is_dataclass(one):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one))
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, tuple):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return one == other


def test_changes_are_those_of_a_scenario_that_extends_it(tmp_path):
    with (tmp_path / "scenario.yaml").open("w", encoding="utf-8") as stream:
        YAML().dump({"extends": str(FIRST), "numbers": "en", "overrides": OVERRIDES}, stream)
    from_file = al.load(tmp_path)
    in_memory = al.read_scenario(FIRST).change(OVERRIDES).problem
    assert same(dataclasses.replace(from_file, name=""), dataclasses.replace(in_memory, name=""))


def test_the_scenario_it_was_made_from_stays_as_it_is():
    scenario = al.read_scenario(FIRST)
    before = scenario.solve().allocations
    scenario.scale("lots", quantity=0.5).drop("lots", {"kind": "cash"}).set("needs", weight=3).solve()
    copied = scenario.table("lots")
    copied["quantity"] = 0.0
    assert scenario.solve().allocations.equals(before)


def test_everything_wrong_is_told_at_once():
    scenario = al.read_scenario(FIRST)
    wrong = [{"table": "lots", "where": {"donor_id": "nobody"}, "drop": True}, {"table": "lot", "drop": True}]
    with pytest.raises(InputErrors) as caught:
        scenario.change(wrong)
    assert {problem.code for problem in caught.value.problems} >= {"override-no-row", "override-table-near"}
    with pytest.raises(InputErrors):
        scenario.settings(objectives=["fairnes"], no_such="x")
    frames = {name: scenario.table(name) for name in ("items", "lots", "needs")}
    frames["lots"].loc[0, "item_id"] = "nothing"
    frames["needs"]["quantity"] = frames["needs"]["quantity"].astype(object)
    frames["needs"].loc[1, "quantity"] = "many"
    with pytest.raises(InputErrors) as caught:
        al.scenario_from(**frames)
    assert [(problem.source, problem.row) for problem in caught.value.problems if problem.column == "quantity"] == [
        ("DataFrame needs", 2)
    ]


def test_tables_missing_or_unknown():
    with pytest.raises(InputErrors) as caught:
        al.scenario_from(items=pd.DataFrame({"item_id": ["a"], "category": ["b"]}), loots=pd.DataFrame())
    assert {problem.code for problem in caught.value.problems} >= {"table-missing", "override-table"}


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_dataframes_are_the_scenario_they_came_from(seed):
    inputs = as_inputs(random_tables(seed, whole=True, priced=True), Settings(), Path())
    assume(len(inputs.tables.periods))
    named = {"unit_level": "commune", "name": "random"}
    given_tables = {
        table.name: Scenario(inputs).table(table.name)
        for table in TABLES
        if len(getattr(inputs.tables, table.name)) or table.required
    }
    try:
        again = al.scenario_from(named, **given_tables)
    except InputErrors:
        return  # random tables may break a rule that files are checked for
    assert same(again.problem.lots, Scenario(inputs).problem.lots)
    assert same(again.problem.needs, Scenario(inputs).problem.needs)


def test_objects_show_themselves_in_both_languages_and_escape():
    from allocator.language import speaking

    scenario = al.read_scenario(FIRST).settings(name="<script>alert(1)</script>")
    solved = scenario.solve()
    found = al.compare(solved, scenario.drop("lots", {"kind": "cash"}).solve())
    for each in (scenario, scenario.problem, solved, solved.plan, found):
        english = each._repr_html_()
        with speaking("vi"):
            vietnamese = each._repr_html_()
        assert english != vietnamese and "<script>" not in english + vietnamese


def test_a_scenario_written_is_a_scenario_read(tmp_path):
    scenario = al.read_scenario(FIRST).change(OVERRIDES)
    scenario.write(tmp_path / "copy")
    assert al.read_scenario(tmp_path / "copy").solve().allocations.equals(scenario.solve().allocations)
    assert json.dumps(scenario.solve().objectives().to_dict("records"))
