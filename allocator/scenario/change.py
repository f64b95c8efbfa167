"""Scenarios made and changed in memory: the same overrides, settings and checks as in files."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from allocator.scenario.config import Limits, ScenarioConfig, ScenarioModel
from allocator.scenario.document import Document, Number
from allocator.scenario.load import Inputs
from allocator.scenario.objectives import objectives
from allocator.scenario.overrides import apply_overrides
from allocator.scenario.rules import rules, unknown_codes
from allocator.scenario.validate import expectations, validate
from allocator.tables.checks import check
from allocator.tables.complete import complete
from allocator.tables.frames import raw_frame
from allocator.tables.parse import Parsed, parse
from allocator.tables.problems import InputErrors, InputProblem
from allocator.tables.schema import BY_NAME, TABLES
from allocator.tables.tables import Tables

Overrides = Sequence[Mapping[str, object]]
"""Entries of ``overrides:``, as plain values."""

SETTINGS = ("name", "description", "language", "currency", "unit_level", "objectives", "rules", "expect", "limits")
"""Settings that can be given in memory; the others name files."""


def changed(inputs: Inputs, overrides: Overrides = (), settings: Mapping[str, object] | None = None) -> Inputs:
    """``inputs`` after ``overrides``, with ``settings`` in place of its own, checked like a scenario that extends it.

    Raises
    ------
    InputErrors
        with everything that is wrong with the changes, or with the tables after them.
    """
    document = Document("overrides", _settings({**(settings or {}), "overrides": list(overrides)}))
    model, problems = validate(document)
    before = dict(inputs.parsed) or _as_parsed(inputs.tables)
    parsed, wrong = apply_overrides(before, model.overrides, document, "en")
    return _checked(inputs, parsed, document, model, [*problems, *wrong])


def made(frames: Mapping[str, pd.DataFrame], settings: Mapping[str, object] | None = None) -> Inputs:
    """A scenario from DataFrames, one a table, checked as files are; ``items``, ``lots`` and ``needs`` at least.

    Raises
    ------
    InputErrors
        with everything that is wrong with tables and settings.
    """
    document = Document("settings", _settings({"name": "scenario", **(settings or {})}))
    model, problems = validate(document)
    parsed: dict[str, Parsed] = {}
    for name, frame in frames.items():
        if name not in BY_NAME:
            names = ", ".join(BY_NAME)
            problems.append(document.problem("override-table", (name,), name, names=names))
            continue
        parsed[name], wrong = parse(raw_frame(name, frame), BY_NAME[name], "en")
        problems += wrong
    levels, _ = objectives(document, ScenarioModel(), False)
    start = Inputs(ScenarioConfig("", Path(), numbers="en", objectives=levels), complete({}), (), ())
    return _checked(start, parsed, document, model, problems)


def _checked(
    start: Inputs, parsed: dict[str, Parsed], document: Document, model: ScenarioModel, problems: list[InputProblem]
) -> Inputs:
    """The scenario of ``parsed``, the settings of ``document`` on top of those of ``start``; raises ``InputErrors``."""
    config, wrong = _configured(start.config, document, model)
    problems += wrong
    for table in (table for table in TABLES if table.required):
        if table.name not in parsed:
            problems.append(InputProblem("table-missing", document.source, values={"table": table.name}))
        elif parsed[table.name].frame.empty:
            problems.append(InputProblem("table-empty", document.source, values={"table": table.name}))
    if any(problem.severity == "error" for problem in problems):
        raise InputErrors(problems)
    tables = complete(parsed)
    problems += check(tables, parsed)
    problems += unknown_codes(document, config.rules, tables)
    levels = sorted(set(tables.places["level"]) - {""})
    if config.unit_level is not None and levels and config.unit_level not in levels:
        choices = ", ".join(levels)
        problems.append(document.problem("unit-level-unknown", ("unit_level",), config.unit_level, choices=choices))
    if any(problem.severity == "error" for problem in problems):
        raise InputErrors(problems)
    return Inputs(config, tables, tuple(problems), start.files, parsed)


def _configured(
    config: ScenarioConfig, document: Document, model: ScenarioModel
) -> tuple[ScenarioConfig, list[InputProblem]]:
    """``config`` with the settings that ``document`` gives."""
    problems: list[InputProblem] = []
    given = document.data
    for key in ("name", "description", "language", "currency", "unit_level"):
        if key in given:
            config = replace(config, **{key: getattr(model, key)})
    if "objectives" in given:
        levels, wrong = objectives(document, model, config.reference is not None)
        config, problems = replace(config, objectives=levels), [*problems, *wrong]
    if "rules" in given:
        limiting, wrong = rules(document, model)
        config, problems = replace(config, rules=limiting), [*problems, *wrong]
    if "expect" in given:
        clauses, wrong = expectations(document, model.expect)
        config, problems = replace(config, expect=clauses), [*problems, *wrong]
    if "limits" in given:
        limits = {"seconds": config.limits.seconds, "gap": config.limits.gap, "threads": config.limits.threads}
        config = replace(config, limits=Limits(**(limits | model.limits.model_dump(exclude_unset=True))))
    problems += [
        document.problem("setting-unknown", (key,), key, names=", ".join(SETTINGS))
        for key in given
        if key not in SETTINGS and key != "overrides"
    ]
    return config, problems


def _as_parsed(tables: Tables) -> dict[str, Parsed]:
    """Complete tables as if every column had been given; those that were made up are left out."""
    parsed = {}
    for table in TABLES:
        frame: pd.DataFrame = getattr(tables, table.name)
        if len(frame) and (frame["row"] > 0).any():
            parsed[table.name] = Parsed(table, frame, {column.name: column.name for column in table.columns})
    return parsed


def _settings(values: Mapping[str, object]) -> dict[str, Any]:
    """``values`` with every number as one that YAML would hold: none of them is read as text."""
    return {key: _numbered(value) for key, value in values.items()}


def _numbered(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _numbered(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_numbered(each) for each in value]
    if isinstance(value, bool | str | datetime.date | Number) or value is None:
        return value
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        text = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
        return Number(number, text + "0" if re.fullmatch(r"[+-]?[0-9]+\.[0-9]{3}", text) else text)
    return value
