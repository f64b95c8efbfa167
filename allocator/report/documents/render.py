"""Filling a .docx template: what the reader's own templates may get wrong is said in words."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from allocator.language import N_, tr
from allocator.report.documents.errors import TemplateProblem

UNKNOWN = N_("{template}: {reason}. Names that may stand in it: {names}.")
BROKEN = N_("{template} cannot be filled: {reason}. Compare it with the built-in one (--copy-templates).")

NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
"""Control signs, which no XML may hold."""

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
"""Signs that turn the direction of what follows: in a name they could disturb the text around it."""


def clean(value: Any) -> Any:
    """``value`` with every sign in its texts that a document cannot hold shown as ``[U+202E]``."""
    if isinstance(value, str):
        return TURNING.sub(_escape, NOT_SHOWN.sub(_escape, value)).replace("\t", " ")
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    return [clean(each) for each in value] if isinstance(value, list) else value


def escaped(sign: str) -> str:
    """A sign by its number, so that nothing vanishes silently."""
    return f"[U+{ord(sign):04X}]"


def _escape(found: re.Match[str]) -> str:
    return escaped(found[0])


def fill(template: bytes, name: str, context: dict[str, object]) -> Any:
    """The document (python-docx) that ``template``, called ``name`` in messages, makes of ``context``.

    Raises :class:`TemplateProblem` where the template is broken or names something that does not exist.
    """
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(context, jinja_env=environment)
    except UndefinedError as error:
        raise TemplateProblem(tr(UNKNOWN, template=name, reason=error.message, names=names(context))) from error
    except TemplateError as error:
        raise TemplateProblem(tr(BROKEN, template=name, reason=error.message or error)) from error
    return document.docx


def names(context: object, above: str = "") -> str:
    """The names that a template may use, for messages."""
    found: list[str] = []
    if isinstance(context, dict):
        for key, value in context.items():
            if isinstance(value, dict):
                found.append(names(value, f"{above}{key}."))
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                inner = {"documents": "d", "groups": "g", "places": "g", "classes": "g"}.get(key, "line")
                found += [f"{above}{key}", names(value[0], f"{inner}.")]
            else:
                found.append(f"{above}{key}")
    return ", ".join(each for each in found if each)


def read_template(path: Path) -> bytes:
    """The bytes of a reader's own template; raises :class:`TemplateProblem` where it is no .docx file."""
    try:
        data = path.read_bytes()
        docx.Document(io.BytesIO(data))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise TemplateProblem(tr(BROKEN, template=path, reason=error)) from error
    return data
