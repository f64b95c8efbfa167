"""``load``: a scenario folder to checked settings and tables, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from allocator.scenario.approval import unknown_steps
from allocator.scenario.boundaries import boundary_problems
from allocator.scenario.config import Limits, ScenarioConfig
from allocator.scenario.document import Document
from allocator.scenario.extends import Layer, read_layers
from allocator.scenario.objectives import objectives
from allocator.scenario.overrides import apply_overrides
from allocator.scenario.reference import read_reference
from allocator.scenario.rules import rules, unknown_codes
from allocator.scenario.validate import expectations
from allocator.tables.checks import check
from allocator.tables.complete import complete
from allocator.tables.headers import nearest
from allocator.tables.parse import Parsed, parse
from allocator.tables.problems import InputErrors, InputProblem
from allocator.tables.raw import InputFile
from allocator.tables.read import Found, read_bytes, read_folder
from allocator.tables.schema import BY_NAME, TABLES
from allocator.tables.tables import Tables

__all__ = ["InputFile", "Inputs", "load"]


@dataclass(frozen=True)
class Inputs:
    """A scenario, read and checked. ``findings`` are its warnings and notes; ``files`` all files it came from.

    ``parsed`` are its tables before what was left out was filled in: what overrides change.
    """

    config: ScenarioConfig
    tables: Tables
    findings: tuple[InputProblem, ...]
    files: tuple[InputFile, ...]
    parsed: Mapping[str, Parsed] = field(default_factory=dict)


@dataclass
class _Reading:
    """What has been read so far."""

    parsed: dict[str, Parsed] = field(default_factory=dict)
    attempted: set[str] = field(default_factory=set)
    files: list[InputFile] = field(default_factory=list)
    problems: list[InputProblem] = field(default_factory=list)


def load(path: str | Path) -> Inputs:
    """The scenario in folder ``path`` (or of that ``scenario.yaml``).

    Raises
    ------
    InputErrors
        with every problem found in settings and tables, if any of them is an error.
    """
    layers, problems = read_layers(Path(path))
    reading = _Reading(problems=problems)
    if not layers:
        raise InputErrors(problems)
    for layer in reversed(layers):
        _read_layer(layer, reading)
    config = _settings(layers, reading)
    tables = _tables(reading, config, layers[0])
    drawing = _stating("boundaries", layers) or layers[0]
    reading.problems += boundary_problems(config.boundaries, drawing.document, tables, config.unit_level)
    ruling = _stating("rules", layers) or layers[0]
    reading.problems += unknown_codes(ruling.document, config.rules, tables)
    naming = _stating("authorities", layers) or layers[0]
    reading.problems += _authority_levels(naming.document, config, tables)
    reading.problems = _with_headers(reading.problems, reading.parsed)
    if any(problem.severity == "error" for problem in reading.problems):
        raise InputErrors(reading.problems)
    return Inputs(config, tables, tuple(reading.problems), tuple(reading.files), reading.parsed)


def _read_layer(layer: Layer, reading: _Reading) -> None:
    """Add one scenario's tables and overrides on top of those it extends."""
    reading.files.append(layer.file)
    found = read_folder(layer.folder, layer.model.workbook, layer.prefix)
    reading.problems += found.problems
    reading.files += found.files
    reading.attempted |= found.attempted
    for name in [table.name for table in TABLES if table.name in found.attempted]:
        reading.parsed.pop(name, None)
        if name in found.tables:
            reading.parsed[name], problems = parse(found.tables[name], BY_NAME[name], layer.numbers)
            reading.problems += problems
    reading.parsed, problems = apply_overrides(reading.parsed, layer.model.overrides, layer.document, layer.numbers)
    reading.problems += problems


def _settings(layers: list[Layer], reading: _Reading) -> ScenarioConfig:
    """The settings of the scenario, those of what it extends where it is silent."""
    own = layers[0]
    problems = reading.problems
    clauses, wrong = expectations(own.document, own.model.expect)
    problems += wrong
    ordering = _stating("objectives", layers) or own
    referring = _stating("reference", layers)
    levels, wrong = objectives(ordering.document, ordering.model, referring is not None)
    problems += wrong
    ruling = _stating("rules", layers) or own
    limiting, wrong = rules(ruling.document, ruling.model)
    problems += wrong
    approving = _stating("approval", layers) or own
    problems += unknown_steps(approving.document, approving.model)
    lines, path = _reference(referring, reading)
    limits = {
        key: value
        for layer in reversed(layers)
        for key, value in layer.model.limits.model_dump(exclude_unset=True).items()
    }
    return ScenarioConfig(
        name=own.model.name or own.folder.resolve().name,
        folder=own.folder,
        description=own.model.description,
        language=_value("language", layers),
        currency=_value("currency", layers) or "VND",
        numbers=own.numbers,
        unit_level=_value("unit_level", layers),
        boundaries=_boundaries(layers, reading),
        reference=path,
        reference_lines=lines,
        objectives=levels,
        rules=limiting,
        limits=Limits(**limits),
        expect=clauses,
        approval={step: tuple(roles) for step, roles in approving.model.approval.items()},
        extends=tuple(layer.folder for layer in layers[1:]),
        authorities=(_stating("authorities", layers) or own).model.authorities,
    )


def _stating(key: str, layers: list[Layer]) -> Layer | None:
    """The nearest scenario that gives ``key``."""
    return next(
        (layer for layer in layers if getattr(layer.model, key) is not None and key in layer.model.model_fields_set),
        None,
    )


def _value(key: str, layers: list[Layer]) -> str | None:
    layer = _stating(key, layers)
    value = getattr(layer.model, key) if layer else None
    return None if value is None else str(value)


def _boundaries(layers: list[Layer], reading: _Reading) -> Path | None:
    layer = _stating("boundaries", layers)
    if layer is None or layer.model.boundaries is None:
        return None
    path = layer.folder / layer.model.boundaries
    found = Found()
    read_bytes(path, layer.prefix + layer.model.boundaries, found)
    reading.files += found.files
    reading.problems += [
        layer.document.problem(each.code, ("boundaries",), each.found, **each.values) for each in found.problems
    ]
    return path


def _reference(layer: Layer | None, reading: _Reading) -> tuple[pd.DataFrame | None, Path | None]:
    if layer is None or layer.model.reference is None:
        return None, None
    lines, files, problems = read_reference(layer.document, layer.folder, layer.prefix, layer.model.reference)
    reading.files += files
    reading.problems += problems
    return lines, files[0].path if files else None


def _tables(reading: _Reading, config: ScenarioConfig, layer: Layer) -> Tables:
    """The complete tables; every check that the readable part allows is made."""
    problems = reading.problems
    unreadable = frozenset(reading.attempted - set(reading.parsed))
    for table in TABLES:
        if not table.required:
            continue
        if table.name not in reading.attempted and table.name not in reading.parsed:
            problems.append(InputProblem("table-missing", layer.document.source, values={"table": table.name}))
            unreadable |= {table.name}
        elif table.name in reading.parsed and reading.parsed[table.name].frame.empty:
            problems.append(InputProblem("table-empty", _source(table.name, reading), values={"table": table.name}))
            unreadable |= {table.name}
    tables = complete(reading.parsed)
    problems += check(tables, reading.parsed, _unsure(unreadable, reading.parsed))
    problems += _unit_level(tables, config, layer)
    return tables


def _unsure(unreadable: frozenset[str], parsed: dict[str, Parsed]) -> frozenset[str]:
    """Tables about whose codes nothing can be said: unreadable ones, and those completed from unreadable ones."""
    implied = {"places": ("needs",), "donors": ("lots",), "age_groups": ("needs", "lots"), "periods": ("needs", "lots")}
    more = {name for name, sources in implied.items() if name not in parsed and unreadable & set(sources)}
    return unreadable | more


def _source(name: str, reading: _Reading) -> str:
    """The file a table was read from: the last one whose name fits."""
    from allocator.tables.headers import find_table

    for each in reversed(reading.files):
        if find_table(Path(each.name).stem) == name:
            return each.name
    return name


def _unit_level(tables: Tables, config: ScenarioConfig, layer: Layer) -> Iterable[InputProblem]:
    levels = sorted(set(tables.places["level"]) - {""})
    if config.unit_level is None or config.unit_level in levels or not levels:
        return []
    near = nearest(config.unit_level, levels)
    code = "unit-level-unknown-near" if near else "unit-level-unknown"
    values = {"near": near, "choices": ", ".join(levels)}
    return [layer.document.problem(code, ("unit_level",), config.unit_level, **values)]


def _authority_levels(document: Document, config: ScenarioConfig, tables: Tables) -> Iterable[InputProblem]:
    """Levels of ``authorities`` that no place has."""
    levels = sorted(set(tables.places["level"]) - {""})
    for level in config.authorities if levels else ():
        if level not in levels:
            near = nearest(level, levels)
            code = "authority-level-near" if near else "authority-level"
            values = {"near": near, "choices": ", ".join(levels)}
            yield document.problem(code, ("authorities", level), level, **values)


def _with_headers(problems: list[InputProblem], parsed: dict[str, Parsed]) -> list[InputProblem]:
    """The findings with the columns named as the reader's own files have them."""
    headers = {
        (source, column): header
        for each in parsed.values()
        for source in each.frame["source"].unique()
        for column, header in each.headers.items()
        if header != column
    }
    return [
        replace(problem, header=header)
        if problem.header is None and (header := headers.get((problem.source, problem.column or "")))
        else problem
        for problem in problems
    ]
