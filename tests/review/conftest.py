"""The plan that these tests review."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.review.reviewed import ReviewedPlan
from benchmarks.reviews import small_plan


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> ReviewedPlan:
    return small_plan(tmp_path_factory.mktemp("reviewed"))[0]


@pytest.fixture
def book(plan: ReviewedPlan, tmp_path: Path) -> Path:
    from reviewing import export

    return export(plan, tmp_path / "review.xlsx")
