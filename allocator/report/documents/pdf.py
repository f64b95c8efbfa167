"""PDF of a filled document: set by typst, fonts embedded, as PDF/A, so that it opens the same everywhere for good."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from allocator.language import N_, current, tr
from allocator.report.documents import typeset
from allocator.report.documents.blocks import read_blocks
from allocator.report.documents.errors import DocumentsError
from allocator.report.documents.render import escaped

FONTS = ("Times New Roman", "Tinos", "Liberation Serif", "TeX Gyre Termes", "Libertinus Serif")
"""The first that this computer has; the last one comes with typst. All but it have the measures of Times New Roman."""

NOT_SET = N_("{file} could not be made: {reason}. The DOCX can be made with --format docx and saved as PDF by Word.")

WELL_KNOWN = frozenset(
    chr(code)
    for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1B0), (0x300, 0x304), (0x1EA0, 0x1EF9), (0x2010, 0x2026))
    for code in range(first, last + 1)
) | {"\n", "₫"}
"""Letters and signs that every one of the fonts has."""


class Press:
    """Sets PDFs one at a time in a process of its own, while the next document is being filled.

    Leaving the ``with`` block waits for the last one; :class:`DocumentsError` says what could not be set.
    """

    def __init__(self) -> None:
        self._running: tuple[subprocess.Popen[bytes], tempfile.TemporaryDirectory[str], Path] | None = None

    def __enter__(self) -> Press:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None:
            self._finish()
        elif self._running:
            self._running[0].kill()
            self._running[0].communicate()
            self._running[1].cleanup()

    def begin(self, document: Any, title: str, path: Path) -> frozenset[str]:
        """Begin to set ``document`` (python-docx); returns what will be left out, as English messages."""
        found = read_blocks(document)
        data = {"title": title, "language": current(), "fonts": _fonts(), "sections": found.sections}
        source = _shown(json.dumps(data, ensure_ascii=False))
        self._finish()
        folder = tempfile.TemporaryDirectory()
        (Path(folder.name) / "document.typ").write_bytes(files(__package__).joinpath("document.typ").read_bytes())
        (Path(folder.name) / "data.json").write_text(source, encoding="utf-8")
        command = [sys.executable, "-m", typeset.__name__, folder.name, str(path)]
        self._running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL), folder, path
        return frozenset(found.left_out)

    def _finish(self) -> None:
        """Wait for what is being set."""
        if self._running is None:
            return
        process, folder, path = self._running
        self._running = None
        _, said = process.communicate()
        folder.cleanup()
        if process.returncode:
            lines = said.decode("utf-8", "replace").strip().splitlines()
            raise DocumentsError(tr(NOT_SET, file=path.name, reason=lines[-1] if lines else process.returncode))


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
        typst.compile(f"#set text(font: ({fonts},))\n#{text}".encode(), pdf_standards=[typeset.STANDARD])
    except typst.TypstError:
        return False
    return True
