"""``verify``: recompute every constraint and every measure of a plan from the tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from allocator.plan.plan import Measures
from allocator.scenario.config import ScenarioConfig
from allocator.tables.tables import Tables
from allocator.verify import (
    all_or_nothing,
    capacity,
    columns,
    decisions,
    earmark,
    identity,
    kits,
    links,
    max_places,
    min_per_place,
    need,
    packs,
    rules,
    supply,
)
from allocator.verify.facts import Facts, gather
from allocator.verify.lines import look_up
from allocator.verify.measures import cover, measure
from allocator.verify.need import meet
from allocator.verify.netting import net_needs
from allocator.verify.violation import Violation

CELLS = ["place_id", "item_id", "age_group_id", "period_id", "tier", "need", "entitlement"]
FAMILIES = (
    identity.check,
    need.check,
    supply.check,
    earmark.check,
    packs.check,
    kits.check,
    all_or_nothing.check,
    min_per_place.check,
    max_places.check,
    capacity.check,
    links.check,
    decisions.check,
    columns.check,
)
"""Every family of limits, by the names of the engine's and the reference model's, and the form of the lines.

A new one is a module with a ``check`` and a place in this list. ``rules``, which look at what is met, stand apart.
"""

AMOUNTS = ["ledger", "direct", "net", "met", "unmet"]


@dataclass(frozen=True)
class Verification:
    """What a plan is worth and which rules it breaks.

    ``cells`` (canonical order): place_id, item_id, age_group_id, period_id, tier, need, entitlement, ledger, direct,
    net, met, unmet. ``coverage`` (place order): unit, net_value, met_value, coverage (1 where nothing is needed),
    severity. ``lots`` (id order): lot_id, quantity (over the whole window), used (money for cash), unused.
    """

    measures: Measures
    violations: tuple[Violation, ...]
    cells: pd.DataFrame
    coverage: pd.DataFrame
    lots: pd.DataFrame

    @property
    def holds(self) -> bool:
        """Whether the plan breaks no rule."""
        return not any(violation.severity == "error" for violation in self.violations)


def verify(
    tables: Tables, unit_level: str | None, allocations: pd.DataFrame, config: ScenarioConfig | None = None
) -> Verification:
    """Check ``allocations`` (columns of ``plan.csv``) against ``tables``, sharing no code with what made them.

    ``unit_level`` is the level whose coverage is compared; ``None``: the places that have needs. ``config`` adds rules,
    a reference plan and a floor. Raises
    ``ValueError`` where ``allocations`` lacks a column.
    """
    facts = gather(tables, unit_level, config)
    return judge(facts, tables, look_up(facts, allocations))


def judge(facts: Facts, tables: Tables, lines: pd.DataFrame) -> Verification:
    """:func:`verify` for facts already gathered and lines already looked up."""
    netted = pd.concat([facts.cells, net_needs(facts, tables.ledger)], axis=1)
    cells = meet(netted, lines)
    coverage = cover(facts, cells)
    used = supply.used(facts, lines)
    lots = pd.DataFrame({"lot_id": facts.lots["lot_id"], "quantity": facts.lots["capacity"], "used": used})
    lots["unused"] = lots["quantity"] - lots["used"]
    return Verification(
        measures=measure(facts, lines, cells, coverage),
        violations=(
            *(violation for check in FAMILIES for violation in check(facts, lines)),
            *rules.check(facts, lines, cells),
        ),
        cells=cells.rename(columns={"quantity": "need"})[[*CELLS, *AMOUNTS]],
        coverage=coverage,
        lots=lots,
    )
