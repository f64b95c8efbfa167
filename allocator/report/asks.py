"""What to ask donors for, in words, as tables, as a workbook and as one page to send."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, StrictUndefined

from allocator.ask.asks import Ask, Asks
from allocator.language import N_, current, number, percent, quantity, tr
from allocator.plan.csvs import write_csv
from allocator.report.page import template_text
from allocator.report.view import View, named
from allocator.report.words import CATEGORIES, REASONS, money
from allocator.report.workbook import Column, amounts, new_book, write_sheet

EACH_AREA = 3
"""Items of an area on the page."""

ON_PAGE, CLAUSES_ON_PAGE, GIFTS_ON_PAGE = 12, 3, 4
"""Lines of each table on the page: what makes one sheet of A4."""

LET_GO = {
    "places": N_("the places it may go to"),
    "items": N_("the categories and items it may be used for"),
    "age_groups": N_("its age groups"),
    "periods": N_("its first and last period"),
}


def ask_text(view: View, ask: Ask) -> str:
    """What to ask for, in a sentence."""
    each, names = ask.candidate, view.names
    if each.kind == "cash":
        return tr("{amount} in money without conditions", amount=money(each.value, view.currency))
    if each.kind == "gift":
        parts = [names.ages.get(each.age, each.age), names.periods.get(each.period, each.period)]
        parts.append(names.places.get(each.place, each.place))
        return tr(
            "{quantity} {unit} of {item} ({scope})",
            quantity=quantity(each.quantity),
            unit=names.units.get(each.item, ""),
            item=names.items.get(each.item, each.item),
            scope=", ".join(part for part in parts if part),
        )
    donor = names.donors.get(each.donor, each.donor)
    text = N_("{donor} lets go, for {lots}: {clause}")
    return tr(text, donor=donor, lots=", ".join(each.lots), clause=tr(LET_GO[each.clause]))


def effect_text(view: View, ask: Ask) -> str:
    """What it does, in a sentence."""
    found = ask.effect
    said = []
    for tier, change in found.unmet:
        if abs(change) >= 1.0:
            text = (
                N_("{amount} less unmet, priority {tier}") if change < 0 else N_("{amount} more unmet, priority {tier}")
            )
            said.append(tr(text, amount=money(abs(change), view.currency), tier=tier))
    before, after = (percent(each, 1) for each in found.lowest)
    if before != after:
        rises = N_("the lowest share goes from {before} ({one}) to {after} ({two})")
        one, two = (view.names.places.get(unit, unit) for unit in found.lowest_unit)
        said.append(tr(rises, before=before, after=after, one=one, two=two))
    if abs(found.children) >= 1.0:
        text = (
            N_("about {count} more children covered")
            if found.children > 0
            else N_("about {count} fewer children covered")
        )
        said.append(tr(text, count=number(abs(found.children))))
    return "; ".join(said)


def ask_frame(asks: Asks) -> pd.DataFrame:
    """``asks.csv``: the gifts, then the conditions, the best first.

    kind (gift, cash, clause, donor), donor_id, lots (``;``-joined), clause, item_id, age_group_id, period_id, place_id,
    quantity, value, unmet_change_tier_…, met_value_change, children_change, lowest_before, lowest_after, units_risen,
    overrides (JSON: put under ``overrides:`` of a scenario that extends the plan's inputs, it makes the change).
    """
    rows = []
    for ask in (*asks.gifts, *asks.clauses):
        each, found = ask.candidate, ask.effect
        row: dict[str, object] = {
            "kind": each.kind,
            "donor_id": each.donor,
            "lots": ";".join(each.lots),
            "clause": each.clause,
            "item_id": each.item,
            "age_group_id": each.age,
            "period_id": each.period,
            "place_id": each.place,
            "quantity": each.quantity,
            "value": each.value,
        }
        row |= {f"unmet_change_tier_{tier}": round(change, 6) for tier, change in found.unmet}
        row |= {
            "met_value_change": round(found.met_value, 6),
            "children_change": round(found.children, 1),
            "lowest_before": found.lowest[0],
            "lowest_after": found.lowest[1],
            "units_risen": found.risen,
            "overrides": json.dumps(list(each.change.overrides), ensure_ascii=False),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def write_asks(view: View, asks: Asks, brief: pd.DataFrame, folder: Path) -> None:
    """``asks.csv``, ``brief.csv``, ``asks.xlsx`` and ``brief.html`` into ``folder``, in the current language."""
    write_csv(ask_frame(asks), folder / "asks.csv", guarded=("overrides",))
    write_csv(brief, folder / "brief.csv")
    book, looks = new_book(view.name, folder / "asks.xlsx")
    write_sheet(book, looks, tr("What to ask for"), _ask_columns(view, asks))
    write_sheet(book, looks, tr("What is missing"), _brief_columns(view, brief))
    book.close()
    (folder / "brief.html").write_text(page(view, asks, brief), encoding="utf-8", newline="\n")


def _ask_columns(view: View, asks: Asks) -> list[Column]:
    both = [*asks.gifts, *asks.clauses]
    shown = {
        tr("What to ask for"): [ask_text(view, ask) for ask in both],
        tr("What it does"): [effect_text(view, ask) for ask in both],
        tr("Donor"): [view.names.donors.get(ask.candidate.donor, ask.candidate.donor) for ask in both],
        tr("Gifts"): [", ".join(ask.candidate.lots) for ask in both],
    }
    texts = [Column(header, pd.Series(cells, dtype="str"), "text") for header, cells in shown.items()]
    value = pd.Series([ask.effect.met_value for ask in both], dtype="float64")
    children = pd.Series([ask.effect.children for ask in both], dtype="float64")
    return [
        *texts,
        amounts(tr("More met ({currency})", currency=view.currency), value),
        amounts(tr("More children (estimate)"), children.round()),
        Column(tr("Lowest share now"), pd.Series([ask.effect.lowest[0] for ask in both], dtype="float64"), "share"),
        Column(tr("Lowest share then"), pd.Series([ask.effect.lowest[1] for ask in both], dtype="float64"), "share"),
    ]


def _brief_columns(view: View, brief: pd.DataFrame) -> list[Column]:
    names = view.names
    return [
        Column(tr("Place"), named(brief["area"], names.places), "text"),
        Column(tr("Category"), named(brief["category"], {code: tr(text) for code, text in CATEGORIES.items()}), "text"),
        Column(tr("Item"), named(brief["item_id"], names.items), "text"),
        Column(tr("Age group"), named(brief["age_group_id"], names.ages), "text"),
        Column(tr("Period"), named(brief["period_id"], names.periods), "text"),
        amounts(tr("Unmet"), brief["quantity"]),
        Column(tr("Unit"), named(brief["item_id"], names.units), "text"),
        amounts(tr("Value of what is unmet ({currency})", currency=view.currency), brief["value"]),
        amounts(tr("Places that lack it"), brief["units"]),
        Column(tr("Share met"), brief["share"], "share"),
        Column(tr("Why"), named(brief["cause"], {code: tr(text) for code, text in REASONS.items()}), "text"),
    ]


def brief_line(view: View, row: Mapping[Hashable, Any]) -> dict[str, str]:
    """A row of the brief in words: place, what, quantity, value."""
    names = view.names
    parts = (names.items.get(row["item_id"]), names.ages.get(row["age_group_id"]), names.periods.get(row["period_id"]))
    return {
        "place": names.places.get(row["area"], row["area"]),
        "what": ", ".join(part for part in parts if part),
        "quantity": f"{quantity(row['quantity'])} {names.units.get(row['item_id'], '')}".strip(),
        "value": money(row["value"], view.currency),
    }


def _most(brief: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The items that each of the areas worst off lacks most, ages and periods together; and all the rest."""
    keys = ["area", "item_id"]
    sums = brief.groupby(keys, as_index=False, sort=False).agg(
        quantity=("quantity", "sum"), value=("value", "sum"), share=("share", "first")
    )
    sums = sums.sort_values(["share", "area", "value", "item_id"], ascending=[True, True, False, True])
    first = sums.groupby("area").cumcount() < EACH_AREA
    at = sums[first].head(ON_PAGE).index
    return sums.loc[at].assign(age_group_id="", period_id=""), sums.drop(at)


def page(view: View, asks: Asks, brief: pd.DataFrame) -> str:
    """The brief as one page of HTML, ready to print or to send. Everything that comes from tables is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    shown, rest = _most(brief)
    lines = [brief_line(view, row) for row in shown.to_dict("records")]
    more = tr(
        "and {count} more lines, worth {value}",
        count=number(len(rest)),
        value=money(rest["value"].sum(), view.currency),
    )
    total = tr(
        "{value} of need is not met; {share} of all need is. Those worst off come first.",
        value=money(float(brief["value"].sum()), view.currency),
        share=percent(view.plan.measures.met_value / max(view.plan.measures.need_value, 1e-9), 1),
    )
    return environment.from_string(template_text("brief.html.j2")).render(
        language=current(),
        tr=tr,
        view=view,
        total=total,
        lines=lines,
        more=more if len(rest) else "",
        gifts=[(ask_text(view, ask), effect_text(view, ask)) for ask in asks.gifts[:GIFTS_ON_PAGE]],
        clauses=[(ask_text(view, ask), effect_text(view, ask)) for ask in asks.clauses[:CLAUSES_ON_PAGE]],
    )
