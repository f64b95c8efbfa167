"""Stress and simulation: donors who withdraw, futures with and without a new plan, what drives the result, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from allocator.analyse.risk.futures import Futures
from allocator.analyse.risk.supply import Supply
from allocator.analyse.scenario import Solved
from allocator.explain.trial import lines_of
from allocator.language import number, tr
from allocator.notebook import card
from allocator.plan.plan import Plan
from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Problem

PEELED = 0.06
"""Share of the futures that is taken off in one step of the search for a box."""


def stress(solved: Solved, pairs: bool = True) -> pd.DataFrame:
    """What is unmet where each donor, and each pair of donors, withdraws: kept (without a new plan), anew (with one).

    One row a donor or pair: donors, lost (value of what they promised), kept, anew, regret = kept - anew. The best
    new plan is a flow in parts of units; the plan as it is counts whole, so regret is at most a little too large.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> table = al.stress(solved, pairs=False)
    >>> table.loc[0, ["donors", "anew"]].to_dict()
    {'donors': 'D04', 'anew': 59500000.0}
    """
    problem = solved.scenario.problem
    donors = [at for at in range(len(problem.donors)) if ((problem.lots.donor == at) & problem.lots.usable).any()]
    sets: list[tuple[int, ...]] = [(at,) for at in donors]
    if pairs:
        sets += list(combinations(donors, 2))
    comes = np.stack([~np.isin(problem.lots.donor, gone) for gone in sets])
    told = _evaluate(solved, comes, np.ones((len(sets), len(problem.items.categories))))
    frame = pd.DataFrame({"donors": [";".join(problem.donors[at] for at in gone) for gone in sets], **told})
    return frame.sort_values(["anew", "donors"], ascending=[False, True], ignore_index=True)


def simulate(solved: Solved, futures: Futures) -> pd.DataFrame:
    """What is unmet in each of ``futures``: lost, kept (the plan as it is), anew (a new plan each time), regret.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> table = al.simulate(solved, al.futures(solved.scenario, 50, seed=1))
    >>> bool((table["regret"] >= 0).all())
    True
    """
    return pd.DataFrame(_evaluate(solved, futures.comes, futures.needs))


def _evaluate(solved: Solved, comes: Bools, factors: Floats) -> dict[str, Floats]:
    """Unmet value in each future, with the plan as it is and with the best new one."""
    problem = solved.scenario.problem
    supply = Supply(problem)
    whole = supply.capacity(np.ones(len(problem.lots), dtype=bool))
    gone, anew, kept = np.zeros(len(comes)), np.zeros(len(comes)), np.zeros(len(comes))
    demands: dict[bytes, Floats] = {}
    fixed = _Fixed(problem, solved.plan)
    for at in range(len(comes)):
        key = factors[at].tobytes()
        if key not in demands:
            demands[key] = supply.demand(factors[at])
        capacity = supply.capacity(comes[at])
        gone[at] = float((whole - capacity).sum())
        unreached = fixed.need(factors[at]) - float(demands[key].sum())
        anew[at] = float(demands[key].sum()) - supply.most(capacity, demands[key])[0] + unreached
        kept[at] = fixed.unmet(comes[at], factors[at])
    least, now = np.minimum(anew, kept).round(2), kept.round(2)
    return {"lost": gone, "kept": now, "anew": least, "regret": now - least}


class _Fixed:
    """A plan that stays as it is: what comes is delivered as planned, what does not is not."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        lines = lines_of(problem, plan)
        self._lot, self._cell, self._quantity = lines.lot, lines.cell, lines.quantity
        self._net = problem.needs.net
        self._value = problem.items.value[problem.needs.item]
        self._category = problem.items.category[problem.needs.item]

    def need(self, factors: Floats) -> float:
        """Value of all need."""
        return float((self._net * factors[self._category] * self._value).sum())

    def unmet(self, comes: Bools, factors: Floats) -> float:
        """Value that is unmet."""
        here = comes[self._lot]
        got = sum_by(self._cell[here], self._quantity[here], len(self._net))
        return float((np.maximum(0.0, self._net * factors[self._category] - got) * self._value).sum())


def drivers(futures: Futures, result: Sequence[float] | pd.Series) -> pd.DataFrame:
    """Which inputs drive ``result`` (a value for each future): input, share of its variance, effect.

    The share is that of a straight line in the one input; for a donor who comes or not it is exactly the variance
    between both cases. ``effect``: mean of the result where the input is above its mean, less where it is not.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> futures = al.futures(solved.scenario, 200, seed=1)
    >>> found = al.drivers(futures, al.simulate(solved, futures)["anew"])
    >>> bool(found["share"].is_monotonic_decreasing), bool(found["share"].sum() > 0.5)
    (True, True)
    """
    table = futures.table
    y = np.asarray(result, dtype=float)
    x = table.to_numpy(dtype=float)
    spread = x.std(axis=0)
    varied = np.flatnonzero(spread > 1e-12)
    centred = (x[:, varied] - x[:, varied].mean(axis=0)) / spread[varied]
    slope = centred.T @ (y - y.mean()) / len(y)
    total = float(y.var())
    share = slope**2 / total if total > 0 else np.zeros(len(varied))
    above = centred > 0
    effect = (y @ above) / above.sum(axis=0) - (y @ ~above) / (~above).sum(axis=0)
    frame = pd.DataFrame({"input": table.columns[varied], "share": share, "effect": effect})
    return frame.sort_values(["share", "input"], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True, eq=False)
class Box:
    """A box of futures: limits on a few inputs, within which most futures fail."""

    limits: pd.DataFrame
    """input, from, to: those that are limited."""
    density: float
    """Share of the futures inside that fail."""
    coverage: float
    """Share of the futures that fail that are inside."""
    inside: int

    def _repr_html_(self) -> str:
        facts = [
            (tr("Futures inside"), number(self.inside)),
            (tr("Of these, share that fails"), number(self.density, 2)),
            (tr("Share of failures inside"), number(self.coverage, 2)),
        ]
        return card(tr("Where the plan fails"), facts, self.limits)


def failing_box(futures: Futures, fails: Sequence[bool] | pd.Series, least: float = 0.05) -> Box:
    """The box of futures in which a plan fails, by peeling (PRIM; Friedman & Fisher 1999).

    From the box of all futures the slice is taken off, step by step, that leaves the largest share of failures, until
    all inside fail or fewer than ``least`` of all futures are left; then limits that change little are let go.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> futures = al.futures(solved.scenario, 300, seed=1)
    >>> unmet = al.simulate(solved, futures)["anew"]
    >>> box = al.failing_box(futures, unmet > unmet.quantile(0.8))
    >>> box.density > 0.5, len(box.limits) > 0
    (True, True)
    """
    table = futures.table
    x, bad = table.to_numpy(dtype=float), np.asarray(fails, dtype=bool)
    low, high = np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)
    inside = np.ones(len(x), dtype=bool)
    while bad[inside].any() and not bad[inside].all():
        best: tuple[float, int, bool, float] | None = None
        before, count = float(bad[inside].mean()), int(inside.sum())
        for k in range(x.shape[1]):
            for upper in (False, True):
                cut = _slice(x[inside, k], upper)
                if cut is None:
                    continue
                left = inside & ((x[:, k] <= cut) if upper else (x[:, k] >= cut))
                if left.sum() < max(1.0, least * len(x)):
                    continue
                # A slice is judged by what it raises for each future it takes off: some slices are large.
                worth = (float(bad[left].mean()) - before) / max(1, count - int(left.sum()))
                if worth > 1e-12 and (best is None or worth > best[0]):
                    best = (worth, k, upper, cut)
        if best is None:
            break
        _, k, upper, cut = best
        (high if upper else low)[k] = cut
        inside &= (x[:, k] <= cut) if upper else (x[:, k] >= cut)
    low, high, inside = _simpler(x, bad, low, high)
    limited = np.flatnonzero(np.isfinite(low) | np.isfinite(high))
    limits = pd.DataFrame({"input": table.columns[limited], "from": low[limited], "to": high[limited]})
    density = float(bad[inside].mean()) if inside.any() else 0.0
    return Box(limits, density, float(bad[inside].sum() / max(bad.sum(), 1)), int(inside.sum()))


def _slice(values: Floats, upper: bool) -> float | None:
    """Where to cut a slice off: below the highest or above the lowest values; ``None`` where all are the same."""
    if values.min() == values.max():
        return None
    cut = float(np.quantile(values, 1 - PEELED if upper else PEELED))
    if upper:
        smaller = values[values < values.max()]
        return min(cut, float(smaller.max())) if cut >= values.max() else cut
    larger = values[values > values.min()]
    return max(cut, float(larger.min())) if cut <= values.min() else cut


def _simpler(x: Floats, bad: Bools, low: Floats, high: Floats) -> tuple[Floats, Floats, Bools]:
    """The box without limits that raise the share of failures by less than a hundredth."""

    def within(low: Floats, high: Floats) -> Bools:
        inside: Bools = np.asarray(((x >= low) & (x <= high)).all(axis=1))
        return inside

    for k in np.flatnonzero(np.isfinite(low) | np.isfinite(high)).tolist():
        wider, higher = low.copy(), high.copy()
        wider[k], higher[k] = -np.inf, np.inf
        if bad[within(wider, higher)].mean() >= bad[within(low, high)].mean() - 0.01:
            low, high = wider, higher
    return low, high, within(low, high)
