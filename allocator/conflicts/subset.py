"""The problem with only some of its clauses: what a question about them is asked of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from allocator.conflicts.found import Clause
from allocator.problem.problem import APPROVE, BAN, CAP, FLOOR, LOCK, Bools, Decisions, Ints, Links, Problem, Rule

Part = TypeVar("Part", Decisions, Links)

ACTIONS = {
    frozenset({"ban"}): BAN,
    frozenset({"cap"}): CAP,
    frozenset({"floor"}): FLOOR,
    frozenset({"lock_least", "lock_most"}): LOCK,
    frozenset({"lock_least"}): FLOOR,
    frozenset({"lock_most"}): CAP,
}
"""What is left of a decision of which only some sides are kept."""


def only(problem: Problem, kept: Iterable[Clause]) -> Problem:
    """``problem`` with the clauses ``kept`` and no others; gifts, earmarks, packs and needs stay as they are.

    Costs and the plan to stay close to, which bear on no clause, are left out.
    """
    by_table: dict[str, list[Clause]] = {}
    for clause in kept:
        by_table.setdefault(clause.table, []).append(clause)
    lots = problem.lots
    marks = {
        kind: _marks([each.at for each in by_table.get("lots", []) if each.kind == kind], len(lots))
        for kind in ("lot_places", "min_per_place", "all_or_nothing")
    }
    places = _marks([each.at for each in by_table.get("places", [])], len(problem.capacity))
    donors = _marks([each.at for each in by_table.get("donors", [])], len(problem.donor_max_places))
    return replace(
        problem,
        rules=_rules(problem, by_table.get("rules", [])),
        decisions=_decisions(problem.decisions, by_table.get("decisions", [])),
        links=_links(problem.links, by_table.get("links", [])),
        capacity=np.where(places, problem.capacity, np.inf),
        donor_max_places=np.where(donors, problem.donor_max_places, -1),
        lots=replace(
            lots,
            max_places=np.where(marks["lot_places"], lots.max_places, -1),
            min_per_place=np.where(marks["min_per_place"], lots.min_per_place, 0.0),
            all_or_nothing=lots.all_or_nothing & marks["all_or_nothing"],
        ),
        reference=None,
    )


def _marks(at: list[int], size: int) -> Bools:
    marks = np.zeros(size, dtype=bool)
    marks[at] = True
    return marks


def _rules(problem: Problem, kept: list[Clause]) -> tuple[Rule, ...]:
    groups: dict[int, list[int]] = {}
    for clause in kept:
        groups.setdefault(clause.at, []).append(clause.group)
    rules = []
    for number in sorted(groups):
        rule = problem.rules[number]
        if rule.kind.startswith("coverage"):
            rule = replace(rule, group=np.where(np.isin(rule.group, groups[number]), rule.group, -1))
        rules.append(rule)
    return tuple(rules)


def _decisions(table: Decisions, kept: list[Clause]) -> Decisions:
    sides: dict[int, set[str]] = {}
    for clause in kept:
        sides.setdefault(clause.at, set()).add(clause.kind)
    action = np.full(len(table), APPROVE)
    for row, kinds in sides.items():
        action[row] = ACTIONS[frozenset(kinds)]
    return _rows(replace(table, action=action), np.flatnonzero(action != APPROVE))


def _links(links: Links, kept: list[Clause]) -> Links:
    rows = {
        kind: _marks([each.at for each in kept if each.kind == kind], len(links))
        for kind in ("link_ban", "link_max", "link_min")
    }
    eased = replace(
        links,
        allowed=links.allowed | ~rows["link_ban"],
        max_quantity=np.where(rows["link_max"], links.max_quantity, np.inf),
        min_quantity=np.where(rows["link_min"], links.min_quantity, 0.0),
    )
    return _rows(eased, np.flatnonzero(rows["link_ban"] | rows["link_max"] | rows["link_min"]))


def _rows(part: Part, rows: Ints) -> Part:
    """Some rows of a table of the problem."""
    chosen: dict[str, Any] = {}
    for field in fields(part):
        values = getattr(part, field.name)
        chosen[field.name] = tuple(values[row] for row in rows) if isinstance(values, tuple) else values[rows]
    return type(part)(**chosen)
