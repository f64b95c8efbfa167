"""The letter to each donor: what was asked, what is done with it, whom it reaches, and thanks."""

from __future__ import annotations

import pandas as pd

from allocator.language import number, quantity, tr
from allocator.report.documents import wording as say
from allocator.report.documents.facts import Facts
from allocator.report.documents.layout import Column, Layout
from allocator.report.documents.parts import children_paragraph, copies, opened, reached, signature
from allocator.report.documents.request import Chosen, Page


def layout() -> Layout:
    """The template."""
    page = opened()
    page.paragraph(tr("To: {donor}", donor="**{{ d.donor }}**"), "center")
    page.paragraph("", "small")
    page.paragraph(
        tr(
            "{body} thanks you sincerely for your support of the children of the poorest communes. Under the plan "
            "“{name}” we report to you how your gifts are used.",
            body="{{ d.head.issuer }}", name="{{ d.name }}",
        )
    )  # fmt: skip
    page.paragraph(
        tr(
            "You gave **{given}** in all ({words}). The plan uses {used} of it in {units} places ({level}).",
            given="{{ d.given }}", words="{{ d.given_words }}", used="{{ d.used }}", units="{{ d.units }}",
            level="{{ d.level }}",
        )
    )  # fmt: skip
    children_paragraph(page)
    page.paragraph(tr("1. What you asked and what is done"), "heading")
    page.table(
        [
            Column(tr("Gift"), "{{ line.gift }}", 3.7),
            Column(tr("Your conditions"), "{{ line.conditions }}", 6.0),
            Column(tr("Used"), "{{ line.used }}", 2.9, "number"),
            Column(tr("Left"), "{{ line.left }}", 2.2, "number"),
            Column(tr("Remark"), "{{ line.why }}", 2.9),
        ],
        "d.gifts",
    )
    page.loop("if d.lines")
    page.paragraph(tr("2. Where your gifts go"), "heading")
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.2, "middle"),
            Column(tr("Place"), "{{ line.place }}", 5.6),
            Column(tr("Item"), "{{ line.item }}", 4.6),
            Column(tr("Quantity"), "{{ line.quantity }}", 2.0, "number"),
            Column(tr("Unit"), "{{ line.unit }}", 1.4, "middle"),
            Column(tr("Value ({currency})", currency="{{ d.currency }}"), "{{ line.value }}", 2.9, "number"),
        ],
        "d.lines",
        total=["", tr("Total"), "", "", "", "{{ d.total }}"],
    )
    page.loop("endif")
    page.paragraph(
        tr(
            "Every condition you set is kept in every line of the plan, and anyone may check it. We hope for your "
            "continued company."
        )
    )
    page.paragraph(tr("With respect."))
    signature(page)
    page.between()
    return page


def pages(facts: Facts, chosen: Chosen) -> list[Page]:
    """One letter a donor, in the order of their names."""
    view = facts.view
    tables = facts.inputs.tables
    lines = dict(list(facts.lines.groupby("donor_id", sort=False)))
    frame = facts.in_order(say.joined(facts, facts.lines, ["donor_id", "place_id", "item_id"]))
    totals = frame.groupby("donor_id")["value"].sum()
    where = say.rows_by(facts, frame, ["donor_id"])
    lots = view.lots.merge(tables.lots.drop(columns=["donor_id", "kind", "item_id", "quantity"]), on="lot_id")
    own = dict(list(lots.groupby("donor_id", sort=False)))
    head = facts.authority(facts.root).context("letter")
    found = []
    for giver in facts.by_name(view.donors).to_dict("records"):
        donor = str(giver["donor_id"])
        if chosen.donors is not None and donor not in chosen.donors:
            continue
        given = lines.get(donor)
        served = 0.0 if given is None else float(facts.children(given).sum())
        content: dict[str, object] = {
            "head": head,
            "copies": copies(head["recipients"]),
            "name": view.name,
            "donor": giver["name"],
            "currency": facts.currency,
            "given": say.money(facts, giver["given"]),
            "given_words": say.money_in_words(facts, giver["given"]),
            "used": say.money(facts, giver["used"] + giver["direct"]),
            "units": number(giver["units"]),
            "level": say.level(facts),
            "children": reached(served),
            "gifts": _gifts(facts, own[donor]),
            "lines": where.get((donor,), []),
            "total": number(totals.get(donor, 0.0)),
        }
        found.append(Page(f"{donor} {giver['name']}", content))
    return found


def _gifts(facts: Facts, lots: pd.DataFrame) -> list[dict[str, str]]:
    """Each gift with its conditions and its use."""
    found = []
    for lot in lots.to_dict("records"):
        unit = facts.currency if lot["kind"] == "cash" else facts.view.names.units.get(str(lot["item_id"]), "")
        used = lot["unused"] if lot["why_unused"] == "direct" else lot["used"]
        left = lot["quantity"] - used
        found.append(
            {
                "gift": say.gift(facts, lot),
                "conditions": say.conditions(facts, lot),
                "used": f"{quantity(used)} {unit}".strip(),
                "left": f"{quantity(left)} {unit}".strip() if left > 1e-9 else "0",
                "why": say.why_unused(str(lot["why_unused"])),
            }
        )
    return found
