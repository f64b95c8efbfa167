"""The objective levels of a scenario, ``duplication`` taken apart into what it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from allocator.problem.problem import Level

DUPLICATION = ("surplus", "overlap", "repeat")


class WrittenLevel(Protocol):
    """A level as the scenario has it."""

    @property
    def name(self) -> str:
        """``unmet`` and so on."""

    @property
    def method(self) -> str | None:
        """How fairness is judged."""

    @property
    def tolerance(self) -> float:
        """What later levels may give up."""

    @property
    def floor(self) -> float:
        """The coverage that fairness by floor asks for."""

    @property
    def most(self) -> int:
        """How many lines may change; -1: any number."""

    @property
    def weights(self) -> tuple[tuple[str, float], ...]:
        """Measures and weights of a blend."""


def build_levels(written: Iterable[WrittenLevel], with_costs: bool) -> tuple[Level, ...]:
    """The levels in order. Fairness switched off is no level at all, nor is cost where nothing costs anything."""
    levels = []
    for level in written:
        names = DUPLICATION if level.name == "duplication" else (level.name,)
        method = (level.method or "leximin") if level.name == "fairness" else ""
        if method != "none" and (with_costs or level.name != "cost"):
            levels += [Level(name, level.tolerance, method, level.floor, level.weights, level.most) for name in names]
    return tuple(levels)
