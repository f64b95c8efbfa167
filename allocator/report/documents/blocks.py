"""A .docx document as plain blocks: what is printed and how, with styles resolved.

PDF is made of the same filled document that is saved as .docx, so that both always say the same, whatever a reader
changed in a template. Paragraphs, runs, tables, sections, page numbers and line breaks are carried over; what is not
(pictures, shapes, footnotes …) is named in ``left_out``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from allocator.language import N_

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS = 20.0

LEFT_OUT = {
    f"{W}drawing": N_("pictures and shapes"),
    f"{W}pict": N_("pictures and shapes"),
    f"{W}object": N_("embedded objects"),
    f"{W}footnoteReference": N_("footnotes"),
    f"{W}endnoteReference": N_("footnotes"),
    f"{W}numPr": N_("automatic numbering and bullets"),
}
"""What PDF leaves out, by element."""

Block = dict[str, Any]
Properties = dict[str, Any]


@dataclass
class Blocks:
    """The sections of a document; each has width, height, margins, header and footer (first and others), blocks."""

    sections: list[Block] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    """English messages that name what could not be carried over."""


def read_blocks(document: Any) -> Blocks:
    """The blocks of a python-docx ``document``."""
    return _Reader(document).read()


class _Reader:
    """Walks the body once; styles are resolved when first met."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.found = Blocks()
        self.styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self.resolved: dict[str, Properties] = {}
        defaults = document.styles.element.find(qn("w:docDefaults"))
        self.defaults = _properties(defaults) if defaults is not None else {}
        normal = [key for key, style in self.styles.items() if _is_default_paragraph(style)]
        self.normal = normal[0] if normal else ""
        self.marginals: dict[str, list[Block]] = {}

    def read(self) -> Blocks:
        """Split the body into sections."""
        blocks: list[Block] = []
        for child in self.document.element.body:
            if child.tag == f"{W}p":
                inner = child.find(f"{W}pPr/{W}sectPr")
                if inner is None:
                    blocks.append(self._paragraph(child))
                    continue
                self._section(inner, blocks)
                blocks = []
            elif child.tag == f"{W}tbl":
                blocks.append(self._table(child))
            elif child.tag == f"{W}sectPr":
                self._section(child, blocks)
        return self.found

    def _section(self, properties: Any, blocks: list[Block]) -> None:
        size, margins = properties.find(f"{W}pgSz"), properties.find(f"{W}pgMar")
        for each in properties:
            if each.tag in (f"{W}headerReference", f"{W}footerReference"):
                key = ("header" if each.tag.endswith("headerReference") else "footer") + "-" + each.get(f"{W}type")
                self.marginals[key] = self._marginal(each.get(qn("r:id")))
        titled = properties.find(f"{W}titlePg") is not None
        number = properties.find(f"{W}pgNumType")
        start = number.get(f"{W}start") if number is not None else None
        self.found.sections.append(
            {
                "width": _points(size, "w"),
                "height": _points(size, "h"),
                "margins": {side: _points(margins, side) for side in ("top", "bottom", "left", "right")},
                "header": self._marginals("header", titled),
                "footer": self._marginals("footer", titled),
                "start": int(start) if start else None,
                "blocks": blocks,
            }
        )

    def _marginals(self, kind: str, titled: bool) -> list[list[Block]]:
        """Blocks of the first page and of the others."""
        others = self.marginals.get(f"{kind}-default", [])
        return [self.marginals.get(f"{kind}-first", []) if titled else others, others]

    def _marginal(self, relation: str) -> list[Block]:
        part = self.document.part.rels[relation].target_part
        return [self._paragraph(each) for each in parse_xml(part.blob).iter(f"{W}p")]

    def _style(self, key: str) -> Properties:
        """The properties of a style with those it is based on."""
        if key not in self.resolved:
            style = self.styles.get(key)
            if style is None:
                return self.defaults
            self.resolved[key] = self.defaults
            based = style.find(f"{W}basedOn")
            above = self._style(based.get(f"{W}val")) if based is not None else self.defaults
            self.resolved[key] = above | _properties(style)
        return self.resolved[key]

    def _paragraph(self, element: Any) -> Block:
        own = element.find(f"{W}pPr")
        style = own.find(f"{W}pStyle") if own is not None else None
        properties = self._style(style.get(f"{W}val") if style is not None else self.normal)
        if own is not None:
            properties = properties | _of_paragraph(own)
            if own.find(f"{W}numPr") is not None:
                self.found.left_out.add(LEFT_OUT[f"{W}numPr"])
        runs: list[Block] = []
        for child in element:
            if child.tag == f"{W}r":
                self._run(child, properties, runs)
            elif child.tag == f"{W}fldSimple":
                self._field(child, properties, runs)
            elif child.tag in (f"{W}hyperlink", f"{W}ins", f"{W}smartTag", f"{W}sdt"):
                for run in child.iter(f"{W}r"):
                    self._run(run, properties, runs)
        kept = ("align", "before", "after", "line", "left", "right", "first", "keep", "border", "break", "size")
        return {"kind": "p", "runs": runs, **{key: properties[key] for key in kept if key in properties}}

    def _run(self, element: Any, properties: Properties, runs: list[Block]) -> None:
        own = element.find(f"{W}rPr")
        look = properties | _of_run(own) if own is not None else properties
        text: list[str] = []
        for child in element:
            if child.tag == f"{W}t":
                text.append(child.text or "")
            elif child.tag == f"{W}br":
                text.append("\n")
            elif child.tag == f"{W}tab":
                text.append("    ")
            elif child.tag == f"{W}noBreakHyphen":
                text.append("\u2011")
            elif child.tag == f"{W}instrText":
                _page(runs, child.text or "", look)
            elif child.tag in LEFT_OUT:
                self.found.left_out.add(LEFT_OUT[child.tag])
        if text:
            runs.append(_look(look) | {"text": "".join(text)})

    def _field(self, element: Any, properties: Properties, runs: list[Block]) -> None:
        if not _page(runs, element.get(f"{W}instr") or "", properties):
            for run in element.iter(f"{W}r"):
                self._run(run, properties, runs)

    def _table(self, element: Any) -> Block:
        form = element.find(f"{W}tblPr")
        widths = [int(each.get(f"{W}w") or 0) / TWIPS for each in element.iterfind(f"{W}tblGrid/{W}gridCol")]
        rows: list[list[Block]] = []
        head = 0
        for row in element.iterfind(f"{W}tr"):
            properties = row.find(f"{W}trPr")
            titled = properties is not None and properties.find(f"{W}tblHeader") is not None
            head += titled and head == len(rows)
            rows.append([self._cell(cell) for cell in row.iterfind(f"{W}tc")])
        return {"kind": "t", "widths": widths, "head": head, "lines": self._has_lines(form),
                "aside": _aside(form), "rows": _spans(rows)}  # fmt: skip

    def _has_lines(self, form: Any) -> bool:
        if form is None:
            return False
        borders = [form.find(f"{W}tblBorders")]
        style = form.find(f"{W}tblStyle")
        if borders[0] is None and style is not None and style.get(f"{W}val") in self.styles:
            borders = list(self.styles[style.get(f"{W}val")].iter(f"{W}tblBorders"))
        return any(side.get(f"{W}val") not in (None, "nil", "none") for each in borders if each is not None
                   for side in each)  # fmt: skip

    def _cell(self, element: Any) -> Block:
        form = element.find(f"{W}tcPr")
        span, fill, merge = 1, "", ""
        if form is not None:
            spanned, shade, merged = (form.find(f"{W}{name}") for name in ("gridSpan", "shd", "vMerge"))
            span = int(spanned.get(f"{W}val")) if spanned is not None else 1
            colour = shade.get(f"{W}fill") if shade is not None else None
            fill = f"#{colour}" if colour and colour != "auto" else ""
            merge = (merged.get(f"{W}val") or "continue") if merged is not None else ""
        blocks = [
            self._table(each) if each.tag == f"{W}tbl" else self._paragraph(each)
            for each in element
            if each.tag in (f"{W}p", f"{W}tbl")
        ]
        return {"span": span, "down": 1, "fill": fill, "merge": merge, "blocks": blocks}


def _aside(form: Any) -> float:
    """How far texts stay from the sides of cells; what Word does if nothing is said."""
    side = form.find(f"{W}tblCellMar/{W}left") if form is not None else None
    return 5.4 if side is None else int(side.get(f"{W}w")) / TWIPS


def _spans(rows: list[list[Block]]) -> list[list[Block]]:
    """Cells merged downwards become one cell with a height."""
    open_cells: dict[int, Block] = {}
    kept = []
    for row in rows:
        at, own = 0, []
        for cell in row:
            if cell["merge"] == "continue" and at in open_cells:
                open_cells[at]["down"] += 1
            else:
                open_cells[at] = cell
                own.append(cell)
            at += cell["span"]
        kept.append(own)
    return kept


def _is_default_paragraph(style: Any) -> bool:
    return bool(style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1")


def _properties(element: Any) -> Properties:
    """The paragraph and run properties of a style or of the defaults."""
    found: Properties = {}
    for own in (element.find(f"{W}pPr"), element.find(f"{W}pPrDefault/{W}pPr")):
        if own is not None:
            found |= _of_paragraph(own)
    for own in (element.find(f"{W}rPr"), element.find(f"{W}rPrDefault/{W}rPr")):
        if own is not None:
            found |= _of_run(own)
    return found


def _of_paragraph(own: Any) -> Properties:
    found: Properties = {}
    for child in own:
        name = child.tag.removeprefix(W)
        if name == "jc":
            found["align"] = {"center": "center", "right": "right", "end": "right", "both": "justify"}.get(
                child.get(f"{W}val"), "left"
            )
        elif name == "spacing":
            found |= _spacing(child)
        elif name == "ind":
            sides = {"left": "left", "start": "left", "right": "right", "end": "right", "firstLine": "first"}
            for key, side in sides.items():
                if child.get(f"{W}{key}") is not None:
                    found[side] = int(child.get(f"{W}{key}")) / TWIPS
            if child.get(f"{W}hanging") is not None:
                found["first"] = -int(child.get(f"{W}hanging")) / TWIPS
        elif name in ("keepNext", "pageBreakBefore"):
            found["keep" if name == "keepNext" else "break"] = child.get(f"{W}val") not in ("0", "false")
        elif name == "pBdr":
            found["border"] = child.find(f"{W}bottom") is not None
    return found


def _spacing(element: Any) -> Properties:
    found: Properties = {}
    for side in ("before", "after"):
        if element.get(f"{W}{side}") is not None:
            found[side] = int(element.get(f"{W}{side}")) / TWIPS
    if element.get(f"{W}line") is not None:
        line, exact = int(element.get(f"{W}line")), element.get(f"{W}lineRule") in ("exact", "atLeast")
        found["line"] = None if exact else line / 240
    return found


def _of_run(own: Any) -> Properties:
    found: Properties = {}
    for child in own:
        name = child.tag.removeprefix(W)
        if name in ("b", "i", "caps"):
            found[{"b": "bold", "i": "italic", "caps": "caps"}[name]] = child.get(f"{W}val") not in ("0", "false")
        elif name == "sz":
            found["size"] = int(child.get(f"{W}val")) / 2
        elif name == "u":
            found["under"] = child.get(f"{W}val") != "none"
        elif name == "color" and child.get(f"{W}val") != "auto":
            found["colour"] = f"#{child.get(f'{W}val')}"
    return found


def _look(properties: Properties) -> Block:
    kept = ("bold", "italic", "under", "size", "colour", "caps")
    return {key: properties[key] for key in kept if properties.get(key)}


def _page(runs: list[Block], instruction: str, look: Properties) -> bool:
    """Add a page number where a field asks for one."""
    name = instruction.split(maxsplit=1)[0].upper() if instruction.split() else ""
    if name in ("PAGE", "NUMPAGES"):
        runs.append(_look(look) | {"field": name})
        return True
    return False


def _points(element: Any, name: str) -> float:
    return int(element.get(f"{W}{name}")) / TWIPS
