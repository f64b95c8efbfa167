"""Lots sized as a share of the need that their earmark admits, rounded down to whole packs or millions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from _make.files import Row

COLUMNS = (
    "lot_id", "donor_id", "kind", "quantity", "item_id", "pack_size", "provider_id", "places", "exclude_places",
    "categories", "items", "age_groups", "from_period", "until_period", "direct", "status", "quality_ok", "note",
)  # fmt: skip
MILLION = 1_000_000


@dataclass(frozen=True)
class Gift:
    """One lot before its quantity is known. ``share`` is the part of the admitted need that it could meet."""

    lot: str
    donor: str
    kind: str
    share: float
    item: str = ""
    pack: int = 1
    places: str = ""
    exclude: str = ""
    categories: str = ""
    items: str = ""
    ages: str = ""
    since: str = ""
    until: str = ""
    provider: str = ""
    direct: bool = False
    quality: bool = True
    status: str = "confirmed"
    note: str = ""


@dataclass(frozen=True)
class Demand:
    """What is needed net of entitlements, as the gifts are measured against it."""

    needs: Sequence[Mapping[str, object]]
    items: Mapping[str, Row]
    above: Mapping[str, frozenset[str]]
    """For each place: itself and every place above it."""
    periods: Sequence[str]

    def lots(self, gifts: Iterable[Gift]) -> list[dict[str, object]]:
        """The rows of lots.csv."""
        return [self._lot(gift) for gift in gifts]

    def value(self) -> float:
        """Value of all needs net of entitlements."""
        return sum(_net(row) * self._value(str(row["item_id"])) for row in self.needs)

    def quantity(self, gift: Gift) -> int:
        """Units of goods, VND of cash, or units of service a period."""
        window = self._window(gift)
        scope = [row for row in self.needs if self._admits(gift, row, window)]
        if gift.kind == "cash":
            money = sum(_net(row) * self._value(str(row["item_id"])) for row in scope if self._price(row))
            return max(MILLION, math.floor(gift.share * money / MILLION) * MILLION)
        units = sum(_net(row) for row in scope)
        if gift.kind == "service":
            return max(1, math.floor(gift.share * units / len(window)))
        return max(1, math.floor(gift.share * units / gift.pack)) * gift.pack

    def _admits(self, gift: Gift, row: Mapping[str, object], window: Sequence[str]) -> bool:
        item, above = str(row["item_id"]), self.above[str(row["place_id"])]
        return (
            (not gift.item or item == gift.item)
            and (not gift.items or item in gift.items.split(";"))
            and (not gift.categories or self.items[item]["category"] in gift.categories.split(";"))
            and (not gift.places or not above.isdisjoint(gift.places.split(";")))
            and (not gift.exclude or above.isdisjoint(gift.exclude.split(";")))
            and (not gift.ages or str(row["age_group_id"]) in gift.ages.split(";"))
            and (not row["period_id"] or row["period_id"] in window)
        )

    def _window(self, gift: Gift) -> Sequence[str]:
        first = self.periods.index(gift.since) if gift.since else 0
        last = self.periods.index(gift.until) if gift.until else len(self.periods) - 1
        return self.periods[first : last + 1]

    def _value(self, item: str) -> float:
        return float(self.items[item]["value"])

    def _price(self, row: Mapping[str, object]) -> bool:
        return bool(self.items[str(row["item_id"])]["cash_price"])

    def _lot(self, gift: Gift) -> dict[str, object]:
        return {
            "lot_id": gift.lot,
            "donor_id": gift.donor,
            "kind": gift.kind,
            "quantity": self.quantity(gift),
            "item_id": gift.item,
            "pack_size": gift.pack if gift.kind != "cash" else None,
            "provider_id": gift.provider,
            "places": gift.places,
            "exclude_places": gift.exclude,
            "categories": gift.categories,
            "items": gift.items,
            "age_groups": gift.ages,
            "from_period": gift.since,
            "until_period": gift.until,
            "direct": "yes" if gift.direct else "no",
            "status": gift.status,
            "quality_ok": "yes" if gift.quality else "no",
            "note": f"{gift.note} (illustrative / minh họa)".strip(),
        }


def ancestors(places: Iterable[Row]) -> dict[str, frozenset[str]]:
    """For each place: itself and every place above it."""
    parent = {row["place_id"]: row["parent_id"] for row in places}
    found: dict[str, frozenset[str]] = {}
    for place in parent:
        line, here = [], place
        while here:
            line.append(here)
            here = parent[here]
        found[place] = frozenset(line)
    return found


def _net(row: Mapping[str, object]) -> float:
    return max(0, int(str(row["quantity"])) - int(str(row["entitlement"])))
