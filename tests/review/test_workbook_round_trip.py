"""Workbooks out and back: what a reviewer wrote is what is read, whatever was done to the file on the way."""

from __future__ import annotations

import json
import shutil
import subprocess

import openpyxl
import pytest
from reviewing import decide, edit, export, read

from allocator.language import speaking
from allocator.review.decision import Target


def test_decisions_come_back_with_names_comments_and_the_planned_quantity(plan, book):
    lines = list(plan.quantity)

    def change(opened):
        decide(opened, lines[0], "ban", None, "đã có dự án khác")
        decide(opened, lines[1], "Khóa", None)
        decide(opened, lines[2], "cap", 0)
        decide(opened, lines[3], None, None, "chỉ hỏi thêm")

    found = read(plan, edit(book, change))
    assert not found.problems
    assert {(each.target.line_id, *each.asks) for each in found.decisions} == {
        (lines[0], "ban", None), (lines[1], "lock", plan.quantity[lines[1]]), (lines[2], "cap", 0.0),
    }  # fmt: skip
    ban = next(each for each in found.decisions if each.action == "ban")
    assert (ban.reviewer, ban.role, ban.comment) == ("Lan", "district", "đã có dự án khác")
    assert [(each.target.line_id, each.comment) for each in found.remarks] == [(lines[3], "chỉ hỏi thêm")]


def test_patterns_are_picked_by_code_and_name(plan, book):
    def change(opened):
        sheet = opened.worksheets[2]
        codes = {
            cell.value.split(" | ")[0]: cell.value
            for row in opened.worksheets[3].iter_rows(2)
            for cell in row
            if cell.value
        }
        sheet.append(["ban", codes["L1"], codes["H1"], None, None, None, None, "quá xa"])
        sheet.append(["cap", None, "03", codes["ao"], None, None, 5, None])

    opened = openpyxl.load_workbook(book)
    opened.worksheets[2].delete_rows(2, 400)
    opened.save(book)
    found = read(plan, edit(book, change))
    assert not found.errors
    assert {(each.target, each.action) for each in found.decisions} == {
        (Target(lot_id="L1", place_id="H1"), "ban"), (Target(place_id="03", item_id="ao"), "cap"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("action", "quantity", "code", "column"),
    [
        ("maybe", None, "choice-bad", "action"),
        ("cap", None, "review-quantity", "quantity"),
        ("cap", -1, "number-negative", "quantity"),
        ("cap", "1.234", "number-ambiguous", "quantity"),
        ("ban", 3, "review-ban", "quantity"),
        ("approve", 99999, "review-approve", "quantity"),
        (None, 3, "review-action", "action"),
        ("lock", 12.5, "review-pack", "quantity"),
        ("lock", "=1+1", "cell-uncalculated", "quantity"),
    ],
)
def test_each_bad_cell_is_named_with_its_place(plan, book, action, quantity, code, column):
    packed = next(line for line, row in plan.lines.iterrows() if row["pack"] == 10)
    rows = []
    found = read(plan, edit(book, lambda opened: rows.append(decide(opened, packed, action, quantity))))
    (problem,) = [each for each in found.errors if each.code == code]
    assert problem.source == "review.xlsx:Lines to review" and str(problem.row) == rows[0]
    letter = {"action": "Q", "quantity": "R"}[column]
    assert problem.header is not None and problem.header.startswith(letter + " (")
    assert not found.decisions and problem.message and problem.hint


def test_all_bad_cells_are_named_at_once_and_the_others_are_read(plan, book):
    lines = list(plan.quantity)

    def change(opened):
        decide(opened, lines[0], "nope")
        decide(opened, lines[1], "cap")
        decide(opened, lines[2], "ban")

    found = read(plan, edit(book, change))
    assert {each.code for each in found.errors} >= {"review-quantity"} and len(found.errors) == 2
    assert [each.target.line_id for each in found.decisions] == [lines[2]]


def test_another_plan_is_refused_and_so_is_one_without_a_mark(plan, book, tmp_path):
    def foreign(opened):
        opened.custom_doc_props.props.clear()
        opened.defined_names.clear()
        for line in opened.worksheets[0].iter_rows():
            for cell in line:
                if str(cell.value).startswith("allocator-plan:"):
                    cell.value = cell.value[:-6] + "000000"

    lines = list(plan.quantity)
    edit(book, lambda opened: decide(opened, lines[0], "ban"))
    shutil.copyfile(book, tmp_path / "one.xlsx")
    assert [each.code for each in read(plan, edit(tmp_path / "one.xlsx", foreign)).errors] == ["review-foreign"]

    def unmarked(opened):
        foreign(opened)
        del opened[opened.worksheets[0].title]

    found = read(plan, edit(book, unmarked))
    assert [each.code for each in found.errors] == ["review-no-plan"] and not found.decisions


def test_the_plan_is_known_without_the_guide(plan, book):
    def change(opened):
        decide(opened, next(iter(plan.quantity)), "ban")
        del opened[opened.worksheets[0].title]

    found = read(plan, edit(book, change))
    assert len(found.decisions) == 1 and not found.errors
    assert [each.code for each in found.problems] == ["review-nobody"]


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_round_trip_through_libreoffice(plan, book, tmp_path, form):
    lines = list(plan.quantity)

    def change(opened):
        decide(opened, lines[0], "ban", None, "+1 <script>")
        decide(opened, lines[1], "lock", plan.quantity[lines[1]])

    edit(book, change)
    out = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", form, "--outdir", str(out), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    found = read(plan, out / f"review.{form}")
    assert not found.errors
    assert {(each.target.line_id, *each.asks) for each in found.decisions} == {
        (lines[0], "ban", None), (lines[1], "lock", plan.quantity[lines[1]]),
    }  # fmt: skip


def test_the_workbook_speaks_vietnamese_and_protects_all_but_what_is_decided(plan, tmp_path):
    with speaking("vi"):
        path = export(plan, tmp_path / "rà soát.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    header = [cell.value for cell in sheet[1]]
    assert "Quyết định" in header and sheet.title == "Các dòng cần rà soát"
    assert sheet.protection.sheet and sheet.freeze_panes == "C2" and sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    free = [name for name, cell in zip(header, sheet[2], strict=True) if not cell.protection.locked]
    assert free == ["Quyết định", "Số lượng quyết định", "Ý kiến", "Ngày quyết định"]
    lists = {each.formula1: str(each.sqref) for each in sheet.data_validations.dataValidation if each.type == "list"}
    assert any("khóa" in formula for formula in lists)
    assert "=C" in "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    edit(path, lambda opened: opened.worksheets[1].cell(2, header.index("Quyết định") + 1, "cấm"))
    assert [each.action for each in read(plan, path).decisions] == ["ban"]


def test_decisions_files_name_what_is_wrong_by_entry(plan, tmp_path):
    line = next(iter(plan.quantity))
    entries = [
        {"line_id": line, "action": "ban", "quantity": None, "comment": "xa \ud800"},
        {"line_id": "A0", "action": "ban"},
        {"action": "cap", "quantity": 5, "place_id": "H1"},
        {"lot_id": "L9", "action": "ban"},
        7,
    ]
    content = {"format": "allocator-decisions", "version": 1, "plan": plan.hash, "reviewer": "Mai", "role": "tỉnh",
               "saved_at": "2026-11-25T10:00:00+07:00", "decisions": entries}  # fmt: skip
    path = tmp_path / "decisions.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = read(plan, path)
    assert [(each.code, each.header or each.column) for each in found.errors] == [
        ("review-value", "decisions[5]"), ("review-line", "decisions[2].line_id"),
        ("review-unit", "decisions[3].item_id"), ("review-id", "decisions[4].lot_id"),
    ]  # fmt: skip
    (decision,) = found.decisions
    assert (decision.reviewer, decision.role, decision.decided_on) == ("Mai", "tỉnh", "2026-11-25")


@pytest.mark.parametrize(("name", "text"), [("x.json", "{"), ("x.json", "[]"), ("x.xlsx", "no zip"), ("x.txt", "a")])
def test_what_is_no_review_is_told(plan, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert len(read(plan, path).errors) == 1
    assert [each.code for each in read(plan, tmp_path / "missing.xlsx").errors] == ["file-missing"]
