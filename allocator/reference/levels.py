"""The objective levels, one function each: its expression, with the variables and constraints it takes.

Every function names what it adds ``<level>_<what>``. What a minimum or maximum in a measure takes is exact: binaries
where the solver could otherwise cheat, none where minimising does the work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

import pyomo.environ as pyo

from allocator.problem.problem import Level
from allocator.reference.facts import Cell, Facts, Line, by
from allocator.reference.families import add, flags
from allocator.tolerances import PROPORTIONAL_POINTS, QUANTITY


@dataclass(frozen=True)
class Goal:
    """One thing to optimise. A level is one goal, or several: tiers of unmet need, ranks of leximin."""

    name: str
    expression: Any
    tolerance: float = 0.0
    """Share of the value that later goals may give up."""
    maximise: bool = False
    rank: int = 0
    """For leximin: the goal is the sum of so many lowest units; 0 elsewhere."""


def attach_levels(model: pyo.ConcreteModel) -> None:
    """``model.goals``: the goals of all levels in order, ``rules`` first where a rule or decision is a floor."""
    facts: Facts = model.facts
    goals = []
    if facts.problem.has_floors:
        goals.append(Goal("rules", measure(model, "rules")))
    if facts.problem.budget >= 0:
        goals.append(Goal("budget", measure(model, "budget")))
    preferred = bool(facts.problem.decisions.preferred.any())
    for level in facts.problem.levels:
        if level.name == "change" and preferred:
            goals.append(Goal("prefer", measure(model, "prefer")))
            preferred = False
        if level.name == "unmet":
            goals += [Goal(f"unmet_tier_{tier}", part, level.tolerance) for tier, part in unmet_by_tier(model).items()]
        elif level.name == "fairness":
            goals += FAIRNESS[level.method](model, level)
        elif level.name == "blend":
            goals.append(Goal("blend", blend(model, level), level.tolerance))
        else:
            goals.append(Goal(level.name, measure(model, level.name), level.tolerance))
    model.goals = [*goals, Goal("prefer", measure(model, "prefer"))] if preferred else goals


def measure(model: pyo.ConcreteModel, name: str) -> Any:
    """The expression ``level_<name>``, made once, whether a level or a blend asks for it."""
    if model.component(f"level_{name}") is None:
        setattr(model, f"level_{name}", pyo.Expression(expr=MEASURES[name](model)))
    return model.component(f"level_{name}")


def rules(model: pyo.ConcreteModel) -> Any:
    """What the floors among rules and decisions lack, in money: sum of short."""
    return model.facts.money * (sum(model.rules_short.values()) + sum(model.decisions_short.values()))


def prefer(model: pyo.ConcreteModel) -> Any:
    """What preferences lack, in money: sum of missed."""
    return model.facts.money * sum(model.decisions_missed.values())


def budget(model: pyo.ConcreteModel) -> Any:
    """Lines that differ from the reference beyond the most that may: beyond >= change - most, beyond >= 0."""
    model.budget_beyond = pyo.Var(domain=pyo.NonNegativeReals, initialize=0)
    model.budget_row = pyo.Constraint(expr=model.budget_beyond >= measure(model, "change") - model.facts.problem.budget)
    return model.budget_beyond


def unmet_by_tier(model: pyo.ConcreteModel) -> dict[int, Any]:
    """For each tier: sum of weight x value x unmet."""
    facts: Facts = model.facts
    needs = facts.problem.needs
    tiers = by(facts.cells, lambda cell: int(needs.tier[facts.cells[cell]]))
    return {
        tier: sum(
            float(needs.weight[facts.cells[cell]]) * facts.value(cell.item) * model.unmet[cell] for cell in tiers[tier]
        )
        for tier in sorted(tiers)
    }


def surplus(model: pyo.ConcreteModel) -> Any:
    """Sum of value x (allocated - met)."""
    return sum(model.facts.value(cell.item) * model.surplus[cell] for cell in model.facts.cells)


def overlap(model: pyo.ConcreteModel) -> Any:
    """Sum over unit x category x period of providers beyond the first: sum of used - sum of served.

    With served <= 1 and served <= sum of used of its providers.
    """
    facts: Facts = model.facts
    problem = facts.problem

    def link(line: Line) -> tuple[str, str, str, str]:
        unit = problem.places.ids[problem.units.place[problem.needs.unit[facts.cells[line.cell]]]]
        category = problem.items.categories[problem.items.category[problem.items.ids.index(line.item)]]
        return problem.providers[problem.lots.provider[facts.lots[line.lot]]], unit, category, line.period

    links = by(facts.lines, link)
    used = flags(model, "overlap", links)
    groups = by(links, lambda link: link[1:])
    served = model.overlap_served = pyo.Var(list(groups), bounds=(0, 1), initialize=0)
    serving = {group: sum(used[link] for link in there) for group, there in groups.items()}
    add(model, "overlap_serves", {group: served[group] <= providers for group, providers in serving.items()})
    return sum(used.values()) - sum(served.values())


def repeat(model: pyo.ConcreteModel) -> Any:
    """Sum of value x min(surplus, arrived), with a binary that says which of the two is the less: repeated >= it.

    Arrived = the need's ledger + allocated and ledger of the needs before it within the item's lifetime.
    """
    facts: Facts = model.facts
    ledger = {cell: float(facts.problem.needs.ledger[index]) for cell, index in facts.cells.items()}
    before = {cell: _before(facts, cell) for cell in facts.cells}
    room = {cell: sum(facts.most[line] for line in facts.into[cell]) for cell in facts.cells}
    past = {cell: ledger[cell] + sum(ledger[c] + room[c] for c in before[cell]) for cell in facts.cells}
    cells = [cell for cell in facts.cells if room[cell] > 0 and past[cell] > 0]
    repeated = model.repeat_quantity = pyo.Var(cells, domain=pyo.NonNegativeReals, initialize=0)
    all_of_it = model.repeat_all = pyo.Var(cells, domain=pyo.Binary, initialize=0)
    rows = {}
    for cell in cells:
        arrived = ledger[cell] + sum(ledger[c] + model.allocated[c] for c in before[cell])
        rows[*cell, "surplus"] = repeated[cell] >= model.surplus[cell] - room[cell] * (1 - all_of_it[cell])
        rows[*cell, "arrived"] = repeated[cell] >= arrived - past[cell] * all_of_it[cell]
    add(model, "repeat_least", rows)
    return sum(facts.value(cell.item) * repeated[cell] for cell in cells)


def _before(facts: Facts, cell: Cell) -> list[Cell]:
    """Needs of the same place, item and age group, in the periods before that its lifetime still spans."""
    problem = facts.problem
    if not cell.period:
        return []
    now = problem.periods.index(cell.period)
    first = max(0, now - int(problem.items.lifetime[problem.items.ids.index(cell.item)]) + 1)
    earlier = [Cell(cell.place, cell.item, cell.age, period) for period in problem.periods[first:now]]
    return [other for other in earlier if other in facts.cells]


def cost(model: pyo.ConcreteModel) -> Any:
    """Sum over rows of links: unit cost x quantity, and fixed cost once if used or for each vehicle."""
    facts: Facts = model.facts
    links = facts.problem.links
    open_rows = {pair: row for pair, row in facts.pairs.items() if links.allowed[row]}
    once = [pair for pair, row in open_rows.items() if links.fixed_cost[row] > 0 and pair not in model.vehicles]
    used = flags(model, "cost", {pair: facts.covered[pair] for pair in once})
    total = 0.0
    for pair, row in open_rows.items():
        total += float(links.unit_cost[row]) * sum(model.quantity[line] for line in facts.covered[pair])
        if pair in once:
            total += float(links.fixed_cost[row]) * used[pair]
        elif pair in model.vehicles:
            total += float(links.fixed_cost[row]) * model.vehicles[pair]
    return total


def change(model: pyo.ConcreteModel) -> Any:
    """Number of lines whose quantity differs from the reference, and lines of it that no plan can have any more.

    With a binary: -reference x differs <= quantity - reference <= room x differs, to within the tolerance.
    """
    facts: Facts = model.facts
    reference = facts.problem.reference
    if reference is None:
        return 0.0
    old: dict[Line, float] = {}
    cells, lots = list(facts.cells), facts.problem.lots.ids
    for lot, cell, quantity in zip(*(each.tolist() for each in vars(reference.lines).values()), strict=True):
        line = Line(lots[lot], *cells[cell])
        old[line] = old.get(line, 0.0) + quantity
    gone = sum(quantity > QUANTITY for line, quantity in old.items() if line not in facts.lines)
    differs = model.change_differs = pyo.Var(model.earmark, domain=pyo.Binary, initialize=0)
    rows = {}
    for line in facts.lines:
        before = old.get(line, 0.0)
        same = QUANTITY / 2 if before > 0 else 0.0  # half: rounding must not add up to a change; no new crumbs at all
        beyond = model.quantity[line] - before
        rows[*line, "more"] = beyond <= same + max(facts.most[line] - before, 0.0) * differs[line]
        rows[*line, "less"] = beyond >= -same - before * differs[line]
    add(model, "change_rows", rows)
    return reference.lost + gone + sum(differs.values())


def blend(model: pyo.ConcreteModel, level: Level) -> Any:
    """Sum of weight x measure; of fairness it is 1 - the lowest coverage / severity that counts."""
    return sum(weight * measure(model, name) for name, weight in level.weights if weight > 0)


def unmet(model: pyo.ConcreteModel) -> Any:
    """Unmet need of all tiers together, for a blend."""
    return sum(unmet_by_tier(model).values())


def worst_off(model: pyo.ConcreteModel) -> Any:
    """1 - t for a blend, with t <= coverage / severity of every unit; 0 where no unit has need."""
    ratios = _ratios(model)
    model.fairness_worst = pyo.Var(initialize=0)
    add(model, "fairness_worst_of", {unit: model.fairness_worst <= ratio for unit, ratio in ratios.items()})
    return 1 - model.fairness_worst if ratios else 0.0


def leximin(model: pyo.ConcreteModel, level: Level) -> list[Goal]:
    """For k = 1 .. units: raise the sum of the k lowest ratios, coverage / severity.

    It is the largest k t - sum of d_u with d_u >= t - ratio_u and d_u >= 0: exact for whole packs as for fractions
    (ordered outcomes; Ogryczak and Sliwinski 2006).
    """
    ratios = _ratios(model)
    ranks = range(1, len(ratios) + 1)
    pairs = [(k, unit) for k in ranks for unit in ratios]
    t = model.fairness_rank = pyo.Var(list(ranks), domain=pyo.NonNegativeReals, initialize=0)
    d = model.fairness_below = pyo.Var(pairs, domain=pyo.NonNegativeReals, initialize=0)
    model.fairness_ratio = pyo.Expression(list(ratios), rule=lambda _, unit: ratios[unit])
    add(model, "fairness_ordered", {(k, unit): d[k, unit] >= t[k] - ratios[unit] for k, unit in pairs})
    return [Goal("fairness", k * t[k] - sum(d[k, unit] for unit in ratios), level.tolerance, True, k) for k in ranks]


def proportional(model: pyo.ConcreteModel, level: Level) -> list[Goal]:
    """Raise sum of share_u x welfare_u, welfare_u <= every chord of log at coverage_u.

    Below the first point the slope is 1 / first point.
    """
    coverages, shares = _coverages(model), _net_values(model)
    chords = [(a, (log(b) - log(a)) / (b - a)) for a, b in pairwise(PROPORTIONAL_POINTS)]
    first = PROPORTIONAL_POINTS[0]
    welfare = model.fairness_welfare = pyo.Var(list(coverages), initialize=log(first) - 1)
    rows = {
        (unit, number): welfare[unit] <= log(at) + slope * (coverage - at)
        for unit, coverage in coverages.items()
        for number, (at, slope) in enumerate([(first, 1 / first), *chords])
    }
    add(model, "fairness_chords", rows)
    total = sum(shares.values())
    return [Goal("fairness", sum(shares[unit] / total * welfare[unit] for unit in shares), level.tolerance, True)]


def floor(model: pyo.ConcreteModel, level: Level) -> list[Goal]:
    """Lower sum of net value x below_u, below_u >= min(1, floor x severity_u) - coverage_u, below_u >= 0."""
    coverages, worth, severity = _coverages(model), _net_values(model), _severities(model)
    below = model.fairness_lack = pyo.Var(list(coverages), domain=pyo.NonNegativeReals, initialize=0)
    rows = {unit: below[unit] >= min(1.0, level.floor * severity[unit]) - coverages[unit] for unit in coverages}
    add(model, "fairness_floor", rows)
    return [Goal("fairness", sum(worth[unit] * below[unit] for unit in coverages), level.tolerance)]


def _net_values(model: pyo.ConcreteModel) -> dict[str, float]:
    """Value of the net need of each unit that has any."""
    groups = _units(model)
    worth = {
        unit: sum(model.facts.value(cell.item) * model.facts.net(cell) for cell in groups[unit]) for unit in groups
    }
    return {unit: amount for unit, amount in worth.items() if amount > 0}


def _coverages(model: pyo.ConcreteModel) -> dict[str, Any]:
    """Met value / net value of each unit that has need."""
    groups, worth = _units(model), _net_values(model)
    return {
        unit: sum(model.facts.value(cell.item) / worth[unit] * model.met[cell] for cell in groups[unit])
        for unit in worth
    }


def _ratios(model: pyo.ConcreteModel) -> dict[str, Any]:
    """Coverage / severity of each unit that has need."""
    severity = _severities(model)
    return {unit: coverage / severity[unit] for unit, coverage in _coverages(model).items()}


def _severities(model: pyo.ConcreteModel) -> dict[str, float]:
    units, ids = model.facts.problem.units, model.facts.problem.places.ids
    return {ids[place]: float(severity) for place, severity in zip(units.place, units.severity, strict=True)}


def _units(model: pyo.ConcreteModel) -> dict[str, list[Cell]]:
    facts: Facts = model.facts
    units, ids = facts.problem.units, facts.problem.places.ids
    return by(facts.cells, lambda cell: ids[units.place[facts.problem.needs.unit[facts.cells[cell]]]])


MEASURES: dict[str, Callable[[Any], Any]] = {
    "rules": rules,
    "unmet": unmet,
    "fairness": worst_off,
    "surplus": surplus,
    "overlap": overlap,
    "repeat": repeat,
    "cost": cost,
    "change": change,
    "budget": budget,
    "prefer": prefer,
}
FAIRNESS = {"leximin": leximin, "proportional": proportional, "floor": floor}
