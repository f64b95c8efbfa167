"""The built-in templates: complete in both languages, and carried over to PDF with all their looks."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest

from allocator.language import speaking
from allocator.report.documents.blocks import read_blocks
from allocator.report.documents.forms import FORMS
from allocator.report.documents.pdf import WELL_KNOWN, Press, can_show
from allocator.report.documents.render import clean
from allocator.report.documents.templates import built_in


def texts(form: str, language: str) -> list[str]:
    """The words of every paragraph of a template, in order, without what is filled in."""
    with speaking(language):
        document = docx.Document(io.BytesIO(built_in(form)))
    found = []
    for paragraph in document.element.body.iter(docx.oxml.ns.qn("w:p")):
        text = "".join(each.text or "" for each in paragraph.iter(docx.oxml.ns.qn("w:t")))
        found.append(" ".join(re.findall(r"[^\W\d_]+", re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text))))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_no_text_of_a_template_is_left_untranslated(form: str) -> None:
    english, vietnamese = texts(form, "en"), texts(form, "vi")
    assert len(english) == len(vietnamese)
    same = [one for one, other in zip(english, vietnamese, strict=True) if one and one == other]
    assert same == []


@pytest.mark.parametrize("form", FORMS)
def test_pages_are_those_of_the_decree(form: str) -> None:
    with speaking("vi"):
        document = docx.Document(io.BytesIO(built_in(form)))
    first = document.sections[0]
    centimetres = [length.cm for length in (first.page_width, first.page_height, first.left_margin, first.right_margin)]
    assert centimetres == pytest.approx([21.0, 29.7, 3.0, 1.5], abs=0.01)
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_looks_are_carried_over() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("mở ")
    paragraph.add_run("đậm").bold = True
    paragraph.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "hai hàng"
    table.cell(0, 1).text = "ô"
    document.add_picture(io.BytesIO(PIXEL))
    found = read_blocks(document)
    shown, grid = found.sections[0]["blocks"][:2]
    assert shown["align"] == "right" and [run.get("bold", False) for run in shown["runs"]] == [False, True]
    assert [cell["down"] for cell in grid["rows"][0]] == [2, 1] and len(grid["rows"][1]) == 1
    assert found.left_out == {"pictures and shapes"}


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff"
    "89993d1d0000000049454e44ae426082"
)


def test_every_well_known_sign_is_printed() -> None:
    assert all(can_show(sign) for sign in sorted(WELL_KNOWN - {"\n"}))


def test_a_sign_that_no_font_has_is_shown_by_its_number(tmp_path: Path) -> None:
    import pypdf

    unknown = "\U0001fffd"
    assert not can_show(unknown)
    document = docx.Document()
    document.add_paragraph(f"Hội {unknown} và cả \u1e9e")
    with Press() as press:
        press.begin(document, "thử", tmp_path / "a.pdf")
    assert "Hội [U+1FFFD] và" in pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text()


def test_signs_that_no_document_may_hold_are_shown() -> None:
    assert clean({"a": ["x\x07y", "\u202eabc"]}) == {"a": ["x[U+0007]y", "[U+202E]abc"]}
