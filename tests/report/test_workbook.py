"""plan.xlsx as Excel and its readers see it."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from sample_plan import FORMULA, SCRIPT, solved

from allocator.language import speaking
from allocator.report import sheets
from allocator.report.view import make_view
from allocator.report.workbook import write_workbook


def make(path: Path, language: str = "vi") -> Workbook:
    with speaking(language):
        write_workbook(make_view(*solved()), path)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return make(tmp_path_factory.mktemp("book") / "plan.xlsx")


def column(book: Workbook, sheet: str, header: str) -> list[object]:
    names = [cell.value for cell in book[sheet][1]]
    return [row[names.index(header)].value for row in book[sheet].iter_rows(min_row=2)]


def test_sheets_speak_the_readers_language(book: Workbook, tmp_path: Path) -> None:
    expected = ["Tóm tắt", "Kế hoạch", "Chưa đáp ứng", "Mức đáp ứng", "Nhà tài trợ", "Khoản tài trợ"]
    assert book.sheetnames == expected
    english = make(tmp_path / "en.xlsx", "en")
    assert english.sheetnames == ["Summary", "Plan", "Unmet", "Coverage", "Donors", "Gifts"]
    assert english["Plan"]["B1"].value == "Place" and book["Kế hoạch"]["B1"].value == "Địa bàn"


def test_every_line_is_there_with_its_names(book: Workbook) -> None:
    lines = solved()[0].allocations
    assert column(book, "Kế hoạch", "Mã") == lines["place_id"].tolist()
    assert column(book, "Kế hoạch", "Số lượng") == lines["quantity"].tolist()
    assert column(book, "Kế hoạch", "Mã dòng") == lines["line_id"].tolist()
    assert set(column(book, "Kế hoạch", "Thuộc")) <= {"Huyện An", "Huyện Bình"}


def test_only_unmet_needs_are_on_the_unmet_sheet(book: Workbook) -> None:
    unmet = solved()[0].unmet.query("unmet > 0")
    assert column(book, "Chưa đáp ứng", "Chưa đáp ứng") == pytest.approx(unmet["unmet"].tolist())
    assert all(column(book, "Chưa đáp ứng", "Lý do"))


def test_nothing_is_a_formula_or_a_link(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    texts = {cell.value for cell in cells}
    assert FORMULA in texts and SCRIPT in texts


def test_sheets_are_ready_to_filter_read_and_print(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref and sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert all(7 <= width <= 46 for width in widths)


def test_numbers_are_numbers_and_codes_are_texts(book: Workbook) -> None:
    sheet = book["Kế hoạch"]
    names = [cell.value for cell in sheet[1]]
    first = sheet[2]
    assert first[0].number_format == "@" and first[0].data_type == "s"
    assert first[names.index("Giá trị (VND)")].number_format == "#,##0"
    assert book["Mức đáp ứng"]["D2"].number_format == "0.0%"


def test_the_first_sheet_sums_up(book: Workbook) -> None:
    texts = [str(cell.value) for row in book["Tóm tắt"].iter_rows() for cell in row if cell.value is not None]
    assert {"Thử <b>kế hoạch</b>: số 1", "Giữ ấm", "Dinh dưỡng", "Huyện An", "Mức đáp ứng"} <= set(texts)


def test_the_same_plan_has_the_same_bytes(tmp_path: Path) -> None:
    make(tmp_path / "a.xlsx")
    make(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_plan_without_lines_has_a_workbook_too(tmp_path: Path) -> None:
    plan, inputs = solved()
    empty = dataclasses.replace(plan, allocations=plan.allocations.iloc[:0])
    write_workbook(make_view(empty, inputs), tmp_path / "empty.xlsx")
    assert openpyxl.load_workbook(tmp_path / "empty.xlsx")["Plan"].max_row == 1


def test_many_rows_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BLOCK", 2)
    make(tmp_path / "blocks.xlsx")
    lines = solved()[0].allocations
    back = pd.read_excel(tmp_path / "blocks.xlsx", sheet_name="Kế hoạch", dtype={"Mã": "str"}, engine="calamine")
    assert back["Mã"].tolist() == lines["place_id"].tolist()


def test_charts_are_drawn_from_the_cells(tmp_path: Path) -> None:
    with zipfile.ZipFile(write(tmp_path / "plan.xlsx")) as book:
        charts = {name: book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")}
    assert len(charts) == 3
    joined = "".join(charts.values())
    assert "'Tóm tắt'!$C$" in joined and "'Mức đáp ứng'!$D$2:$D$5" in joined and "Nhu cầu" in joined


def test_every_printed_page_says_what_it_is_of(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.oddHeader.right.text == sheet.title and "Thử" in sheet.oddHeader.left.text
        assert sheet.print_area


@pytest.mark.parametrize("per", ["district", "donor"])
def test_a_sheet_each_holds_its_own_lines(tmp_path: Path, per: str) -> None:
    path = write(tmp_path / "plan.xlsx", per)
    extra = openpyxl.load_workbook(path).worksheets[6:]
    assert len(extra) == 2 and all(len(sheet.title) <= 31 for sheet in extra)
    rows = sum(sheet.max_row - 1 for sheet in extra)
    assert rows == len(solved()[0].allocations)


def write(path: Path, per: str | None = None) -> Path:
    with speaking("vi"):
        write_workbook(make_view(*solved()), path, per)
    return path
