"""What documents are asked for, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

FORMATS = ("docx", "pdf")


@dataclass(frozen=True)
class Chosen:
    """What a person asked for: only these places, donors, periods; ``None`` is all."""

    places: frozenset[str] | None = None
    donors: frozenset[str] | None = None
    periods: frozenset[str] | None = None

    def lines(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of ``frame`` (place_id, donor_id, period_id) that were asked for."""
        asked = {"place_id": self.places, "donor_id": self.donors, "period_id": self.periods}
        for column, ids in asked.items():
            if ids is not None:
                frame = frame[frame[column].isin(ids)]
        return frame


@dataclass(frozen=True)
class Page:
    """One document: a short name for its file, and what its template prints."""

    name: str
    content: dict[str, object]


@dataclass(frozen=True)
class Request:
    """What to make: forms, formats, for whom, one file each (``split``) and with which templates."""

    forms: tuple[str, ...]
    formats: tuple[str, ...] = FORMATS
    chosen: Chosen = field(default_factory=Chosen)
    split: bool = False
    templates: Path | None = None


@dataclass
class Written:
    """What there is to say of the documents that were made."""

    left_out: dict[str, set[str]] = field(default_factory=dict)
    """What the PDF of a form leaves out, as English messages."""
    empty: list[str] = field(default_factory=list)
    """Forms of which nothing fits what was chosen."""
