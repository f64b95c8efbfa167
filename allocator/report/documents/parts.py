"""Parts that several templates have: letterhead, legal bases, signature and copies."""

from __future__ import annotations

from allocator.language import number, tr
from allocator.report.documents.layout import Layout


def opened(*titles: str) -> Layout:
    """A template whose documents each begin with the letterhead, then ``titles``, underlined."""
    page = Layout()
    page.loop("for d in documents")
    _letterhead(page)
    for title in titles:
        page.paragraph(title, "title")
    if titles:
        page.rule(4.0)
    return page


def _letterhead(page: Layout) -> None:
    """Issuing body and number on the left; the state's name, its motto, place and date on the right."""
    page.columns(
        [
            ("top", "{{ d.head.parent }}"),
            ("top", "**{{ d.head.body }}**"),
            ("rule", "2.4"),
            ("center", tr("No.: {number}", number="{{ d.head.number }}")),
        ],
        [*motto(), ("date", "{{ d.head.date }}")],
        share=0.45,
    )
    page.paragraph("", "small")


def motto() -> list[tuple[str, str]]:
    """The state's name and its motto, underlined."""
    return [
        ("top", f"**{tr('SOCIALIST REPUBLIC OF VIET NAM')}**"),
        ("center", f"**{tr('Independence - Freedom - Happiness')}**"),
        ("rule", "5.2"),
    ]


def bases(page: Layout) -> None:
    """What the document is based on."""
    page.loop("for basis in d.head.legal_bases")
    page.paragraph("{{ basis }};", "basis")
    page.loop("endfor")


def signature(page: Layout) -> None:
    """Copies on the left, title and name of who signs on the right."""
    page.paragraph("", "small")
    title = [("center", "**{{ d.head.title }}**"), ("date", tr("(signature, full name, seal)"))]
    page.columns(
        [("small", f"**{tr('Copies to:')}**"), ("small", "{{ d.copies }}")],
        [*title, *([("center", "")] * 3), ("center", "**{{ d.head.name }}**")],
    )


def copies(recipients: object) -> str:
    """The lines of the copies, one below the other."""
    assert isinstance(recipients, list)
    return "\n".join(f"- {each};" for each in [*recipients, tr("File.")])[:-1] if recipients else ""


def children_paragraph(page: Layout) -> None:
    """How many children are reached, where needs tell."""
    page.loop("if d.children")
    page.paragraph(
        tr(
            "What the plan gives is about the whole need of **{children}** children (an estimate; a child of whose "
            "need half is met counts half).",
            children="{{ d.children }}",
        )
    )
    page.loop("endif")


def reached(children: float) -> str:
    """A number of children; nothing where it rounds to none."""
    return number(children) if children >= 0.5 else ""
