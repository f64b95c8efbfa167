"""Findings for chosen rows of a frame."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from allocator.tables.problems import InputProblem
from allocator.tables.raw import Bools


def for_rows(
    frame: pd.DataFrame,
    mask: pd.Series | Bools,
    code: str,
    column: str,
    values: Callable[[int], dict[str, object]] | None = None,
) -> list[InputProblem]:
    """One finding for each row where ``mask`` holds, showing its cell in ``column``; ``values`` by position."""
    chosen = np.flatnonzero(np.asarray(mask, dtype=bool)).tolist()
    sources, rows, cells = frame["source"], frame["row"], frame[column]
    return [
        InputProblem(
            code,
            str(sources.iloc[at]),
            int(rows.iloc[at]) or None,
            column,
            shown(cells.iloc[at]),
            values(at) if values else {},
        )
        for at in chosen
    ]


def shown(cell: object) -> str:
    """A typed cell as plain text."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return str(cell)
