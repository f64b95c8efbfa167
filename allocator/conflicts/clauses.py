"""Every wish and every limit of a problem that may contradict it, by name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.conflicts.found import Clause
from allocator.problem.problem import BAN, CAP, FLOOR, LOCK, Problem, Rule

SIDES = {BAN: ("ban",), CAP: ("cap",), FLOOR: ("floor",), LOCK: ("lock_least", "lock_most")}
"""The clauses that each action of a decision makes."""


def list_clauses(problem: Problem) -> tuple[Clause, ...]:
    """All clauses; the wishes among them in the order of ``Formulation.shortfall``.

    Rules come first and decisions next, then links, places, donors and lots: of several explanations the search
    prefers what stands earlier.
    """
    return (
        *(each for number in range(len(problem.rules)) for each in _of_rule(problem, number)),
        *_of_decisions(problem),
        *_of_links(problem),
        *_of_places(problem),
        *_of_givers(problem),
    )


def _of_rule(problem: Problem, number: int) -> Iterator[Clause]:
    rule = problem.rules[number]
    for group in asked_groups(problem, rule):
        place = int(rule.group_place[group]) if rule.kind.startswith("coverage") else -1
        pattern = (("place", problem.places.ids[place]),) if place >= 0 else ()
        yield Clause(rule.kind, "rules", number, group, number, pattern=pattern, quantity=rule.amount, rule=rule.text)


def asked_groups(problem: Problem, rule: Rule) -> list[int]:
    """The groups of cells that ``rule`` makes a row for: those with net need for coverage, one for all else."""
    if not rule.kind.startswith("coverage"):
        return [0]
    groups: list[int] = np.unique(rule.group[(rule.group >= 0) & (problem.needs.net > 0)]).tolist()
    return groups


def _of_decisions(problem: Problem) -> Iterator[Clause]:
    table = problem.decisions
    for row in range(len(table)):
        for kind in SIDES.get(int(table.action[row]), ()):
            yield Clause(
                kind,
                "decisions",
                row,
                record=int(table.record[row]),
                pattern=_pattern(problem, row),
                quantity=float(table.quantity[row]),
                reviewer=table.reviewer[row],
                comment=table.comment[row],
            )


def _pattern(problem: Problem, row: int) -> tuple[tuple[str, str], ...]:
    table = problem.decisions
    parts = (
        ("lot", table.lot, problem.lots.ids),
        ("item", table.item, problem.items.ids),
        ("place", table.place, problem.places.ids),
        ("age_group", table.age, problem.age_groups),
        ("period", table.period, problem.periods),
    )
    return tuple((name, ids[int(of[row])]) for name, of, ids in parts if 0 <= of[row] < len(ids))


def _of_links(problem: Problem) -> Iterator[Clause]:
    links = problem.links
    for row in range(len(links)):
        lot, donor = int(links.lot[row]), int(links.donor[row])
        giver = ("lot", problem.lots.ids[lot]) if lot >= 0 else ("donor", problem.donors[donor])
        pattern = (giver, ("place", problem.places.ids[int(links.place[row])]))
        sides = (
            ("link_ban", not links.allowed[row], 0.0),
            ("link_max", bool(links.allowed[row]) and bool(np.isfinite(links.max_quantity[row])), links.max_quantity),
            ("link_min", bool(links.allowed[row]) and bool(links.min_quantity[row] > 0), links.min_quantity),
        )
        for kind, binds, amount in sides:
            if binds:
                quantity = float(amount if isinstance(amount, float) else amount[row])
                yield Clause(kind, "links", row, record=int(links.record[row]), pattern=pattern, quantity=quantity)


def _of_places(problem: Problem) -> Iterator[Clause]:
    for place in np.flatnonzero(np.isfinite(problem.capacity)).tolist():
        name = problem.places.ids[place]
        yield Clause("capacity", "places", place, pattern=(("place", name),), quantity=float(problem.capacity[place]))


def _of_givers(problem: Problem) -> Iterator[Clause]:
    lots = problem.lots
    for donor in np.flatnonzero(problem.donor_max_places >= 0).tolist():
        most = float(problem.donor_max_places[donor])
        yield Clause("donor_places", "donors", donor, pattern=(("donor", problem.donors[donor]),), quantity=most)
    for lot in range(len(lots)):
        pattern, record = (("lot", lots.ids[lot]),), int(lots.record[lot])
        for kind, binds, amount in (
            ("lot_places", lots.max_places[lot] >= 0, lots.max_places[lot]),
            ("min_per_place", lots.min_per_place[lot] > 0, lots.min_per_place[lot]),
            ("all_or_nothing", lots.all_or_nothing[lot], 0.0),
        ):
            if binds:
                yield Clause(kind, "lots", lot, record=record, pattern=pattern, quantity=float(amount))
