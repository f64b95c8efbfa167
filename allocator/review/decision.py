"""``Decision``: what one reviewer wants of a line, or of all lines that a pattern names."""

from __future__ import annotations

from dataclasses import dataclass

ACTIONS = ("approve", "lock", "cap", "floor", "ban", "prefer")
"""What may be decided, in the order in which lists show it."""

COUNTED = frozenset({"lock", "cap", "floor", "prefer"})
"""Actions that ask for a quantity."""

IDS = ("lot_id", "place_id", "item_id", "age_group_id", "period_id")


@dataclass(frozen=True)
class Target:
    """What a decision speaks of. ``line_id`` names a line of the plan, whose ids then stand beside it.

    Without one the ids are a pattern: a blank one means any, a place itself and all below it.
    """

    lot_id: str = ""
    place_id: str = ""
    item_id: str = ""
    age_group_id: str = ""
    period_id: str = ""
    line_id: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The five ids in the order of ``IDS``."""
        return (self.lot_id, self.place_id, self.item_id, self.age_group_id, self.period_id)


@dataclass(frozen=True)
class Source:
    """Where a decision was written."""

    file: str
    part: str = ""
    """Sheet of a workbook; blank for a decisions file."""
    at: str = ""
    """Row of the sheet, or number of the decision in the file, as a person finds it."""

    @property
    def name(self) -> str:
        """File and sheet."""
        return f"{self.file}:{self.part}" if self.part else self.file


@dataclass(frozen=True)
class Decision:
    """One decision. ``quantity`` is ``None`` where the action takes none."""

    target: Target
    action: str
    quantity: float | None
    reviewer: str
    role: str
    comment: str
    decided_on: str
    source: Source

    @property
    def asks(self) -> tuple[str, float | None]:
        """What it asks, whoever asks it."""
        return self.action, self.quantity


@dataclass(frozen=True)
class Remark:
    """A comment beside which nothing was decided."""

    target: Target
    reviewer: str
    comment: str
    source: Source
