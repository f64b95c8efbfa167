"""The part of a problem that can bear on its wishes: the smaller the program, the more questions can be asked.

Limits from above never ask for a delivery, so deliveries to needs that no wish speaks of can be left out. Four kinds of
limits may want some all the same: a lot that is given whole, least quantities per place and per link, and a largest
share, of which the whole counts too.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from allocator.problem.decisions import named_cells
from allocator.problem.problem import CASH, Bools, Needs, Problem
from allocator.solve.exact.families.earmark import inside


def narrow(problem: Problem) -> Problem:
    """``problem`` with only the needs and lots that its wishes, and limits that come with these lots, may call for."""
    if any(rule.kind == "share_max" for rule in problem.rules):
        return problem
    lots, links = problem.lots, problem.links
    cells = _beside(problem, _wished(problem))
    serves = np.array([_serves(problem, lot) for lot in range(len(lots))]).reshape(len(lots), len(cells))
    relevant = (serves & cells).any(axis=1) & lots.usable
    least = links.min_quantity > 0
    while True:
        donors = links.donor[least & (links.donor >= 0)]
        tied = np.isin(lots.donor, np.intersect1d(donors, lots.donor[relevant])) & lots.usable
        lumpy = lots.all_or_nothing | (lots.min_per_place > 0) | np.isin(np.arange(len(lots)), links.lot[least]) | tied
        more = relevant | tied
        wider = _beside(problem, cells | serves[more & lumpy].any(axis=0))
        if (more == relevant).all() and (wider == cells).all():
            break
        relevant, cells = more, wider
    return _restricted(problem, _with_bases(problem, cells), relevant)


def _wished(problem: Problem) -> Bools:
    """The cells that any wish speaks of."""
    marks = np.zeros(len(problem.needs), dtype=bool)
    for rule in problem.rules:
        if rule.kind.endswith("_min"):
            marks |= rule.group >= 0
    for row in np.flatnonzero(problem.decisions.soft).tolist():
        marks |= named_cells(problem, row)
    return marks


def _beside(problem: Problem, cells: Bools) -> Bools:
    """``cells`` and, where there are kits, all others of the same place, age group and period."""
    if not len(problem.kits):
        return cells
    needs = problem.needs
    spot = (needs.place * (len(problem.age_groups) + 1) + needs.age) * (len(problem.periods) + 1) + needs.period
    return np.asarray(np.isin(spot, spot[cells]), dtype=bool)


def _with_bases(problem: Problem, cells: Bools) -> Bools:
    """``cells`` and all that ceilings of coverage reckon their share of, where any of ``cells`` is among it."""
    for rule in problem.rules:
        if rule.kind == "coverage_max":
            groups = np.unique(rule.group[cells & (rule.group >= 0)])
            cells = cells | np.isin(rule.group, groups)
    return cells


def _serves(problem: Problem, lot: int) -> Bools:
    """The cells that ``lot`` may serve; those a kit may be opened for whatever they need."""
    needs, lots = problem.needs, problem.lots
    if not lots.usable[lot]:
        return np.zeros(len(needs), dtype=bool)
    fits = inside(problem, lot)[needs.place] & lots.ages[lot][needs.age] & lots.periods[lot][needs.period]
    kit = lots.kind[lot] != CASH and lots.item[lot] in problem.kits.kit
    served: Bools = fits if kit else fits & lots.items[lot][needs.item]
    return served


def _restricted(problem: Problem, cells: Bools, lots: Bools) -> Problem:
    kept = {field.name: getattr(problem.needs, field.name)[cells] for field in fields(problem.needs)}
    return replace(
        problem,
        needs=Needs(**kept),
        lots=replace(problem.lots, usable=problem.lots.usable & lots),
        rules=tuple(replace(rule, group=rule.group[cells]) for rule in problem.rules),
    )
