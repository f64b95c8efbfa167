"""Tables and settings from plain rows, as reading and checking would make them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
import pandas as pd

from allocator.scenario.config import Limits, Objective, Rule, ScenarioConfig
from allocator.scenario.load import Inputs
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
    return _made(table, rows) if rows else _empty(table).copy()


@functools.cache
def _empty(table: Table) -> pd.DataFrame:
    """Most tables of most tests have no rows, and a copy is far quicker than a frame of many columns made anew."""
    return _made(table, [])


def _made(table: Table, rows: list[dict[str, object]]) -> pd.DataFrame:
    # Arrays, not series: those would be aligned with each other, which takes most of the time.
    columns: dict[str, object] = {}
    for column in table.columns:
        values = [row.get(column.name, column.default) for row in rows]
        if column.kind in ("number", "whole"):
            columns[column.name] = np.array([np.nan if v is None else v for v in values], dtype=float)
        elif column.kind == "flag":
            columns[column.name] = np.array([bool(v) for v in values], dtype=bool)
        elif column.kind == "date":
            columns[column.name] = pd.to_datetime(np.array(values, dtype=object))
        else:
            columns[column.name] = pd.Series(["" if v is None else str(v) for v in values], dtype="str").array
    columns |= {"source": f"{table.name}.csv", "row": np.arange(len(rows)) + 2}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))


def tables(**rows: list[dict[str, object]]) -> Tables:
    """``Tables`` from rows by table name; lots get their provider, items their cash price, as reading does."""
    for lot in rows.get("lots", []):
        lot.setdefault("provider_id", lot["donor_id"])
    for item in rows.get("items", []):
        item.setdefault("cash_price", item.get("value", 1.0))
    donors = [{"donor_id": d} for d in sorted({str(lot["donor_id"]) for lot in rows.get("lots", [])})]
    rows.setdefault("donors", donors)
    return Tables(**{table.name: frame(table, rows.get(table.name, [])) for table in TABLES})


def shuffled(made: Tables, seed: int) -> Tables:
    """The same tables with every table's rows in another order (periods keep theirs: it is the order of time)."""
    frames = {each.name: getattr(made, each.name) for each in fields(made)}
    return Tables(
        **{
            name: frame if name == "periods" else frame.sample(frac=1.0, random_state=seed, ignore_index=True)
            for name, frame in frames.items()
        }
    )


def past(
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


def some(rng: np.random.Generator, rows: list[dict[str, object]], column: str, chance: float) -> list[str]:
    """Some of the values in ``column``, all with the given ``chance``, else none."""
    names = sorted({str(row[column]) for row in rows})
    return [name for name in names if rng.random() < 0.5] if names and rng.random() < chance else []


def as_inputs(made: Tables, settings: Settings, folder: Path) -> Inputs:
    """The scenario as loading gives it, to write and verify; its reference plan is put into ``folder``."""
    reference = None
    if settings.reference_lines is not None:
        reference = folder / "reference.csv"
        settings.reference_lines.to_csv(reference, index=False)
    config = ScenarioConfig(
        name=settings.name,
        folder=folder,
        currency=settings.currency,
        unit_level=settings.unit_level,
        objectives=settings.objectives,
        rules=settings.rules,
        reference=reference,
        reference_lines=settings.reference_lines,
        limits=settings.limits,
    )
    return Inputs(config, made, (), ())
