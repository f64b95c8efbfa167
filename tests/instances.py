"""Small random scenarios as checked ``Tables``, for tests that compare the engine with plain methods."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from allocator.scenario.config import Limits, Objective, Rule
from allocator.tables.schema import TABLES, Table
from allocator.tables.tables import Tables


@dataclass(frozen=True)
class Settings:
    """The settings a problem is built with."""

    name: str = "random"
    currency: str = "VND"
    unit_level: str | None = "commune"
    fairness: str = "leximin"
    levels: tuple[Objective, ...] = ()
    """All levels, where the usual ones will not do."""
    rules: tuple[Rule, ...] = ()
    reference_lines: pd.DataFrame | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """The levels in order."""
        usual = (Objective("unmet"), Objective("fairness", self.fairness), Objective("duplication"), Objective("cost"))
        return self.levels or usual


def frame(table: Table, rows: list[dict[str, object]]) -> pd.DataFrame:
    """``rows`` as a checked frame of ``table``: every column present, typed and defaulted."""
    columns = {}
    for column in table.columns:
        kind = column.kind
        values = [row.get(column.name, column.default) for row in rows]
        if kind == "number" or kind == "whole":
            columns[column.name] = pd.Series([np.nan if v is None else v for v in values], dtype=float)
        elif kind == "flag":
            columns[column.name] = pd.Series([bool(v) for v in values], dtype=bool)
        elif kind == "date":
            columns[column.name] = pd.to_datetime(pd.Series(values, dtype=object))
        else:
            columns[column.name] = pd.Series(["" if v is None else str(v) for v in values], dtype="str")
    made = pd.DataFrame(columns)
    made["source"] = f"{table.name}.csv"
    made["row"] = np.arange(len(rows)) + 2
    return made


def tables(**rows: list[dict[str, object]]) -> Tables:
    """``Tables`` from rows by table name; lots get their provider, items their cash price, as reading does."""
    for lot in rows.get("lots", []):
        lot.setdefault("provider_id", lot["donor_id"])
    for item in rows.get("items", []):
        item.setdefault("cash_price", item.get("value", 1.0))
    donors = [{"donor_id": d} for d in sorted({str(lot["donor_id"]) for lot in rows.get("lots", [])})]
    rows.setdefault("donors", donors)
    return Tables(**{table.name: frame(table, rows.get(table.name, [])) for table in TABLES})


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
        ledger=_past(rng, places, items, ages, periods, lots, needs) if history else [],
    )


def _past(
    rng: np.random.Generator,
    places: list[dict[str, object]],
    items: list[dict[str, object]],
    ages: list[dict[str, object]],
    periods: list[dict[str, object]],
    lots: list[dict[str, object]],
    needs: list[dict[str, object]],
) -> list[dict[str, object]]:
    """A ledger; lots and needs get a past too, and items and periods what it takes to judge it."""
    for item in items:
        item["lifetime"] = float(rng.integers(1, 4))
    for number, period in enumerate(periods):
        period["start"], period["end"] = f"{2020 + number}-01-01", f"{2020 + number}-12-31"
    for lot in lots:
        lot["direct"] = rng.random() < 0.3
        lot["quality_ok"] = rng.random() < 0.9
    for need in needs:
        need["entitlement"] = float(rng.choice([0, 0, 0, 2]))
        need["assessed_on"] = rng.choice([None, "2020-06-01", "2021-06-01"])
    return [
        {
            "place_id": str(rng.choice([str(place["place_id"]) for place in places])),
            "item_id": str(rng.choice([str(item["item_id"]) for item in items])),
            "age_group_id": str(rng.choice(["", *(str(age["age_group_id"]) for age in ages)])),
            "period_id": str(rng.choice(["", *(str(period["period_id"]) for period in periods)])),
            "quantity": float(rng.integers(0, 9)),
            "delivered_on": rng.choice([None, "2020-03-01", "2021-03-01", "2021-09-01", "2031-01-01"]),
        }
        for _ in range(rng.integers(0, 8))
    ]


def _some(rng: np.random.Generator, rows: list[dict[str, object]], column: str, chance: float) -> list[str]:
    names = sorted({str(row[column]) for row in rows})
    return [name for name in names if rng.random() < 0.5] if names and rng.random() < chance else []


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
        lot["places"] = ";".join(_some(rng, places, "place_id", 0.6))
        lot["exclude_places"] = ";".join(_some(rng, places[1:], "place_id", 0.2))
        lot["categories"] = ";".join(_some(rng, items, "category", 0.2))
        lot["items"] = ";".join(_some(rng, items, "item_id", 0.2))
        lot["age_groups"] = ";".join(_some(rng, ages, "age_group_id", 0.4))
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
