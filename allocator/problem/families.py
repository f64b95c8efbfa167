"""The names of the constraint families: the same in the engine, in the reference model and in ``verify``."""

from __future__ import annotations

FAMILIES = (
    "supply",
    "earmark",
    "need",
    "packs",
    "kits",
    "all_or_nothing",
    "min_per_place",
    "max_places",
    "capacity",
    "links",
    "rules",
    "decisions",
)
"""Every family of constraints. A new one is a module of each of the three, a test, and its name here."""
