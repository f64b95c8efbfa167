"""``objectives:`` of ``scenario.yaml``: the levels in order, each with its method, weights and tolerance."""

from __future__ import annotations

import math
from typing import Any

from allocator.scenario.config import DEFAULT_LEVELS, LEVELS, Objective, ScenarioModel
from allocator.scenario.document import Document, Path
from allocator.tables.headers import nearest
from allocator.tables.numbers import Fault
from allocator.tables.problems import InputProblem

FAIRNESS = ("leximin", "proportional", "none")
PARTS = ("unmet", "fairness", "surplus", "overlap", "repeat", "cost", "change")
"""What a blend can weigh."""
DUPLICATION = ("surplus", "overlap", "repeat")
"""What the level ``duplication`` stands for."""
TOLERANCE = ("tolerance",)
KEYS = {"fairness": ("method", "floor", "tolerance"), "blend": (*PARTS, "tolerance"), "change": ("most", "tolerance")}
"""Settings of a level; the others have only a tolerance."""


def objectives(
    document: Document, model: ScenarioModel, with_reference: bool
) -> tuple[tuple[Objective, ...], list[InputProblem]]:
    """The objective levels in order, and everything wrong with them."""
    if model.objectives is None:
        names = (*DEFAULT_LEVELS, "change") if with_reference else DEFAULT_LEVELS
        return tuple(Objective(name, "leximin" if name == "fairness" else None) for name in names), []
    levels: list[Objective] = []
    problems: list[InputProblem] = []
    if not model.objectives:
        problems.append(document.problem("objectives-none", ("objectives",)))
    seen: set[str] = set()
    for index, written in enumerate(model.objectives):
        path: Path = ("objectives", index)
        level = _objective(written)
        if isinstance(level, Fault):
            values = {"found": _text(written), **level.values}
            problems.append(document.problem(level.code, path, values.pop("found"), **values))
            continue
        names_ = set(DUPLICATION) if level.name == "duplication" else {level.name}
        if names_ & seen:
            problems.append(document.problem("objective-twice", path, level.name))
        elif not with_reference and "change" in {level.name, *(name for name, weight in level.weights if weight)}:
            problems.append(document.problem("objective-no-reference", path, level.name))
        else:
            levels.append(level)
        seen |= names_
    return tuple(levels), problems


def _objective(written: str | dict[str, Any]) -> Objective | Fault:
    """One level: ``unmet``, ``{fairness: leximin}``, ``{unmet: {tolerance: 0.01}}``, ``{blend: {unmet: 1}}`` ..."""
    level = {written: None} if isinstance(written, str) else written
    name, value = next(iter(level.items()), ("", None))
    if len(level) != 1 or name not in LEVELS:
        near = nearest(name, list(LEVELS)) if len(level) == 1 else None
        return Fault("objective-bad-near" if near else "objective-bad", {"near": near})
    if value is not None and not isinstance(value, dict) and name != "fairness":
        return Fault("objective-bad")
    settings = dict(value) if isinstance(value, dict) else {} if value is None else {"method": value}
    return _unknown(name, settings) or _level(name, settings)


def _unknown(name: str, settings: dict[str, Any]) -> Fault | None:
    """A key that the level ``name`` does not have."""
    names = KEYS.get(name, TOLERANCE)
    for key in settings:
        if key not in names:
            near = nearest(key, list(names))
            values = {"found": key, "near": near, "names": ", ".join(names)}
            return Fault("setting-unknown-near" if near else "setting-unknown", values)
    return None


def _level(name: str, settings: dict[str, Any]) -> Objective | Fault:
    tolerance = _number(settings.pop("tolerance", 0.0))
    if tolerance is None or not 0 <= tolerance <= 1:
        return Fault("objective-tolerance")
    if name == "fairness":
        return _fairness(settings, tolerance)
    if name == "blend":
        return _blend(settings, tolerance)
    if "most" in settings:
        most = _number(settings.pop("most"))
        if most is None or most < 0 or most != round(most):
            return Fault("objective-most")
        return Objective(name, None, tolerance, most=int(most))
    return Objective(name, None, tolerance)


def _fairness(settings: dict[str, Any], tolerance: float) -> Objective | Fault:
    if "floor" in settings:
        floor = _number(settings.pop("floor"))
        method = settings.pop("method", "floor")
        if floor is None or not 0 < floor <= 1 or method != "floor":
            return Fault("objective-floor")
        return Objective("fairness", "floor", tolerance, floor)
    method = settings.pop("method", "leximin")
    if method not in FAIRNESS:
        return Fault("objective-fairness")
    return Objective("fairness", str(method), tolerance)


def _blend(settings: dict[str, Any], tolerance: float) -> Objective | Fault:
    weights = {name: _number(weight) for name, weight in settings.items()}
    known = {name: weight for name, weight in weights.items() if weight is not None and weight >= 0}
    if len(known) < len(weights) or not any(known.values()):
        return Fault("objective-blend", {"names": ", ".join(PARTS)})
    return Objective("blend", None, tolerance, 0.0, tuple(known.items()))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _text(written: str | dict[str, Any]) -> str:
    return written if isinstance(written, str) else ", ".join(f"{key}: {value}" for key, value in written.items())
