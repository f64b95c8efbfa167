"""A small world and a plan that keeps every rule, for the tests of ``allocator.verify``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from allocator.tables.tables import Tables
from tests.verify.building import GOOD_PLAN, WORLD, lines, world
from tests.verify.folders import write_folder


@pytest.fixture
def tables() -> Tables:
    """The world of :mod:`tests.verify.building`."""
    return world(**WORLD)


@pytest.fixture
def plan(tables: Tables) -> pd.DataFrame:
    """A plan for it that keeps every rule."""
    return lines(tables, GOOD_PLAN)


@pytest.fixture
def folder(tmp_path: Path, tables: Tables, plan: pd.DataFrame) -> Path:
    """A plan folder for the good plan."""
    return write_folder(tmp_path, tables, plan)
