"""The libraries that documents need beyond those of a plain installation."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from allocator.language import N_, tr
from allocator.report.documents.errors import MissingLibrariesError

NEEDED = {"docx": ("docx", "docxtpl"), "pdf": ("docx", "docxtpl", "typst")}
"""Modules by the format that needs them; PDF is made of the filled .docx."""

PACKAGES = {"docx": "python-docx", "docxtpl": "docxtpl", "typst": "typst"}

MISSING = N_(
    'Documents need {names}, not installed here. Install once, with a network: pip install "allocator[documents]"'
)


def check_libraries(formats: Iterable[str]) -> None:
    """Raise :class:`MissingLibrariesError` where a module that ``formats`` need is not installed."""
    modules = dict.fromkeys(module for each in formats for module in NEEDED.get(each, ()))
    missing = [PACKAGES[each] for each in modules if find_spec(each) is None]
    if missing:
        raise MissingLibrariesError(tr(MISSING, names=", ".join(missing)))
