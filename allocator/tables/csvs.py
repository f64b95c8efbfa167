"""CSV files as Excel and others write them, read as text."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings

import numpy as np
import pandas as pd

from allocator.tables.problems import InputProblem
from allocator.tables.raw import Ints, RawColumn, RawTable, column, without_blank_rows

DELIMITERS = ",;\t"


def read_csv(data: bytes, table: str, source: str) -> tuple[RawTable | None, list[InputProblem]]:
    """The table in ``data``, or ``None`` with the reasons; lines with too many cells are all reported."""
    text, problem = _decoded(data, source)
    if problem:
        return None, [problem]
    text, skipped, delimiter = _body(text)
    if not text.strip():
        return None, [InputProblem("header-missing", source, 1)]
    frame, problems = _fast(text, delimiter, source, skipped)
    if frame is None and not problems:
        frame, problems = _careful(text, delimiter, source, skipped)
    if frame is None:
        return None, problems
    return without_blank_rows(RawTable(table, source, *_columns(frame, skipped))), problems


def _decoded(data: bytes, source: str) -> tuple[str, InputProblem | None]:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", InputProblem("file-encoding", source, line, values={"line": line})
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        return "", InputProblem("file-nul", source, row)
    return text, None


def _body(text: str) -> tuple[str, int, str]:
    """The text from its header on, how many lines were before it, and the delimiter of the header."""
    start = re.match(r"(?:[ \t]*(?:\r\n|\r|\n))*", text)
    blank = start.group() if start else ""
    text = text[len(blank) :]
    skipped = len(re.findall(r"\r\n|\r|\n", blank))
    hint = re.match(r"sep=(.)(?:\r\n|\r|\n)", text)  # Excel's own way to name the delimiter
    if hint and hint.group(1) in DELIMITERS:
        return text[hint.end() :], skipped + 1, hint.group(1)
    header = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", text, maxsplit=1)[0])
    return text, skipped, max(DELIMITERS, key=header.count)


def _fast(text: str, delimiter: str, source: str, skipped: int) -> tuple[pd.DataFrame | None, list[InputProblem]]:
    """The cells by the fast parser; nothing and no problem where the careful one must look at ragged lines."""
    with warnings.catch_warnings(record=True) as ragged:
        warnings.simplefilter("always")
        try:
            frame = pd.read_csv(
                io.BytesIO(text.encode("utf-8")), sep=delimiter, header=None, dtype="category", na_filter=False,
                skip_blank_lines=False, low_memory=False, on_bad_lines="warn", encoding="utf-8",
            )  # fmt: skip
        except pd.errors.ParserError as error:
            row = re.search(r"starting at row (\d+)", str(error))
            return None, [InputProblem("file-quote", source, int(row.group(1)) + 1 + skipped if row else None)]
    return (None if ragged else frame), []


def _careful(text: str, delimiter: str, source: str, skipped: int) -> tuple[pd.DataFrame, list[InputProblem]]:
    """The cells line by line: extra cells that are blank are dropped, others are reported with their line."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    width = len(lines[0])
    problems = [
        InputProblem("file-fields", source, row, values={"fields": len(line), "expected": width})
        for row, line in enumerate(lines, start=1 + skipped)
        if any(cell.strip() for cell in line[width:])
    ]
    cells = [(line + [""] * width)[:width] for line in lines]
    return pd.DataFrame(cells).astype("category"), problems


def _columns(frame: pd.DataFrame, skipped: int) -> tuple[tuple[RawColumn, ...], Ints]:
    """The columns under the header (the first line), and their row numbers."""
    columns = []
    for name in frame.columns:
        categorical = frame[name].cat
        texts = [str(text) for text in categorical.categories]
        codes: Ints = np.asarray(categorical.codes, dtype=np.int64)
        columns.append(column(texts[codes[0]], codes[1:], texts))
    return tuple(columns), np.arange(2, len(frame) + 1, dtype=np.int64) + skipped
