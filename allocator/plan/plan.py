"""``Plan``: an allocation with its measures, proof and provenance. What reports, review and notebooks read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Objective:
    """One objective level: the value reached, a proven bound, and the gap between them as a share.

    ``bound`` is what no plan can beat that keeps the levels above as good as their own bounds; ``None`` where none
    is known. ``gap`` is ``abs(value - bound) / max(abs(value), abs(bound))`` (0 where both are 0), ``None`` without
    a bound.
    ``proof`` is ``proven`` (gap within tolerance), ``gap`` (bounded) or ``feasible`` (no bound known).
    """

    name: str
    value: float
    bound: float | None
    gap: float | None
    proof: str


@dataclass(frozen=True)
class Measures:
    """The measures of INTERFACE, recomputed by ``verify`` from the tables and the plan file alone."""

    need_value: float
    """Value of all net need."""
    met_value: float
    unmet_value: float
    """Unweighted value of all unmet need."""
    unmet_by_tier: dict[int, float]
    """Weighted value of unmet need per tier: sum of weight x value x unmet."""
    coverage_min: float
    """Lowest coverage over the units that have need (1 if none has)."""
    fairness_min: float
    """Lowest coverage / severity over the units that have need (1 if none has): what leximin raises first."""
    coverage_mean: float
    """Mean coverage over those units."""
    surplus_value: float
    overlap: int
    """Sum over unit x category x period of providers beyond the first."""
    links: int
    """Number of provider x unit x category x period that deliver."""
    repeat_value: float
    cost: float
    lines: int
    supply_value: float
    """Value of all allocatable lots (services: over all periods of their window)."""
    used_value: float


@dataclass(frozen=True)
class Plan:
    """A distribution plan. Frames have the columns of INTERFACE, in its order, sorted canonically.

    ``allocations``: line_id, lot_id, donor_id, provider_id, place_id, item_id, age_group_id, period_id, quantity,
    packs, value, cost.
    ``unmet``: place_id, item_id, age_group_id, period_id, tier, need, entitlement, ledger, direct, net, met, unmet,
    unmet_value, reason; one row for every need cell, met or not.
    ``coverage``: unit, net_value, met_value, coverage (1 where net_value is 0), severity, fair_coverage (what the
    fair fractional plan gives it), level (rank of its fairness group, 1 the worst off; 0 where nothing is needed).
    ``lots``: lot_id, quantity, used, unused, why_unused (a code: "", direct, quality, no_match, satisfied,
    remainder).
    ``certificate``: level, units (``;``-joined), coverage, available_value, target_value: the cuts that prove the
    fair levels.
    """

    name: str
    allocations: pd.DataFrame
    unmet: pd.DataFrame
    coverage: pd.DataFrame
    lots: pd.DataFrame
    certificate: pd.DataFrame
    measures: Measures
    objectives: tuple[Objective, ...]
    seconds: dict[str, float]
    """Seconds spent by phase."""
