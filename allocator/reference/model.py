"""The whole problem as one Pyomo model, open to reading and to more constraints."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from allocator.problem.problem import Problem
from allocator.reference import families
from allocator.reference.facts import Cell, Facts, gather
from allocator.reference.levels import attach_levels

CONSTRAINTS = (
    families.supply,
    families.need,
    families.packs,
    families.kits,
    families.all_or_nothing,
    families.min_per_place,
    families.max_places,
    families.capacity,
    families.links,
    families.rules,
    families.decisions,
)
"""The families after ``earmark``, which is the set of lines itself."""


def build_model(problem: Problem) -> pyo.ConcreteModel:
    """The problem with every line, every constraint and every objective level.

    ``quantity[lot, place, item, age, period]`` is what a plan decides; ``opened[lot, place, age, period]`` are kits
    opened. Ids are those of the tables, blank for *not by age* and *any time*. ``allocated``, ``met``, ``unmet`` and
    ``surplus`` are by need, ``[place, item, age, period]``. The levels are kept in ``model.goals``; the model has no
    objective of its own until it is solved. Constraints carry the names of :mod:`allocator.problem.families`, so
    ``model.supply["L01"]`` is what lot L01 can give. For small problems, and for questions the engine does not know:

    >>> import allocator as al
    >>> import pyomo.environ as pyo
    >>> model = al.model(al.load("scenarios/first-steps"))
    >>> lines = [line for line in model.earmark if line[0] == "L01"]
    >>> model.half = pyo.Constraint(expr=sum(model.quantity[line] for line in lines) <= 5)
    >>> list(al.solve_model(model).values)
    ['unmet_tier_1', 'unmet_tier_2', 'fairness', 'surplus', 'overlap', 'repeat']
    >>> float(al.plan_of(model).allocations.query("lot_id == 'L01'")["quantity"].sum()) <= 5
    True
    """
    model = pyo.ConcreteModel(name=problem.name)
    model.facts = gather(problem)
    families.earmark(model)
    _variables(model)
    for family in CONSTRAINTS:
        family(model)
    attach_levels(model)
    return model


def _variables(model: pyo.ConcreteModel) -> None:
    """What is decided: quantity, opened and met. What follows by need: allocated, unmet and surplus."""
    facts: Facts = model.facts
    cells = list(facts.cells)
    model.quantity = pyo.Var(model.earmark, domain=pyo.NonNegativeReals, initialize=0)
    model.opened = pyo.Var(list(facts.openings), domain=pyo.NonNegativeReals, initialize=0)
    model.met = pyo.Var(cells, domain=pyo.NonNegativeReals, initialize=0)

    def allocated(model: Any, *cell: str) -> Any:
        return sum(model.quantity[line] for line in facts.into[Cell(*cell)])

    model.allocated = pyo.Expression(cells, rule=allocated)
    model.unmet = pyo.Expression(cells, rule=lambda model, *cell: facts.net(Cell(*cell)) - model.met[cell])
    model.surplus = pyo.Expression(cells, rule=lambda model, *cell: model.allocated[cell] - model.met[cell])
