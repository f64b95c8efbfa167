"""A small world and a plan that keeps every rule, for the tests of ``allocator.verify``."""

from __future__ import annotations

import pandas as pd
import pytest

from allocator.tables.tables import Tables
from tests.verify.building import GOOD_PLAN, WORLD, lines, world


@pytest.fixture
def tables() -> Tables:
    """The world of :mod:`tests.verify.building`."""
    return world(**WORLD)


@pytest.fixture
def plan(tables: Tables) -> pd.DataFrame:
    """A plan for it that keeps every rule."""
    return lines(tables, GOOD_PLAN)
