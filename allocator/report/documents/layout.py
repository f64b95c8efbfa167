"""Building the .docx templates: pages, letterheads, tables and signatures in the style of Decree 30/2020/NĐ-CP.

A template holds plain text and ``{{ places }}`` that are filled when documents are made. Everything a template loops
over is a list in ``d``, the document being filled: ``{%tr for line in d.lines %}`` and so on.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from allocator.language import N_, current, tr

FONT = "Times New Roman"
WIDTH, HEIGHT = 21.0, 29.7
MARGINS = {"top": 2.0, "bottom": 2.0, "left": 3.0, "right": 1.5}
"""Centimetres: A4 and the margins of the decree (top and bottom 2-2.5, left 3-3.5, right 1.5-2)."""

LEFT, RIGHT, CENTER, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)

STYLES: dict[str, tuple[str, float, WD_ALIGN_PARAGRAPH, dict[str, Any]]] = {
    "text": (N_("Document text"), 13, JUSTIFY, {"indent": 1.0, "after": 6, "line": 1.08}),
    "plain": (N_("Document line"), 13, LEFT, {"after": 3}),
    "center": (N_("Document centre"), 13, CENTER, {}),
    "top": (N_("Document letterhead"), 12, CENTER, {}),
    "title": (N_("Document title"), 14, CENTER, {"bold": True, "keep": True}),
    "heading": (N_("Document heading"), 13, LEFT, {"bold": True, "before": 8, "after": 4, "keep": True}),
    "basis": (N_("Document basis"), 13, JUSTIFY, {"indent": 1.0, "after": 3, "italic": True}),
    "date": (N_("Document date"), 13, CENTER, {"italic": True}),
    "note": (N_("Document note"), 11, LEFT, {"after": 4, "italic": True}),
    "unit": (N_("Document unit"), 11, RIGHT, {"after": 2, "italic": True, "keep": True}),
    "small": (N_("Document copies"), 11, LEFT, {}),
    "head": (N_("Table head"), 11, CENTER, {"bold": True, "before": 2, "after": 2}),
    "cell": (N_("Table text"), 11, LEFT, {"before": 1, "after": 1}),
    "middle": (N_("Table centre"), 11, CENTER, {"before": 1, "after": 1}),
    "number": (N_("Table number"), 11, RIGHT, {"before": 1, "after": 1}),
}
"""Name in Word, size, alignment and the rest of every style; lengths in points, indents in centimetres."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its header, what its cells hold (a place to fill), its width (cm) and style."""

    header: str
    cell: str
    width: float
    style: str = "cell"


class Layout:
    """A template being built, from top to bottom."""

    def __init__(self, numbered: bool = True) -> None:
        """Begin with an upright page; ``numbered``: pages from the second on have their number at the top."""
        self.document = Document()
        body = self.document.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        _add_styles(self.document)
        self.width = 0.0
        self._shape(self.document.sections[0], landscape=False)
        self._header_and_footer(numbered)

    def paragraph(self, text: str, style: str = "text") -> None:
        """A paragraph; what stands between ``**`` is bold."""
        _runs(self.document.add_paragraph(style=_style_name(style)), text)

    def loop(self, statement: str) -> None:
        """A line that only steers what is repeated or left out; it takes no room in the document."""
        self.document.add_paragraph("{%p " + statement + " %}", style=_style_name("plain"))

    def rule(self, width: float, within: float = 0.0) -> None:
        """A short line in the middle, below a title."""
        _rule(self.document.add_paragraph(style=_style_name("center")), width, within or self.width)

    def break_section(self, landscape: bool = False) -> None:
        """Begin a new page, turned if ``landscape``, with pages of its own number."""
        section = self.document.add_section()
        self._shape(section, landscape)

    def between(self) -> None:
        """End the loop over documents: each begins on a new page 1."""
        self.loop("if not loop.last")
        paragraph = self.document.add_paragraph(style=_style_name("plain"))
        body = self.document.element.body
        paragraph._p.get_or_add_pPr().append(deepcopy(body.sectPr))
        self.loop("endif")
        self.loop("endfor")

    def columns(self, left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]], share: float = 0.45) -> None:
        """Two columns without lines, each of (style, text); the style ``rule`` draws a short line."""
        table = self._bare([self.width * share, self.width * (1 - share)], aside=0)
        for cell, lines, width in zip(
            table.rows[0].cells, (left, right), (self.width * share, self.width * (1 - share)), strict=True
        ):
            first = cell.paragraphs[0]
            for style, text in lines:
                at = first if first is not None else cell.add_paragraph()
                first = None
                if style == "rule":
                    at.style = _style_name("center")
                    _rule(at, float(text), width)
                else:
                    at.style = _style_name(style)
                    _runs(at, text)

    def table(
        self,
        columns: Sequence[Column],
        rows: str,
        groups: str = "",
        group: str = "",
        total: Sequence[str] = (),
        row: str = "line",
    ) -> None:
        """A table that repeats ``row in rows``; with ``groups``, below a heading ``group`` for each of them.

        ``total`` are the cells of a last row, in bold.
        """
        table = self._bare([column.width for column in columns], lines=True)
        head = table.rows[0]
        for cell, column in zip(head.cells, columns, strict=True):
            _fill(cell, column.header, "head")
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="E7EDF0"/>'))
        head._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        if groups:
            _fill(self._row(table).cells[0], f"{{%tr for g in {groups} %}}", "cell")
            merged = self._row(table)
            joined = merged.cells[0].merge(merged.cells[-1])
            _fill(joined, f"**{group}**", "cell")
            joined.paragraphs[0].paragraph_format.keep_with_next = True
        _fill(self._row(table).cells[0], f"{{%tr for {row} in {rows} %}}", "cell")
        for cell, column in zip(self._row(table).cells, columns, strict=True):
            _fill(cell, column.cell, column.style)
        _fill(self._row(table).cells[0], "{%tr endfor %}", "cell")
        if groups:
            _fill(self._row(table).cells[0], "{%tr endfor %}", "cell")
        if total:
            for cell, text, column in zip(self._row(table).cells, total, columns, strict=True):
                _fill(cell, f"**{text}**" if text else "", column.style)
        self.document.add_paragraph(style=_style_name("small"))

    def _bare(self, widths: Sequence[float], lines: bool = False, aside: int = 70) -> Any:
        """A table of one row that fills the text width, its texts ``aside`` twips away from the sides of cells."""
        scale = self.width / sum(widths)
        table = self.document.add_table(rows=1, cols=len(widths))
        table.autofit = False
        properties = table._tbl.tblPr
        if lines:
            sides = "".join(
                f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            )
            properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>"))
        sides = "".join(f'<w:{side} w:w="{aside}" w:type="dxa"/>' for side in ("left", "right"))
        properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width * scale)
        _whole(table.rows[0])
        return table

    def _row(self, table: Any) -> Any:
        row = table.add_row()
        _whole(row)
        return row

    def _shape(self, section: Any, landscape: bool) -> None:
        width, height = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(width), Cm(height)
        margins = MARGINS | ({"left": 2.0, "right": 2.0, "top": 2.0} if landscape else {})
        for side, length in margins.items():
            setattr(section, f"{side}_margin", Cm(length))
        section.header_distance = section.footer_distance = Cm(1.0)
        self.width = width - margins["left"] - margins["right"]

    def _header_and_footer(self, numbered: bool) -> None:
        """Page numbers at the top from the second page on; the code of the plan at the bottom of every page."""
        section = self.document.sections[0]
        text = tr("Plan {name}, code {code}", name="{{ plan.name }}", code="{{ plan.code }}")
        footers = [section.footer, section.first_page_footer] if numbered else [section.footer]
        for footer in footers:
            footer.paragraphs[0].style = _style_name("small")
            _runs(footer.paragraphs[0], text)
        if not numbered:
            return
        section.different_first_page_header_footer = True
        number = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        top = section.header.paragraphs[0]
        top.style = _style_name("center")
        top._p.append(parse_xml(number))
        start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
        section._sectPr.find(qn("w:pgMar")).addnext(start)


def _add_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.element.rPr.rFonts.set(qn("w:cs"), FONT)
    tongue = "vi-VN" if current() == "vi" else "en-GB"
    normal.element.rPr.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{tongue}"/>'))
    normal.paragraph_format.space_after = Pt(0)
    for key, (_, size, alignment, more) in STYLES.items():
        style = document.styles.add_style(_style_name(key), WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = normal, True
        style.font.size = Pt(size)
        style.font.bold, style.font.italic = more.get("bold"), more.get("italic")
        form = style.paragraph_format
        form.alignment = alignment
        form.space_before, form.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
        form.line_spacing = more.get("line", 1.0)
        form.keep_with_next = more.get("keep")
        if "indent" in more:
            form.first_line_indent = Cm(more["indent"])


def _style_name(key: str) -> str:
    return tr(STYLES[key][0])


def _runs(paragraph: Any, text: str) -> None:
    for at, part in enumerate(text.split("**")):
        if part:
            paragraph.add_run(part).bold = True if at % 2 else None


def _fill(cell: Any, text: str, style: str) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    cell.paragraphs[0].style = _style_name(style)
    _runs(cell.paragraphs[0], text)


def _rule(paragraph: Any, width: float, within: float) -> None:
    """Draw a line ``width`` cm long in the middle of ``within`` cm: the lower border of a flat, indented paragraph."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Cm((within - width) / 2)
    form.line_spacing, form.space_after = Pt(3), Pt(5)
    border = '<w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/>'
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"),
        *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"),
    )


def _whole(row: Any) -> None:
    """Keep the row on one page."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
