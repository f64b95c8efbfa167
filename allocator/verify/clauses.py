"""The clauses of an earmark, one function each; a lot may serve a need where every clause holds.

Each takes arrays of equal length: lots (rows of ``facts.lots``) and the place, item, age group and period codes of
what they are to serve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from allocator.verify.facts import Facts, lookup
from allocator.verify.numbers import Bools, Ints


@dataclass(frozen=True)
class Target:
    """What lots are to serve, as codes. Shape (M,) throughout."""

    place: Ints
    item: Ints
    age: Ints
    period: Ints


def within_places(facts: Facts, lot: Ints, target: Target) -> Bools:
    """The place is one of the lot's places or below one; a lot that names none may go anywhere."""
    return ~facts.within.restricted[lot] | facts.within.inside(lot, target.place)


def outside_exclusions(facts: Facts, lot: Ints, target: Target) -> Bools:
    """The place is none of the lot's excluded places nor below one."""
    return ~facts.without.inside(lot, target.place)


def of_category(facts: Facts, lot: Ints, target: Target) -> Bools:
    """The item's category is one the lot names, if it names any."""
    category = lookup(facts.categories, facts.items["category"])
    return facts.category_clause.admit(lot, category[target.item])


def of_items(facts: Facts, lot: Ints, target: Target) -> Bools:
    """The item is one the lot names, if it names any."""
    return facts.item_clause.admit(lot, target.item)


def of_age(facts: Facts, lot: Ints, target: Target) -> Bools:
    """The age group is one the lot names; a need not by age is open only to lots that name none."""
    return facts.age_clause.admit(lot, target.age)


def in_window(facts: Facts, lot: Ints, target: Target) -> Bools:
    """The period is in the lot's window; a need at any time always is."""
    first, last = facts.lots["first"].to_numpy()[lot], facts.lots["last"].to_numpy()[lot]
    any_time = target.period == len(facts.periods)
    return np.asarray(any_time | ((first <= target.period) & (target.period <= last)))


def own_item(facts: Facts, lot: Ints, target: Target) -> Bools:
    """Goods and services serve the item they are; cash has none of its own."""
    item = facts.lots["item"].to_numpy()[lot]
    return np.asarray(_is_cash(facts, lot) | (item == target.item))


def can_be_bought(facts: Facts, lot: Ints, target: Target) -> Bools:
    """Cash serves items that have a cash price."""
    priced = facts.items["cash_price"].notna().to_numpy(dtype=bool)
    return np.asarray(~_is_cash(facts, lot) | priced[target.item])


CLAUSES: dict[str, Callable[[Facts, Ints, Target], Bools]] = {
    "earmark-places": within_places,
    "earmark-exclude-places": outside_exclusions,
    "earmark-categories": of_category,
    "earmark-items": of_items,
    "earmark-age-groups": of_age,
    "earmark-window": in_window,
    "lot-item": own_item,
    "cash-unbuyable": can_be_bought,
}
"""Every clause by the code of its violation."""


def _is_cash(facts: Facts, lot: Ints) -> Bools:
    return (facts.lots["kind"] == "cash").to_numpy(dtype=bool)[lot]
