"""Parts of the interface that this version does not use yet: refused by name, never silently ignored."""

from __future__ import annotations

import pandas as pd

from allocator.tables.checks.finding import for_rows
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables

TABLES = ("links", "substitutes", "kits", "successions", "decisions")
LIMITS = (("lots", "min_per_place"), ("lots", "max_places"), ("donors", "max_places"), ("places", "capacity"))
REFUSED = frozenset({*LIMITS, ("lots", "all_or_nothing")})
"""Columns that may only be left blank."""


def unsupported(tables: Tables) -> list[InputProblem]:
    """Every row that asks for something this version cannot do."""
    problems = []
    for name, column in LIMITS:
        frame: pd.DataFrame = getattr(tables, name)
        problems += _refuse(frame, frame[column].notna(), column, f"{name}.{column}")
    problems += _refuse(tables.lots, tables.lots["all_or_nothing"], "all_or_nothing", "lots.all_or_nothing")
    for name in TABLES:
        frame = getattr(tables, name)
        if not frame.empty:
            problems += _refuse(frame.head(1), pd.Series([True]), frame.columns[0], name)
    return problems


def _refuse(frame: pd.DataFrame, mask: pd.Series, column: str, feature: str) -> list[InputProblem]:
    return for_rows(frame, mask, "unsupported", column, lambda _: {"feature": feature})
