"""The hash of the plan and the name of the reviewer, wherever a workbook keeps them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from allocator.review.form import MARK, REVIEWER, ROLE
from allocator.tables.raw import clean
from allocator.tables.workbooks import Workbook

MOST_BYTES = 400_000_000
"""What a workbook may unpack to."""

HASH = re.compile(rb"allocator-plan:\s*([0-9a-f]{64})")


class TooLargeError(ValueError):
    """The workbook unpacks to more than any review can hold."""


def plan_marks(data: bytes) -> frozenset[str]:
    """Every hash of a plan in any part of the workbook: cells, properties, names.

    So it is found after a round trip through another program, and where sheets were taken out. Raises ``ValueError``
    where it is no workbook, :class:`TooLargeError` where it is too large to be one.
    """
    found: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith(".xml")]
            if sum(part.file_size for part in parts) > MOST_BYTES:
                raise TooLargeError(MARK)
            for part in parts:
                found |= {each.decode("ascii") for each in HASH.findall(archive.read(part))}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise ValueError(str(error)) from error
    return frozenset(found)


def reviewer_and_role(book: Workbook) -> tuple[str, str]:
    """Name and role that stand in the guide of the workbook, beside the cells that are marked for them."""
    found = {REVIEWER: "", ROLE: ""}
    for sheet in book.sheets:
        for line in book.lines(sheet):
            texts = [clean(str(cell)) for cell in line]
            found |= {mark: _before(texts, mark) for mark, known in found.items() if mark in texts and not known}
    return found[REVIEWER], found[ROLE]


def _before(texts: Sequence[str], mark: str) -> str:
    """The cell left of ``mark``, which stands behind what was filled in; blank where there is none."""
    at = texts.index(mark)
    return texts[at - 1] if at else ""
