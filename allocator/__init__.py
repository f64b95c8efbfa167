"""Turn what donors give, with all their conditions, into a fair, checkable distribution plan.

>>> import allocator as al                         # doctest: +SKIP
>>> problem = al.load("scenarios/first-steps")     # doctest: +SKIP
>>> plan = al.solve(problem)                       # doctest: +SKIP
>>> plan.allocations                               # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.version import __version__

if TYPE_CHECKING:
    from allocator.plan.plan import Plan
    from allocator.problem.problem import Problem
    from allocator.verify import FolderVerification

__all__ = ["__version__", "load", "read_plan", "solve", "verify"]


# Imports stay inside the functions: the command line shows its help before pandas would be loaded.


def load(path: str | Path) -> Problem:
    """The allocation problem of the scenario folder at ``path``.

    Raises :class:`allocator.tables.problems.InputErrors` with everything that is wrong with the input.
    """
    from allocator.problem.build import build
    from allocator.scenario.load import load as read

    inputs = read(Path(path))
    return build(inputs.tables, inputs.config)


def solve(problem: Problem, progress: Callable[[str], None] | None = None) -> Plan:
    """The plan of least unmet need, tier by tier, then fairest, in whole packs, with its proof.

    ``progress`` is called with the name of each phase as it begins.
    """
    from allocator.solve import solve as find

    return find(problem, progress)


def read_plan(folder: str | Path) -> Plan:
    """The plan in a folder that ``allocator run`` wrote."""
    from allocator.plan.folder import read

    return read(Path(folder))


def verify(folder: str | Path) -> FolderVerification:
    """Everything in a plan folder recomputed from its inputs, by code that shares nothing with ``solve``."""
    from allocator.verify import verify_folder

    return verify_folder(Path(folder))
