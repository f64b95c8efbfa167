"""Templates: the built-in ones, copied out to be edited in Word, and the reader's own in their place."""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from typing import Any

from allocator.language import N_, current, tr
from allocator.report.documents.errors import TemplateProblem
from allocator.report.documents.forms import FORMS
from allocator.report.documents.render import read_template
from allocator.report.workbook import CREATED

NO_FOLDER = N_("--templates: there is no folder {folder}.")
NONE_THERE = N_(
    "--templates: {folder} holds no template for {language}: they are called like {example}. Copy the built-in ones "
    "with --copy-templates and edit them."
)


def form_module(form: str) -> Any:
    """The module of ``form``: ``layout()`` and ``pages(facts, chosen)``."""
    return importlib.import_module(f"allocator.report.documents.forms.{form}")


def template_name(form: str) -> str:
    """The file name of a template in the current language."""
    return f"{form}.{current()}.docx"


def built_in(form: str) -> bytes:
    """The built-in template of ``form`` in the current language."""
    document = form_module(form).layout().document
    dated(document, tr(FORMS[form]))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def template(form: str, folder: Path | None) -> tuple[bytes, str]:
    """The template of ``form`` and its name in messages: the one in ``folder`` where there is one, else the built-in.

    Raises :class:`TemplateProblem` where the one in ``folder`` is broken.
    """
    path = folder / template_name(form) if folder else None
    if path is not None and path.is_file():
        return read_template(path), str(path)
    return built_in(form), template_name(form)


def check_folder(folder: Path) -> None:
    """Raise :class:`TemplateProblem` where ``folder`` holds no template of any form in the current language."""
    if not folder.is_dir():
        raise TemplateProblem(tr(NO_FOLDER, folder=folder))
    if not any((folder / template_name(form)).is_file() for form in FORMS):
        example = template_name("plan")
        raise TemplateProblem(tr(NONE_THERE, folder=folder, language=current(), example=example))


def copy_templates(folder: Path) -> list[Path]:
    """Write the built-in templates in the current language to ``folder``; files that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in FORMS:
        path = folder / template_name(form)
        if not path.exists():
            path.write_bytes(built_in(form))
            written.append(path)
    return written


def dated(document: Any, title: str) -> None:
    """Give ``document`` its title and nobody's name; the same date in every document, so that bytes are the same."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "", ""
    properties.created = properties.modified = CREATED
