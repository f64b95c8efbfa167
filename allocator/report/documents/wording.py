"""Amounts, shares, periods and gifts of a plan in the words of documents."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from allocator.language import N_, number, percent, quantity, tr
from allocator.report.documents.facts import Facts
from allocator.report.documents.in_words import in_words
from allocator.report.view import named
from allocator.report.words import CATEGORIES, KINDS, WHY_UNUSED, level_word, word

CONDITIONS = (
    ("places", N_("only to: {what}")),
    ("exclude_places", N_("not to: {what}")),
    ("categories", N_("only for: {what}")),
    ("items", N_("only for: {what}")),
    ("age_groups", N_("only for: {what}")),
    ("from_period", N_("from: {what}")),
    ("until_period", N_("until: {what}")),
)
"""Column of the table of gifts and how it is said."""


def money(facts: Facts, value: float) -> str:
    """An amount in full, with its currency."""
    return f"{number(value)} {facts.currency}"


def money_in_words(facts: Facts, value: float) -> str:
    """An amount in words, with its currency, as a sentence begins."""
    text = f"{in_words(round(max(value, 0.0)))} {facts.currency}"
    return text[0].upper() + text[1:]


def share(met: float, need: float) -> str:
    """A share as a percentage; all of nothing is all."""
    return percent(met / need if need > 0 else 1.0, 1)


def level(facts: Facts) -> str:
    """What a unit is called in running text."""
    return level_word(facts.view.unit_level)


def category(code: str) -> str:
    """The name of a category."""
    return word(CATEGORIES, code)


def periods(facts: Facts, ids: Sequence[str]) -> str:
    """Periods in their order, those that follow one another as a span; blank is at any time."""
    names = facts.view.names.periods
    order = {each: at for at, each in enumerate(names)}
    runs: list[list[str]] = []
    for each in sorted({each for each in ids if each in order}, key=order.__getitem__):
        if runs and order[each] == order[runs[-1][-1]] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    said = [names[run[0]] if len(run) == 1 else f"{names[run[0]]} – {names[run[-1]]}" for run in runs]
    if "" in ids:
        said.append(tr("any time"))
    return ", ".join(said)


def age(facts: Facts, code: str) -> str:
    """An age group, or that it is not by age."""
    return facts.view.names.ages.get(code, code) if code else tr("not by age")


def joined(facts: Facts, lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """``lines`` with the same ``keys`` together: keys, quantity, value, packs and when, in the order of the keys' ids.

    Items and ages keep the order of their tables.
    """
    order = [list(facts.view.names.items), ["", *facts.view.names.ages]]
    ranked = lines.assign(
        item_rank=lines["item_id"].map({each: at for at, each in enumerate(order[0])}),
        age_rank=lines["age_group_id"].map({each: at for at, each in enumerate(order[1])}).fillna(len(order[1])),
    )
    found = ranked.groupby(keys, sort=False).agg(
        quantity=("quantity", "sum"),
        value=("value", "sum"),
        packs=("packs", "sum"),
        item_rank=("item_rank", "first"),
        age_rank=("age_rank", "first"),
        times=("period_id", tuple),
    )
    spans = {each: periods(facts, each) for each in set(found["times"].tolist())}
    found["when"] = [spans[each] for each in found["times"].tolist()]
    last = [key for key in keys if key not in ("item_id", "age_group_id")]
    found = found.reset_index().sort_values(["item_rank", "age_rank", *last], ignore_index=True)
    return found.drop(columns=["item_rank", "age_rank", "times"])


def rows(facts: Facts, frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of :func:`joined` as texts, numbered from 1."""
    numbered = [number(at) for at in range(1, len(frame) + 1)]
    return as_rows({"no": numbered, **_texts(facts, frame)})


def rows_by(facts: Facts, frame: pd.DataFrame, keys: list[str]) -> dict[tuple[str, ...], list[dict[str, str]]]:
    """:func:`rows` for each group of ``keys``, in the order in which the groups come; each numbered from 1."""
    counted = frame.groupby(keys, sort=False).cumcount() + 1
    texts = as_rows({"no": [number(each) for each in counted.tolist()], **_texts(facts, frame)})
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for key, row in zip(zip(*(frame[key].tolist() for key in keys), strict=True), texts, strict=True):
        found.setdefault(key, []).append(row)
    return found


def _texts(facts: Facts, frame: pd.DataFrame) -> dict[str, list[str]]:
    names = facts.view.names
    columns: dict[str, list[str]] = {
        "quantity": [quantity(each) for each in frame["quantity"].tolist()],
        "value": [number(each) for each in frame["value"].tolist()],
        "when": frame["when"].tolist(),
        "item": named(frame["item_id"], names.items).tolist(),
        "unit": named(frame["item_id"], names.units).tolist(),
    }
    if "age_group_id" in frame:
        called = {each: age(facts, each) for each in frame["age_group_id"].unique().tolist()}
        columns["age"] = [called[each] for each in frame["age_group_id"].tolist()]
    if "donor_id" in frame:
        columns["donor"] = named(frame["donor_id"], names.donors).tolist()
    if "place_id" in frame:
        where = {each: facts.place(each) for each in frame["place_id"].unique().tolist()}
        columns["place"] = [where[each] for each in frame["place_id"].tolist()]
    return columns


def as_rows(columns: dict[str, list[str]]) -> list[dict[str, str]]:
    """Columns of texts as rows."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def gift(facts: Facts, lot: dict[Hashable, Any]) -> str:
    """What a lot is: *1.727.000.000 đồng (tiền)* or *6.260 chiếc Áo ấm (hàng)*."""
    names = facts.view.names
    kind = word(KINDS, str(lot["kind"])).lower()
    if lot["kind"] == "cash":
        return tr("{amount} ({kind})", amount=money(facts, float(lot["quantity"])), kind=kind)
    item = str(lot["item_id"])
    return tr(
        "{quantity} {unit} of {item} ({kind})",
        quantity=quantity(float(lot["quantity"])),
        unit=names.units.get(item, ""),
        item=names.items.get(item, item),
        kind=kind,
    )


def conditions(facts: Facts, lot: dict[Hashable, Any]) -> str:
    """The donor's conditions on a lot."""
    names = facts.view.names
    known = {
        "places": names.places,
        "exclude_places": names.places,
        "items": names.items,
        "age_groups": names.ages,
        "from_period": names.periods,
        "until_period": names.periods,
    }
    said = []
    for column, text in CONDITIONS:
        codes = [each.strip() for each in str(lot[column]).split(";") if each.strip()]
        if codes:
            called = [category(each) if column == "categories" else known[column].get(each, each) for each in codes]
            said.append(tr(text, what=", ".join(called)))
    return "; ".join(said) if said else tr("no conditions")


def why_unused(code: str) -> str:
    """Why something of a gift is left, or nothing."""
    return word(WHY_UNUSED, code) if code else ""
