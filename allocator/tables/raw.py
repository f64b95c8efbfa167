"""Tables as they were written: text with the row a person sees, before any meaning is given to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

TEXT, NUMBER, DATE, FLAG = 0, 1, 2, 3
"""What a cell is: text, or a real number, date or yes/no of Excel and YAML that needs no interpretation."""

INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060"))


@dataclass(frozen=True)
class InputFile:
    """A file that was read; ``name`` is its path from the scenario folder, ``sha256`` the hash of its bytes."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True)
class RawColumn:
    """One column as distinct texts and, for every row, which of them it holds: each text is judged once."""

    header: str
    codes: Ints
    """Shape (R,): index into ``texts``."""
    texts: Objects
    """Trimmed, composed (NFC) texts; ``""`` is blank. Numbers of Excel in full, dates as 2020-01-31."""
    kinds: NDArray[np.uint8]
    """``TEXT``, ``NUMBER``, ``DATE`` or ``FLAG`` of each text."""

    @property
    def filled(self) -> Bools:
        """Which rows are not blank. Shape (R,)."""
        filled: Bools = (self.texts != "")[self.codes] if len(self.texts) else np.zeros(len(self.codes), dtype=bool)
        return filled


@dataclass(frozen=True)
class RawTable:
    """One table of one file. ``rows`` are the row numbers a person sees, the header being row 1."""

    table: str
    source: str
    columns: tuple[RawColumn, ...]
    rows: Ints


def clean(text: str) -> str:
    """``text`` composed (NFC), without zero-width characters, trimmed of spaces of any kind."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).translate(INVISIBLE).strip()


def column(header: str, codes: Ints, texts: Sequence[str], kinds: Sequence[int] | None = None) -> RawColumn:
    """A column whose texts are cleaned."""
    cleaned = np.empty(len(texts), dtype=object)
    cleaned[:] = [clean(text) for text in texts]
    kind = np.zeros(len(texts), dtype=np.uint8) if kinds is None else np.array(kinds, dtype=np.uint8)
    return RawColumn(clean(header), codes, cleaned, kind)


def without_blank_rows(raw: RawTable) -> RawTable:
    """``raw`` without the rows in which every cell is blank."""
    keep = np.zeros(len(raw.rows), dtype=bool)
    for each in raw.columns:
        keep |= each.filled
    if keep.all():
        return raw
    columns = tuple(RawColumn(each.header, each.codes[keep], each.texts, each.kinds) for each in raw.columns)
    return RawTable(raw.table, raw.source, columns, raw.rows[keep])
