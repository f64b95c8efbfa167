"""Facts from the geographic reference folder: rows of places.csv. The folder is named on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from _make.files import Row

PROVINCE = {"place_id": "04", "name": "Tỉnh Cao Bằng", "level": "province", "parent_id": ""}
ROAD_KM = {
    "Thành phố Cao Bằng": 0,
    "Huyện Hoà An": 15,
    "Huyện Thông Nông": 35,
    "Huyện Quảng Uyên": 35,
    "Huyện Phục Hoà": 35,
    "Huyện Quảng Hòa": 35,
    "Huyện Trà Lĩnh": 37,
    "Huyện Thạch An": 38,
    "Huyện Hà Quảng": 40,
    "Huyện Nguyên Bình": 42,
    "Huyện Trùng Khánh": 60,
    "Huyện Hạ Lang": 74,
    "Huyện Bảo Lạc": 132,
    "Huyện Bảo Lâm": 168,
}
"""Road from Cao Bằng city to the seat of each district in km; the middle where sources give a range. Phục Hoà has no
figure of its own: that of the district it joined in 2020, Quảng Hòa."""
CHILDREN = ("est_age_0_2", "est_age_3_5", "est_age_6_10", "est_age_11_15", "est_under_16")


def reference_folder(about: str) -> Path:
    """The folder given as ``--geo``."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(
        "--geo", type=Path, required=True, help="folder with the reference tables (communes_2019.csv …)"
    )
    folder: Path = parser.parse_args().geo
    return folder


def copied(row: Row, columns: tuple[str, ...]) -> Row:
    """The named columns of ``row`` as they are."""
    return {column: row[column] for column in columns}


def total(rows: list[Row], columns: tuple[str, ...]) -> dict[str, str]:
    """Sums of whole-number columns, as text."""
    return {column: str(sum(int(row[column] or 0) for row in rows)) for column in columns}
