"""From the plain data of ``scenario.yaml`` to checked settings; every problem with its line and key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from allocator.scenario.authority import AuthorityModel
from allocator.scenario.config import LimitsModel, OverrideModel, ScenarioModel
from allocator.scenario.document import Document, Number, Path
from allocator.scenario.expect import Expectation, parse_expectation
from allocator.tables.headers import nearest
from allocator.tables.problems import InputProblem

MODELS: dict[str, type[BaseModel]] = {"limits": LimitsModel, "overrides": OverrideModel, "authorities": AuthorityModel}
TEXTS = ("name", "description", "extends", "currency", "unit_level", "workbook", "boundaries", "reference")
EXPECTED = {
    "string_type": "text", "float_type": "number", "float_parsing": "number", "int_type": "whole number",
    "int_parsing": "whole number", "int_from_float": "whole number", "list_type": "list", "dict_type": "key: value",
    "model_type": "key: value", "bool_type": "true, false", "bool_parsing": "true, false",
    "greater_than": "> 0", "greater_than_equal": ">= 0", "less_than_equal": "<= 1", "finite_number": "number",
}  # fmt: skip


def validate(document: Document) -> tuple[ScenarioModel, list[InputProblem]]:
    """The settings of one file; keys with problems hold their defaults."""
    data = {key: _plain(value, key) for key, value in document.data.items()}
    problems: list[InputProblem] = []
    while True:
        try:
            return ScenarioModel.model_validate(data), problems
        except ValidationError as error:
            bad = set()
            for each in error.errors(include_url=False):
                path: Path = tuple(step for step in each["loc"] if step not in ("str", "dict[str,any]"))
                problem = _explain(document, path, str(each["type"]), each.get("ctx") or {})
                if problem not in problems:
                    problems.append(problem)
                bad.add(str(each["loc"][0]))
            data = {key: value for key, value in data.items() if key not in bad}


def _plain(value: Any, key: str) -> Any:
    """Texts that YAML took for a number are texts again where a text is wanted."""
    if key in TEXTS and isinstance(value, Number):
        return value.text
    if key == "expect" and isinstance(value, str):
        return [value]
    return value


def _explain(document: Document, path: Path, kind: str, context: Mapping[str, Any]) -> InputProblem:
    """One finding of pydantic in the words of the catalogue."""
    found = _at(document.data, path)
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        known = list(_model(path).model_fields)
        near = nearest(name, known)
        code = "setting-unknown-near" if near else "setting-unknown"
        return document.problem(code, path, name, near=near, names=", ".join(known))
    if kind == "missing":
        return document.problem("setting-missing", path)
    if kind == "literal_error":
        return document.problem("setting-choice", path, found, choices=", ".join(_choices(name)))
    return document.problem("setting-type", path, found, expected=EXPECTED.get(kind, kind.replace("_", " ")))


def _choices(name: str) -> list[str]:
    annotation = ScenarioModel.model_fields[name].annotation
    return [str(choice) for part in get_args(annotation) for choice in get_args(part)]


def _model(path: Path) -> type[BaseModel]:
    return MODELS.get(str(path[0]), ScenarioModel) if len(path) > 1 else ScenarioModel


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
    return data


def expectations(document: Document, texts: list[str]) -> tuple[tuple[Expectation, ...], list[InputProblem]]:
    """The parsed ``expect`` clauses."""
    clauses: list[Expectation] = []
    problems = []
    for index, text in enumerate(texts):
        parsed = parse_expectation(text)
        if isinstance(parsed, Expectation):
            clauses.append(parsed)
        else:
            values = dict(parsed.values)
            found = values.pop("found", text)
            problems.append(document.problem(parsed.code, ("expect", index), found, **values))
    return tuple(clauses), problems
