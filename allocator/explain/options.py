"""``Option``: one clause that might be given up, and the problem without some of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from allocator.conflicts.clauses import list_clauses
from allocator.explain.relaxed import EARMARKS, bound_by, without
from allocator.problem.problem import APPROVE, BAN, CAP, FLOOR, LOCK, Bools, Problem, Rule

LEFT = {
    BAN: {"ban": APPROVE},
    CAP: {"cap": APPROVE},
    FLOOR: {"floor": APPROVE},
    LOCK: {"lock_least": CAP, "lock_most": FLOOR},
}
"""What is left of a decision without one of its sides."""

KIND_OF_TABLE = {"decisions": "decision", "rules": "rule"}


@dataclass(frozen=True)
class Option:
    """One clause that might be given up."""

    kind: str
    """Kind of cause (``allocator.explain.causes.KINDS``) it would be."""
    clause: str
    table: str
    at: int
    """Index in that part of the problem."""
    group: int = -1
    """For coverage rules: the group of cells."""

    @property
    def lot(self) -> int:
        """The gift it is about; -1 if it is about none."""
        return self.at if self.table == "lots" else -1


def list_options(problem: Problem) -> tuple[Option, ...]:
    """Every clause that may keep a need from being met: packs, limits, decisions, rules, then earmarks."""
    lots, items = problem.lots, problem.items
    usable = lots.usable & (lots.quantity > 0)
    packs = [Option("packs", "pack_size", "lots", at) for at in np.flatnonzero(usable & (lots.pack != 1.0)).tolist()]
    given = np.unique(problem.needs.item[problem.needs.net > 0])
    whole = [Option("packs", "divisible", "items", at) for at in given.tolist() if not items.divisible[at]]
    clauses = [
        Option(KIND_OF_TABLE.get(each.table, "limit"), each.kind, each.table, each.at, each.group)
        for each in list_clauses(problem)
    ]
    earmarks = [
        Option("earmark", clause, "lots", at)
        for clause in EARMARKS
        for at in np.flatnonzero(bound_by(problem, clause)).tolist()
    ]
    order = {"limit": 0, "decision": 1, "rule": 2}
    return (*packs, *whole, *sorted(clauses, key=lambda each: order[each.kind]), *earmarks)


def given_up(problem: Problem, options: Iterable[Option]) -> Problem:
    """``problem`` without the clauses of ``options``; all else, costs and reference included, stays as it is."""
    of: dict[str, list[Option]] = {}
    for option in options:
        of.setdefault(option.clause, []).append(option)
    lots, items, links = problem.lots, problem.items, problem.links

    def marked(clause: str, size: int) -> Bools:
        marks = np.zeros(size, dtype=bool)
        marks[[option.at for option in of.get(clause, [])]] = True
        return marks

    for clause in EARMARKS:
        if clause in of:
            lots = without(replace(problem, lots=lots), clause, marked(clause, len(lots)))
    return replace(
        problem,
        lots=replace(
            lots,
            pack=np.where(marked("pack_size", len(lots)), 1.0, lots.pack),
            max_places=np.where(marked("lot_places", len(lots)), -1, lots.max_places),
            min_per_place=np.where(marked("min_per_place", len(lots)), 0.0, lots.min_per_place),
            all_or_nothing=lots.all_or_nothing & ~marked("all_or_nothing", len(lots)),
        ),
        items=replace(items, divisible=items.divisible | marked("divisible", len(items.ids))),
        links=replace(
            links,
            allowed=links.allowed | marked("link_ban", len(links)),
            max_quantity=np.where(marked("link_max", len(links)), np.inf, links.max_quantity),
            min_quantity=np.where(marked("link_min", len(links)), 0.0, links.min_quantity),
        ),
        capacity=np.where(marked("capacity", len(problem.capacity)), np.inf, problem.capacity),
        donor_max_places=np.where(marked("donor_places", len(problem.donor_max_places)), -1, problem.donor_max_places),
        rules=tuple(_rules(problem, [option for option in options if option.table == "rules"])),
        decisions=replace(
            problem.decisions, action=_actions(problem, [option for option in options if option.table == "decisions"])
        ),
    )


def _rules(problem: Problem, options: list[Option]) -> list[Rule]:
    """The rules without those given up; of coverage rules single groups may go."""
    kept = []
    for number, rule in enumerate(problem.rules):
        groups = [option.group for option in options if option.at == number]
        if not groups:
            kept.append(rule)
        elif rule.kind.startswith("coverage"):
            less = replace(rule, group=np.where(np.isin(rule.group, groups), -1, rule.group))
            kept += [less] if (less.group >= 0).any() else []
    return kept


def _actions(problem: Problem, options: list[Option]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """What is left of each decision."""
    action = problem.decisions.action.copy()
    for option in options:
        action[option.at] = LEFT[int(action[option.at])].get(option.clause, APPROVE)
    return action
