"""Why documents cannot be made; each says what to do, in the current language."""

from __future__ import annotations


class DocumentsError(Exception):
    """Documents cannot be made."""


class MissingLibrariesError(DocumentsError):
    """A library that they need is not installed."""


class TemplateProblem(DocumentsError):
    """A template cannot be used."""
