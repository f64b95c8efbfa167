"""Delivery notes: one a stop (who delivers to which place), each period with its line for receipt and signature."""

from __future__ import annotations

from allocator.language import tr
from allocator.report.documents import wording as say
from allocator.report.documents.facts import Facts
from allocator.report.documents.layout import Column, Layout
from allocator.report.documents.parts import motto
from allocator.report.documents.request import Chosen, Page

DOTS = "………………"


def layout() -> Layout:
    """The template."""
    page = Layout(numbered=False)
    page.loop("for d in documents")
    page.columns(
        [("top", "{{ d.head.parent }}"), ("top", "**{{ d.head.body }}**"), ("rule", "2.4")], motto(), share=0.45
    )
    page.paragraph(tr("RECORD OF DELIVERY"), "title")
    page.paragraph(tr("No. {number}", number="{{ d.number }}"), "center")
    page.paragraph("", "small")
    page.paragraph(tr("Plan: {name}.", name="{{ d.name }}"), "plain")
    page.paragraph(tr("Delivered by: {provider}", provider="**{{ d.provider }}**"), "plain")
    page.paragraph(tr("represented by {dots} function {dots} telephone {dots}", dots=DOTS), "plain")
    page.paragraph(tr("Received by: {place}", place="**{{ d.place }}**"), "plain")
    page.paragraph(tr("represented by {dots} function {dots} telephone {dots}", dots=DOTS), "plain")
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.1, "middle"),
            Column(tr("Item"), "{{ line.item }}", 4.2),
            Column(tr("For"), "{{ line.age }}", 3.2),
            Column(tr("Unit"), "{{ line.unit }}", 1.3, "middle"),
            Column(tr("By the plan"), "{{ line.quantity }}", 1.9, "number"),
            Column(tr("Received"), "", 1.9),
            Column(tr("Donor"), "{{ line.donor }}", 4.0),
        ],
        "g.lines",
        groups="d.groups",
        group=tr("{when}. Delivered on …… / …… / ……… Signed by who received: {dots}", when="{{ g.when }}", dots=DOTS),
    )
    page.paragraph(tr("Condition of the goods, remarks: {dots}", dots=DOTS * 3), "plain")
    page.columns(
        [("center", f"**{tr('DELIVERED BY')}**"), ("date", tr("(signature, full name)")), *[("center", "")] * 3],
        [("center", f"**{tr('RECEIVED BY')}**"), ("date", tr("(signature, full name, seal)"))],
        share=0.5,
    )
    page.between()
    return page


def pages(facts: Facts, chosen: Chosen) -> list[Page]:
    """One note a stop, by place, then by who delivers."""
    names, lines = facts.view.names, chosen.lines(facts.lines)
    keys = ["place_id", "provider_id", "period_id"]
    frame = say.joined(facts, lines, [*keys, "item_id", "age_group_id", "donor_id"])
    when = {each: at for at, each in enumerate([*names.periods, ""])}
    frame = frame.assign(at=frame["period_id"].map(when)).sort_values(["provider_id", "at"], kind="stable")
    frame = facts.in_order(frame)
    head = facts.authority(facts.root).context("delivery")
    called = {each: say.periods(facts, (each,)) for each in when}
    stops: dict[tuple[str, str], list[dict[str, object]]] = {}
    for (place, provider, period), rows in say.rows_by(facts, frame, keys).items():
        stops.setdefault((place, provider), []).append({"when": called[period], "lines": rows})
    return [
        Page(
            f"{place} {provider}",
            {
                "head": head,
                "name": facts.view.name,
                "number": f"{place}/{provider}",
                "provider": facts.donor(provider),
                "place": facts.place(place),
                "groups": groups,
            },
        )
        for (place, provider), groups in stops.items()
    ]
