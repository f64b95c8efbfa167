"""Random reviews: what is right is kept to the letter in the new plan, what is wrong is named, nothing is lost."""

from __future__ import annotations

import pytest

from benchmarks.reviews import one_review, small_plan


@pytest.mark.parametrize("block", range(0, 60, 15))
def test_random_reviews(tmp_path, block):
    plan, book = small_plan(tmp_path / "made")
    decisions = sum(one_review(seed, plan, book, tmp_path / str(seed)) for seed in range(block, block + 15))
    assert decisions > 15
