"""Plans nearly as good as the best, as different from each other as possible."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from allocator.analyse.scenario import Scenario, Solved
from allocator.analyse.tradeoffs.front import plan_of_lines
from allocator.language import N_, number, tr
from allocator.notebook import card
from allocator.plan.plan import Plan
from allocator.solve.backends.mip import Budget, solve_mip
from allocator.solve.exact.families.earmark import count_eligible
from allocator.solve.exact.formulation import formulate
from allocator.solve.exact.lines import deliveries
from allocator.solve.exact.route import NODES, all_levels
from allocator.solve.exact.solve import solve_levels

MOST_PAIRS = 6_000
TOO_LARGE = N_(
    "Alternatives are searched exactly, which takes at most {most} pairs of gift and need; this problem has more. "
    "Take a part of the places or items."
)


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Plans that reach every level within a tolerance; the first is the best.

    >>> import allocator as al
    >>> found = al.alternatives(al.read_scenario("scenarios/first-steps"), 3, within=0.05, seconds=10)
    >>> len(found.plans), bool((found.distances.to_numpy() >= 0).all())
    (3, True)
    """

    plans: tuple[Solved, ...]
    within: float
    distances: pd.DataFrame
    """Share of the value that goes by other lines, for each pair of plans: 0 the same, 1 no line in common."""

    @property
    def table(self) -> pd.DataFrame:
        """A row a plan: its measures, and its distance to the nearest other one.

        >>> import allocator as al
        >>> found = al.alternatives(al.read_scenario("scenarios/first-steps"), 2, within=0.05, seconds=10)
        >>> found.table.columns.tolist()
        ['unmet_value', 'coverage_min', 'overlap', 'cost', 'lines', 'nearest']
        """
        names = ["unmet_value", "coverage_min", "overlap", "cost", "lines"]
        frame = pd.DataFrame([{name: getattr(each.measures, name) for name in names} for each in self.plans])
        apart = self.distances.to_numpy(dtype=float, copy=True)
        np.fill_diagonal(apart, np.inf)
        return frame.assign(nearest=apart.min(axis=1))

    def _repr_html_(self) -> str:
        return card(tr("{count} plans nearly as good", count=number(len(self.plans))), [], self.table)


def alternatives(scenario: Scenario, count: int = 10, within: float = 0.01, seconds: float = 60.0) -> Alternatives:
    """At most ``count`` plans, each level of them within ``within`` of the best, as different as possible.

    One after the other: each makes least use, by value, of the lines that those before it use (hop, skip, jump;
    Brill 1982). Fewer where no other plan is left. Raises ``ValueError`` where the problem is too large.

    >>> import allocator as al
    >>> found = al.alternatives(al.read_scenario("scenarios/first-steps"), 2, within=0.05, seconds=10)
    >>> found.plans[0].measures.unmet_value <= found.plans[1].measures.unmet_value
    True
    """
    problem = scenario.problem
    if count_eligible(problem, MOST_PAIRS) > MOST_PAIRS:
        raise ValueError(tr(TOO_LARGE, most=number(MOST_PAIRS)))
    begun = time.perf_counter()
    form = formulate(problem)
    levels = tuple(replace(level, tolerance=max(level.tolerance, within)) for level in all_levels(problem))
    solve_levels(form, levels, replace(problem.effort, seconds=seconds / 2), NODES, begun)
    model = form.model
    value = problem.items.value[problem.needs.item]
    worth = np.bincount(form.columns.of, form.columns.quantity * value[form.columns.cell], minlength=len(form.columns))
    plans = [plan_of_lines(problem, deliveries(form))]
    uses = np.zeros(len(form.columns))
    while len(plans) < count:
        left = begun + seconds - time.perf_counter()
        if left <= 0:
            break
        uses += (model.x[form.x] > 0.5 * np.where(form.columns.whole, 1.0, 1e-6)) * worth
        cost = np.zeros(model.size)
        cost[form.x] = uses / max(float(uses.max()), 1e-12)
        share = left / (count - len(plans))
        found = solve_mip(model.mip(cost), Budget(share, 0.01, NODES), model.x)
        if found.x is None:
            break
        model.x = found.x
        plan = plan_of_lines(problem, deliveries(form))
        if min(_apart(plan, other) for other in plans) <= 1e-9:
            break
        plans.append(plan)
    table = pd.DataFrame([[_apart(one, other) for other in plans] for one in plans])
    return Alternatives(tuple(Solved(scenario, plan) for plan in plans), within, table)


def _apart(one: Plan, other: Plan) -> float:
    """Share of the value that goes by other lines."""
    both = pd.concat(
        [each.allocations.set_index("line_id")["value"].rename(name) for name, each in (("a", one), ("b", other))],
        axis=1,
    ).fillna(0.0)
    most = float(both.max(axis=1).sum())
    return 1.0 - float(both.min(axis=1).sum()) / most if most > 0 else 0.0
