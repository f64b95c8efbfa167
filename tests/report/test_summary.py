"""The closing summary in the terminal."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from sample_plan import MARKUP, solved

from allocator.language import speaking
from allocator.plan.plan import Objective
from allocator.report.summary import WIDTH, show_summary
from allocator.report.view import make_view
from allocator.report.words import proof


def printed(language: str, **changed: object) -> str:
    stream = io.StringIO()
    view = dataclasses.replace(make_view(*solved()), **changed)
    with speaking(language):
        show_summary(view, Path("plans/x"), Console(file=stream, width=WIDTH, highlight=False))
    return stream.getvalue()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_fits_80_columns(language: str) -> None:
    assert max(cell_len(line.rstrip()) for line in printed(language).splitlines()) <= WIDTH


def test_it_says_what_is_reached_and_for_whom() -> None:
    text = printed("vi")
    for part in (
        "tổng nhu cầu",
        "theo huyện",
        "Giữ ấm",
        "Huyện Bình",
        "Xã Tây, Huyện Bình",
        "L3",
        "chất lượng",
        "plans/x",
    ):
        assert part in text
    assert "Share of need" in printed("en")


def test_names_are_not_markup() -> None:
    assert MARKUP in printed("en").replace("\n", " ")


def test_broken_expectations_are_named() -> None:
    clauses = [{"clause": "coverage_min >= 0.9", "kept": False, "actual": 0.25}]
    text = printed("en", expectations={"kept": False, "clauses": clauses})
    assert "does not keep" in text and "coverage_min >= 0.9: it is 0.25" in text


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        (Objective("fairness", 0.5, 0.5, 0.0, "proven"), "no plan can do better"),
        (Objective("fairness", 0.45, 0.5, 0.1, "gap"), "more than 50.0 %; this one is within 10.0 %"),
        (Objective("unmet_tier_1", 2e6, 1.999e6, 0.0005, "gap"), "less than 2.0 million VND; this one is within 0.1 %"),
        (Objective("overlap", 7, 0, 1.0, "gap"), "not proven"),
        (Objective("cost", 7, None, None, "feasible"), "no limit is known"),
    ],
)
def test_proofs_in_words(objective: Objective, said: str) -> None:
    with speaking("en"):
        assert said in proof(objective, "VND")
