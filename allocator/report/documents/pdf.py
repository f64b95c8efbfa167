"""PDF of a filled document: set by typst, fonts embedded, as PDF/A, so that it opens the same everywhere for good."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from allocator.language import current
from allocator.report.documents.blocks import read_blocks
from allocator.report.documents.render import escaped
from allocator.report.workbook import CREATED

FONTS = ("Times New Roman", "Tinos", "Liberation Serif", "TeX Gyre Termes", "Libertinus Serif")
"""The first that this computer has; the last one comes with typst. All but it have the measures of Times New Roman."""

STANDARD: Final = "a-2b"
"""PDF/A-2b: every font embedded; a letter that no font has is an error, not an empty box."""

WELL_KNOWN = frozenset(
    chr(code)
    for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1B0), (0x300, 0x304), (0x1EA0, 0x1EF9), (0x2010, 0x2026))
    for code in range(first, last + 1)
) | {"\n", "₫"}
"""Letters and signs that every one of the fonts has."""


def write_pdf(document: Any, title: str, path: Path) -> frozenset[str]:
    """Write ``document`` (python-docx) as PDF; returns what could not be carried over, as English messages."""
    found = read_blocks(document)
    data = {"title": title, "language": current(), "fonts": _fonts(), "sections": found.sections}
    source = _shown(json.dumps(data, ensure_ascii=False))
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "document.typ"
        main.write_bytes(files("allocator.report.documents").joinpath("document.typ").read_bytes())
        (Path(folder) / "data.json").write_text(source, encoding="utf-8")
        typst.compile(
            str(main), output=str(path), root=folder, pdf_standards=[STANDARD], timestamp=CREATED, pdf_tags=False
        )
    return frozenset(found.left_out)


@cache
def _fonts() -> tuple[str, ...]:
    """The fonts of :data:`FONTS` that there are; naming others would only be warned about."""
    known = set(typst.Fonts().families())
    return tuple(each for each in FONTS if each in known)


def _shown(source: str) -> str:
    """``source`` with every sign that no font has escaped, to be seen and asked about."""
    unusual = set(source) - WELL_KNOWN
    missing = {ord(sign): escaped(sign) for sign in unusual if not can_show(sign)}
    return source.translate(missing) if missing else source


@cache
def can_show(sign: str) -> bool:
    """Whether some font has ``sign``, found out by setting it."""
    if unicodedata.category(sign) in ("Mn", "Me", "Mc", "Cf"):
        sign = f"a{sign}"
    text = json.dumps(sign, ensure_ascii=False)
    fonts = ", ".join(json.dumps(each) for each in _fonts())
    try:
        typst.compile(f"#set text(font: ({fonts},))\n#{text}".encode(), pdf_standards=[STANDARD])
    except typst.TypstError:
        return False
    return True
