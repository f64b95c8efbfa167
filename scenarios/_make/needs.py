"""Needs from stated rates: children of an age group x rate, whole quantities, one row a cell."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from _make.files import Row

COLUMNS = (
    "place_id", "item_id", "quantity", "age_group_id", "period_id", "tier", "weight", "entitlement", "assessed_on",
    "source",
)  # fmt: skip
CHILDREN = {
    "0-2": ("est_age_0_2",),
    "3-5": ("est_age_3_5",),
    "6-10": ("est_age_6_10",),
    "11-15": ("est_age_11_15",),
    "": ("est_age_0_2", "est_age_3_5", "est_age_6_10", "est_age_11_15"),
}
"""Columns of the places table that hold the children of each age group; ``""`` is all of them."""


def always(number: float) -> Callable[[Row, str, str], float]:
    """The same number for every place, age group and period."""
    return lambda place, age, period: number


NOTHING, ONE, SECOND = always(0), always(1), always(2)


@dataclass(frozen=True)
class Rule:
    """One assumption of the README: who needs how much of an item.

    ``rate`` is units a child (a place, where ``among`` is ``place``) in a period; ``among`` says which children:
    ``all``, or ``poor`` for those of poor households, by the scenario's share. ``entitled`` is the part of the
    """

    code: str
    item: str
    ages: Sequence[str]
    periods: Sequence[str]
    rate: float
    among: str = "poor"
    tier: Callable[[Row, str, str], float] = SECOND
    weight: Callable[[Row, str, str], float] = ONE
    entitled: Callable[[Row, str, str], float] = NOTHING
    share: Callable[[Row, str, str], float] = ONE


@dataclass(frozen=True)
class Survey:
    """What all rules of one scenario have in common: whose needs, the poor share of each place, seed and day."""

    places: Sequence[Row]
    poor_share: Mapping[str, float]
    seed: str
    assessed_on: str
    spread: float = 0.15

    def rows(self, rules: Iterable[Rule]) -> list[dict[str, object]]:
        """The rows of needs.csv, by place, then in the order of the rules."""
        rank = {place["place_id"]: index for index, place in enumerate(self.places)}
        found = [
            row
            for rule in rules
            for age in rule.ages
            for period in rule.periods
            for row in self._cells(rule, age, period)
        ]
        return sorted(found, key=lambda row: rank[str(row["place_id"])])

    def _cells(self, rule: Rule, age: str, period: str) -> Iterator[dict[str, object]]:
        """One row a place. The fraction of each place is carried to the next, so that totals stay right."""
        exact, given = 0.0, 0
        for place in self.places:
            exact += self._amount(rule, place, age, period)
            quantity = math.floor(exact + 0.5) - given
            given += quantity
            if quantity <= 0:
                continue
            entitlement = math.floor(quantity * rule.entitled(place, age, period))
            yield {
                "place_id": place["place_id"],
                "item_id": rule.item,
                "quantity": quantity,
                "age_group_id": age,
                "period_id": period,
                "tier": int(rule.tier(place, age, period)),
                "weight": rule.weight(place, age, period),
                "entitlement": entitlement,
                "assessed_on": self.assessed_on,
                "source": f"illustrative: {rule.code}",
            }

    def _amount(self, rule: Rule, place: Row, age: str, period: str) -> float:
        if rule.among == "place":
            return rule.rate
        children = sum(int(place[column]) for column in CHILDREN[age])
        poor = self.poor_share[place["place_id"]] if rule.among == "poor" else 1.0
        # Seeded by names, not by order: another rule or place leaves the rest as it was.
        luck = random.Random(f"{self.seed}/{place['place_id']}/{rule.code}").random()
        return children * poor * rule.rate * rule.share(place, age, period) * (1.0 + self.spread * (2.0 * luck - 1.0))
