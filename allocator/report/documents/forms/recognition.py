"""The list of donors for recognition, by kind of donor."""

from __future__ import annotations

from allocator.language import number, tr
from allocator.report.documents import wording as say
from allocator.report.documents.facts import Facts
from allocator.report.documents.forms.plan import givers
from allocator.report.documents.layout import Column, Layout
from allocator.report.documents.parts import copies, opened, signature
from allocator.report.documents.request import Chosen, Page


def layout() -> Layout:
    """The template."""
    page = opened(tr("LIST"), tr("Donors proposed for recognition"), "{{ d.name }}")
    page.paragraph(
        tr(
            "{donors} donors gave {given} ({words}) in {lots} gifts. Within each kind of donor those who gave most "
            "come first.",
            donors="{{ d.donors }}", given="{{ d.given }}", words="{{ d.given_words }}", lots="{{ d.lots }}",
        )
    )  # fmt: skip
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.1, "middle"),
            Column(tr("Donor"), "{{ line.name }}", 5.6),
            Column(tr("Gifts"), "{{ line.lots }}", 1.5, "number"),
            Column(tr("Given ({currency})", currency="{{ d.currency }}"), "{{ line.given }}", 3.2, "number"),
            Column(tr("Put to use ({currency})", currency="{{ d.currency }}"), "{{ line.put }}", 3.2, "number"),
            Column(tr("Places served"), "{{ line.units }}", 1.7, "number"),
            Column(tr("Proposed form"), "", 2.4),
        ],
        "g.lines",
        groups="d.classes",
        group="{{ g.name }}",
        total=["", tr("Total"), "{{ d.lots }}", "{{ d.given_number }}", "{{ d.put_number }}", "", ""],
    )
    signature(page)
    page.between()
    return page


def pages(facts: Facts, chosen: Chosen) -> list[Page]:
    """The list, always whole."""
    donors = facts.by_name(facts.view.donors).sort_values("given", ascending=False, kind="stable", ignore_index=True)
    donors = donors.assign(put=donors["used"] + donors["direct"])
    head = facts.authority(facts.root).context("recognition")
    classes = []
    for kind, own in donors.groupby("class", sort=False):
        lines = givers(own)
        for line, put in zip(lines, own["put"].tolist(), strict=True):
            line["put"] = number(put)
        name = str(kind) or tr("Other donors")
        text = tr("{kind}: {count} donors, {given}", kind=name[0].upper() + name[1:], count=number(len(own)),
                  given=say.money(facts, own["given"].sum()))  # fmt: skip
        classes.append({"name": text, "lines": lines})
    content: dict[str, object] = {
        "head": head,
        "copies": copies(head["recipients"]),
        "name": facts.view.name,
        "currency": facts.currency,
        "donors": number(len(donors)),
        "lots": number(donors["lots"].sum()),
        "given": say.money(facts, donors["given"].sum()),
        "given_words": say.money_in_words(facts, donors["given"].sum()),
        "given_number": number(donors["given"].sum()),
        "put_number": number(donors["put"].sum()),
        "classes": classes,
    }
    return [Page("", content)]
