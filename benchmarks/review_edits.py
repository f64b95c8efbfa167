"""Review files edited at random, as people and programs edit them, with what each of them should come to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import openpyxl

from allocator.review.reviewed import ReviewedPlan

COLUMNS = ("decision", "decided quantity", "comment")
KEYS = {"decision": "action", "decided quantity": "quantity", "comment": "comment", "line": "line_id"}


@dataclass
class Expected:
    """What a file should come to."""

    file: Path
    refused: bool = False
    """Whether all of it should be refused: it is about another plan, or no file at all."""
    decisions: list[tuple[str, str, float | None]] = field(default_factory=list)
    """Line, action and quantity."""
    broken: list[tuple[int, str]] = field(default_factory=list)
    """Row (or number of the entry) and column of each cell that cannot be used."""
    comments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Edit:
    """What is written beside a line: the three cells, the action and quantity it means, or the cell that is wrong."""

    cells: tuple[object, object]
    means: tuple[str, float | None] | None
    wrong: str = ""


def good_edit(rng: np.random.Generator, planned: float, pack: float) -> Edit:
    """A decision that can be used, and that holds whatever else is decided about other lines."""
    step = pack or 1.0
    less = float(step * rng.integers(0, int(planned / step) + 1))
    kinds: list[Callable[[], Edit]] = [
        lambda: Edit((rng.choice(["approve", "duyệt", "Duyet "]), None), ("approve", None)),
        lambda: Edit((rng.choice(["ban", "cấm", "BAN"]), None), ("ban", None)),
        lambda: Edit((rng.choice(["lock", "khóa", "khoá"]), less), ("lock", less)),
        lambda: Edit(("lock", None), ("lock", planned)),
        lambda: Edit((rng.choice(["cap", "tối đa"]), str(int(less))), ("cap", less)),
        lambda: Edit((rng.choice(["floor", "sàn"]), less), ("floor", less)),
        lambda: Edit((rng.choice(["prefer", "ưu tiên"]), None), ("prefer", planned)),
    ]
    return kinds[rng.integers(0, len(kinds))]()


def bad_edit(rng: np.random.Generator, planned: float, pack: float) -> Edit:
    """A decision that cannot be used, with the column of the cell that is wrong."""
    kinds = [
        Edit(("maybe", 1), None, "action"),
        Edit(("cap", -3), None, "quantity"),
        Edit(("cap", "ít thôi"), None, "quantity"),
        Edit(("cap", None), None, "quantity"),
        Edit(("floor", "1.234"), None, "quantity"),
        Edit(("ban", 4), None, "quantity"),
        Edit(("approve", planned + 1), None, "quantity"),
        Edit((None, 5), None, "action"),
        Edit(("lock", pack * 1.5 if pack else "nửa"), None, "quantity"),
        Edit(("lock", "=1/0"), None, "quantity"),
    ]
    return kinds[rng.integers(0, len(kinds))]


def edited_book(rng: np.random.Generator, template: Path, plan: ReviewedPlan, out: Path, name: str) -> Expected:
    """A copy of the exported workbook with decisions in it, sorted, moved about and thinned out."""
    expected = Expected(out)
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[1]
    header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    order = rng.permutation(len(rows))[: len(rows) - int(rng.integers(0, max(len(rows) // 3, 1)))]
    rows = [rows[at] for at in order.tolist()]
    at = {str(text).casefold(): index for index, text in enumerate(header)}
    for number, row in enumerate(rows, start=2):
        if rng.random() < 0.45:
            _decide(rng, row, at, number, plan, expected)
    columns = rng.permutation(len(header)) if rng.random() < 0.5 else np.arange(len(header))
    sheet.delete_rows(1, sheet.max_row)
    for row in [header, *rows]:
        sheet.append([row[column] for column in columns.tolist()])
    if rng.random() < 0.3:
        sheet.column_dimensions["C"].hidden = True
    if rng.random() < 0.2:
        del book[book.worksheets[2].title]
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            if cell.value == "allocator-reviewer":
                cell.offset(column=-1).value = name
    _spoil_book(rng, book, expected)
    book.save(out)
    return expected


def _decide(
    rng: np.random.Generator, row: list[object], at: dict[str, int], number: int, plan: ReviewedPlan, expected: Expected
) -> None:
    line = str(row[at["line"]])
    planned, pack = plan.quantity[line], float(plan.lines.loc[line].to_dict()["pack"])
    edit = (bad_edit if rng.random() < 0.25 else good_edit)(rng, planned, pack)
    row[at["decision"]], row[at["decided quantity"]] = edit.cells
    if rng.random() < 0.05 and edit.means:
        row[at["line"]] = "A00000000000"
        expected.broken.append((number, "line_id"))
        return
    if rng.random() < 0.4 and edit.means:
        comment = f"vì {number} = '{expected.file.stem}' <b>"
        row[at["comment"]] = comment
        expected.comments.append(comment)
    if edit.means:
        expected.decisions.append((line, *edit.means))
    else:
        expected.broken.append((number, edit.wrong))


def _spoil_book(rng: np.random.Generator, book: openpyxl.Workbook, expected: Expected) -> None:
    """Now and then a workbook of another plan."""
    if rng.random() >= 0.1:
        return
    expected.refused = True
    other = "allocator-plan:" + "0" * 64
    book.custom_doc_props.props.clear()
    book.defined_names.clear()
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if str(cell.value).startswith("allocator-plan:"):
                    cell.value = other


def edited_file(rng: np.random.Generator, plan: ReviewedPlan, out: Path, name: str) -> Expected:
    """A decisions file as the page saves it, now and then of another plan or cut short."""
    expected = Expected(out)
    entries: list[object] = []
    for line in rng.permutation(list(plan.quantity))[: int(rng.integers(1, 9))].tolist():
        pack = float(plan.lines.loc[line].to_dict()["pack"])
        number = len(entries) + 1
        if rng.random() < 0.25:
            entry, wrong = _bad_entry(rng, line)
            expected.broken.append((number, wrong))
        else:
            edit = good_edit(rng, plan.quantity[line], pack)
            assert edit.means is not None
            comment = f"ý {number} {name} \u202e=cmd|"
            entry = {"line_id": line, "action": edit.means[0], "quantity": edit.means[1], "comment": comment}
            expected.decisions.append((line, *edit.means))
            expected.comments.append(comment)
        entries.append(entry)
    content = {"format": "allocator-decisions", "version": 1, "plan": plan.hash, "name": "x", "reviewer": name,
               "role": "district", "saved_at": "2026-11-25T08:00:00+07:00", "decisions": entries}  # fmt: skip
    spoiled = rng.random()
    if spoiled < 0.08:
        content["plan"] = "f" * 64
    text = json.dumps(content, ensure_ascii=False)
    if 0.08 <= spoiled < 0.16:
        text = text[: len(text) // 2]
    expected.refused = spoiled < 0.16
    out.write_text(text, encoding="utf-8")
    return expected


def _bad_entry(rng: np.random.Generator, line: str) -> tuple[object, str]:
    kinds: list[tuple[object, str]] = [
        ({"line_id": line, "action": "shut"}, "action"),
        ({"line_id": line, "action": "cap", "quantity": "many"}, "quantity"),
        ({"line_id": line, "action": "cap", "quantity": None}, "quantity"),
        ({"line_id": line, "action": "floor", "quantity": float("nan")}, "quantity"),
        ({"line_id": "Zzz", "action": "ban"}, "line_id"),
        ({"line_id": line, "action": 3}, "action"),
        ({"lot_id": "nowhere", "action": "ban"}, "lot_id"),
        ({"action": "ban"}, "action"),
        ("not a decision", ""),
    ]
    return kinds[rng.integers(0, len(kinds))]
