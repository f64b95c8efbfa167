"""Parts of the interface that this version does not use yet: refused by name, never silently ignored."""

from __future__ import annotations

import pandas as pd

from allocator.tables.checks.finding import for_rows
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables

TABLES = ("successions",)


def unsupported(tables: Tables) -> list[InputProblem]:
    """Every table that asks for something this version cannot do."""
    problems = []
    for name in TABLES:
        frame: pd.DataFrame = getattr(tables, name)
        if not frame.empty:
            problems += _refuse(frame.head(1), name)
    return problems


def _refuse(frame: pd.DataFrame, feature: str) -> list[InputProblem]:
    return for_rows(frame, pd.Series([True]), "unsupported", frame.columns[0], lambda _: {"feature": feature})
