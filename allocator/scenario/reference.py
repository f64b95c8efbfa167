"""``reference:`` of ``scenario.yaml``: the plan that the level ``change`` stays close to."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from allocator.scenario.document import Document
from allocator.tables.problems import InputProblem
from allocator.tables.raw import InputFile

PLAN = "plan.csv"
KEYS = ["lot_id", "place_id", "item_id", "age_group_id", "period_id"]


def read_reference(
    document: Document, folder: Path, prefix: str, written: str
) -> tuple[pd.DataFrame | None, list[InputFile], list[InputProblem]]:
    """Lot, place, item, age group, period and quantity of each line of the plan ``written`` names.

    It may be a plan folder or a ``plan.csv``; the path starts from the folder of the scenario.
    """
    path = folder / written
    path = path / PLAN if path.is_dir() else path
    name = (
        prefix
        + (Path(written) / PLAN if path.name == PLAN and not written.endswith(".csv") else Path(written)).as_posix()
    )
    try:
        data = path.read_bytes()
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError):
        return None, [], [document.problem("reference-missing", ("reference",), written)]
    missing = [column for column in [*KEYS, "quantity"] if column not in frame]
    if missing:
        problem = document.problem("reference-columns", ("reference",), written, names=", ".join(missing))
        return None, [], [problem]
    quantity = pd.to_numeric(frame["quantity"], errors="coerce").astype(float)
    wrong = ~(np.isfinite(quantity.to_numpy()) & (quantity.to_numpy() >= 0))
    if wrong.any():
        row = int(wrong.argmax())
        found = str(frame["quantity"].iloc[row])
        return None, [], [document.problem("reference-quantity", ("reference",), found, line=row + 2)]
    file = InputFile(path, name, hashlib.sha256(data).hexdigest())
    lines: pd.DataFrame = frame[KEYS].assign(quantity=quantity).groupby(KEYS, as_index=False, sort=False).sum()
    return lines, [file], []
