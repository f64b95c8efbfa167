"""Input problems: what is wrong, where, and what to do. Collected in lists, never raised one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from allocator.language import N_, number, tr
from allocator.tables.catalogue import CATALOGUE, Severity


@dataclass(frozen=True)
class InputProblem:
    """One finding about the input. ``code`` names its texts in the catalogue; ``values`` fill their places.

    ``column`` is the stable English name; ``header`` is what the reader's own file calls it, where that differs.
    """

    code: str
    source: str
    row: int | None = None
    column: str | None = None
    found: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    header: str | None = None

    @property
    def severity(self) -> Severity:
        """``error`` stops the run; ``warning`` and ``note`` do not."""
        return CATALOGUE[self.code].severity

    @property
    def message(self) -> str:
        """What is wrong, in the current language."""
        return tr(CATALOGUE[self.code].message, **self._filled)

    @property
    def hint(self) -> str:
        """What to do about it, in the current language."""
        return tr(CATALOGUE[self.code].hint, **self._filled)

    @property
    def _filled(self) -> dict[str, object]:
        own = {"found": self.found, "column": self.header or self.column, "row": self.row}
        return own | {name: _shown(value, name == "clause") for name, value in self.values.items()}


CLAUSES = (N_("place"), N_("item"), N_("age"), N_("period"), N_("all together"))
"""The clauses of an earmark, as findings name them."""


def _shown(value: object, clause: bool) -> object:
    """Numbers as the reader writes them, with no more decimals than needed; clauses translated; the rest as it is."""
    if not isinstance(value, float):
        return tr(str(value)) if clause else value
    decimals = next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 3)
    return number(value, decimals)


class InputErrors(Exception):
    """The input cannot be used; ``problems`` holds every finding, errors first."""

    def __init__(self, problems: Sequence[InputProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.severity != "error"))
        super().__init__("\n".join(f"{p.source} {p.row or ''} {p.column or ''}: {p.message}" for p in self.problems))
