"""Sheets keep the meaning Excel gave their cells, and broken cells are not taken for blank ones."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pytest

from allocator.tables.parse import parse
from allocator.tables.read import read_folder
from allocator.tables.schema import LEDGER, NEEDS, PLACES
from allocator.tables.workbooks import Workbook


def book(rows: list[list[object]], sheet: str = "needs") -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_numbers_of_excel_are_unambiguous_and_codes_become_text() -> None:
    data = book([["xã", "mặt hàng", "số lượng"], [1267, "ao", 1.234], ["01268", "ao", "1.234"], ["x", "ao", 5]])
    raw, problems = Workbook(data).read("needs", "needs", "in.xlsx:needs")
    assert raw is not None and not problems
    parsed, problems = parse(raw, NEEDS, None)
    assert parsed.frame["place_id"].tolist() == ["1267", "01268", "x"]
    assert parsed.frame["quantity"].iloc[0] == 1.234
    assert [(each.code, each.row, each.header) for each in problems] == [("number-ambiguous", 3, "số lượng")]
    assert parsed.numeric_ids == {"place_id"}


def test_dates_flags_and_what_excel_damages() -> None:
    day = datetime.date(2020, 1, 5)
    data = book(
        [["place_id", "item_id", "quantity", "delivered_on"], ["a", "i", day, day], [day, "i", True, 43831]], "ledger"
    )
    raw, _ = Workbook(data).read("ledger", "ledger", "s")
    assert raw is not None
    parsed, problems = parse(raw, LEDGER, None)
    assert str(parsed.frame["delivered_on"].iloc[0].date()) == "2020-01-05"
    assert {(each.code, each.row, each.column) for each in problems} == {
        ("number-date", 2, "quantity"), ("id-date", 3, "place_id"), ("number-flag", 3, "quantity"), ("date-number", 3, "delivered_on"),
    }  # fmt: skip


def test_error_cells_and_uncalculated_formulas_are_reported() -> None:
    data = book([["place_id", "name", "level"], ["a", "#N/A", "x"], ["=1+1", "n", "x"]], "places")
    _, problems = Workbook(data).read("places", "places", "s")
    assert [(each.code, each.row, each.column) for each in problems] == [
        ("cell-error", 2, "name"),
        ("cell-uncalculated", 3, "place_id"),
    ]


def test_a_guide_is_passed_over_and_unknown_sheets_are_mentioned(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for name in ("Hướng dẫn", "địa bàn", "nedes", "Nháp"):
        made.create_sheet(name).append(["mã", "tên", "cấp"])
    made["địa bàn"].append(["1", "A", "xã"])
    del made["Sheet"]
    made.save(tmp_path / "in.xlsx")
    found = read_folder(tmp_path, "in.xlsx")
    assert list(found.tables) == [PLACES.name]
    assert [(each.code, each.found) for each in found.problems] == [
        ("sheet-ignored-near", "nedes"),
        ("sheet-ignored", "Nháp"),
    ]


def test_a_table_in_both_a_file_and_a_sheet_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(book([["place_id", "item_id", "quantity"], ["a", "i", 1]]))
    (tmp_path / "needs.csv").write_text("place_id,item_id,quantity\na,i,1\n")
    assert [each.code for each in read_folder(tmp_path, "in.xlsx").problems] == ["table-twice"]


@pytest.mark.parametrize(
    ("name", "code"), [("a.xls", "workbook-kind"), ("b.xlsx", "workbook-broken"), ("c.xlsx", "file-missing")]
)
def test_unusable_workbooks(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"not a workbook")
    assert [each.code for each in read_folder(tmp_path, name).problems] == [code]
