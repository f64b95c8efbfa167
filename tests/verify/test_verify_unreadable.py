"""A plan folder that cannot be judged says why, all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from allocator.verify import PlanFolderError, verify_folder
from tests.verify.folders import codes, csv


def no_column(folder: Path) -> None:
    pd.read_csv(folder / "plan.csv").drop(columns="lot_id").to_csv(folder / "plan.csv", index=False)


UNREADABLE: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "plan.csv").unlink(), "plan.csv is missing"),
    (lambda folder: (folder / "summary.json").unlink(), "summary.json is missing"),
    (lambda folder: (folder / "summary.json").write_text("{"), "summary.json cannot be read"),
    (lambda folder: (folder / "summary.json").write_text("[]"), "summary.json does not hold"),
    (lambda folder: (folder / "plan.csv").write_bytes(b"\xff\xfe\x00"), "plan.csv cannot be read"),
    (lambda folder: (folder / "unmet.csv").write_text(""), "unmet.csv cannot be read"),
    (no_column, "plan.csv lacks the column lot_id"),
    (csv("plan.csv", 1, "quantity", "ten"), "plan.csv, row 3, column quantity: ten is not a plain number"),
    (lambda folder: (folder / "inputs" / "needs.csv").unlink(), "The inputs kept in the plan folder cannot be used"),
]


@pytest.mark.parametrize(("spoil", "reason"), UNREADABLE)
def test_a_folder_that_cannot_be_judged_says_why(folder: Path, spoil: Callable[[Path], object], reason: str) -> None:
    spoil(folder)
    with pytest.raises(PlanFolderError) as caught:
        verify_folder(folder)
    assert len(caught.value.problems) == 1
    assert reason in str(caught.value)


def test_all_problems_of_a_folder_are_listed_at_once(tmp_path: Path) -> None:
    with pytest.raises(PlanFolderError) as caught:
        verify_folder(tmp_path)
    assert len(caught.value.problems) == 7
    with pytest.raises(PlanFolderError, match="There is no folder"):
        verify_folder(tmp_path / "none")


def test_a_blank_quantity_is_a_finding_not_a_crash(folder: Path) -> None:
    csv("plan.csv", 0, "quantity", "")(folder)
    assert "quantity-invalid" in codes(folder)
