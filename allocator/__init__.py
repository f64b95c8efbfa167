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
    from pyomo.environ import ConcreteModel

    from allocator.plan.plan import Plan
    from allocator.problem.problem import Problem
    from allocator.reference.solve import ReferenceResult
    from allocator.verify import FolderVerification

__all__ = ["__version__", "load", "model", "plan_of", "read_plan", "solve", "solve_model", "verify"]


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


def model(problem: Problem) -> ConcreteModel:
    """The whole problem as a Pyomo model, for small problems and questions the engine does not know.

    ``model.quantity[lot, place, item, age, period]`` is what a plan decides; constraints carry the names of
    :mod:`allocator.problem.families`, so ``model.supply["L01"]`` is what lot L01 can give. Ids are those of the tables.

    >>> import pyomo.environ as pyo                                            # doctest: +SKIP
    >>> model = al.model(problem)                                              # doctest: +SKIP
    >>> lines = [line for line in model.earmark if line[0] == "L01"]           # doctest: +SKIP
    >>> model.half = pyo.Constraint(expr=sum(model.quantity[line] for line in lines) <= 50)  # doctest: +SKIP
    >>> al.solve_model(model).values                                           # doctest: +SKIP
    {'unmet_tier_1': 1200.0, 'fairness': 0.41, ...}
    >>> al.plan_of(model).allocations                                          # doctest: +SKIP
    """
    from allocator.reference.model import build_model

    return build_model(problem)


def solve_model(model: ConcreteModel) -> ReferenceResult:
    """Optimise the levels of a model in order, constraints that were added to it included.

    Raises :class:`allocator.reference.solve.ModelError` where they leave no plan.
    """
    from allocator.reference.solve import solve_levels

    return solve_levels(model)


def plan_of(model: ConcreteModel) -> Plan:
    """The plan that the variables of a model stand for, however it was solved; measured anew, without bounds."""
    from allocator.reference.read_back import plan_from_model

    return plan_from_model(model.facts.problem, model)


def read_plan(folder: str | Path) -> Plan:
    """The plan in a folder that ``allocator run`` wrote."""
    from allocator.plan.folder import read

    return read(Path(folder))


def verify(folder: str | Path) -> FolderVerification:
    """Everything in a plan folder recomputed from its inputs, by code that shares nothing with ``solve``."""
    from allocator.verify import verify_folder

    return verify_folder(Path(folder))
