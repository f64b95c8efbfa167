"""What would make a failed ``expect`` clause hold: one change at a time, each tried by solving again."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from allocator.ask.candidates import clauses
from allocator.ask.changes import Change, changed, with_gift
from allocator.ask.effects import best
from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.scenario.expect import Expectation, check
from allocator.scenario.load import Inputs
from allocator.solve.engine import solve

DECIDED = ("need_value", "met_value", "unmet_value", "unmet_by_tier", "coverage_min", "fairness_min", "coverage_mean",
           "fairness_log", "below_floor", "supply_value", "used_value", "rules_short")  # fmt: skip
"""Measures that the levels which decide what is met settle: for the others every level is solved."""

TRIED = 8
"""Conditions of donors that are tried for each clause."""
HALVINGS = 7
"""Steps to narrow down how much money it takes."""


@dataclass(frozen=True)
class Repair:
    """One change after which ``clause`` holds.

    ``kind``: ``condition`` (one clause of donors' earmarks given up), ``money`` (a gift without conditions) or
    ``loosen`` (the clause itself, to what the plan reaches).
    """

    clause: str
    kind: str
    amount: float = 0.0
    """Money that it takes."""
    donor: str = ""
    lots: tuple[str, ...] = ()
    condition: str = ""
    """The part of the earmark that is given up: places, items, age_groups or periods."""
    expect: str = ""
    """The clause as it would hold."""
    overrides: tuple[Mapping[str, object], ...] = ()

    def record(self) -> dict[str, object]:
        """The repair as plain values; ``overrides`` make it in a scenario that extends this one.

        >>> from allocator.analyse.repair import Repair
        >>> Repair("overlap <= 3", "loosen", expect="overlap <= 4").record()["expect"]
        'overlap <= 4'
        """
        told = {"clause": self.clause, "kind": self.kind, "amount": self.amount, "donor": self.donor}
        more = {"lots": list(self.lots), "condition": self.condition, "expect": self.expect}
        return told | more | {"overrides": json.loads(json.dumps(list(self.overrides)))}


def find_repairs(inputs: Inputs, plan: Plan, progress: Callable[[str], None] | None = None) -> list[Repair]:
    """For each failed clause the cheapest single change of each kind that makes it hold, those without money first.

    ``plan`` is the finished, explained plan of ``inputs``. Tries for about as long as solving took twice, at least 5 s.

    >>> import allocator as al
    >>> from allocator.analyse.repair import find_repairs
    >>> solved = al.read_scenario("scenarios/first-steps").settings(expect=["coverage_min >= 0.52"]).solve().explain()
    >>> [repair.kind for repair in find_repairs(solved.scenario.inputs, solved.plan)]
    ['condition', 'money', 'loosen']
    """
    failures = check(inputs.config.expect, plan.measures)
    spent = sum(seconds for phase, seconds in plan.seconds.items() if phase not in ("writing", "reading"))
    until = time.perf_counter() + min(inputs.config.limits.seconds, max(5.0, 2.0 * spent))
    found: list[Repair] = []
    for at, failure in enumerate(failures):
        clause = failure.expectation
        share = (until - time.perf_counter()) / (len(failures) - at)
        trial = _Trial(inputs, clause, time.perf_counter() + max(0.0, share))
        if progress:
            progress("repairing")
        found += [repair for repair in (_condition(trial, plan), _money(trial, plan)) if repair]
        loose = _loosened(clause, failure.actual)
        found += [Repair(clause.text, "loosen", expect=loose)] if loose else []
    return found


class _Trial:
    """Whether a clause holds after a change, while there is time."""

    def __init__(self, inputs: Inputs, clause: Expectation, until: float) -> None:
        self.inputs, self.clause, self._until = inputs, clause, until
        self._quick = clause.measure.partition(".")[0] in DECIDED

    def holds(self, change: Change) -> bool | None:
        """Whether the clause holds after ``change``; ``None`` where there is no time to find out."""
        left = self._until - time.perf_counter()
        if left <= 0:
            return None
        problem = build(changed(self.inputs.tables, change), self.inputs.config)
        problem = replace(problem, effort=replace(problem.effort, seconds=min(left, problem.effort.seconds)))
        plan = best(problem) if self._quick else solve(problem)
        return not check([self.clause], plan.measures)


def _condition(trial: _Trial, plan: Plan) -> Repair | None:
    """The first condition, by the value of the gaps it explains, without which the clause holds."""
    lots = trial.inputs.tables.lots
    donors = dict(zip(lots["lot_id"], lots["donor_id"], strict=True))
    for each in clauses(plan, donors, TRIED):
        if trial.holds(each.change):
            return Repair(
                trial.clause.text,
                "condition",
                donor=each.donor,
                lots=each.lots,
                condition=each.clause,
                overrides=each.change.overrides,
            )
    return None


def _money(trial: _Trial, plan: Plan) -> Repair | None:
    """About the least money without conditions with which the clause holds."""
    high, low = plan.measures.unmet_value, 0.0
    if high <= 0 or not trial.holds(with_gift({"kind": "cash", "quantity": high})):
        return None
    for _ in range(HALVINGS):
        # Halved in the logarithm first: a small gift may do.
        middle = math.sqrt(high * max(low, high / 1e4))
        held = trial.holds(with_gift({"kind": "cash", "quantity": middle}))
        if held is None:
            break
        low, high = (low, middle) if held else (middle, high)
    for amount in (_round(high), high):
        change = with_gift({"kind": "cash", "quantity": amount})
        if amount == high or trial.holds(change):
            return Repair(trial.clause.text, "money", amount=amount, overrides=change.overrides)
    return None


def _round(value: float) -> float:
    """``value`` to two digits, upwards."""
    digit = 10.0 ** (math.floor(math.log10(value)) - 1)
    return math.ceil(value / digit - 1e-9) * digit


def _loosened(clause: Expectation, actual: float) -> str:
    """The clause with the nearest short number that the plan keeps; blank where no number would do."""
    if clause.sign not in ("<=", ">=", "<", ">"):
        return ""
    upward = clause.sign in ("<=", "<")
    if actual == round(actual):
        number = actual
    else:
        digit = 10.0 ** (math.floor(math.log10(abs(actual))) - 3)
        number = (math.ceil if upward else math.floor)(actual / digit) * digit
    sign = "<=" if upward else ">="
    return f"{clause.measure} {sign} {number:.12g}"
