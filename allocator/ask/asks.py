"""``find_asks``: every candidate tried, and those that make the plan better, the best first."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from allocator.ask.candidates import Candidate, clauses, gifts
from allocator.ask.changes import changed
from allocator.ask.effects import Effect, best, effect
from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.scenario.load import Inputs

SHARE = 0.01
"""Of all that is unmet: the value of a gift to ask for, where none is given."""


@dataclass(frozen=True)
class Ask:
    """Something worth asking for, with what it does, both plans solved."""

    candidate: Candidate
    effect: Effect


@dataclass(frozen=True)
class Asks:
    """What was found. ``untried`` counts candidates for which there was no time."""

    gifts: tuple[Ask, ...]
    clauses: tuple[Ask, ...]
    value: float
    """The most that each gift is worth."""
    untried: int


def find_asks(
    inputs: Inputs, plan: Plan, top: int, value: float | None, seconds: float, progress: Callable[[str], None]
) -> Asks:
    """Try the ``top`` clauses and the gifts of at most ``value`` in turn, for about ``seconds``.

    ``plan`` is the finished plan of ``inputs``, with its causes. What is compared is solved anew without the levels
    that do not decide what is met, with and without the change.
    """
    until = time.perf_counter() + seconds
    problem = build(inputs.tables, inputs.config)
    size = value or _round(SHARE * plan.measures.unmet_value)
    donors = dict(zip(inputs.tables.lots["lot_id"], inputs.tables.lots["donor_id"], strict=True))
    before = best(problem)
    found: dict[bool, list[Ask]] = {True: [], False: []}
    untried = 0
    candidates = [*gifts(problem, plan, size, top), *clauses(plan, donors, top)] if size > 0 else []
    for at, candidate in enumerate(candidates):
        left = until - time.perf_counter()
        if left <= 0:
            untried += 1
            continue
        progress(f"{at + 1}/{len(candidates)}")
        what = effect(problem, before, best(_limited(_after(inputs, candidate), left)))
        if what.better:
            found[candidate.kind in ("gift", "cash")].append(Ask(candidate, what))
    return Asks(tuple(sorted(found[True], key=_rank)), tuple(sorted(found[False], key=_rank)), size, untried)


def _after(inputs: Inputs, candidate: Candidate) -> Problem:
    return build(changed(inputs.tables, candidate.change), inputs.config)


def _limited(problem: Problem, seconds: float) -> Problem:
    return replace(problem, effort=replace(problem.effort, seconds=min(seconds, problem.effort.seconds)))


def _rank(ask: Ask) -> tuple[object, ...]:
    """Less unmet of the first tiers first (for gifts by the same amount of money), then the higher lowest coverage."""
    size = ask.candidate.value if ask.candidate.kind in ("gift", "cash") else 1.0
    tiers = tuple(round(change / size, 4) for _, change in ask.effect.unmet)
    return (*tiers, -round(ask.effect.lowest[1], 6), -ask.effect.met_value, ask.candidate.lots, ask.candidate.item)


def _round(value: float) -> float:
    """``value`` to one digit, upwards: 1,234 is 2,000."""
    if value <= 0:
        return 0.0
    digit = 10.0 ** (len(str(int(value))) - 1)
    return float(-(-value // digit) * digit)


def brief(
    plan: Plan, inputs: Inputs, places: frozenset[str] | None = None, category: str | None = None
) -> pd.DataFrame:
    """What is missing, for donors: category, item_id, age_group_id, period_id, area, quantity, value, units, cause.

    One row for each item, age group and period in each area (the place above the units), the areas worst off first,
    then the most value. ``cause`` is what explains most of it.
    """
    items = inputs.tables.items.set_index("item_id")
    cells = plan.unmet[plan.unmet["unmet"] > 0].copy()
    parents = dict(zip(inputs.tables.places["place_id"], inputs.tables.places["parent_id"], strict=True))
    cells["category"] = cells["item_id"].map(items["category"])
    if places is not None:
        cells = cells[cells["place_id"].isin(places)]
    if category is not None:
        cells = cells[cells["category"] == category]
    above = cells["place_id"].map(parents).fillna("")
    cells["area"] = above.where(above.map(parents).fillna("") != "", cells["place_id"])
    keys = ["category", "item_id", "age_group_id", "period_id", "area"]
    ordered = cells.sort_values("unmet_value", ascending=False, kind="stable")
    rows = ordered.groupby(keys, as_index=False, sort=False).agg(
        quantity=("unmet", "sum"),
        value=("unmet_value", "sum"),
        units=("place_id", "nunique"),
        cause=("reason", "first"),
    )
    coverage = plan.coverage.assign(area=_areas(plan, parents)).groupby("area")[["net_value", "met_value"]].sum()
    share = coverage["met_value"] / coverage["net_value"].where(coverage["net_value"] > 0)
    rows["share"] = rows["area"].map(share)
    return rows.sort_values(["share", "value", *keys], ascending=[True, False, *[True] * 5], ignore_index=True)


def _areas(plan: Plan, parents: dict[str, str]) -> pd.Series:
    above = plan.coverage["unit"].map(parents).fillna("")
    return above.where(above.map(parents).fillna("") != "", plan.coverage["unit"])
