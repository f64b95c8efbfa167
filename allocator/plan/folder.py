"""The plan folder: everything a run leaves behind, enough to check it again anywhere."""

from __future__ import annotations

import dataclasses
import datetime
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from allocator.plan.broken import reading
from allocator.plan.csvs import write_csv
from allocator.plan.identity import INPUTS
from allocator.plan.plan import Plan
from allocator.plan.provenance import provenance
from allocator.plan.resolved import write_inputs
from allocator.plan.staging import MARK, staged
from allocator.plan.summary import (
    SUMMARY,
    measures_of,
    objectives_of,
    read_summary,
    summarise,
    write_json,
)
from allocator.scenario.load import Inputs

TABLES = {
    "plan.csv": "allocations",
    "unmet.csv": "unmet",
    "coverage.csv": "coverage",
    "lots.csv": "lots",
    "certificate.csv": "certificate",
    "causes.csv": "causes",
}
"""The frame of :class:`Plan` that each CSV holds."""

TEXTS = {
    "allocations": (
        "line_id", "lot_id", "donor_id", "provider_id", "place_id", "item_id", "age_group_id", "period_id",
        "lot_item_id",
    ),
    "unmet": ("place_id", "item_id", "age_group_id", "period_id", "reason"),
    "coverage": ("unit",),
    "lots": ("lot_id", "why_unused"),
    "certificate": ("units",),
    "causes": (
        "place_id", "item_id", "age_group_id", "period_id", "cause", "lot_id", "clause", "table", "unit", "reviewer",
    ),
}  # fmt: skip
WHOLE = {"unmet": ("tier",), "coverage": ("level",), "certificate": ("level",), "causes": ("row",)}

Documents = Mapping[str, Callable[[Path], None]]
"""Files for people by name, each with what writes it to a path."""


def write(plan: Plan, inputs: Inputs, out: Path, command: str, documents: Documents | None = None) -> None:
    """Write the plan folder ``out`` whole or not at all, in place of the plan that was there.

    Raises :class:`allocator.plan.staging.FolderError` where it cannot be written; ``out`` is then as it was.
    """
    with staged(out) as temporary:
        fill(temporary, plan, inputs, command, documents or {}, datetime.datetime.now(datetime.UTC))


def fill(
    folder: Path, plan: Plan, inputs: Inputs, command: str, documents: Documents, started: datetime.datetime
) -> None:
    """Write every file of a plan into the empty ``folder``; ``started`` is when the run began."""
    begun = time.perf_counter()
    for file, frame in TABLES.items():
        write_csv(getattr(plan, frame), folder / file)
    write_inputs(inputs, folder / INPUTS)
    for file, write_document in documents.items():
        write_document(folder / file)
    seconds = plan.seconds | {"writing": round(time.perf_counter() - begun, 3)}
    write_json(summarise(dataclasses.replace(plan, seconds=seconds), inputs), folder / SUMMARY)
    write_json(provenance(folder, inputs, command, started), folder / MARK)


def read(folder: str | Path) -> Plan:
    """The plan in ``folder``, as :func:`write` wrote it.

    Raises :class:`allocator.plan.broken.PlanFileError` where a file is missing or does not hold what is written there;
    where one is missing that is a ``FileNotFoundError`` too.

    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     al.read_plan(pathlib.Path(folder) / "plan").measures.coverage_min
    0.5
    """
    folder = Path(folder)
    summary = read_summary(folder)
    tables = {frame: _read_table(folder, file) for file, frame in TABLES.items() if _is_there(folder, file)}
    with reading(folder, SUMMARY):
        return Plan(
            name=str(summary["name"]),
            measures=measures_of(summary),
            objectives=objectives_of(summary),
            seconds=dict(summary["seconds"]),
            limit_hit=bool(summary.get("limit_hit", False)),
            **tables,
        )


def _is_there(folder: Path, file: str) -> bool:
    """Whether to read ``file``: all must be there but the causes, which older plans do not have."""
    return file != "causes.csv" or (folder / file).exists()


def _read_table(folder: Path, file: str) -> pd.DataFrame:
    frame = TABLES[file]
    with reading(folder, file) as path:
        # Numbers are read as texts first: that way all versions of pandas give back the very same number.
        texts = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        texts = texts.replace({"fair_coverage": {"": "nan"}}) if "fair_coverage" in texts else texts
        kinds = {name: "int64" if name in WHOLE.get(frame, ()) else "float64" for name in texts.columns}
        return texts.astype({name: kind for name, kind in kinds.items() if name not in TEXTS[frame]})
