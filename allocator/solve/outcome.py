"""``Outcome``: what any route through the solvers comes to, before it is written out as a plan."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.plan.assemble import FairLevels
from allocator.plan.deliveries import Deliveries
from allocator.plan.plan import Measures, Objective
from allocator.problem.problem import Bools


@dataclass(frozen=True)
class Outcome:
    """Lines with their proof. L lots, N cells."""

    lines: Deliveries
    measures: Measures
    objectives: tuple[Objective, ...]
    fair: FairLevels | None
    """The fair fractional plan's levels; ``None`` where limits beyond the earmarks leave no such plan."""
    reachable: Bools
    """Shape (N,): cells that some lot may serve."""
    matches: Bools
    """Shape (L,): lots that some need with net quantity matches."""
    wanted: Bools
    """Shape (L,): lots that could still serve unmet need."""
    limit_hit: bool
    """Whether the time limit ended the search somewhere."""
