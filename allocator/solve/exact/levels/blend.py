"""Level ``blend``: a weighted sum of measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allocator.problem.problem import Level
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels import change, cost, overlap, repeat, surplus, unmet
from allocator.solve.exact.levels.fairness import worst_off
from allocator.solve.exact.levels.goal import Goal, joined

PARTS: dict[str, Callable[[Formulation], Iterator[Goal]]] = {
    "unmet": unmet.goals,
    "fairness": worst_off,
    "surplus": surplus.goals,
    "overlap": overlap.goals,
    "repeat": repeat.goals,
    "cost": cost.goals,
    "change": change.goals,
}


def goals(form: Formulation, level: Level) -> Iterator[Goal]:
    """The one goal of the level."""
    parts = [(weight, goal) for name, weight in level.weights if weight > 0 for goal in PARTS[name](form)]
    yield joined(parts, "blend")
