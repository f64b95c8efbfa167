"""From index arrays to the frames of a :class:`Plan`: ids and names come back here."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from allocator.plan.measures import met_quantity, total_quantity
from allocator.problem.indexing import sum_by
from allocator.problem.problem import CASH, Bools, Floats, Ints, Problem
from allocator.tolerances import QUANTITY


def allocation_frame(problem: Problem, lot: Ints, cell: Ints, quantity: Floats) -> pd.DataFrame:
    """plan.csv: one line a lot and need, in the order of the needs, then of the lots."""
    needs, lots = problem.needs, problem.lots
    order = np.lexsort((lot, cell))
    lot, cell, quantity = lot[order], cell[order], quantity[order]
    frame = pd.DataFrame(
        {
            "lot_id": _names(lots.ids, lot),
            "donor_id": _names(problem.donors, lots.donor[lot]),
            "provider_id": _names(problem.providers, lots.provider[lot]),
            "place_id": _names(problem.places.ids, needs.place[cell]),
            "item_id": _names(problem.items.ids, needs.item[cell]),
            "age_group_id": _names((*problem.age_groups, ""), needs.age[cell]),
            "period_id": _names((*problem.periods, ""), needs.period[cell]),
            "quantity": quantity,
            "packs": np.where(lots.kind[lot] == CASH, quantity, np.round(quantity / lots.pack[lot], 9)),
            "value": np.round(quantity * problem.items.value[needs.item[cell]], 6),
            "cost": np.zeros(len(lot)),
        }
    )
    frame.insert(0, "line_id", line_ids(frame))
    return frame


def line_ids(frame: pd.DataFrame) -> list[str]:
    """A short stable name for each line: it depends on the line's lot and need alone, not on the rest of the plan."""
    keys = ["lot_id", "place_id", "item_id", "age_group_id", "period_id"]
    joined = zip(*(frame[key].tolist() for key in keys), strict=True)
    return ["A" + hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:11] for key in joined]


def unmet_frame(problem: Problem, cell: Ints, quantity: Floats, reachable: Bools) -> pd.DataFrame:
    """unmet.csv: every need cell with what covers it and what is missing."""
    needs, items = problem.needs, problem.items
    _, met = met_quantity(problem, cell, quantity)
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


def coverage_frame(
    problem: Problem, cell: Ints, quantity: Floats, group: Ints, available: Floats, wanted: Floats
) -> pd.DataFrame:
    """coverage.csv: what each unit needs and gets, beside its share in the fair fractional plan."""
    needs, units = problem.needs, problem.units
    value = problem.items.value[needs.item]
    _, met = met_quantity(problem, cell, quantity)
    net = sum_by(needs.unit, needs.net * value, len(units))
    got = sum_by(needs.unit, met * value, len(units))
    fair = (available / np.where(wanted > 0, wanted, 1.0))[group] * units.severity
    return pd.DataFrame(
        {
            "unit": _names(problem.places.ids, units.place),
            "net_value": np.round(net, 6),
            "met_value": np.round(got, 6),
            "coverage": np.where(net > 0, got / np.where(net > 0, net, 1.0), 1.0),
            "severity": units.severity,
            "fair_coverage": np.where(net > 0, fair, 1.0),
            "level": np.where(net > 0, group + 1, 0),
        }
    )


def lots_frame(
    problem: Problem, lot: Ints, cell: Ints, quantity: Floats, matches: Bools, wanted: Bools
) -> pd.DataFrame:
    """lots.csv: what was used of each lot, and why the rest was not. ``matches`` and ``wanted`` have shape (L,)."""
    lots = problem.lots
    price = np.where(lots.kind[lot] == CASH, problem.items.cash_price[problem.needs.item[cell]], 1.0)
    used = np.round(sum_by(lot, quantity * price, len(lots)), 9)
    total = total_quantity(problem)
    unused = np.round(np.maximum(0.0, total - used), 9)
    why = np.select(
        [unused <= QUANTITY, lots.direct, ~lots.usable, ~matches, ~wanted],
        ["", "direct", "quality", "no_match", "satisfied"],
        "remainder",
    )
    return pd.DataFrame({"lot_id": lots.ids, "quantity": total, "used": used, "unused": unused, "why_unused": why})


def certificate_frame(problem: Problem, group: Ints, available: Floats, wanted: Floats) -> pd.DataFrame:
    """The cuts that prove the fair levels: all that can reach a group of units, over what they would need."""
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
