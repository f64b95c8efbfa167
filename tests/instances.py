"""Small random scenarios as checked ``Tables``, for tests that compare the engine with plain methods."""

from __future__ import annotations

import numpy as np
from making import Settings, as_inputs, frame, past, shuffled, some, tables
from mixed_instances import mixed_tables

from allocator.tables.tables import Tables

__all__ = ["Settings", "as_inputs", "frame", "mixed_tables", "random_tables", "shuffled", "tables"]


def random_tables(seed: int, *, whole: bool = False, priced: bool = False, history: bool = False) -> Tables:
    """A small random scenario with mixed earmarks, ties, zero needs and unreachable needs.

    ``whole`` asks for packs and things that cannot be divided; ``priced`` for cash prices other than the values;
    ``history`` for entitlements, a ledger, direct lots and lots of bad quality.
    """
    rng = np.random.default_rng(seed)
    districts = rng.integers(1, 4)
    places: list[dict[str, object]] = [{"place_id": "P", "name": "P", "level": "province"}]
    communes = []
    for d in range(districts):
        places.append({"place_id": f"D{d}", "name": "D", "level": "district", "parent_id": "P"})
        for c in range(rng.integers(1, 4)):
            severity = float(rng.choice([1, 1, 1, 2]))
            communes.append(f"C{d}{c}")
            places.append(
                {"place_id": communes[-1], "name": "C", "level": "commune", "parent_id": f"D{d}", "severity": severity}
            )
    items = [
        {
            "item_id": f"I{i}",
            "category": f"K{i % 2}",
            "value": float(rng.choice([1, 2, 5])),
            "divisible": not whole or bool(rng.random() < 0.2),
        }
        for i in range(rng.integers(1, 4))
    ]
    for item in items:
        if priced:
            item["cash_price"] = float(rng.choice([0.5, 1, 3])) * float(str(item["value"]))
        if rng.random() < 0.2:
            item["cash_price"] = np.nan
    ages = [{"age_group_id": f"A{a}"} for a in range(rng.integers(0, 3))]
    periods = [{"period_id": f"T{t}"} for t in range(rng.integers(0, 4))]
    lots = _lots(rng, places, items, ages, periods, whole)
    needs = _needs(rng, communes, items, ages, periods)
    return tables(
        places=places,
        items=items,
        age_groups=ages,
        periods=periods,
        lots=lots,
        needs=needs,
        ledger=past(rng, places, items, ages, periods, lots, needs) if history else [],
    )


def _lots(
    rng: np.random.Generator,
    places: list[dict[str, object]],
    items: list[dict[str, object]],
    ages: list[dict[str, object]],
    periods: list[dict[str, object]],
    whole: bool,
) -> list[dict[str, object]]:
    lots: list[dict[str, object]] = []
    all_cash = rng.random() < 0.15
    for number in range(rng.integers(1, 7)):
        kind = "cash" if all_cash else str(rng.choice(["goods", "goods", "cash", "service"]))
        lot: dict[str, object] = {"lot_id": f"L{number}", "donor_id": f"N{rng.integers(0, 3)}", "kind": kind}
        lot["quantity"] = float(rng.integers(0, 30))
        if kind != "cash":
            lot["item_id"] = str(rng.choice([str(item["item_id"]) for item in items]))
            lot["pack_size"] = float(rng.choice([1, 1, 3, 4])) if whole else 1.0
        lot["places"] = ";".join(some(rng, places, "place_id", 0.6))
        lot["exclude_places"] = ";".join(some(rng, places[1:], "place_id", 0.2))
        lot["categories"] = ";".join(some(rng, items, "category", 0.2))
        lot["items"] = ";".join(some(rng, items, "item_id", 0.2))
        lot["age_groups"] = ";".join(some(rng, ages, "age_group_id", 0.4))
        if periods and rng.random() < 0.5:
            first = int(rng.integers(0, len(periods)))
            lot["from_period"] = f"T{first}"
            lot["until_period"] = f"T{rng.integers(first, len(periods))}"
        lots.append(lot)
    return lots


def _needs(
    rng: np.random.Generator,
    communes: list[str],
    items: list[dict[str, object]],
    ages: list[dict[str, object]],
    periods: list[dict[str, object]],
) -> list[dict[str, object]]:
    needs: list[dict[str, object]] = []
    tied = rng.random() < 0.3
    for place in [*communes, "D0"]:
        for item in items:
            for age in [*ages, {"age_group_id": ""}]:
                for period in [*periods, {"period_id": ""}]:
                    if rng.random() < 0.6 and needs:
                        continue
                    needs.append(
                        {
                            "place_id": place,
                            "item_id": item["item_id"],
                            "age_group_id": age["age_group_id"],
                            "period_id": period["period_id"],
                            "quantity": 4.0 if tied else float(rng.integers(0, 12)),
                            "tier": float(rng.integers(1, 3)),
                            "weight": float(rng.choice([1, 1, 2, 0])),
                        }
                    )
    return needs
