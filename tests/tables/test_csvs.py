"""CSV files of every make are read as the same text, or refused with the row to look at."""

from __future__ import annotations

import codecs

import pytest

from allocator.tables.csvs import read_csv
from allocator.tables.raw import RawTable


def cells(raw: RawTable | None) -> dict[str, list[str]]:
    assert raw is not None
    return {column.header: [str(column.texts[code]) for code in column.codes] for column in raw.columns}


TEXT = "mã;tên\n01;Xã Bảo Lâm\n02;Hà\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        b"sep=;\n" + TEXT.encode(),
        'mã;tên\n01;"Xã Bảo Lâm"\n02;Hà'.encode(),
        "mã;tên\n 01 ;Xã Ba\u0309o Lâm\n02;H\u0061\u0300\n".encode(),
        "mã;tên\n01;Xã Bảo Lâm;;\n02;Hà;\n".encode(),
    ],
)
def test_encodings_delimiters_and_line_ends(data: bytes) -> None:
    raw, problems = read_csv(data, "places", "places.csv")
    assert not problems
    assert cells(raw) == {"mã": ["01", "02"], "tên": ["Xã Bảo Lâm", "Hà"]}


def test_rows_are_numbered_as_in_excel_and_blank_ones_left_out() -> None:
    raw, _ = read_csv(b"a,b\n1,2\n\n,\n3,4\n", "places", "p.csv")
    assert raw is not None and raw.rows.tolist() == [2, 5]
    raw, _ = read_csv(b"\n\na,b\n1,2\n", "places", "p.csv")
    assert raw is not None and raw.rows.tolist() == [4]


def test_a_separator_inside_quotes_is_text() -> None:
    raw, problems = read_csv(b'a,b\n"x,y",2\n"say ""hi""",3\n', "places", "p.csv")
    assert not problems and cells(raw)["a"] == ["x,y", 'say "hi"']


def test_every_line_with_too_many_cells_is_reported() -> None:
    raw, problems = read_csv(b"a,b\n1,2,3\n1,2\n1,2,3,4\n", "places", "p.csv")
    assert raw is not None
    assert [(each.code, each.row, each.values["fields"]) for each in problems] == [
        ("file-fields", 2, 3),
        ("file-fields", 4, 4),
    ]


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        ("a\nHà Nội".encode("cp1258", "replace") + b"\xff\xfe", "file-encoding", 2),
        (b"", "header-missing", 1),
        (b"\n \n", "header-missing", 1),
        (b"a,b\n1,\x00\n", "file-nul", 2),
        (b'a,b\n1,2\n"open,3\n4,5\n', "file-quote", 3),
    ],
)
def test_unreadable_files_say_where(data: bytes, code: str, row: int) -> None:
    raw, problems = read_csv(data, "places", "p.csv")
    assert raw is None
    assert [(each.code, each.row) for each in problems] == [(code, row)]
