"""``approval:`` of ``scenario.yaml``: who may sign which step."""

from __future__ import annotations

from allocator.scenario.config import ScenarioModel
from allocator.scenario.document import Document
from allocator.tables.problems import InputProblem

STEPS = ("proposed", "reviewed", "approved", "released")


def unknown_steps(document: Document, model: ScenarioModel) -> list[InputProblem]:
    """Steps that an approval does not have."""
    return [
        document.problem("approval-step", ("approval", step), step, names=", ".join(STEPS))
        for step in model.approval
        if step not in STEPS
    ]
