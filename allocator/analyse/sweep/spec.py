"""What a sweep varies: read from YAML, checked, and laid out as cases."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from allocator.scenario.document import Document, Number, read_yaml
from allocator.scenario.expect import MEASURES, TIER
from allocator.tables.headers import nearest
from allocator.tables.problems import InputErrors, InputProblem

KEYS = ("name", "scenario", "objectives", "limits", "measures", "plans", "vary", "sample", "seed")
AXIS_KEYS = ("name", "values", "range", "options", "overrides")


@dataclass(frozen=True)
class Axis:
    """One thing that is varied: ``values`` put in the place of ``$name`` in ``overrides``, or ``options`` by name.

    An axis with a ``span`` has no values of its own: they are drawn from it.
    """

    name: str
    values: tuple[object, ...]
    overrides: tuple[Mapping[str, object], ...]
    options: Mapping[str, Sequence[Mapping[str, object]]]
    span: tuple[float, float] | None = None

    def changes(self, value: object) -> list[Mapping[str, object]]:
        """The overrides that make this ``value``."""
        if self.options:
            return list(self.options[str(value)])
        return [_filled(each, f"${self.name}", value) for each in self.overrides]


@dataclass(frozen=True)
class Case:
    """One case: its number, the value of each axis, and the overrides that make it."""

    number: int
    values: tuple[object, ...]
    overrides: tuple[Mapping[str, object], ...]


@dataclass(frozen=True)
class Spec:
    """A sweep as it was written."""

    name: str
    scenario: Path
    axes: tuple[Axis, ...]
    settings: Mapping[str, object]
    """``objectives`` and ``limits`` in place of the scenario's."""
    measures: tuple[str, ...]
    """Measures to keep; all if empty."""
    plans: bool
    """Whether the ``plan.csv`` of every case is kept."""
    sample: int
    """So many cases are drawn; 0: every combination."""
    seed: int
    text: str
    """The file as it was written."""

    @property
    def fingerprint(self) -> str:
        """sha256 of what was written."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def cases(self) -> list[Case]:
        """All cases in order: every combination, the last axis changing fastest, or the sample that was asked for."""
        if self.sample:
            rows = list(zip(*self._drawn(), strict=True)) if self.axes else [()] * self.sample
        else:
            rows = list(itertools.product(*(axis.values for axis in self.axes)))
        return [
            Case(
                number,
                tuple(row),
                tuple(change for axis, value in zip(self.axes, row, strict=True) for change in axis.changes(value)),
            )
            for number, row in enumerate(rows)
        ]

    def _drawn(self) -> list[list[object]]:
        """A Latin hypercube: each axis is cut into as many equal parts as there are cases, each used once."""
        rng = np.random.default_rng(self.seed)
        columns: list[list[object]] = []
        for axis in self.axes:
            share = (rng.permutation(self.sample) + rng.random(self.sample)) / self.sample
            if axis.span:
                low, high = axis.span
                columns.append((low + share * (high - low)).round(9).tolist())
            else:
                at = np.minimum((share * len(axis.values)).astype(int), len(axis.values) - 1)
                columns.append([axis.values[each] for each in at.tolist()])
        return columns


def read_spec(path: str | Path) -> Spec:
    """The sweep in the YAML file ``path``; raises ``InputErrors`` with everything that is wrong with it."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError:
        raise InputErrors([InputProblem("sweep-missing", str(path))]) from None
    document = read_yaml(data, path.name)
    problems = list(document.problems) + _faults(document)
    if problems:
        raise InputErrors(problems)
    told = _numbers(document.data)
    axes = tuple(_axis(axis) for axis in told.get("vary", []))
    return Spec(
        name=str(told.get("name", path.stem)),
        scenario=path.parent / str(told["scenario"]),
        axes=axes,
        settings={key: told[key] for key in ("objectives", "limits") if key in told},
        measures=tuple(str(each) for each in told.get("measures", [])),
        plans=bool(told.get("plans", False)),
        sample=int(told.get("sample", 0)),
        seed=int(told.get("seed", 0)),
        text=data.decode("utf-8-sig"),
    )


def _numbers(value: Any) -> Any:
    """``value`` with plain numbers in the place of those that remember how they were written."""
    if isinstance(value, dict):
        return {key: _numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    if isinstance(value, Number):
        return int(value) if float(value).is_integer() else float(value)
    return value


def _axis(written: dict[str, Any]) -> Axis:
    span = written.get("range")
    options = written.get("options", {})
    return Axis(
        name=str(written["name"]),
        values=tuple(options) if options else tuple(written.get("values", [])),
        overrides=tuple(written.get("overrides", [])),
        options=options,
        span=(float(span[0]), float(span[1])) if span else None,
    )


def _faults(document: Document) -> list[InputProblem]:
    """Everything that is wrong with the form of a sweep."""
    told = document.data
    problems = [_unknown(document, (key,), key, KEYS) for key in told if key not in KEYS]
    if "scenario" not in told:
        problems.append(document.problem("setting-missing", ("scenario",)))
    for index, measure in enumerate(told.get("measures") or []):
        if str(measure) not in MEASURES and not TIER.fullmatch(str(measure)):
            problems.append(_unknown(document, ("measures", index), str(measure), (*MEASURES, "unmet_by_tier.1")))
    for key in ("sample", "seed"):
        value = told.get(key, 0)
        if key in told and (not isinstance(value, Number) or value < 0 or value % 1):
            problems.append(document.problem("setting-type", (key,), str(value), expected="whole number"))
    axes = told.get("vary", [])
    if not isinstance(axes, list) or not axes:
        return [*problems, document.problem("sweep-vary", ("vary",))]
    for index, axis in enumerate(axes):
        problems += _axis_faults(document, index, axis, bool(told.get("sample")))
    names = [axis["name"] for axis in axes if isinstance(axis, dict) and "name" in axis]
    if len(set(map(str, names))) < len(names):
        problems.append(document.problem("sweep-twice", ("vary",)))
    return problems


def _axis_faults(document: Document, index: int, axis: object, sampled: bool) -> list[InputProblem]:
    path = ("vary", index)
    if not isinstance(axis, dict):
        return [document.problem("sweep-axis", path)]
    problems = [_unknown(document, (*path, key), key, AXIS_KEYS) for key in axis if key not in AXIS_KEYS]
    given = [key for key in ("values", "range", "options") if key in axis]
    span = axis.get("range")
    ends = isinstance(span, list) and len(span) == 2 and all(isinstance(end, Number) for end in span)
    ends = ends and isinstance(span, list) and span[0] < span[1]
    wrong = (
        "name" not in axis
        or len(given) != 1
        or ("options" in axis) == ("overrides" in axis)
        or ("range" in axis and not (sampled and ends))
        or ("values" in axis and not (isinstance(axis["values"], list) and axis["values"]))
        or ("options" in axis and not (isinstance(axis["options"], dict) and axis["options"]))
    )
    return [*problems, document.problem("sweep-axis", path)] if wrong else problems


def _unknown(document: Document, path: tuple[str | int, ...], name: str, known: Sequence[str]) -> InputProblem:
    near = nearest(name, list(known))
    code = "setting-unknown-near" if near else "setting-unknown"
    return document.problem(code, path, name, near=near, names=", ".join(known))


def _filled(change: Any, mark: str, value: object) -> Any:
    """``change`` with ``value`` wherever ``mark`` stands."""
    if isinstance(change, Mapping):
        return {key: _filled(each, mark, value) for key, each in change.items()}
    if isinstance(change, list):
        return [_filled(each, mark, value) for each in change]
    return value if isinstance(change, str) and change == mark else change


def written(overrides: Sequence[Mapping[str, object]]) -> str:
    """``overrides`` as JSON: put under ``overrides:`` of a scenario that extends the sweep's, they make the case."""
    return json.dumps(list(overrides), ensure_ascii=False, default=str)
