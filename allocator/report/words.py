"""Codes of a plan in the words of its readers."""

from __future__ import annotations

import re

from allocator.language import N_, number, percent, tr
from allocator.plan.plan import Objective

CATEGORIES = {
    "medical": N_("Medical care"),
    "nutrition": N_("Nutrition"),
    "recreation": N_("Play and culture"),
    "warmth": N_("Warmth"),
}
LEVELS = {
    "country": N_("country"),
    "province": N_("province"),
    "district": N_("district"),
    "commune": N_("commune"),
    "village": N_("village"),
    "school": N_("school"),
}
KINDS = {"goods": N_("Goods"), "cash": N_("Cash"), "service": N_("Service")}
REASONS = {
    "scarce": N_("Gifts that may serve it are used up"),
    "unreachable": N_("No gift's conditions allow it"),
    "none": N_("No gift offers it, nor money that may buy it"),
    "earmark": N_("A gift fits but for one of its donor's conditions"),
    "packs": N_("What is left does not make a whole pack or thing"),
    "limit": N_("A limit on transport, places or amounts"),
    "decision": N_("A reviewer's decision"),
    "rule": N_("A rule of the scenario"),
    "tier": N_("What fits serves more urgent needs first"),
    "equal": N_("What fits is shared with places as badly off or worse"),
    "same": N_("What fits covers more of equally urgent needs elsewhere"),
    "own": N_("What fits is all used there already"),
    "barred": N_("Gifts exist, but several conditions keep them away"),
    "together": N_("Several limits at once stand in the way"),
    "unproven": N_("There was no time to find out"),
}
"""Why something is unmet: the first two in plans that were not explained, the others as in ``explain/causes.py``."""

CLAUSES = {
    "places": N_("places it may go to"),
    "items": N_("categories and items"),
    "age_groups": N_("age groups"),
    "periods": N_("first and last period"),
    "pack_size": N_("pack size"),
    "divisible": N_("given whole only"),
    "link_ban": N_("links: not allowed"),
    "link_max": N_("links: most that may go there"),
    "link_min": N_("links: least that must go there"),
    "capacity": N_("what the place can receive"),
    "donor_places": N_("number of places of the donor"),
    "lot_places": N_("number of places of the gift"),
    "min_per_place": N_("least amount for a place"),
    "all_or_nothing": N_("all or nothing"),
    "ban": N_("ban"),
    "cap": N_("cap"),
    "floor": N_("floor elsewhere"),
    "lock_least": N_("lock elsewhere"),
    "lock_most": N_("lock"),
    "coverage_min": N_("rule: least share met"),
    "coverage_max": N_("rule: greatest share met"),
    "share_min": N_("rule: least share of gifts"),
    "share_max": N_("rule: greatest share of gifts"),
    "spend_min": N_("rule: least spending"),
    "spend_max": N_("rule: greatest spending"),
}
"""What stands in the way of a need, by the clause of its cause."""
WHY_UNUSED = {
    "direct": N_("Delivered by the donor itself; already counted against need"),
    "quality": N_("Did not pass the quality check"),
    "no_match": N_("No need fits its conditions"),
    "satisfied": N_("Every need its conditions allow is met"),
    "remainder": N_("What is left does not make a whole pack or unit that is still needed"),
}
STATUSES = {
    "proven": N_("Proven best: no plan is better on any of these aims"),
    "gap": N_("Close to the best possible; how close is proven for each aim"),
    "feasible": N_("A valid plan; for some aims it is not known how far from the best it is"),
}
LIMIT_HIT = N_(
    "The search stopped at its time limit: more time (--seconds) may find a better plan, "
    "and another computer another one."
)
OBJECTIVES = {
    "rules": N_("What is lacking to the floors that the rules set"),
    "fairness": N_("Share met in the worst-off place, its difficulty counted"),
    "fairness proportional": N_("Proportional fairness (0 is everyone fully served)"),
    "fairness floor": N_("What places lack to the share that each should reach"),
    "surplus": N_("More given than needed"),
    "overlap": N_("Providers beyond the first in the same place, category and period"),
    "repeat": N_("Given again before it was due"),
    "cost": N_("Transport cost"),
    "change": N_("Lines changed from the plan before"),
    "budget": N_("Lines changed beyond the number allowed"),
    "prefer": N_("What reviewers would prefer and the plan lacks"),
    "blend": N_("Weighted sum of several aims"),
}
AMOUNTS = frozenset({"rules", "prefer", "fairness floor", "surplus", "repeat", "cost"})
"""Objectives measured in money, beside unmet need."""


def word(words: dict[str, str], code: str) -> str:
    """The word for ``code`` in the current language; codes of the reader's own are shown as they are."""
    return tr(words[code]) if code in words else code


def level_word(level: str) -> str:
    """The level of a place in running text: *commune*, or *place* where no level is named."""
    return word(LEVELS, level) if level else tr("place")


def objective_name(objective: Objective) -> str:
    """What an objective is about."""
    return objective_called(_key(objective))


def objective_called(key: str) -> str:
    """What the objective of this name in ``summary.json`` is about."""
    tier = re.fullmatch(r"unmet_tier_(\d+)", key)
    if tier:
        return tr("Need left unmet, priority {tier}", tier=tier[1])
    return word(OBJECTIVES, key)


def _key(objective: Objective) -> str:
    """The name of an objective, with the method of a fairness other than leximin."""
    return f"{objective.name} {objective.method}" if objective.method in ("proportional", "floor") else objective.name


def objective_value(objective: Objective, value: float, currency: str) -> str:
    """A value of an objective with its unit."""
    key = _key(objective)
    if key == "fairness":
        return percent(value, 1)
    if key in AMOUNTS or key.startswith("unmet"):
        return money(value, currency)
    return number(value, 3 if key in ("fairness proportional", "blend") else 0)


def proof(objective: Objective, currency: str) -> str:
    """How good an objective is proven to be, in a sentence a planner understands."""
    if objective.bound is None or objective.gap is None:
        return tr("no limit is known to what a better plan could reach")
    if objective.proof == "proven":
        return tr("proven: no plan can do better")
    if objective.bound == 0:
        return tr("the least possible is not proven")
    if objective.name == "surplus":
        forced = objective_value(objective, objective.bound, currency)
        return tr("of this {forced} is proven to be forced; the rest may be avoidable", forced=forced)
    least = N_("no plan can have less than {bound}; this one is within {gap}")
    most = N_("no plan can have more than {bound}; this one is within {gap}")
    return tr(
        most if _key(objective) in ("fairness", "fairness proportional") else least,
        bound=objective_value(objective, objective.bound, currency),
        gap=percent(objective.gap + 0.000999, 1),  # rounded up: a gap is never shown smaller than it is
    )


def money(value: float, currency: str) -> str:
    """An amount in a form that is quick to read: ``12.3 billion VND``."""
    if abs(value) >= 1e9:
        return tr("{amount} billion {currency}", amount=number(value / 1e9, 1), currency=currency)
    if abs(value) >= 1e6:
        return tr("{amount} million {currency}", amount=number(value / 1e6, 1), currency=currency)
    return f"{number(value)} {currency}"


def in_tables(largest: float, currency: str) -> tuple[float, str]:
    """What amounts are divided by in a column whose largest is ``largest``, and the unit to put in its header."""
    if largest >= 1e8:
        return 1e6, tr("million {currency}", currency=currency)
    return 1.0, currency
