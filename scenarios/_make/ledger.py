"""Deliveries of the past: parts of needs, recorded the way offices record them, some without age or by district."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from _make.needs import Survey

COLUMNS = (
    "place_id", "item_id", "quantity", "age_group_id", "period_id", "provider_id", "delivered_on", "status", "note",
)  # fmt: skip
NOTE = "illustrative / minh họa"


@dataclass(frozen=True)
class Record:
    """``count`` deliveries of an item by one provider, each a share of what the place needs in the period.

    The places are drawn from those below ``below`` (a parent's code; blank is anywhere). With ``whole_area`` there
    is one record for the parent itself. ``with_age`` says whether the record names an age group.
    """

    item: str
    provider: str
    day: str
    period: str
    count: int = 1
    share: float = 0.3
    below: str = ""
    with_age: bool = True
    whole_area: bool = False
    status: str = "delivered"


def rows(
    survey: Survey,
    needs: Sequence[Mapping[str, object]],
    records: Sequence[Record],
    playgrounds: Sequence[tuple[str, str, str]] = (),
) -> list[dict[str, object]]:
    """The rows of ledger.csv; ``playgrounds`` are (place, provider, day), one each."""
    found = [row for number, record in enumerate(records) for row in _record(survey, needs, record, number)]
    for place, provider, day in playgrounds:
        found.append(_row(place, "SANCHOI", 1, "", provider, day, "delivered"))
    return found


def _record(
    survey: Survey, needs: Sequence[Mapping[str, object]], record: Record, number: int
) -> list[dict[str, object]]:
    inside = {place["place_id"] for place in survey.places if record.below in ("", place["parent_id"])}
    cells = [
        row
        for row in needs
        if row["item_id"] == record.item and row["period_id"] == record.period and row["place_id"] in inside
    ]
    if record.whole_area:
        quantity = math.ceil(record.share * sum(int(str(row["quantity"])) for row in cells))
        return [_row(record.below, record.item, quantity, "", record.provider, record.day, record.status)]
    draw = random.Random(f"{survey.seed}/ledger/{number}")
    chosen = sorted(range(len(cells)), key=lambda index: (draw.random(), index))[: record.count]
    return [
        _row(
            str(cells[index]["place_id"]),
            record.item,
            math.ceil(record.share * int(str(cells[index]["quantity"]))),
            str(cells[index]["age_group_id"]) if record.with_age else "",
            record.provider,
            record.day,
            record.status,
        )
        for index in sorted(chosen)
    ]


def _row(place: str, item: str, quantity: int, age: str, provider: str, day: str, status: str) -> dict[str, object]:
    """One record; the period is left blank, it follows from the day."""
    return {
        "place_id": place,
        "item_id": item,
        "quantity": quantity,
        "age_group_id": age,
        "period_id": "",
        "provider_id": provider,
        "delivered_on": day,
        "status": status,
        "note": NOTE,
    }
