"""The public notice for each place: who gets what, from whom, when, and how it was decided."""

from __future__ import annotations

from allocator.language import number, quantity, tr
from allocator.report.documents import wording as say
from allocator.report.documents.facts import Facts
from allocator.report.documents.layout import Column, Layout
from allocator.report.documents.parts import children_paragraph, copies, opened, reached, signature
from allocator.report.documents.request import Chosen, Page
from allocator.report.view import named
from allocator.report.words import REASONS, word


def layout() -> Layout:
    """The template."""
    page = opened(tr("NOTICE"), tr("Support for children in {place}", place="{{ d.place }}"))
    page.paragraph(
        tr(
            "{body} makes public the support for children in {place} under the plan “{name}”.",
            body="{{ d.head.issuer }}", place="{{ d.place }}", name="{{ d.name }}",
        )
    )  # fmt: skip
    page.paragraph(
        tr(
            "Need still to be met: {need}. The plan meets **{met}**, {share} of it.",
            need="{{ d.need }}", met="{{ d.met }}", share="{{ d.share }}",
        )
    )  # fmt: skip
    children_paragraph(page)
    page.paragraph(tr("1. What is given, to whom, by whom and when"), "heading")
    page.loop("if d.lines")
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.1, "middle"),
            Column(tr("Item"), "{{ line.item }}", 3.6),
            Column(tr("For"), "{{ line.age }}", 2.8),
            Column(tr("Quantity"), "{{ line.quantity }}", 1.8, "number"),
            Column(tr("Unit"), "{{ line.unit }}", 1.4, "middle"),
            Column(tr("Donor"), "{{ line.donor }}", 3.6),
            Column(tr("When"), "{{ line.when }}", 4.0),
        ],
        "d.lines",
    )
    page.loop("else")
    page.paragraph(tr("This plan has no gift for this place."))
    page.loop("endif")
    page.paragraph(tr("2. What is still needed"), "heading")
    page.loop("if d.unmet")
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.1, "middle"),
            Column(tr("Item"), "{{ line.item }}", 6.0),
            Column(tr("Still needed"), "{{ line.quantity }}", 2.6, "number"),
            Column(tr("Unit"), "{{ line.unit }}", 1.6, "middle"),
            Column(tr("Why"), "{{ line.why }}", 6.9),
        ],
        "d.unmet",
    )
    page.loop("else")
    page.paragraph(tr("Everything that was needed is met."))
    page.loop("endif")
    _decided(page)
    signature(page)
    page.between()
    return page


def _decided(page: Layout) -> None:
    page.paragraph(tr("3. How it was decided"), "heading")
    page.paragraph(
        tr(
            "Needs were assessed place by place; what the state provides and what was given already was subtracted. "
            "Every condition of the donors is kept. Within them as much need as possible is met, urgent needs first; "
            "then the places worst off are raised first, so that nobody could be given more without taking from "
            "someone worse off; then the same help from several givers to one place is avoided."
        )
    )
    page.paragraph(
        tr(
            "The lowest share of all places is {lowest}, the mean {mean}. Questions and objections: {contact}.",
            lowest="{{ d.lowest }}", mean="{{ d.mean }}", contact="{{ d.head.contact }}",
        )
    )  # fmt: skip


def pages(facts: Facts, chosen: Chosen) -> list[Page]:
    """One notice a unit, those of one district together."""
    measures = facts.view.plan.measures
    given = say.joined(facts, facts.lines, ["unit", "item_id", "age_group_id", "donor_id"])
    lines = say.rows_by(facts, given, ["unit"])
    unmet = _unmet(facts)
    children = facts.children().groupby("unit").sum()
    shared = {
        "name": facts.view.name,
        "lowest": say.share(measures.coverage_min, 1.0),
        "mean": say.share(measures.coverage_mean, 1.0),
    }
    found = []
    columns = (facts.units[name].tolist() for name in ("unit", "need", "met"))
    for unit, need, met in zip(*columns, strict=True):
        if chosen.places is not None and unit not in chosen.places:
            continue
        head = facts.authority(facts.root).context("notice")
        content: dict[str, object] = shared | {
            "head": head,
            "copies": copies(head["recipients"]),
            "place": facts.place(unit),
            "need": say.money(facts, need),
            "met": say.money(facts, met),
            "share": say.share(met, need),
            "children": reached(children.get(unit, 0.0)),
            "lines": lines.get((unit,), []),
            "unmet": unmet.get(unit, []),
        }
        found.append(Page(f"{unit} {facts.place(unit)}", content))
    return found


def _unmet(facts: Facts) -> dict[str, list[dict[str, str]]]:
    """What each unit still needs by item, what is worth most first, and the reason of most of it."""
    names, keys = facts.view.names, ["unit", "item_id"]
    cells = facts.cells[facts.cells["unmet"] > 0]
    cells = cells.assign(lack=cells["unmet"] * cells["value"]).sort_values("lack", ascending=False, kind="stable")
    found = cells.groupby(keys, sort=False).agg(
        quantity=("unmet", "sum"), lack=("lack", "sum"), reason=("reason", "first")
    )
    found = found.reset_index().sort_values("lack", ascending=False, kind="stable", ignore_index=True)
    rows = say.as_rows(
        {
            "no": [number(each) for each in (found.groupby("unit").cumcount() + 1).tolist()],
            "item": named(found["item_id"], names.items).tolist(),
            "quantity": [quantity(each) for each in found["quantity"].tolist()],
            "unit": named(found["item_id"], names.units).tolist(),
            "why": [word(REASONS, each) for each in found["reason"].tolist()],
        }
    )
    by_unit: dict[str, list[dict[str, str]]] = {}
    for unit, row in zip(found["unit"].tolist(), rows, strict=True):
        by_unit.setdefault(unit, []).append(row)
    return by_unit
