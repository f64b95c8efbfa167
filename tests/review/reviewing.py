"""A small plan to review, made once, and its workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl

from allocator.report.review_workbook import Reviewer, write_review
from allocator.report.view import make_view
from allocator.review.importing import Imported, import_files
from allocator.review.reviewed import ReviewedPlan


def export(plan: ReviewedPlan, path: Path, reviewer: str = "Lan", role: str = "district") -> Path:
    write_review(make_view(plan.plan, plan.inputs), plan.plan.allocations, plan.hash, Reviewer(reviewer, role), path)
    return path


def edit(path: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def decide(
    book: openpyxl.Workbook, line: str, action: object, quantity: object = None, comment: str | None = None
) -> str:
    """Write a decision beside a line; where it stands."""
    sheet = book.worksheets[1]
    header = [cell.value for cell in sheet[1]]
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == line)
    for name, value in (("Decision", action), ("Decided quantity", quantity), ("Comment", comment)):
        sheet.cell(row, header.index(name) + 1).value = value
    return str(row)


def read(plan: ReviewedPlan, *paths: Path, last_word: tuple[str, ...] = ()) -> Imported:
    return import_files(plan, paths, last_word)
