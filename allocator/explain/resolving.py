"""Causes of gaps by giving up one clause after the other and solving again, for problems that flows do not solve.

1. Each clause in turn (packs, limits, decisions, rules, earmarks) is given up alone. Where the best plan is then
   better than any plan can be now, the clause is a cause of what cells gain by it. Clauses are tried in groups first:
   where giving up all of a group makes nothing better, none of them does.
2. What is then left of a gap: nothing fits (``none``, ``barred``); or what fits is used for needs that are more urgent
   or units as poor, which is tested by leaving these needs out (``tier``, ``equal``); or all of it is used in the unit
   itself (``own``); else only several clauses ``together`` could help.

Every cause stated was found by solving; where time runs out the rest is ``unproven``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from allocator.explain.causes import KINDS, Causes, joined, make_causes, settled
from allocator.explain.cuts import explain_by_cuts, make_proof
from allocator.explain.options import Option, given_up, list_options
from allocator.explain.relaxed import servable
from allocator.explain.trial import APART, OutOfTimeError, Standing, Trials, lines_of
from allocator.plan.plan import Plan
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Problem
from allocator.solve.exact.columns import make_columns
from allocator.tolerances import QUANTITY


def explain_and_confirm(problem: Problem, plan: Plan, until: float) -> Causes:
    """The causes by cuts, where nothing but earmarks and packs binds, each clause confirmed for whole packs.

    What cuts prove of the fractional plan need not hold of a plan in packs: a clause that gives no better plan when
    the problem is solved without it is not a cause, and the gaps are explained again without it.
    """
    unmet = plan.unmet["unmet"].to_numpy(dtype=float)
    trials, proof = Trials(problem, plan, until), make_proof(problem)
    confirmed: set[tuple[str, int]] = set()
    refuted: set[tuple[str, int]] = set()
    while True:
        causes = explain_by_cuts(problem, unmet, proof, frozenset(refuted))
        packs = KINDS.index("packs")
        stated = {("packs", -1)} if (causes.kind == packs).any() else set()
        stated |= {(clause, lot) for clause, lot in zip(causes.clause, causes.lot.tolist(), strict=True) if clause}
        open_ones = sorted(stated - confirmed)
        if not open_ones:
            return causes
        for clause, lot in open_ones:
            try:
                helps = trials.better(trials.solve(given_up(problem, _options(problem, clause, lot))))
            except OutOfTimeError:
                helps = False
            (confirmed if helps else refuted).add((clause, lot))


def _options(problem: Problem, clause: str, lot: int) -> list[Option]:
    """One clause of a gift's earmark, or all packs and whole things."""
    if clause == "packs":
        return [option for option in list_options(problem) if option.kind == "packs"]
    return [Option("earmark", clause, "lots", lot)]


def explain_by_solving(problem: Problem, plan: Plan, until: float) -> Causes:
    """The causes of what ``plan`` leaves unmet; ``until`` is a moment of ``time.perf_counter``."""
    unmet = plan.unmet["unmet"].to_numpy(dtype=float)
    left = unmet.copy()
    found: list[Causes] = []
    trials = Trials(problem, plan, until)
    if left.any():
        try:
            for causes in _stated(problem, plan, trials, left):
                found.append(causes)
                np.subtract.at(left, causes.cell, causes.quantity)
                left[left <= QUANTITY] = 0.0
        except OutOfTimeError:
            pass
    cells = np.flatnonzero(left > 0)
    found.append(make_causes(cells, "unproven", left[cells]))
    return settled(problem, joined(found), unmet)


def _stated(problem: Problem, plan: Plan, trials: Trials, left: Floats) -> Iterator[Causes]:
    """Causes one after the other; ``left`` is lowered between them."""
    for option, standing in _helpful(problem, trials, list_options(problem), lambda: bool(left.any())):
        gain = np.minimum(np.maximum(0.0, standing.met - trials.now.met), left)
        cells = np.flatnonzero(gain > QUANTITY)
        yield make_causes(cells, option.kind, gain[cells], option.lot, option.clause, option.table, option.at)
    yield from _nothing_fits(problem, left)
    yield from _used_elsewhere(problem, plan, trials, left)


def _helpful(
    problem: Problem, trials: Trials, options: Sequence[Option], wanted: Callable[[], bool]
) -> Iterator[tuple[Option, Standing]]:
    """The options that make the plan better by themselves, with how good each makes it, while any are ``wanted``."""
    if not options or not wanted():
        return
    standing = trials.solve(given_up(problem, options))
    if not trials.better(standing):
        return
    if len(options) == 1:
        yield options[0], standing
        return
    half = len(options) // 2
    yield from _helpful(problem, trials, options[:half], wanted)
    yield from _helpful(problem, trials, options[half:], wanted)


def _nothing_fits(problem: Problem, left: Floats) -> Iterator[Causes]:
    """Cells that no delivery reaches: whether any gift is of the kind."""
    usable = problem.lots.usable & (problem.lots.quantity > 0)
    given: Bools = np.asarray(servable(problem)[usable].any(axis=0))
    kits = np.isin(problem.kits.kit, problem.lots.item[usable])
    given[problem.kits.item[kits]] = True
    reached = np.zeros(len(left), dtype=bool)
    reached[make_columns(problem).cell] = True
    for kind, cells in (
        ("none", np.flatnonzero((left > 0) & ~reached & ~given[problem.needs.item])),
        ("barred", np.flatnonzero((left > 0) & ~reached & given[problem.needs.item])),
    ):
        yield make_causes(cells, kind, left[cells])


def _used_elsewhere(problem: Problem, plan: Plan, trials: Trials, left: Floats) -> Iterator[Causes]:
    """For the cells of each unit and tier that still lack something, who has what fits them."""
    needs, columns = problem.needs, make_columns(problem)
    fits = np.zeros((len(problem.lots), len(needs)), dtype=bool)
    fits[columns.lot[columns.of], columns.cell] = True
    lines = lines_of(problem, plan)
    value = problem.items.value[needs.item]
    coverage = plan.coverage["coverage"].to_numpy(dtype=float) / problem.units.severity
    asking = np.unique(np.stack([needs.unit, needs.tier])[:, left > 0], axis=1).T
    for unit, tier in asking.tolist():
        mine = (left > 0) & (needs.unit == unit) & (needs.tier == tier)
        suits: Bools = np.asarray(fits[:, mine].any(axis=1))
        taken = lines.cell[suits[lines.lot]]
        lightest = float(needs.weight[mine].min())
        urgent = (needs.tier < tier) | ((needs.tier == tier) & (needs.weight > lightest))
        poor = (needs.unit != unit) & (needs.tier == tier) & (coverage <= coverage[unit] + APART)[needs.unit]
        for kind, rivals in (("tier", urgent), ("equal", poor)):
            has = np.zeros(len(needs), dtype=bool)
            has[taken] = True
            has &= rivals & ~mine
            if not has.any() or not (left[mine] > 0).any():
                continue
            gain = _gain(problem, trials, has) * mine
            cells = np.flatnonzero(np.minimum(gain, left) > QUANTITY)
            weight = sum_by(needs.unit[has], (trials.now.met * value)[has], len(problem.units))
            yield make_causes(cells, kind, np.minimum(gain, left)[cells], unit=int(weight.argmax()))
        rest = np.flatnonzero(mine & (left > 0))
        own = len(taken) > 0 and bool((needs.unit[taken] == unit).all()) and not _unused(plan, suits)
        yield make_causes(rest, "own" if own else "together", left[rest])


def _gain(problem: Problem, trials: Trials, rivals: Bools) -> Floats:
    """What each cell gains when the needs of ``rivals`` are left out; nothing if the other needs are met no better."""
    needs = problem.needs
    other = replace(problem, needs=replace(needs, net=np.where(rivals, 0.0, needs.net)))
    met = trials.solve(other).met
    worth = needs.weight * problem.items.value[needs.item] * ~rivals
    for tier in np.unique(needs.tier).tolist():
        change = float((worth * (met - trials.now.met))[needs.tier == tier].sum())
        if abs(change) > APART * max(1.0, float((worth * needs.net).sum())):
            return np.maximum(0.0, met - trials.now.met) if change > 0 else np.zeros(len(needs))
    return np.zeros(len(needs))


def _unused(plan: Plan, lots: Bools) -> bool:
    return bool((plan.lots["unused"].to_numpy(dtype=float)[lots] > QUANTITY).any())
