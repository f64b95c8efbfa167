"""The annual report, of the whole plan and of each group of places (district), with targets against results."""

from __future__ import annotations

import pandas as pd

from allocator.language import N_, number, quantity, tr
from allocator.report.documents import wording as say
from allocator.report.documents.facts import Facts
from allocator.report.documents.layout import Column, Layout
from allocator.report.documents.parts import bases, children_paragraph, copies, opened, reached, signature
from allocator.report.documents.request import Chosen, Page
from allocator.report.view import named
from allocator.report.words import REASONS, in_tables, word

AMOUNTS = ("need", "entitlement", "given", "met", "done", "unmet")


def layout() -> Layout:
    """The template."""
    page = opened(
        tr("REPORT"), tr("Support for children: targets and results, {place}", place="{{ d.place }}"), "{{ d.name }}"
    )
    bases(page)
    page.paragraph(tr("To:"), "heading")
    page.loop("for each in d.head.reports_to")
    page.paragraph("- {{ each }};", "plain")
    page.loop("endfor")
    page.paragraph(tr("(to be sent before {due})", due="{{ d.head.report_due }}"), "note")
    page.paragraph(tr("I. TARGETS AND RESULTS"), "heading")
    page.paragraph(
        tr(
            "Assessed need of {units} places: **{need}**. With what the state provides ({entitlement}), what was given "
            "already ({given}) and what this plan distributes ({met}), **{done}** is reached, {share} of the need; "
            "{unmet} remains.",
            **{key: f"{{{{ d.{key} }}}}" for key in ("units", *AMOUNTS, "share")},
        )
    )
    children_paragraph(page)
    page.paragraph(tr("1. By category"), "heading")
    _results(page, tr("Category"), "d.categories")
    page.paragraph(tr("2. By period"), "heading")
    _results(page, tr("Period"), "d.periods")
    page.loop("if d.goods")
    page.paragraph(tr("3. By item"), "heading")
    _items(page)
    page.loop("endif")
    page.paragraph(tr("4. By place"), "heading")
    _results(page, tr("Place"), "d.places")
    page.loop("if d.expected")
    page.paragraph(tr("5. Targets set for the plan"), "heading")
    page.table(
        [
            Column(tr("Target"), "{{ line.clause }}", 9.0),
            Column(tr("Result"), "{{ line.result }}", 7.5),
        ],
        "d.expected",
    )
    page.loop("endif")
    _rest(page)
    signature(page)
    page.between()
    return page


def _results(page: Layout, title: str, rows: str) -> None:
    """A table of targets against results, in millions of the currency or its units."""
    page.paragraph(tr("Unit: {unit}", unit="{{ d.unit }}"), "unit")
    page.table(
        [
            Column(title, "{{ line.name }}", 4.4),
            Column(tr("Need"), "{{ line.need }}", 2.2, "number"),
            Column(tr("By the state"), "{{ line.entitlement }}", 2.2, "number"),
            Column(tr("Already given"), "{{ line.given }}", 2.0, "number"),
            Column(tr("By this plan"), "{{ line.met }}", 2.2, "number"),
            Column(tr("Reached"), "{{ line.share }}", 1.8, "number"),
            Column(tr("Remaining"), "{{ line.unmet }}", 2.2, "number"),
        ],
        rows,
        total=[tr("Total"), *(f"{{{{ d.total.{key} }}}}" for key in ("need", "entitlement", "given", "met", "share",
               "unmet"))],
    )  # fmt: skip


def _items(page: Layout) -> None:
    page.table(
        [
            Column(tr("Item"), "{{ line.name }}", 5.0),
            Column(tr("Unit"), "{{ line.unit }}", 1.4, "middle"),
            Column(tr("Need"), "{{ line.need }}", 2.1, "number"),
            Column(tr("By the state"), "{{ line.entitlement }}", 2.1, "number"),
            Column(tr("Already given"), "{{ line.given }}", 1.9, "number"),
            Column(tr("By this plan"), "{{ line.met }}", 2.1, "number"),
            Column(tr("Reached"), "{{ line.share }}", 1.8, "number"),
            Column(tr("Remaining"), "{{ line.unmet }}", 2.1, "number"),
        ],
        "d.goods",
    )


def _rest(page: Layout) -> None:
    page.paragraph(tr("II. WHAT STANDS IN THE WAY"), "heading")
    page.loop("for line in d.reasons")
    page.paragraph("- {{ line }}", "plain")
    page.loop("endfor")
    page.paragraph(tr("III. PROPOSALS"), "heading")
    page.paragraph("……………………………………………………………………………………………………………………………………………………", "plain")


def pages(facts: Facts, chosen: Chosen) -> list[Page]:
    """The report of the whole, then one for each group of places; for chosen places only those of their groups."""
    whole = [] if chosen.places is not None else [Page("", _content(facts, facts.root, facts.cells))]
    parts = []
    groups = dict(zip(facts.units["unit"], facts.units["group"], strict=True))
    cells = facts.cells.assign(group=facts.cells["unit"].map(groups).fillna("").astype("str"))
    for group in facts.view.groups["id"].tolist():
        if chosen.places is None or group in chosen.places:
            own = cells[cells["group"] == group]
            parts.append(Page(f"{group} {facts.view.names.places.get(group, group)}", _content(facts, group, own)))
    return [*whole, *parts]


def _content(facts: Facts, place: str, cells: pd.DataFrame) -> dict[str, object]:
    names = facts.view.names
    values = results(cells)
    scale, unit = in_tables(results(facts.cells)["need"].sum(), facts.currency)
    head = facts.authority(place).context("annual")
    total = values[list(AMOUNTS)].sum()
    whole = place == facts.root
    by_place = values.assign(place=cells["unit"])
    if whole and len(facts.view.groups):
        above = dict(zip(facts.units["unit"], facts.units["group"], strict=True))
        by_place["place"] = cells["unit"].map(above).fillna(cells["unit"])
    order = [*facts.view.groups["id"], *facts.units["unit"]]
    children = facts.children()
    served = children[children.index.get_level_values("unit").isin(cells["unit"])].sum()
    content: dict[str, object] = {
        "head": head,
        "copies": copies(head["recipients"]),
        "name": facts.view.name,
        "place": names.places.get(place, place) or facts.view.name,
        "units": number(cells["unit"].nunique()),
        "unit": unit,
        "share": say.share(total["done"], total["need"]),
        "children": reached(served),
        "categories": _shown(by(values, cells["category"]), list(facts.view.categories["id"]), say.category, scale),
        "periods": _shown(by(values, cells["period_id"]), [*names.periods, ""], lambda p: say.periods(facts, (p,)),
                          scale),
        "goods": _quantities(facts, cells),
        "places": _shown(by(by_place, by_place["place"]), order, lambda p: names.places.get(p, p), scale),
        "total": _texts(total.to_frame().T, scale)[0],
        "expected": _expected(facts) if whole else [],
        "reasons": _reasons(facts, cells),
    }  # fmt: skip
    return content | {key: say.money(facts, total[key]) for key in AMOUNTS}


def results(cells: pd.DataFrame) -> pd.DataFrame:
    """Targets and results of each cell in value: need, entitlement, given, met, done, unmet (the rest of the need)."""
    amounts = cells.assign(given=cells["ledger"] + cells["direct"])
    found = amounts[["need", "entitlement", "given", "met", "done"]].mul(cells["value"], axis=0)
    return found.assign(unmet=cells["unmet"] * cells["value"])


def by(values: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    """Sums of :func:`results` by ``key``."""
    return values[list(AMOUNTS)].groupby(key.to_numpy()).sum()


def _shown(sums: pd.DataFrame, order: list[str], called: object, scale: float) -> list[dict[str, str]]:
    """Rows in ``order`` with the names that ``called`` gives."""
    assert callable(called)
    kept = sums.loc[[each for each in order if each in sums.index]]
    lines = _texts(kept, scale)
    for line, each in zip(lines, kept.index.tolist(), strict=True):
        line["name"] = called(each)
    return lines


def _texts(sums: pd.DataFrame, scale: float) -> list[dict[str, str]]:
    columns = {key: [number(each / scale, 1 if scale > 1 else 0) for each in sums[key].tolist()] for key in AMOUNTS}
    shares = [say.share(a, b) for a, b in zip(sums["done"].tolist(), sums["need"].tolist(), strict=True)]
    return say.as_rows({**columns, "share": shares})


def _quantities(facts: Facts, cells: pd.DataFrame) -> list[dict[str, str]]:
    """Targets and results by item, in its own unit."""
    amounts = cells.assign(given=cells["ledger"] + cells["direct"])
    sums = amounts.groupby("item_id")[list(AMOUNTS)].sum()
    sums = sums.loc[[each for each in facts.view.names.items if each in sums.index]].reset_index()
    names = facts.view.names
    columns = {key: [quantity(each) for each in sums[key].tolist()] for key in AMOUNTS}
    shares = [say.share(a, b) for a, b in zip(sums["done"].tolist(), sums["need"].tolist(), strict=True)]
    called, unit = named(sums["item_id"], names.items).tolist(), named(sums["item_id"], names.units).tolist()
    return say.as_rows({"name": called, "unit": unit, **columns, "share": shares})


def _expected(facts: Facts) -> list[dict[str, str]]:
    """The ``expect`` clauses of the scenario and whether the plan keeps them."""
    clauses = facts.view.expectations["clauses"]
    assert isinstance(clauses, list)
    return [
        {
            "clause": str(each["clause"]),
            "result": tr("kept") if each["kept"] else tr("not kept: it is {actual}", actual=number(each["actual"], 3)),
        }
        for each in clauses
    ]


def _reasons(facts: Facts, cells: pd.DataFrame) -> list[str]:
    """Why needs are not met, with the value that each reason stands for, the largest first."""
    short = cells[cells["unmet"] > 0]
    sums = (short["unmet"] * short["value"]).groupby(short["reason"]).sum().sort_values(ascending=False, kind="stable")
    text = N_("{reason}: {value}")
    return [
        tr(text, reason=word(REASONS, str(reason)), value=say.money(facts, value))
        for reason, value in zip(sums.index.tolist(), sums.tolist(), strict=True)
    ] or [tr("Everything that was needed is met.")]
