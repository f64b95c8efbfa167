"""``Contradiction``: a smallest set of wishes and limits that cannot hold together, as people are told of it."""

from __future__ import annotations

from dataclasses import dataclass

WISHES = frozenset({"coverage_min", "share_min", "spend_min", "lock_least", "floor"})
"""Kinds of clauses that ask for something and may be missed; all others are limits, which every plan keeps."""


@dataclass(frozen=True)
class Clause:
    """One thing that is asked or limited: a row of a table, one side of a lock, or a rule at one of its places."""

    kind: str
    """``coverage_min`` … ``spend_max`` (rules); ``floor``, ``lock_least``, ``lock_most``, ``cap``, ``ban`` (decisions);
    ``link_ban``, ``link_max``, ``link_min``; ``capacity`` (places); ``donor_places``; ``lot_places``,
    ``min_per_place``, ``all_or_nothing`` (lots)."""
    table: str
    """Table that it stands in; ``rules`` for the scenario's rules."""
    at: int
    """Its index in that part of the problem."""
    group: int = -1
    """For coverage rules: the group of cells; -1 for all else."""
    record: int = -1
    """Position of its row in the table, or of the rule in the list; -1 where the row is found by its id."""
    row: int = 0
    """Row in the reader's file, number of the rule; 0 while it is not looked up."""
    pattern: tuple[tuple[str, str], ...] = ()
    """What it speaks of: pairs of ``lot``, ``donor``, ``place``, ``item``, ``age_group`` or ``period`` and an id."""
    quantity: float = 0.0
    """How much is asked or allowed, where there is such a number."""
    rule: str = ""
    """A rule as it was written."""
    reviewer: str = ""
    comment: str = ""

    @property
    def wish(self) -> bool:
        """Whether it asks for something and may be missed."""
        return self.kind in WISHES


@dataclass(frozen=True)
class Cost:
    """What giving a clause up changes in the best plan: the plan without it, less the plan with it."""

    rules_short: float
    """Change in what floors of rules and decisions lack, in money; below 0 is a gain."""
    unmet: tuple[tuple[int, float], ...]
    """For each tier the change in weighted value of unmet need; below 0 is a gain."""

    @property
    def unmet_value(self) -> float:
        """The change over all tiers."""
        return sum(change for _, change in self.unmet)


@dataclass(frozen=True)
class Bar:
    """What, of a lot that a decision names, stands in the way of it."""

    lot: str
    parts: tuple[str, ...]
    """``need`` (no need is named), ``item``, ``usable``, ``quantity``, ``places``, ``items``, ``age_groups``,
    ``periods``, ``pack`` or ``whole``."""
    together: bool
    """Whether all the parts would have to change; else any one of them."""


@dataclass(frozen=True)
class Contradiction:
    """Clauses that cannot all hold, though all but any one of them can."""

    clauses: tuple[Clause, ...]
    costs: tuple[Cost | None, ...]
    """For each clause what giving it up changes; ``None`` where time ran out before it was known."""
    bars: tuple[Bar, ...] = ()
