"""What decisions cost, by solving again with them: all together, then each alone, as far as time goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from allocator.ask.effects import effect
from allocator.conflicts import Contradiction, search, with_rows
from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.review.decision import Decision
from allocator.review.reviewed import ReviewedPlan
from allocator.review.scenario import decision_frame, near
from allocator.solve import solve
from allocator.tables.tables import Tables
from allocator.tolerances import QUANTITY

SHARE = 0.4
"""Part of the time that the decisions together may take, and the contradictions after them."""


@dataclass(frozen=True)
class Price:
    """The plan with decisions, less the plan as it is."""

    unmet: tuple[tuple[int, float], ...]
    """Change in weighted unmet value of each tier; above 0 is a loss."""
    children: float
    """Children covered beyond now, an estimate; below 0 they are no longer covered."""
    lowest: tuple[float, float]
    """Lowest coverage before and after."""
    overlap: int
    lacking: float
    """Value of what is asked and cannot be had."""
    changed: int
    """Lines that change."""


@dataclass(frozen=True)
class Proposal:
    """A wish that cannot be had as it is, and what the best plan gives instead."""

    decision: Decision
    quantity: float


@dataclass(frozen=True)
class Priced:
    """What was found out in the time there was."""

    together: Price | None
    each: tuple[tuple[Decision, Price], ...]
    """The dearest first."""
    untried: int
    """Decisions for which there was no time."""
    contradictions: tuple[Contradiction, ...]
    stopped: str
    """Why the search for contradictions ended early, if it did."""
    proposals: tuple[Proposal, ...]


def price(plan: ReviewedPlan, decisions: Sequence[Decision], seconds: float, progress: Callable[[str], None]) -> Priced:
    """What ``decisions`` cost, within about ``seconds``; approvals cost nothing and are not tried."""
    until = time.perf_counter() + seconds
    if all(each.action == "approve" for each in decisions):
        return Priced(None, (), 0, (), "", ())
    trial = _Trial(plan)
    progress("near")
    problem, tables, after = trial.solve(decisions, SHARE * seconds)
    stopped = ""
    found: tuple[Contradiction, ...] = ()
    if after.measures.rules_short > QUANTITY:
        left = max(until - time.perf_counter(), 1.0) * SHARE
        missed = search(replace(problem, effort=replace(problem.effort, seconds=left)), progress)
        found, stopped = tuple(with_rows(missed.found, tables)), missed.stopped
    single: list[tuple[Decision, Price]] = []
    asking = [each for each in decisions if each.action != "approve"]
    took = 0.0
    for at, each in enumerate(asking):
        left = until - time.perf_counter()
        if left <= max(took, 0.1):
            break
        progress(f"{at + 1}/{len(asking)}")
        begun = time.perf_counter()
        single.append((each, trial.price(*_without_tables(trial.solve([each], left)))))
        took = max(took, time.perf_counter() - begun)
    return Priced(
        together=trial.price(problem, after),
        each=tuple(sorted(single, key=lambda pair: _loss(pair[1]), reverse=True)),
        untried=len(asking) - len(single),
        contradictions=found,
        stopped=stopped,
        proposals=tuple(_proposals(plan, decisions, after)),
    )


class _Trial:
    """Plans of the reviewed plan's inputs with decisions, near the plan as it is."""

    def __init__(self, plan: ReviewedPlan) -> None:
        self.plan = plan
        lines = plan.plan.allocations
        config = plan.inputs.config
        self.config = replace(config, objectives=near(config.objectives, None), reference_lines=lines)

    def solve(self, decisions: Sequence[Decision], seconds: float) -> tuple[Problem, Tables, Plan]:
        """The plan with ``decisions`` and those it was made under."""
        tables = with_decisions(self.plan, decisions)
        problem = build(tables, self.config)
        last = next(at for at, level in enumerate(problem.levels) if level.name == "change")
        effort = replace(problem.effort, seconds=seconds)
        problem = replace(problem, levels=problem.levels[: last + 1], effort=effort)
        return problem, tables, solve(problem)

    def price(self, problem: Problem, after: Plan) -> Price:
        """What sets ``after`` apart from the plan as it is."""
        before = self.plan.plan
        found = effect(problem, before, after)
        return Price(
            unmet=found.unmet,
            children=found.children,
            lowest=found.lowest,
            overlap=after.measures.overlap - before.measures.overlap,
            lacking=after.measures.rules_short + after.measures.prefer_short,
            changed=after.measures.change,
        )


def _without_tables(solved: tuple[Problem, Tables, Plan]) -> tuple[Problem, Plan]:
    return solved[0], solved[2]


def with_decisions(plan: ReviewedPlan, decisions: Sequence[Decision]) -> Tables:
    """The tables of the plan with ``decisions`` in place of those they replace."""
    frame = decision_frame(plan, decisions)
    known = plan.inputs.tables.decisions
    rows = pd.concat([known.iloc[:0], frame], ignore_index=True)
    rows["quantity"] = rows["quantity"].astype("float64")
    rows["exact"] = rows["exact"].astype("bool")
    rows["decided_on"] = pd.to_datetime(rows["decided_on"].replace("", None))
    rows["source"], rows["row"] = "decisions.csv", range(2, len(rows) + 2)
    return replace(plan.inputs.tables, decisions=rows)


def _loss(price: Price) -> tuple[float, ...]:
    return (price.lacking, *(change for _, change in sorted(price.unmet)), -price.children, float(price.changed))


def _proposals(plan: ReviewedPlan, decisions: Sequence[Decision], after: Plan) -> list[Proposal]:
    """For each wish that is missed, what the plan gives instead."""
    lines = replace(plan, lines=after.allocations.set_index("line_id"))
    found = []
    for each in decisions:
        if each.action in ("lock", "floor", "prefer") and each.quantity is not None:
            target = each.target
            if target.line_id:
                known = lines.lines["quantity"]
                given = float(known[target.line_id]) if target.line_id in known.index else 0.0
            else:
                given = float(lines.lines.loc[lines.named(target), "quantity"].sum())
            if given < each.quantity - QUANTITY:
                found.append(Proposal(each, given))
    return found
