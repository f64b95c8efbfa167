"""The gaps of a place with their causes, and what proves its share, as they stand in a plan folder."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from allocator.explain.reading import PlanFolder, Row

CELL = ("place_id", "item_id", "age_group_id", "period_id")

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Cause:
    """A part of a gap; the fields of ``causes.csv``."""

    kind: str
    quantity: float
    value: float
    lot: str
    clause: str
    table: str
    row: int
    unit: str
    reviewer: str


@dataclass(frozen=True)
class Gap:
    """A need that is not met in full."""

    cell: Cell
    """Place, item, age group, period."""
    tier: int
    net: float
    met: float
    unmet: float
    value: float
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Share:
    """What a unit gets, beside its share in the fair fractional plan."""

    unit: str
    net_value: float
    met_value: float
    coverage: float
    fair: float | None
    """``None`` where limits beyond the earmarks leave no such plan."""
    level: int


@dataclass(frozen=True)
class Level:
    """Units that the cuts hold at one coverage / severity: all that can reach them over what they would need."""

    level: int
    units: tuple[str, ...]
    coverage: float
    available: float
    wanted: float


def gaps_of(folder: PlanFolder, places: frozenset[str] | None, items: frozenset[str] | None = None) -> list[Gap]:
    """The gaps of the places (all where ``None``), of the items named, in the plan's order.

    Raises :class:`allocator.explain.reading.NotAPlanError`.
    """
    causes: dict[Cell, list[Cause]] = defaultdict(list)
    for row in folder.rows("causes.csv", places):
        causes[_cell(row)].append(_cause(row))
    return [
        Gap(
            _cell(row),
            int(row["tier"]),
            float(row["net"]),
            float(row["met"]),
            float(row["unmet"]),
            float(row["unmet_value"]),
            tuple(causes[_cell(row)]),
        )
        for row in folder.rows("unmet.csv", places)
        if float(row["unmet"]) > 0 and (items is None or row["item_id"] in items)
    ]


def shares_of(folder: PlanFolder, places: frozenset[str] | None) -> list[Share]:
    """What the units among ``places`` that need something get, the lowest coverage first."""
    shares = [
        Share(
            row["unit"],
            float(row["net_value"]),
            float(row["met_value"]),
            float(row["coverage"]),
            float(row["fair_coverage"]) if row["fair_coverage"] else None,
            int(row["level"]),
        )
        for row in folder.rows("coverage.csv", places, "unit")
        if float(row["net_value"]) > 0
    ]
    return sorted(shares, key=lambda share: (share.coverage, share.unit))


def levels_of(folder: PlanFolder, most: int | None = None) -> list[Level]:
    """The fair levels, the worst off first, at most ``most`` of them; none where no cuts prove them."""
    return [
        Level(
            int(row["level"]),
            tuple(row["units"].split(";")),
            float(row["coverage"]),
            float(row["available_value"]),
            float(row["target_value"]),
        )
        for row in islice(folder.rows("certificate.csv"), most)
    ]


def summed(causes: list[Cause]) -> list[Cause]:
    """Causes that say the same put together, those worth most first."""
    sums: dict[tuple[str, str, str, str, int, str, str], list[float]] = {}
    for cause in causes:
        key = (cause.kind, cause.lot, cause.clause, cause.table, cause.row, cause.unit, cause.reviewer)
        total = sums.setdefault(key, [0.0, 0.0])
        total[0] += cause.quantity
        total[1] += cause.value
    found = [
        Cause(kind, total[0], total[1], lot, clause, table, row, unit, reviewer)
        for (kind, lot, clause, table, row, unit, reviewer), total in sums.items()
    ]
    return sorted(found, key=lambda cause: (-cause.value, cause.kind, cause.lot, cause.clause, cause.row, cause.unit))


def _cell(row: Row) -> Cell:
    return tuple(row[name] for name in CELL)


def _cause(row: Row) -> Cause:
    return Cause(
        kind=row["cause"],
        quantity=float(row["quantity"]),
        value=float(row["value"]),
        lot=row["lot_id"],
        clause=row["clause"],
        table=row["table"],
        row=int(row["row"]),
        unit=row["unit"],
        reviewer=row["reviewer"],
    )
