"""Two stages: what to commit now, while it is not known which gifts come, and what to keep for when it is.

Needs of the first periods (*now*) are committed before the futures part; a commitment from a gift that fails is lost.
Gifts that come and were kept serve the needs of later periods, planned anew in each future. With X the value that each
pool commits, a future meets ``sum a X + Q(a (C - X))``: ``a`` is the share of the pool that comes, ``C`` its value,
``Q`` a maximum flow to later needs. So the first stage is a flow with few numbers to choose, and minimum cuts say what
a little more kept supply would be worth: cuts of a master program (Van Slyke & Wets 1969).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from allocator.analyse.risk.futures import Futures
from allocator.analyse.risk.master import Master
from allocator.analyse.risk.supply import Supply
from allocator.analyse.scenario import Scenario
from allocator.language import N_, number, percent, tr
from allocator.notebook import card
from allocator.problem.problem import CASH, SERVICE, Bools, Floats, Problem

ROUNDS = 40
"""Rounds of cuts at most."""
CLOSE = 1e-5
"""The search ends when the bound is this near, as a share of all need."""
NO_LATER = N_("There is nothing to keep: every need is of the periods that are committed now. Name earlier ones.")


@dataclass(frozen=True, eq=False)
class TwoStage:
    """A first stage and what it comes to in the futures. Amounts are values of unmet need.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> found = al.two_stage(al.futures(scenario, 40, seed=1))
    >>> bool(found.expected <= found.table.loc["mean future", "expected"])
    True
    """

    scenario: Scenario
    now: tuple[str, ...]
    """The periods that are committed."""
    commitments: pd.DataFrame
    """lot_id, donor_id, likely (to come), share (of it that is committed), committed, kept: quantities."""
    table: pd.DataFrame
    """Rows: two stages, mean future (committed as if the mean came), foresight (the best plan in each future, which
    nobody can make). Columns: expected, cvar, worst."""
    outcomes: pd.DataFrame
    """Unmet value in each future, a column each."""
    bound: float
    """What no first stage can have less of what was minimised than."""
    gap: float
    """How far the first stage may be from the best, as a share of all need."""
    rounds: int
    seconds: float

    @property
    def expected(self) -> float:
        """Mean unmet value over the futures."""
        return float(self.outcomes["two stages"].mean())

    def first_stage(self) -> Scenario:
        """The scenario of what is committed: the needs of now, and of each gift what is not kept. Solve it for a plan.

        >>> import allocator as al
        >>> found = al.two_stage(al.futures(al.read_scenario("scenarios/first-steps"), 20, seed=1))
        >>> found.first_stage().problem.periods
        ('HK1', 'HK2')
        """
        shares = self.commitments.groupby("share")["lot_id"].agg(list).to_dict()
        scaled = [
            {"table": "lots", "where": {"lot_id": lots}, "scale": {"quantity": float(str(share))}}
            for share, lots in shares.items()
        ]
        later = sorted(set(self.scenario.table("needs")["period_id"]) - set(self.now))
        return self.scenario.change([*scaled, {"table": "needs", "where": {"period_id": later}, "drop": True}])

    def _repr_html_(self) -> str:
        facts = [
            (tr("Committed now"), ", ".join(self.now)),
            (tr("Distance to the best, at most"), percent(self.gap + 0.0000999, 2)),
            (tr("Futures"), number(len(self.outcomes))),
        ]
        return card(self.scenario.name, facts, self.table.reset_index(names=""))


def two_stage(
    futures: Futures,
    now: Sequence[str] | None = None,
    averse: float = 0.0,
    tail: float = 0.1,
    seconds: float = 100.0,
) -> TwoStage:
    """What to commit of each gift to the needs of the periods ``now`` (the first one if left out).

    Minimises ``(1 - averse)`` x expected unmet value + ``averse`` x CVaR, the mean of the worst ``tail`` of the
    futures. Never worse in expectation than committing what is best for the mean future. Needs of now are taken as
    they are; the futures' factors are those of later needs. Raises ``ValueError`` where the problem is no flow, or
    there is nothing to keep for.

    >>> import allocator as al
    >>> found = al.two_stage(al.futures(al.read_scenario("scenarios/first-steps"), 40, seed=1), averse=0.5)
    >>> found.table.columns.tolist()
    ['expected', 'cvar', 'worst']
    """
    begun = time.perf_counter()
    problem = futures.scenario.problem
    first = tuple(now) if now is not None else problem.periods[:1]
    stages = _Stages(futures, first)
    master = Master(stages.early, stages.share, averse, tail)
    x = stages.for_the_mean()
    tried: list[tuple[Floats, Floats]] = []
    bound, rounds = np.inf, 0
    while rounds < ROUNDS:
        met, slope = stages.outcome(x)
        tried.append((x, met))
        rounds += 1
        best = max(master.worth(each) for _, each in tried)
        if bound - best <= CLOSE * stages.need or time.perf_counter() - begun > seconds:
            break
        master.add(x, met, slope)
        x, bound = master.solve()
    return _told(futures, first, stages, master, tried, min(bound, stages.need), rounds, begun)


def _told(
    futures: Futures,
    now: tuple[str, ...],
    stages: _Stages,
    master: Master,
    tried: list[tuple[Floats, Floats]],
    bound: float,
    rounds: int,
    begun: float,
) -> TwoStage:
    """The best first stage that was tried, among those that are no worse in expectation than the first one."""
    usual = float(tried[0][1].mean())
    able = [each for each in tried if each[1].mean() >= usual - 1e-9 * max(1.0, usual)]
    x, met = max(able, key=lambda each: master.worth(each[1]))
    outcomes = pd.DataFrame(
        {
            "two stages": stages.needs - met,
            "mean future": stages.needs - tried[0][1],
            "foresight": stages.needs - stages.foresight(),
        }
    )
    worst = max(1, round(master.tail * len(outcomes)))
    table = pd.DataFrame(
        {
            "expected": outcomes.mean(),
            "cvar": [float(outcomes[name].nlargest(worst).mean()) for name in outcomes.columns],
            "worst": outcomes.max(),
        }
    )
    short = max(0.0, bound - master.worth(met))
    return TwoStage(
        scenario=futures.scenario,
        now=now,
        commitments=stages.commitments(x),
        table=table,
        outcomes=outcomes,
        bound=float(master.worth(stages.needs) - bound) if not master.averse else float("nan"),
        gap=short / max(stages.need, 1e-9),
        rounds=rounds,
        seconds=round(time.perf_counter() - begun, 3),
    )


class _Stages:
    """Both stages as networks over the same pools. F futures, S pools."""

    def __init__(self, futures: Futures, now: tuple[str, ...]) -> None:
        problem = futures.scenario.problem
        early = np.isin(problem.needs.period, [problem.periods.index(each) for each in now])
        if not (problem.needs.net[~early] > 0).any():
            raise ValueError(tr(NO_LATER))
        self.problem, self._futures = problem, futures
        self.early, self._late = Supply(_only(problem, early)), Supply(_only(problem, ~early))
        self._both = Supply(problem)
        whole = self.early.capacity(np.ones(len(problem.lots), dtype=bool))
        self._comes = np.stack([self.early.capacity(comes) for comes in futures.comes])
        self.share: Floats = self._comes / np.where(whole > 0, whole, 1.0)
        self._whole = whole
        self._demands = [self._late.demand(factors) for factors in futures.needs]
        value = problem.needs.net * problem.items.value[problem.needs.item]
        category = problem.items.category[problem.needs.item]
        self.needs: Floats = np.array(
            [float(value[early].sum() + (value * factors[category])[~early].sum()) for factors in futures.needs]
        )
        self._early_cells = early

    @property
    def need(self) -> float:
        """Mean value of all need."""
        return float(self.needs.mean())

    def outcome(self, x: Floats) -> tuple[Floats, Floats]:
        """Met value in each future (F,) where each pool commits ``x`` (S,), and its slope (F, S)."""
        met, slope = np.zeros(len(self.share)), np.zeros(self.share.shape)
        for at, share in enumerate(self.share):
            later, worth = self._late.most(share * np.maximum(0.0, self._whole - x), self._demands[at])
            met[at] = float(share @ x) + later
            slope[at] = share * (1.0 - worth)
        return met, slope

    def for_the_mean(self) -> Floats:
        """What each pool commits in the plan that is best if the mean of the futures came."""
        factors = self._futures.needs.mean(axis=0)
        mean = self._comes.mean(axis=0)
        found = Master(self.early, np.ones((1, len(mean))), 0.0, 1.0, np.minimum(mean, self._whole))
        later = self._late.demand(factors)
        x = np.zeros(len(mean))
        for _ in range(ROUNDS):
            met, worth = self._late.most(np.maximum(0.0, mean - x), later)
            found.add(x, np.array([float(x.sum()) + met]), np.array([1.0 - worth]))
            new, bound = found.solve()
            if bound <= float(x.sum()) + met + CLOSE * self.need:
                break
            x = new
        return x

    def foresight(self) -> Floats:
        """Met value in each future of the best plan for it."""
        found = []
        for comes, factors in zip(self._futures.comes, self._futures.needs, strict=True):
            demand = self._both.demand(np.ones(len(factors)), self._early_cells)
            demand = demand + self._both.demand(factors, ~self._early_cells)
            found.append(self._both.most(self._both.capacity(comes), demand)[0])
        return np.array(found)

    def commitments(self, x: Floats) -> pd.DataFrame:
        """What is committed of each lot; lots that are alike commit the same share."""
        problem, pools = self.problem, self.early.network.pools
        of = np.repeat(np.arange(len(pools.kind)), np.diff(pools.member_start))
        share = np.divide(x, self._whole, out=np.zeros_like(x), where=self._whole > 0)[of]
        lots = problem.lots
        part = np.zeros(len(lots))
        np.maximum.at(part, pools.member_lot, np.where(lots.kind[pools.member_lot] == SERVICE, 1.0, share))
        part = np.clip(np.where(lots.usable, part, 0.0), 0.0, 1.0).round(6)
        committed = lots.quantity * part
        whole = (lots.kind != CASH) & (lots.pack > 0)
        pack = np.where(whole, lots.pack, 1.0)
        committed = np.where(whole, np.floor(committed / pack + 1e-6) * pack, committed)
        return pd.DataFrame(
            {
                "lot_id": lots.ids,
                "donor_id": np.array(problem.donors, dtype=object)[lots.donor],
                "likely": self._futures.probability,
                "share": part,
                "committed": committed,
                "kept": lots.quantity - committed,
            }
        )


def _only(problem: Problem, cells: Bools) -> Problem:
    """``problem`` with the needs of ``cells`` alone."""
    return replace(problem, needs=replace(problem.needs, net=np.where(cells, problem.needs.net, 0.0)))
