"""``summary.json``: the measures, the proof and the counts of a plan, for programs."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allocator.plan.broken import reading
from allocator.plan.plan import Measures, Objective, Plan
from allocator.scenario.expect import check
from allocator.scenario.load import Inputs

SUMMARY = "summary.json"


def summarise(plan: Plan, inputs: Inputs) -> dict[str, Any]:
    """The content of ``summary.json``."""
    severities = Counter(finding.severity for finding in inputs.findings)
    measures = dataclasses.asdict(plan.measures)
    measures["unmet_by_tier"] = {str(tier): value for tier, value in plan.measures.unmet_by_tier.items()}
    return {
        "name": plan.name,
        "currency": inputs.config.currency,
        "status": status(plan),
        "limit_hit": plan.limit_hit,
        "objectives": [dataclasses.asdict(objective) for objective in plan.objectives],
        "measures": measures,
        "counts": {
            "places": len(inputs.tables.places),
            "units": len(plan.coverage),
            "needs": len(plan.unmet),
            "lots": len(plan.lots),
            "lines": len(plan.allocations),
        },
        "seconds": plan.seconds,
        "expectations": expectations(plan, inputs),
        "findings": {severity: severities[severity] for severity in ("warning", "note")},
    }


def expectations(plan: Plan, inputs: Inputs) -> dict[str, Any]:
    """Whether the plan keeps the ``expect`` clauses of its scenario, and what it has instead where it does not."""
    failures = {failure.expectation.text: failure.actual for failure in check(inputs.config.expect, plan.measures)}
    clauses = [
        {"clause": clause.text, "kept": True}
        if clause.text not in failures
        else {"clause": clause.text, "kept": False, "actual": failures[clause.text]}
        for clause in inputs.config.expect
    ]
    return {"kept": not failures, "clauses": clauses}


def status(plan: Plan) -> str:
    """The weakest proof among the objectives: ``proven``, ``gap`` or ``feasible``."""
    proofs = {objective.proof for objective in plan.objectives}
    return next((proof for proof in ("feasible", "gap") if proof in proofs), "proven")


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write ``content`` for programs and people: indented, letters as they are."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_summary(folder: Path) -> dict[str, Any]:
    """``summary.json`` of a plan folder; raises :class:`allocator.plan.broken.PlanFileError` where it is none."""
    with reading(folder, SUMMARY) as path:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise TypeError(SUMMARY)
        return content


def measures_of(summary: Mapping[str, Any]) -> Measures:
    """The measures that a summary holds; those that older plans lack are zero."""
    blank: dict[str, Any] = {field.name: 0 for field in dataclasses.fields(Measures)}
    stated = blank | dict(summary["measures"])
    stated["unmet_by_tier"] = {int(tier): value for tier, value in stated["unmet_by_tier"].items()}
    return Measures(**stated)


def objectives_of(summary: Mapping[str, Any]) -> tuple[Objective, ...]:
    """The objectives that a summary holds."""
    return tuple(Objective(**stated) for stated in summary["objectives"])
