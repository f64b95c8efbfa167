"""From index arrays to the frames of a :class:`Plan`: ids and names come back here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from allocator.plan.cost import link_costs
from allocator.plan.deliveries import Deliveries, use_of_lots
from allocator.plan.measures import met_quantity, total_quantity
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem
from allocator.tolerances import QUANTITY


def allocation_frame(problem: Problem, lines: Deliveries) -> pd.DataFrame:
    """plan.csv: one line a lot and need, in the order of the needs, then of the lots."""
    return pd.DataFrame(allocation_columns(problem, lines))


def allocation_columns(problem: Problem, lines: Deliveries) -> dict[str, list[str] | Floats]:
    """The columns of plan.csv: texts as lists, numbers as arrays of shape (M,)."""
    needs, lots = problem.needs, problem.lots
    lot, cell = lines.lot, lines.cell
    packs = np.where(lots.kind[lot] == CASH, lines.quantity, lines.lot_quantity / lots.pack[lot])
    lot_id = _names(lots.ids, lot)
    need = [
        _names(problem.places.ids, needs.place[cell]),
        _names(problem.items.ids, needs.item[cell]),
        _names((*problem.age_groups, ""), needs.age[cell]),
        _names((*problem.periods, ""), needs.period[cell]),
    ]
    return {
        "line_id": [line_id(*key) for key in zip(lot_id, *need, strict=True)],
        "lot_id": lot_id,
        "donor_id": _names(problem.donors, lots.donor[lot]),
        "provider_id": _names(problem.providers, lots.provider[lot]),
        **dict(zip(("place_id", "item_id", "age_group_id", "period_id"), need, strict=True)),
        "quantity": lines.quantity,
        "packs": np.asarray(np.round(packs, 9)),
        "value": np.round(lines.quantity * problem.items.value[needs.item[cell]], 6),
        "cost": np.round(link_costs(problem, lines)[1], 6),
        "lot_item_id": _names((*problem.items.ids, ""), lines.lot_item),
        "lot_quantity": np.round(lines.lot_quantity, 9),
    }


@lru_cache(maxsize=1 << 18)
def line_id(*key: str) -> str:
    """A short stable name for a line, from the ids of its lot and need alone, not from the rest of the plan.

    Remembered, as the many plans of a sweep share most of their lines.
    """
    return "A" + hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:11]


def unmet_frame(problem: Problem, lines: Deliveries, reachable: Bools) -> pd.DataFrame:
    """unmet.csv: every need cell with what covers it and what is missing. ``reachable`` has shape (N,)."""
    needs, items = problem.needs, problem.items
    _, met = met_quantity(problem, lines.cell, lines.quantity)
    unmet = np.maximum(0.0, needs.net - met)
    unmet[unmet < QUANTITY * 1e-3] = 0.0
    return pd.DataFrame(
        {
            "place_id": _names(problem.places.ids, needs.place),
            "item_id": _names(items.ids, needs.item),
            "age_group_id": _names((*problem.age_groups, ""), needs.age),
            "period_id": _names((*problem.periods, ""), needs.period),
            "tier": needs.tier,
            "need": needs.quantity,
            "entitlement": needs.entitlement,
            "ledger": needs.ledger,
            "direct": needs.direct,
            "net": needs.net,
            "met": met,
            "unmet": unmet,
            "unmet_value": np.round(unmet * items.value[needs.item], 6),
            "reason": np.where(unmet == 0, "", np.where(reachable, "scarce", "unreachable")),
        }
    )


@dataclass(frozen=True)
class FairLevels:
    """The fairness groups of a fair fractional plan, in ascending coverage, with the cuts that prove them."""

    group: Ints
    """Shape (U,)."""
    available: Floats
    """Shape (G,): value that can reach the units of each group at all, once the poorer groups have theirs."""
    wanted: Floats
    """Shape (G,): net need x severity of its units; 0 where they need nothing."""


def coverage_frame(problem: Problem, lines: Deliveries, fair: FairLevels | None) -> pd.DataFrame:
    """coverage.csv: what each unit needs and gets, beside its share in the fair fractional plan, where there is one.

    Without one, levels number the coverages / severities that units have, the worst first.
    """
    needs, units = problem.needs, problem.units
    value = problem.items.value[needs.item]
    _, met = met_quantity(problem, lines.cell, lines.quantity)
    net = sum_by(needs.unit, needs.net * value, len(units))
    got = sum_by(needs.unit, met * value, len(units))
    coverage = np.where(net > 0, got / np.where(net > 0, net, 1.0), 1.0)
    if fair is None:
        share, level = np.full(len(units), np.nan), np.zeros(len(units), dtype=np.int64)
        ranks = np.unique(np.round(coverage / units.severity, 9)[net > 0], return_inverse=True)[1]
        level[net > 0] = ranks + 1
    else:
        share = (fair.available / np.where(fair.wanted > 0, fair.wanted, 1.0))[fair.group] * units.severity
        share, level = np.where(net > 0, share, 1.0), np.where(net > 0, fair.group + 1, 0)
    return pd.DataFrame(
        {
            "unit": _names(problem.places.ids, units.place),
            "net_value": np.round(net, 6),
            "met_value": np.round(got, 6),
            "coverage": coverage,
            "severity": units.severity,
            "fair_coverage": share,
            "level": level,
        }
    )


def lots_frame(problem: Problem, lines: Deliveries, matches: Bools, wanted: Bools) -> pd.DataFrame:
    """lots.csv: what was used of each lot, and why the rest was not. ``matches`` and ``wanted`` have shape (L,)."""
    lots = problem.lots
    used = np.round(use_of_lots(problem, lines), 9)
    total = total_quantity(problem)
    unused = np.round(np.maximum(0.0, total - used), 9)
    why = np.select(
        [unused <= QUANTITY, lots.direct, ~lots.usable, ~matches, ~wanted],
        ["", "direct", "quality", "no_match", "satisfied"],
        "remainder",
    )
    return pd.DataFrame({"lot_id": lots.ids, "quantity": total, "used": used, "unused": unused, "why_unused": why})


def certificate_frame(problem: Problem, fair: FairLevels | None) -> pd.DataFrame:
    """The cuts that prove the fair levels: all that can reach a group of units, over what they would need."""
    none = np.zeros(0)
    group, available, wanted = (none, none, none) if fair is None else (fair.group, fair.available, fair.wanted)
    order = np.argsort(group, kind="stable")
    ids = np.array(_names(problem.places.ids, problem.units.place[order]), dtype=object)
    starts = np.searchsorted(group[order], np.arange(len(wanted) + 1))
    needy = [g for g in range(len(wanted)) if wanted[g] > 0]
    return pd.DataFrame(
        {
            "level": [g + 1 for g in needy],
            "units": [";".join(ids[starts[g] : starts[g + 1]]) for g in needy],
            "coverage": [float(available[g] / wanted[g]) for g in needy],
            "available_value": [float(available[g]) for g in needy],
            "target_value": [float(wanted[g]) for g in needy],
        }
    )


def _names(ids: tuple[str, ...], index: Ints) -> list[str]:
    return np.array(ids, dtype=object)[index].tolist() if len(index) else []
