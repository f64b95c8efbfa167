"""The rules of a scenario, their scopes resolved to cells and lots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import pandas as pd

from allocator.problem.places import ancestor_at
from allocator.problem.problem import CASH, GOODS, SERVICE, Bools, Ints, Items, Lots, Needs, Places, Rule

KINDS = {"cash": CASH, "goods": GOODS, "service": SERVICE}


class WrittenRule(Protocol):
    """A rule as the scenario has it."""

    @property
    def kind(self) -> str:
        """``coverage_min`` and so on."""

    @property
    def amount(self) -> float:
        """A share of one, or money."""

    @property
    def text(self) -> str:
        """As written."""

    @property
    def level(self) -> str | None:
        """Level of the places that coverage is asked of."""

    @property
    def of(self) -> str:
        """Kind of lots that shares and spending count, or ``all``."""

    @property
    def scope(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Pairs of a key and the codes it is limited to."""


def build_rules(
    written: Iterable[WrittenRule],
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    needs: Needs,
    lots: Lots,
) -> tuple[Rule, ...]:
    """The rules in the order they are written."""
    return tuple(_rule(rule, places, items, ages, periods, needs, lots) for rule in written)


def _rule(
    rule: WrittenRule,
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    needs: Needs,
    lots: Lots,
) -> Rule:
    inside = np.ones(len(needs), dtype=bool)
    for key, codes in rule.scope:
        inside &= _in_scope(key, codes, places, items, ages, periods, needs)
    group = np.zeros(len(needs), dtype=np.int64)
    group_place = np.array([-1], dtype=np.int64)
    if rule.level is not None:
        above = ancestor_at(places, rule.level)[needs.place]
        inside &= above >= 0
        group_place, group = np.unique(np.where(above >= 0, above, places.end.max()), return_inverse=True)
        group_place = group_place[group_place < places.end.max()]
    return Rule(
        kind=rule.kind,
        amount=rule.amount,
        text=rule.text,
        group=np.where(inside, group, -1),
        group_place=group_place,
        lots=np.ones(len(lots), dtype=bool) if rule.of == "all" else lots.kind == KINDS[rule.of],
    )


def _in_scope(
    key: str,
    codes: tuple[str, ...],
    places: Places,
    items: Items,
    ages: tuple[str, ...],
    periods: tuple[str, ...],
    needs: Needs,
) -> Bools:
    """The cells that a key of the scope admits."""
    if key == "place":
        mask = np.zeros(len(places.ids), dtype=bool)
        for place in _find(places.ids, codes).tolist():
            mask[place : places.end[place]] = True
        return mask[needs.place]
    if key == "category":
        chosen = _find(items.categories, codes)
        return np.isin(items.category[needs.item], chosen)
    if key == "tier":
        return np.isin(needs.tier, np.array([int(float(code)) for code in codes]))
    ids, of_cell = {"item": (items.ids, needs.item), "age_group": (ages, needs.age), "period": (periods, needs.period)}[
        key
    ]
    return np.isin(of_cell, _find(ids, codes))


def _find(ids: tuple[str, ...], codes: tuple[str, ...]) -> Ints:
    return np.flatnonzero(pd.Index(ids, dtype=object).isin(codes))
