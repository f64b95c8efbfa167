"""The distribution plan for signature, with its annexes: places, deliveries, donors."""

from __future__ import annotations

import pandas as pd

from allocator.language import N_, number, percent, tr
from allocator.report.documents import wording as say
from allocator.report.documents.facts import Facts
from allocator.report.documents.layout import Column, Layout
from allocator.report.documents.parts import bases, copies, opened, signature
from allocator.report.documents.request import Chosen, Page
from allocator.report.words import objective_name, objective_value, proof


def layout() -> Layout:
    """The template."""
    page = opened(tr("PLAN"), tr("Distribution of resources in support of children"), "{{ d.name }}")
    bases(page)
    page.paragraph(tr("{body} issues the plan of distribution as follows:", body="{{ d.head.issuer }}"))
    _body(page)
    _results(page)
    _carrying_out(page)
    signature(page)
    page.break_section(landscape=True)
    _places(page)
    page.break_section(landscape=True)
    _deliveries(page)
    page.break_section(landscape=True)
    _donors(page)
    page.between()
    return page


def _body(page: Layout) -> None:
    page.paragraph(tr("I. NEEDS AND RESOURCES"), "heading")
    page.paragraph(
        tr(
            "1. Needs of {units} places ({level}) still to be met, after what the state provides and what has been "
            "given already: **{need}** ({words}).",
            units="{{ d.units }}", level="{{ d.level }}", need="{{ d.need }}", words="{{ d.need_words }}",
        )
    )  # fmt: skip
    page.paragraph(
        tr(
            "2. Resources that may be distributed: **{supply}** ({words}), in {lots} gifts of {donors} donors; "
            "{used} of it ({share}) is used by this plan.",
            supply="{{ d.supply }}", words="{{ d.supply_words }}", lots="{{ d.lots }}", donors="{{ d.donors }}",
            used="{{ d.used }}", share="{{ d.used_share }}",
        )
    )  # fmt: skip
    page.paragraph(tr("II. HOW IT WAS DECIDED"), "heading")
    page.paragraph(
        tr(
            "Every condition that donors set is kept. Among all distributions that keep them, the plan follows these "
            "aims in order; no aim gives way to a later one:"
        )
    )
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.2, "middle"),
            Column(tr("Aim"), "{{ line.aim }}", 6.2),
            Column(tr("Reached"), "{{ line.reached }}", 3.6, "middle"),
            Column(tr("How good that is"), "{{ line.proof }}", 5.5),
        ],
        "d.aims",
    )


def _results(page: Layout) -> None:
    page.paragraph(tr("III. WHAT THE PLAN GIVES"), "heading")
    page.paragraph(
        tr(
            "The plan meets **{met}** ({words}), {share} of the need. Lowest share: {lowest} in {worst}; mean over all "
            "places: {mean}. By category:",
            met="{{ d.met }}", words="{{ d.met_words }}", share="{{ d.met_share }}", lowest="{{ d.lowest }}",
            worst="{{ d.worst }}", mean="{{ d.mean }}",
        )
    )  # fmt: skip
    page.table(
        [
            Column(tr("Category"), "{{ line.name }}", 5.5),
            Column(tr("Need ({currency})", currency="{{ d.currency }}"), "{{ line.need }}", 3.6, "number"),
            Column(tr("Met ({currency})", currency="{{ d.currency }}"), "{{ line.met }}", 3.6, "number"),
            Column(tr("Share met"), "{{ line.share }}", 1.9, "number"),
            Column(tr("Unmet ({currency})", currency="{{ d.currency }}"), "{{ line.unmet }}", 3.6, "number"),
        ],
        "d.categories",
        total=[tr("Total"), "{{ d.need_number }}", "{{ d.met_number }}", "{{ d.met_share }}", "{{ d.unmet_number }}"],
    )


def _carrying_out(page: Layout) -> None:
    page.paragraph(tr("IV. CARRYING OUT"), "heading")
    for text in (
        N_("1. Donors and those who deliver for them hand over as annex II says, with a record at every delivery."),
        N_(
            "2. The receiving places check, distribute to the children of the right age, and post the list of what was "
            "received where everyone can read it."
        ),
        N_(
            "3. What cannot be delivered as planned is reported at once to the issuing body, which has the plan "
            "computed anew; nobody redirects a gift on their own."
        ),
    ):
        page.paragraph(tr(text))
    page.paragraph(tr("4. Results are reported before {due}.", due="{{ d.head.report_due }}"))


def _annex(page: Layout, title: str, about: str) -> None:
    page.paragraph(title, "title")
    page.paragraph(about, "title")
    page.paragraph(tr("(with the plan No. {number})", number="{{ d.head.number }}"), "date")
    page.paragraph("", "small")


def _places(page: Layout) -> None:
    _annex(page, tr("ANNEX I"), tr("Needs and what is met, by place"))
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.4, "middle"),
            Column(tr("Place"), "{{ line.name }}", 7.0),
            Column(tr("Need ({currency})", currency="{{ d.currency }}"), "{{ line.need }}", 4.2, "number"),
            Column(tr("Met ({currency})", currency="{{ d.currency }}"), "{{ line.met }}", 4.2, "number"),
            Column(tr("Share met"), "{{ line.share }}", 2.2, "number"),
            Column(tr("Fair ideal"), "{{ line.fair }}", 2.2, "number"),
            Column(tr("Unmet ({currency})", currency="{{ d.currency }}"), "{{ line.unmet }}", 4.2, "number"),
        ],
        "g.lines",
        groups="d.groups",
        group="{{ g.name }}",
        total=[
            "",
            tr("Total"),
            "{{ d.need_number }}",
            "{{ d.met_number }}",
            "{{ d.met_share }}",
            "",
            "{{ d.unmet_number }}",
        ],
    )
    page.paragraph(
        tr("The fair ideal is the most even sharing that the conditions allow if everything could be divided at will."),
        "note",
    )


def _deliveries(page: Layout) -> None:
    _annex(page, tr("ANNEX II"), tr("What each place gets, from whom and when"))
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.4, "middle"),
            Column(tr("Item"), "{{ line.item }}", 6.0),
            Column(tr("Quantity"), "{{ line.quantity }}", 2.4, "number"),
            Column(tr("Unit"), "{{ line.unit }}", 1.8, "middle"),
            Column(tr("Value ({currency})", currency="{{ d.currency }}"), "{{ line.value }}", 3.6, "number"),
            Column(tr("Donor"), "{{ line.donor }}", 6.4),
            Column(tr("When"), "{{ line.when }}", 4.6),
        ],
        "g.lines",
        groups="d.places",
        group="{{ g.name }}",
        total=["", tr("Total"), "", "", "{{ d.given_number }}", "", ""],
    )
    page.paragraph(tr("In words: {words}.", words="{{ d.given_words }}"), "note")


def _donors(page: Layout) -> None:
    _annex(page, tr("ANNEX III"), tr("Donors and the use of their gifts"))
    page.table(
        [
            Column(tr("No."), "{{ line.no }}", 1.4, "middle"),
            Column(tr("Donor"), "{{ line.name }}", 7.0),
            Column(tr("Gifts"), "{{ line.lots }}", 1.8, "number"),
            Column(tr("Given ({currency})", currency="{{ d.currency }}"), "{{ line.given }}", 3.6, "number"),
            Column(tr("Delivered directly ({currency})", currency="{{ d.currency }}"), "{{ line.direct }}", 3.6,
                   "number"),
            Column(tr("Used by the plan ({currency})", currency="{{ d.currency }}"), "{{ line.used }}", 3.6, "number"),
            Column(tr("Unused ({currency})", currency="{{ d.currency }}"), "{{ line.unused }}", 3.4, "number"),
            Column(tr("Places served"), "{{ line.units }}", 2.0, "number"),
        ],
        "d.givers",
        total=["", tr("Total"), "{{ d.lots }}", *(f"{{{{ d.donors_{key} }}}}" for key in ("given", "direct", "used",
               "unused")), ""],
    )  # fmt: skip


def pages(facts: Facts, chosen: Chosen) -> list[Page]:
    """The plan, always whole."""
    view, measures = facts.view, facts.view.plan.measures
    head = facts.authority(facts.root).context("plan")
    worst = view.units.nsmallest(1, "coverage")
    content: dict[str, object] = {
        "head": head,
        "copies": copies(head["recipients"]),
        "name": view.name,
        "currency": facts.currency,
        "level": say.level(facts),
        "units": number(len(view.units)),
        "lots": number(len(view.lots)),
        "donors": number(len(view.donors)),
        "need": say.money(facts, measures.need_value),
        "need_words": say.money_in_words(facts, measures.need_value),
        "supply": say.money(facts, measures.supply_value),
        "supply_words": say.money_in_words(facts, measures.supply_value),
        "used": say.money(facts, measures.used_value),
        "used_share": say.share(measures.used_value, measures.supply_value),
        "met": say.money(facts, measures.met_value),
        "met_words": say.money_in_words(facts, measures.met_value),
        "met_share": say.share(measures.met_value, measures.need_value),
        "lowest": say.share(measures.coverage_min, 1.0),
        "worst": facts.place(str(worst["unit"].iloc[0])) if len(worst) else "–",
        "mean": say.share(measures.coverage_mean, 1.0),
        "need_number": number(measures.need_value),
        "met_number": number(measures.met_value),
        "unmet_number": number(measures.unmet_value),
        "given_number": number(facts.lines["value"].sum()),
        "given_words": say.money_in_words(facts, facts.lines["value"].sum()),
        "aims": [
            {
                "no": number(at),
                "aim": objective_name(each),
                "reached": objective_value(each, each.value, facts.currency),
                "proof": proof(each, facts.currency),
            }
            for at, each in enumerate(view.plan.objectives, 1)
        ],
        "categories": shares(view.categories.assign(name=[say.category(each) for each in view.categories["id"]])),
        "groups": _groups(facts),
        "places": _lines(facts),
        "givers": givers(view.donors),
    }
    content |= {f"donors_{key}": number(view.donors[key].sum()) for key in ("given", "direct", "used", "unused")}
    return [Page("", content)]


def shares(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Rows of a frame with name, need, met, unmet."""
    needs, met = frame["need"].tolist(), frame["met"].tolist()
    return say.as_rows(
        {
            "no": [number(at) for at in range(1, len(frame) + 1)],
            "name": [str(each) for each in frame["name"].tolist()],
            "need": [number(each) for each in needs],
            "met": [number(each) for each in met],
            "share": [say.share(one, other) for one, other in zip(met, needs, strict=True)],
            "unmet": [number(each) for each in frame["unmet"].tolist()],
        }
    )


def _groups(facts: Facts) -> list[dict[str, object]]:
    """Units by the place above them."""
    found: list[dict[str, object]] = []
    for group, units in facts.units.groupby("group", sort=False):
        lines = shares(units)
        for line, fair in zip(lines, units["fair"].tolist(), strict=True):
            line["fair"] = percent(fair, 1)
        need, met = units["need"].sum(), units["met"].sum()
        name = tr(
            "{name}: {met} of {need} {currency} ({share})",
            name=facts.view.names.places.get(str(group), str(group)) or tr("Other places"),
            met=number(met), need=number(need), currency=facts.currency, share=say.share(met, need),
        )  # fmt: skip
        found.append({"name": name, "lines": lines})
    return found


def _lines(facts: Facts) -> list[dict[str, object]]:
    """What each place gets, ages and periods together, in the order of annex I."""
    frame = facts.in_order(say.joined(facts, facts.lines, ["place_id", "item_id", "donor_id"]))
    totals = frame.groupby("place_id")["value"].sum()
    text = N_("{name}: {value} {currency}")
    return [
        {
            "name": tr(text, name=facts.place(place), value=number(totals[place]), currency=facts.currency),
            "lines": lines,
        }
        for (place,), lines in say.rows_by(facts, frame, ["place_id"]).items()
    ]


def givers(donors: pd.DataFrame) -> list[dict[str, str]]:
    """Rows of View.donors."""
    columns = {key: [number(each) for each in donors[key].tolist()] for key in ("lots", "units")}
    columns |= {key: [number(each) for each in donors[key].tolist()] for key in ("given", "direct", "used", "unused")}
    numbers = [number(at) for at in range(1, len(donors) + 1)]
    return say.as_rows({"no": numbers, "name": donors["name"].tolist(), **columns})
