"""A scenario and the chain of scenarios it extends."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from allocator.scenario.config import ScenarioModel
from allocator.scenario.document import Document, read_yaml
from allocator.scenario.validate import validate
from allocator.tables.headers import nearest
from allocator.tables.problems import InputProblem
from allocator.tables.raw import InputFile

FILE = "scenario.yaml"


@dataclass(frozen=True)
class Layer:
    """One scenario of the chain. ``prefix`` leads from the first folder to this one in the names of files."""

    folder: Path
    prefix: str
    document: Document
    model: ScenarioModel
    file: InputFile
    numbers: str | None = None
    """How its numbers are written, inherited if it does not say."""


def read_layers(path: Path) -> tuple[list[Layer], list[InputProblem]]:
    """The scenario at ``path`` and those it extends, nearest first; empty if there is none."""
    folder = path.parent if path.name == FILE else path
    layers: list[Layer] = []
    problems: list[InputProblem] = []
    seen: list[Path] = []
    prefix = ""
    while True:
        layer = _read(folder, prefix, problems)
        if layer is None:
            problems.append(_missing(folder, path, layers))
            break
        layers.append(layer)
        seen.append(folder.resolve())
        if layer.model.extends is None:
            break
        target = Path(layer.model.extends)
        target = target.parent if target.name == FILE else target
        folder = folder / target
        prefix = f"{prefix}{target.as_posix()}/"
        if folder.resolve() in seen:
            cycle = " → ".join(each.name for each in [*seen, folder.resolve()])
            problems.append(layer.document.problem("extends-cycle", ("extends",), layer.model.extends, cycle=cycle))
            break
    return _styled(layers), problems


def _read(folder: Path, prefix: str, problems: list[InputProblem]) -> Layer | None:
    path = folder / FILE
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        return None
    name = prefix + FILE
    document = read_yaml(data, name)
    model, wrong = validate(document)
    problems += [*document.problems, *wrong]
    return Layer(folder, prefix, document, model, InputFile(path, name, hashlib.sha256(data).hexdigest()))


def _missing(folder: Path, path: Path, layers: list[Layer]) -> InputProblem:
    if layers:
        last = layers[-1]
        return last.document.problem("extends-missing", ("extends",), last.model.extends)
    beside = folder.parent
    scenarios = [each.parent.name for each in beside.glob(f"*/{FILE}")] if beside.is_dir() else []
    near = nearest(folder.name, scenarios)
    code = "scenario-missing-near" if near else "scenario-missing"
    return InputProblem(code, str(path), values={"near": str(beside / near) if near else None})


def _styled(layers: list[Layer]) -> list[Layer]:
    """The layers with the number style each one is read in."""
    style: str | None = None
    styled = []
    for layer in reversed(layers):
        style = layer.model.numbers or style
        styled.append(replace(layer, numbers=style))
    return styled[::-1]
