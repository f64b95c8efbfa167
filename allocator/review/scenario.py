"""The decisions as a scenario: the inputs of the plan, the plan to stay close to, and what was decided."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML

from allocator.language import N_
from allocator.plan.csvs import write_csv
from allocator.plan.resolved import resolved_settings
from allocator.plan.staging import staged
from allocator.plan.summary import write_json
from allocator.review.decision import IDS, Decision, Source, Target
from allocator.review.importing import Imported
from allocator.review.reviewed import ReviewedPlan
from allocator.scenario.config import Objective

RECORD = "review.json"
"""The provenance of the decisions; it also tells a folder of this kind from others."""

LEAST_SECONDS = 60.0
"""Time limit of the new plan at least: that of a plan made in haste would leave decisions out."""

DECIDING = ("unmet", "fairness", "blend")
COLUMNS = ["action", *IDS, "quantity", "exact", "reviewer", "role", "comment", "decided_on"]

NOT_OURS = N_("{folder} is there already and holds no review; nothing was written. Choose another folder with --out.")


def write_scenario(plan: ReviewedPlan, imported: Imported, out: Path, most: int | None = None) -> None:
    """Write the scenario folder ``out`` whole or not at all; ``most`` lines may change, any number if ``None``.

    Raises :class:`allocator.plan.staging.FolderError` where it cannot be written; what was there is then unchanged.
    """
    with staged(out, RECORD, NOT_OURS) as temporary:
        _fill(temporary, out.resolve(), plan, imported, most)


def _fill(folder: Path, out: Path, plan: ReviewedPlan, imported: Imported, most: int | None) -> None:
    write_csv(
        decision_frame(plan, imported.merged.decisions), folder / "decisions.csv", ("reviewer", "role", "comment")
    )
    write_json(record(plan, imported), folder / RECORD)
    objectives = near(plan.inputs.config.objectives, most)
    written = resolved_settings(replace(plan.inputs.config, objectives=objectives))["objectives"]
    settings = {
        "name": plan.plan.name,
        "extends": _path(plan.folder / "inputs", out),
        "reference": _path(plan.folder, out),
        "numbers": "en",
        "objectives": written,
        "limits": {"seconds": max(LEAST_SECONDS, plan.inputs.config.limits.seconds)},
    }
    with (folder / "scenario.yaml").open("w", encoding="utf-8", newline="\n") as stream:
        yaml = YAML()
        yaml.default_flow_style = False
        yaml.allow_unicode = True
        yaml.dump(settings, stream)


def _path(target: Path, out: Path) -> str:
    """The way from the scenario to ``target``; the whole path where they are on different drives."""
    try:
        return Path(os.path.relpath(target.resolve(), out)).as_posix()
    except ValueError:
        return target.resolve().as_posix()


def near(levels: Sequence[Objective], most: int | None) -> tuple[Objective, ...]:
    """``levels`` with ``change`` right after the last that decides what is met."""
    others = [level for level in levels if level.name != "change"]
    last = max((at for at, level in enumerate(others) if level.name in DECIDING), default=-1)
    change = next((level for level in levels if level.name == "change"), Objective("change"))
    change = change if most is None else replace(change, most=most)
    return (*others[: last + 1], change, *others[last + 1 :])


def decision_frame(plan: ReviewedPlan, decisions: Sequence[Decision]) -> pd.DataFrame:
    """``decisions.csv``: those of earlier rounds that nothing new was said about, then the new ones."""
    rows = [_row(each) for each in (*earlier(plan, decisions), *decisions)]
    return pd.DataFrame(rows, columns=COLUMNS)


def earlier(plan: ReviewedPlan, decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that the plan was made under and that no new one replaces."""
    lines = {tuple(str(text) for text in ids): str(line) for line, *ids in plan.lines[list(IDS)].itertuples(name=None)}
    new = {(each.target.ids, bool(each.target.line_id)) for each in decisions}
    found = []
    for row in plan.inputs.tables.decisions.to_dict("records"):
        ids = tuple(str(row[name]) for name in IDS)
        if (ids, bool(row["exact"])) in new:
            continue
        quantity = float(row["quantity"])
        day = row["decided_on"]
        found.append(
            Decision(
                target=replace(Target(*ids), line_id=lines.get(ids, "-") if row["exact"] else ""),
                action=str(row["action"]),
                quantity=None if math.isnan(quantity) else quantity,
                reviewer=str(row["reviewer"]),
                role=str(row["role"]),
                comment=str(row["comment"]),
                decided_on="" if pd.isna(day) else f"{day:%Y-%m-%d}",
                source=Source("decisions.csv", "", str(row["row"])),
            )
        )
    return found


def _row(each: Decision) -> dict[str, object]:
    return {
        "action": each.action,
        **dict(zip(IDS, each.target.ids, strict=True)),
        "quantity": each.quantity,
        "exact": bool(each.target.line_id),
        "reviewer": each.reviewer,
        "role": each.role,
        "comment": each.comment,
        "decided_on": each.decided_on,
    }


def record(plan: ReviewedPlan, imported: Imported) -> dict[str, object]:
    """Where every decision came from, as it was written: nothing that anybody said is left out."""
    return {
        "format": "allocator-review",
        "version": 1,
        "plan": plan.hash,
        "name": plan.plan.name,
        "reviewers": list(imported.reviewers),
        "decisions": [as_record(each) for each in imported.decisions],
        "disagreements": [
            {"decisions": [as_record(each) for each in found.decisions], "kept": found.kept and as_record(found.kept)}
            for found in imported.merged.disagreements
        ],
        "remarks": [
            {**_where(each.target, each.source), "reviewer": each.reviewer, "comment": each.comment}
            for each in imported.remarks
        ],
        "refused": [
            {"source": each.source, "row": each.row, "column": each.header or each.column, "found": each.found,
             "code": each.code, "message": each.message}
            for each in imported.errors
        ],
    }  # fmt: skip


def as_record(each: Decision) -> dict[str, object]:
    """A decision as plain values."""
    return {
        **_where(each.target, each.source),
        "action": each.action,
        "quantity": each.quantity,
        "reviewer": each.reviewer,
        "role": each.role,
        "comment": each.comment,
        "decided_on": each.decided_on,
    }


def _where(target: Target, source: Source) -> dict[str, object]:
    line = {"line_id": target.line_id} if target.line_id else {}
    return {**line, **dict(zip(IDS, target.ids, strict=True)), "file": source.name, "at": source.at}
