"""Columns are recognised by any of their names."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import pytest

from allocator.tables.csvs import read_csv
from allocator.tables.headers import find_table, folded, match_headers, normalised, spellings
from allocator.tables.problems import InputProblem
from allocator.tables.schema import BY_NAME, LOTS, NEEDS, TABLES, Table


def match(header: str, table: Table = NEEDS) -> tuple[dict[str, int], list[InputProblem]]:
    raw, _ = read_csv(f"{header}\n{';'.join('1' * (header.count(';') + 1))}\n".encode(), table.name, "t.csv")
    assert raw is not None
    headers, problems = match_headers(raw, table)
    return headers.known, problems


@pytest.mark.parametrize(
    "header",
    ["place_id;item_id;quantity", "Xã;MẶT HÀNG; số lượng ", "xa;mat hang;so luong", "Place ID;item  id;Quantity *"],
)
def test_names_in_any_dress(header: str) -> None:
    known, problems = match(header)
    assert known == {"place_id": 0, "item_id": 1, "quantity": 2} and not problems


def test_missing_doubled_and_unknown_columns() -> None:
    _, problems = match("xã;mã xã;mặt hàng;quantiti;ghi chú")
    assert [(each.code, each.found or each.column) for each in problems] == [
        ("column-twice", "mã xã"), ("column-missing-near", "quantity"), ("column-unknown-near", "quantiti"), ("column-unknown", "ghi chú"),
    ]  # fmt: skip


def test_a_mistyped_earmark_is_a_warning() -> None:
    _, problems = match("lot_id;donor_id;kind;quantity;exclude_place", LOTS)
    assert [(each.code, each.severity, each.values["near"]) for each in problems] == [
        ("column-unknown-near", "warning", "exclude_places")
    ]


def test_no_name_stands_for_two_columns_of_a_table() -> None:
    for table in TABLES:
        for form in (normalised, folded):
            names = [name for column in table.columns for name in {form(each) for each in spellings(column)}]
            assert len(names) == len(set(names)), table.name


def test_every_table_is_found_by_each_of_its_names() -> None:
    for table in BY_NAME.values():
        assert {find_table(name) for name in (table.name, *table.aliases)} == {table.name}
