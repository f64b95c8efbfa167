"""Tables as lists of rows of text: UTF-8, NFC, one line end, so that one seed gives the same bytes everywhere."""

from __future__ import annotations

import argparse
import csv
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = dict[str, str]


def read_table(path: Path) -> list[Row]:
    """Every row of a CSV file, all cells as text in NFC."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    return list(csv.DictReader(text.splitlines()))


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write the named columns of ``rows``; whole numbers without a decimal point, ``None`` as blank."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row.get(column)) for column in columns])


def folders(script: str, about: str) -> tuple[Path, Path]:
    """The scenario's own folder, where its facts are read, and the folder to write to (``--out``; the same)."""
    here = Path(script).resolve().parent
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--out", type=Path, default=here, help="folder for the tables; default: beside this script")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    return here, out


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value))
