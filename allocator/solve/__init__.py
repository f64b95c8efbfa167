"""From a problem to a plan."""

from allocator.solve.engine import PHASES, solve

__all__ = ["PHASES", "solve"]
