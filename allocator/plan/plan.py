"""``Plan``: an allocation with its measures, proof and provenance. What reports, review and notebooks read."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    method: str = ""
    """For fairness: ``leximin``, ``proportional`` or ``floor``."""


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
    fairness_log: float
    """Proportional fairness: sum over units of need share x log of coverage (by chords; see ``plan/fairness.py``)."""
    below_floor: float
    """Value that units lack to the floor of the fairness level; 0 where fairness is not judged by a floor."""
    surplus_value: float
    surplus_forced: float
    """Part of the surplus that is proven to be unavoidable while the levels above are held."""
    surplus_avoidable: float
    """The rest: avoidable, or not yet proven to be forced."""
    overlap: int
    """Sum over unit x category x period of providers beyond the first."""
    links: int
    """Number of provider x unit x category x period that deliver."""
    repeat_value: float
    cost: float
    change: int
    """Lines that differ from the reference plan; 0 where there is none."""
    rules_short: float
    """What the floors among rules and decisions lack, in money."""
    prefer_short: float
    """What the preferences among decisions lack, in money."""
    lines: int
    supply_value: float
    """Value of all allocatable lots (services: over all periods of their window)."""
    used_value: float


CAUSE_COLUMNS = (
    "place_id",
    "item_id",
    "age_group_id",
    "period_id",
    "cause",
    "quantity",
    "value",
    "lot_id",
    "clause",
    "table",
    "row",
    "unit",
    "reviewer",
)


def no_causes() -> pd.DataFrame:
    """``causes`` of a plan that has not been explained."""
    numbers = {"quantity": "float64", "value": "float64", "row": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=numbers.get(name, "str")) for name in CAUSE_COLUMNS})


@dataclass(frozen=True)
class Plan:
    """A distribution plan. Frames have the columns of INTERFACE, in its order, sorted canonically.

    ``allocations``: line_id, lot_id, donor_id, provider_id, place_id, item_id, age_group_id, period_id, quantity,
    packs, value, cost, lot_item_id (blank for cash), lot_quantity (taken from the lot: money for cash, kits for what
    is in an opened kit).
    ``unmet``: place_id, item_id, age_group_id, period_id, tier, need, entitlement, ledger, direct, net, met, unmet,
    unmet_value, reason; one row for every need cell, met or not.
    ``coverage``: unit, net_value, met_value, coverage (1 where net_value is 0), severity, fair_coverage (what the
    fair fractional plan gives it; blank where limits beyond the earmarks leave no such plan), level (rank of its
    fairness group, 1 the worst off; 0 where nothing is needed).
    ``lots``: lot_id, quantity, used, unused, why_unused (a code: "", direct, quality, no_match, satisfied,
    remainder).
    ``certificate``: level, units (``;``-joined), coverage, available_value, target_value: the cuts that prove the
    fair levels.
    ``causes``: place_id, item_id, age_group_id, period_id, cause, quantity, value, lot_id, clause, table, row (0 where
    there is none), unit, reviewer: the parts of each gap and what each is due to
    (:mod:`allocator.explain.causes`); no rows where the plan was not explained.
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
    limit_hit: bool = False
    """Whether the time limit ended the search somewhere: another run may then find another plan."""
    causes: pd.DataFrame = field(default_factory=no_causes)

    def _repr_html_(self) -> str:
        """Show the plan in a notebook: what it meets, and the proof of every level."""
        from allocator.language import number, percent, tr
        from allocator.notebook import card

        measures = self.measures
        share = measures.met_value / measures.need_value if measures.need_value else 1.0
        facts = [
            (tr("Share of need met"), percent(share, 1)),
            (tr("Lowest share of a unit"), percent(measures.coverage_min, 1)),
            (tr("Lines"), number(measures.lines)),
        ]
        columns = ["name", "value", "bound", "gap", "proof"]
        return card(self.name, facts, pd.DataFrame([vars(level) for level in self.objectives], columns=columns))
