"""Run as a program: sets one document by typst. A process of its own gives its memory back, which typst keeps."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Final

import typst

STANDARD: Final = "a-2b"
"""PDF/A-2b: every font embedded; a letter that no font has is an error, not an empty box."""

CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The same in every file, as in workbooks, so that one plan has one PDF."""


def typeset(folder: Path, path: Path) -> None:
    """Set ``document.typ`` in ``folder`` and write it to ``path``; raises ``typst.TypstError`` where it cannot be."""
    # Tags would make the files ten times as large: a table has a tag for every cell.
    typst.compile(
        str(folder / "document.typ"),
        output=str(path),
        root=str(folder),
        pdf_standards=[STANDARD],
        timestamp=CREATED,
        pdf_tags=False,
    )


if __name__ == "__main__":
    typeset(Path(sys.argv[1]), Path(sys.argv[2]))
