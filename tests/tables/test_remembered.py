"""What is kept of tables: only as long as they live, and never in the place of what is true of others."""

from __future__ import annotations

import dataclasses
import gc
import pickle
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.problem.build import build
from allocator.scenario.change import changed
from allocator.scenario.load import load
from allocator.tables import remembered as module
from allocator.tables.problems import InputErrors
from allocator.tables.remembered import Recent, remembered

SCENARIO = "scenarios/first-steps"

CHANGES = (
    {"table": "lots", "where": {"kind": "cash"}, "scale": {"quantity": 0.5}},
    {"table": "lots", "where": {"kind": "cash"}, "scale": {"quantity": 2.0}},
    {"table": "lots", "where": {"kind": "goods"}, "set": {"pack_size": 1}},
    {"table": "lots", "where": {"kind": "cash"}, "drop": True},
    {"table": "needs", "scale": {"quantity": 1.5}},
    {"table": "needs", "scale": {"quantity": 0.5}},
    {"table": "needs", "where": {"tier": 1}, "set": {"weight": 2}},
    {"table": "items", "scale": {"value": 2}},
    {"table": "places", "set": {"severity": 1.5}},
)


def facts(inputs) -> object:
    """All that a problem is made of, or what is wrong, in a form that can be compared."""
    problem = build(inputs.tables, inputs.config)
    return pickle.dumps([_plain(problem), [dataclasses.astuple(finding) for finding in inputs.findings]])


def _plain(part: object) -> object:
    if dataclasses.is_dataclass(part):
        return {field.name: _plain(getattr(part, field.name)) for field in dataclasses.fields(part)}
    if isinstance(part, tuple | list):
        return [_plain(each) for each in part]
    return part.tolist() if isinstance(part, np.ndarray) else part


def told(inputs, overrides) -> object:
    try:
        return facts(changed(inputs, overrides))
    except InputErrors as errors:
        return [dataclasses.astuple(problem) for problem in errors.problems]


KNOWN = load(SCENARIO)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(CHANGES), max_size=4))
def test_a_changed_scenario_is_the_same_whatever_was_changed_before(overrides):
    # ``KNOWN`` has been through all the changes of the examples before; the other was never seen.
    assert told(KNOWN, overrides) == told(load(SCENARIO), overrides)


def test_an_answer_is_found_once_and_goes_with_what_was_asked():
    asked = []

    @remembered
    def rows(frame: pd.DataFrame, name: str) -> list[int]:
        asked.append(name)
        return [len(frame)]

    frame = pd.DataFrame({"a": [1, 2]})
    assert rows(frame, "x") is rows(frame, "".join(["x"]))
    assert rows(frame, "y") == [2]
    assert rows(frame.copy(), "x") == [2]
    assert asked == ["x", "y", "x"]
    with pytest.raises(TypeError, match="by position"):
        rows(frame, name="x")
    kept = weakref.ref(frame)
    del frame
    gc.collect()
    assert kept() is None


def test_a_scenario_that_is_not_used_any_more_is_forgotten():
    inputs = load(SCENARIO)
    build(inputs.tables, inputs.config)
    tables = [weakref.ref(getattr(inputs.tables, field.name)) for field in dataclasses.fields(inputs.tables)]
    given_ones = [weakref.ref(parsed.frame) for parsed in inputs.parsed.values()]
    del inputs
    gc.collect()
    left_out = {id(table()) for table in tables if table() is not None and len(table()) == 0}
    assert {id(table()) for table in [*tables, *given_ones] if table() is not None} <= left_out


def test_only_so_many_rows_of_changed_tables_are_kept(monkeypatch):
    monkeypatch.setattr(module, "ROWS", 10)
    monkeypatch.setattr(module, "LEAST", 4)
    recent = Recent()
    start = pd.DataFrame({"a": range(4)})
    for number in range(4):
        recent.keep(f"made {number}", number, start, str(number))
    assert [recent.get(start, str(number)) for number in range(4)] == [None, None, "made 2", "made 3"]
    assert recent.get(start.copy(), "3") is None
    recent.keep("large", 100, start, "large")
    assert recent.get(start, "large") == "large"
    assert recent.get(start, "3") is None


def test_threads_do_not_get_in_each_others_way(monkeypatch):
    monkeypatch.setattr(module, "ROWS", 3)
    monkeypatch.setattr(module, "LEAST", 1)
    recent, start = Recent(), pd.DataFrame()

    def ask(number: int) -> bool:
        name = str(number % 5)
        recent.keep(name, 1, start, name)
        return recent.get(start, str(number % 7)) in (None, str(number % 7))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(20_000)))
    assert sum(recent.get(start, str(number)) is not None for number in range(5)) == 3
