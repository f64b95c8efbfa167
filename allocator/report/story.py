"""The story of a plan in six short chapters, each with what proves it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd
from markupsafe import Markup

from allocator.explain.words import FULL_LEVEL, PROVED, PROVED_ONE
from allocator.language import number, percent, tr
from allocator.plan.plan import Objective
from allocator.report.shown import Late, amount, both, each, isolated, share, whole
from allocator.report.texts import TEXTS
from allocator.report.view import View
from allocator.report.why import lot_name
from allocator.report.words import CATEGORIES, CLAUSES, REASONS, level_word, money, objective_name, proof, word

MOST_MISSING, MOST_CLAUSES, MOST_MET = 4, 2, 3


@dataclass(frozen=True)
class Proof:
    """Words that prove a chapter, and whether they leave nothing open."""

    sure: bool
    text: Markup


@dataclass(frozen=True)
class Chapter:
    """One part of the story: a heading, the figure that sums it up, sentences, proofs."""

    key: str
    title: Markup
    figure: Markup
    caption: Markup
    said: tuple[Markup, ...]
    """A list, where there are more than two."""
    proofs: tuple[Proof, ...]


def story_of(view: View) -> tuple[Chapter, ...]:
    """What came in, what is needed, what is met, who is worst off, where overlap remains, what to ask for."""
    makers: tuple[Callable[[View], Chapter], ...] = (_given, _needed, _met, _worst, _overlap, _asked)
    return tuple(make(view) for make in makers)


def _text(key: str, **values: object) -> Markup:
    return both(TEXTS[key], **values)


def _chapter(key: str, figure: Late, caption: Markup, said: list[Markup], proofs: list[Proof] | None = None) -> Chapter:
    proofs = [Proof(True, _text("counted"))] if proofs is None else proofs
    return Chapter(key, _text(f"story_{key}"), each(figure), caption, tuple(said), tuple(proofs))


def _money(view: View, value: float) -> Late:
    return amount(value, view.currency)


def _given(view: View) -> Chapter:
    lots = view.lots.assign(value=view.lots["quantity"] * view.lots["worth"])
    by_kind = lots.groupby("kind")["value"].sum()
    parts = {kind: _money(view, float(by_kind.get(kind, 0.0))) for kind in ("cash", "goods", "service")}
    direct = lots[lots["why_unused"] == "direct"]["value"].sum()
    failed = lots[lots["why_unused"] == "quality"]["value"].sum()
    measures = view.plan.measures
    said = [_text("given_kinds", **parts)]
    if direct > 0:
        said.append(_text("given_direct", value=_money(view, float(direct))))
    if failed > 0:
        said.append(_text("given_failed", value=_money(view, float(failed))))
    used = measures.used_value / measures.supply_value if measures.supply_value else 1.0
    said.append(_text("given_used", value=_money(view, measures.supply_value), share=share(used, 1)))
    caption = _text("given_caption", gifts=whole(len(lots)), donors=whole(lots["donor_id"].nunique()))
    return _chapter("given", _money(view, float(lots["value"].sum())), caption, said)


def _needed(view: View) -> Chapter:
    unmet = view.plan.unmet
    worth = unmet["item_id"].map(view.values).astype("float64")
    assessed = float((unmet["need"] * worth).sum())
    had = float(((unmet["need"] - unmet["net"]).clip(lower=0) * worth).sum())
    unit = partial(level_word, view.unit_level)
    said = []
    if had > 0:
        said.append(_text("needed_had", assessed=_money(view, assessed), had=_money(view, had)))
    parts = [
        _text("needed_part", name=partial(word, CATEGORIES, row_id), value=_money(view, need))
        for row_id, need in zip(view.categories["id"], view.categories["need"], strict=True)
    ]
    if len(parts) > 1:
        said.append(Markup("; ").join(parts) + ".")
    caption = _text("needed_caption", count=whole(len(view.units)), unit=unit)
    return _chapter("needed", _money(view, view.plan.measures.need_value), caption, said)


def _met(view: View) -> Chapter:
    measures = view.plan.measures
    met = measures.met_value / measures.need_value if measures.need_value else 1.0
    values = {"met": _money(view, measures.met_value), "unmet": _money(view, measures.unmet_value)}
    said = []
    for reason, value in zip(view.reasons["reason"][:MOST_MET], view.reasons["value"], strict=False):
        said.append(_text("met_reason", value=_money(view, float(value)), why=partial(word, REASONS, str(reason))))
    caption = Markup(" ").join((_text("met_caption", met=values["met"]), _text("met_rest", unmet=values["unmet"])))
    return _chapter("met", share(met, 1), caption, said, _proofs(view, "unmet"))


def _worst(view: View) -> Chapter:
    units = view.units
    unit = partial(level_word, view.unit_level)
    if units.empty:
        return _chapter("worst", share(1.0), _text("worst_none"), [], [])
    lowest = units.iloc[0]
    name = isolated(f"{lowest['name']} ({lowest['parent']})" if lowest["parent"] else str(lowest["name"]))
    fair = float(lowest["fair"])
    caption = _text("worst_caption", name=name)
    said = [_text("worst_ideal", ideal=share(fair, 1))] if not math.isnan(fair) else []
    said.append(_text("worst_half", unit=unit, share=share(float(units["coverage"].median()), 1)))
    if len(view.groups):
        group = view.groups.sort_values("coverage", kind="stable").iloc[0]
        said.append(_text("worst_group", name=isolated(str(group["name"])), share=share(float(group["coverage"]), 1)))
    proofs = _proofs(view, "fairness")
    cuts = view.plan.certificate
    found = [at for at, units in enumerate(cuts["units"].tolist()) if lowest["unit"] in units.split(";")]
    proofs += [Proof(True, each(partial(_cut, view, cuts.iloc[at]))) for at in found]
    return _chapter("worst", share(float(lowest["coverage"]), 1), caption, said, proofs)


def _cut(view: View, level: pd.Series) -> str:
    """The cut that proves the share of a fair level, in words."""
    if float(level["coverage"]) >= 1.0:
        return tr(FULL_LEVEL)
    count = str(level["units"]).count(";") + 1
    return tr(
        PROVED_ONE if count == 1 else PROVED,
        count=number(count),
        available=money(float(level["available_value"]), view.currency),
        wanted=money(float(level["target_value"]), view.currency),
        share=percent(float(level["coverage"]), 1),
    )


def _overlap(view: View) -> Chapter:
    measures, lines = view.plan.measures, view.plan.allocations
    said = [_text("overlap_links", links=whole(measures.links))]
    if measures.overlap and len(lines):
        said.append(_most_providers(view, lines))
    if measures.surplus_value > 0:
        said.append(_text("overlap_surplus", value=_money(view, measures.surplus_value)))
    return _chapter("overlap", whole(measures.overlap), _text("overlap_caption"), said, _proofs(view, "overlap"))


def _most_providers(view: View, lines: pd.DataFrame) -> Markup:
    """Where the most providers meet."""
    keyed = pd.DataFrame(
        {
            "unit": lines["place_id"].map(view.unit_of),
            "category": lines["item_id"].map(view.categories_of),
            "period": lines["period_id"],
            "provider": lines["provider_id"],
        }
    )
    met = keyed.drop_duplicates().groupby(["unit", "category", "period"])["provider"].size()
    most = met.rename("size").reset_index()
    first = most.sort_values("size", ascending=False, kind="stable").iloc[0]
    unit, group, period = (str(first[name]) for name in ("unit", "category", "period"))
    return _text(
        "overlap_most",
        count=whole(int(first["size"])),
        name=isolated(view.names.places.get(unit, unit)),
        category=partial(word, CATEGORIES, group),
        period=isolated(view.names.periods.get(period, period)) if period else partial(tr, TEXTS["any_time"]),
    )


def _asked(view: View) -> Chapter:
    unmet = view.plan.unmet[view.plan.unmet["unmet"] > 0]
    sums = unmet.groupby("item_id").agg(
        quantity=("unmet", "sum"), value=("unmet_value", "sum"), places=("place_id", "nunique")
    )
    sums = sums.sort_values(["value"], ascending=False, kind="stable").head(MOST_MISSING)
    said = [
        _text(
            "asked_item",
            item=isolated(view.names.items.get(str(item), str(item))),
            quantity=whole(quantity),
            unit=isolated(view.names.units.get(str(item), "")),
            value=_money(view, float(value)),
            places=whole(places),
        )
        for item, quantity, value, places in sums.itertuples(name=None)
    ]
    said += _clauses(view)
    proofs = [Proof(True, _text("asked_proof"))] if len(view.plan.causes) else []
    caption = _text("asked_caption" if len(sums) else "asked_nothing")
    return _chapter("asked", _money(view, view.plan.measures.unmet_value), caption, said, proofs)


def _clauses(view: View) -> list[Markup]:
    """The conditions of gifts that keep the most from need."""
    causes = view.plan.causes
    own = causes[(causes["cause"] == "earmark") & (causes["lot_id"] != "")]
    sums = own.groupby(["lot_id", "clause"])["value"].sum().reset_index()
    most = sums.sort_values("value", ascending=False, kind="stable").head(MOST_CLAUSES)
    return [
        _text(
            "asked_clause",
            lot=isolated(lot_name(view, str(lot))),
            clause=partial(word, CLAUSES, str(clause)),
            value=_money(view, float(value)),
        )
        for lot, clause, value in most.itertuples(index=False, name=None)
    ]


def _proofs(view: View, name: str) -> list[Proof]:
    """How good the objectives of this name are proven to be; of several, each says which it is."""
    found = [objective for objective in view.plan.objectives if objective.name.startswith(name)]
    return [Proof(one.proof == "proven", each(partial(_proof, view, one, len(found) > 1))) for one in found]


def _proof(view: View, objective: Objective, several: bool) -> str:
    text = proof(objective, view.currency)
    return f"{objective_name(objective)}: {text}" if several else text[:1].upper() + text[1:]
