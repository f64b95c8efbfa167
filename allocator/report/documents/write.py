"""All documents that were asked for, into one folder."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.language import tr
from allocator.report.documents.facts import Facts
from allocator.report.documents.forms import FILES, FORMS
from allocator.report.documents.render import clean, fill
from allocator.report.documents.request import Page, Request, Written
from allocator.report.documents.templates import check_folder, dated, form_module, template

if TYPE_CHECKING:
    from allocator.report.documents.pdf import Press

PART = 250
"""Documents that one file holds at most; more would be slow to open and to print."""

LONGEST_NAME = 60


def write_documents(facts: Facts, request: Request, folder: Path, tell: Callable[[str], None]) -> Written:
    """Write what ``request`` asks for to ``folder``, in the current language.

    ``tell`` is called with each form when it begins. Raises :class:`TemplateProblem` for a broken template.
    """
    if request.templates is not None:
        check_folder(request.templates)
    written = Written()
    with contextlib.ExitStack() as stack:
        press = _press(stack) if "pdf" in request.formats else None
        for form in request.forms:
            tell(form)
            _write_form(facts, request, form, folder, written, press)
    return written


def _press(stack: contextlib.ExitStack) -> Press:
    from allocator.report.documents.pdf import Press

    return stack.enter_context(Press())


def _write_form(facts: Facts, request: Request, form: str, folder: Path, written: Written, press: Press | None) -> None:
    source, name = template(form, request.templates)
    plan = {"name": facts.view.name, "code": facts.code}
    pages = form_module(form).pages(facts, request.chosen)
    if not pages:
        written.empty.append(form)
    for stem, part in _parts(form, pages, request.split):
        context = clean({"plan": plan, "documents": [page.content for page in part]})
        document = fill(source, name, context)
        dated(document, f"{facts.view.name}: {tr(FORMS[form])}")
        (folder / stem).parent.mkdir(exist_ok=True)
        path = folder / f"{stem}.docx"
        if "docx" in request.formats:
            document.save(str(path))
        if press is not None:
            left_out = press.begin(document, document.core_properties.title, path.with_suffix(".pdf"))
            written.left_out.setdefault(form, set()).update(left_out)


def _parts(form: str, pages: list[Page], split: bool) -> Iterator[tuple[str, list[Page]]]:
    """Names of files, without endings, and the documents each holds."""
    stem = tr(FILES[form])
    if split and len(pages) > 1:
        used: set[str] = set()
        for page in pages:
            yield f"{stem}/{_unused(plain(page.name) or stem, used)}", [page]
        return
    parts = [pages[at : at + PART] for at in range(0, len(pages), PART)]
    for number, part in enumerate(parts, 1):
        yield (stem if len(parts) == 1 else f"{stem}-{number}"), part


def plain(text: str) -> str:
    """``text`` as a file name that every system takes: letters without marks, digits and hyphens."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^A-Za-z0-9]+", "-", bare.encode("ascii", "ignore").decode())[:LONGEST_NAME].strip("-")


def _unused(name: str, used: set[str]) -> str:
    found, at = name, 1
    while found.casefold() in used:
        at += 1
        found = f"{name}-{at}"
    used.add(found.casefold())
    return found
