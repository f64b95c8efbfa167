"""The scenario as it was solved, in a folder that loads by itself: nothing inherited, overridden or left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML

from allocator.plan.csvs import write_csv
from allocator.scenario.config import Objective, Rule, ScenarioConfig
from allocator.scenario.load import Inputs
from allocator.tables.parse import RESERVED
from allocator.tables.schema import TABLES, Table

OF_READING = ["source", "row"]
REFERENCE = "reference.csv"
KEY_TEXTS = frozenset({"level"})
"""Texts that the settings name, so that they must stay as they are."""


def write_inputs(inputs: Inputs, folder: Path) -> None:
    """Write settings and tables of ``inputs`` to the new ``folder``, numbers with a decimal point."""
    folder.mkdir()
    for table, frame in given(inputs):
        own = frame.drop(columns=OF_READING).rename(columns={kept: name for name, kept in RESERVED.items()})
        write_csv(own, folder / f"{table.name}.csv", _names(table, own))
    settings = resolved_settings(inputs.config)
    if inputs.config.boundaries is not None:
        shutil.copyfile(inputs.config.boundaries, folder / _borders(inputs.config.boundaries))
    if inputs.config.reference is not None:
        shutil.copyfile(inputs.config.reference, folder / REFERENCE)
    with (folder / "scenario.yaml").open("w", encoding="utf-8", newline="\n") as stream:
        yaml = YAML()
        yaml.default_flow_style = False
        yaml.allow_unicode = True
        yaml.dump(settings, stream)


def resolved_settings(config: ScenarioConfig) -> dict[str, object]:
    """``scenario.yaml`` of the resolved scenario, as plain values."""
    limits = config.limits
    settings: dict[str, object | None] = {
        "name": config.name,
        "description": config.description or None,
        "language": config.language,
        "currency": config.currency,
        "numbers": "en",
        "unit_level": config.unit_level,
        "boundaries": _borders(config.boundaries) if config.boundaries else None,
        "reference": REFERENCE if config.reference else None,
        "objectives": [_level(level) for level in config.objectives] or None,
        "rules": [_rule(rule) for rule in config.rules] or None,
        "approval": {step: list(roles) for step, roles in config.approval.items()} or None,
        "expect": [clause.text for clause in config.expect] or None,
        "authorities": {level: each.given() for level, each in config.authorities.items()} or None,
        "limits": {"seconds": limits.seconds, "gap": limits.gap, "threads": limits.threads},
    }
    return {name: value for name, value in settings.items() if value is not None}


def given(inputs: Inputs) -> Iterator[tuple[Table, pd.DataFrame]]:
    """The tables that were not made up from others; an empty one only where that differs from leaving it out."""
    for table in TABLES:
        frame: pd.DataFrame = getattr(inputs.tables, table.name)
        made_up = len(frame) > 0 and bool((frame["row"] == 0).all())
        if not made_up and (len(frame) or table.name == "periods"):
            yield table, frame


def _borders(source: Path) -> str:
    return f"boundaries{source.suffix}"


def _level(level: Objective) -> object:
    settings: dict[str, object] = dict(level.weights)
    if level.method == "floor":
        settings["floor"] = level.floor
    elif level.method:
        settings["method"] = level.method
    if level.most >= 0:
        settings["most"] = level.most
    if level.tolerance:
        settings["tolerance"] = level.tolerance
    if list(settings) == ["method"]:
        return {level.name: level.method}
    return {level.name: settings} if settings else level.name


def _rule(rule: Rule) -> dict[str, object]:
    written: dict[str, object] = {rule.kind: rule.amount}
    written |= {key: list(codes) for key, codes in rule.scope}
    if rule.level is not None:
        written["level"] = rule.level
    if rule.of != "all":
        written["of"] = rule.of
    return written


def _names(table: Table, frame: pd.DataFrame) -> set[str]:
    """Columns of free text, the reader's own among them: the only ones where a formula could hide."""
    ids_and_values = {column.name for column in table.columns if column.kind != "text"} | KEY_TEXTS
    return {str(name) for name in frame.columns} - ids_and_values
