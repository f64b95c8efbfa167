"""Every objective level's value beside the bound that the fractional plan proves."""

from __future__ import annotations

import math

import numpy as np

from allocator.network.hubs import HubNetwork
from allocator.plan.fairness import below_floor, fairness_log
from allocator.plan.plan import Measures, Objective
from allocator.problem.problem import Floats, Problem
from allocator.solve.fair import FairPlan, fair_target, unmet_by_tier
from allocator.tolerances import QUANTITY, SHARE


def objectives(
    problem: Problem,
    network: HubNetwork,
    fair: FairPlan,
    met: Floats,
    measures: Measures,
    least_overlap: int,
) -> tuple[Objective, ...]:
    """The levels in order. ``met`` is the quantity met of each cell in the whole plan, shape (N,).

    ``least_overlap`` is a proven bound on overlap; of surplus, repeats and costs it is only known that none is less
    than nothing.
    """
    levels = [
        judge(f"unmet_tier_{tier}", measures.unmet_by_tier[tier], bound, measures.need_value)
        for tier, bound in _unmet_bounds(problem, network, fair, met).items()
    ]
    if problem.fairness != "none":
        levels.append(_fairness(problem, fair, measures))
    reached = {
        "surplus": measures.surplus_value,
        "overlap": float(measures.overlap),
        "repeat": measures.repeat_value,
        "cost": measures.cost,
    }
    least = {"overlap": float(least_overlap)}
    levels += [
        judge(level.name, reached[level.name], least.get(level.name, 0.0))
        for level in problem.levels
        if level.name in reached
    ]
    return tuple(levels)


def _fairness(problem: Problem, fair: FairPlan, measures: Measures) -> Objective:
    """The fairness level by its method, beside what the fair fractional plan comes to.

    Where feasible coverages form a polymatroid its leximin base is best for every separable concave function at once
    (Fujishige 1980), so it is also best for proportional fairness and for a floor.
    """
    needy = fair.wanted[fair.group] > 0
    ranked = (fair.available / np.where(fair.wanted > 0, fair.wanted, 1.0))[fair.group][needy]
    severity = problem.units.severity[needy]
    need = fair_target(problem)[needy] / severity
    best: float | None
    if problem.fairness == "leximin":
        value, best = measures.fairness_min, float(ranked.min()) if len(ranked) else 1.0
        # A plan that leaves more unmet than its bound, as packs may force, can raise the worst-off above the level
        # that is best for plans that do not: then that level bounds nothing here, and no bound is claimed.
        return judge("fairness", value, best if value <= best + QUANTITY else None, method=problem.fairness)
    if problem.fairness == "floor":
        value, best = measures.below_floor, below_floor(problem, need, ranked * severity, severity)
        return judge(
            "fairness", value, best if value >= best - QUANTITY * max(1.0, best) else None, method=problem.fairness
        )
    value, best = measures.fairness_log, fairness_log(need, ranked * severity)
    same = bool((severity == 1.0).all())  # leximin weighs severity and proportional fairness does not
    return judge("fairness", value, best if same and value <= best + QUANTITY else None, method=problem.fairness)


def judge(
    name: str, value: float, bound: float | None, scale: float = 1.0, rounding: float = SHARE, method: str = ""
) -> Objective:
    """An objective with its gap, ``abs(value - bound) / max(abs(value), abs(bound))``.

    Differences below ``rounding`` of ``scale`` (the value of all need, say) count as none.
    """
    if bound is None or not math.isfinite(bound):
        return Objective(name, value, None, None, "feasible", method)
    size = max(abs(value), abs(bound))
    if abs(value - bound) <= rounding * max(size, scale):
        return Objective(name, value, bound, 0.0, "proven", method)
    return Objective(name, value, bound, abs(value - bound) / size, "gap", method)


def _unmet_bounds(problem: Problem, network: HubNetwork, fair: FairPlan, met: Floats) -> dict[int, float | None]:
    """The least weighted unmet value of each tier, given what the tiers above really got.

    Whole packs may leave a tier short of its bound by some value; that value is then free for later tiers, and by the
    exchange property of polymatroids it lowers their optimum by at most the same value times their largest weight.
    Where prices differ from values the exchange does not hold, and a tier after a short one gets no bound.
    """
    needs = problem.needs
    value = problem.items.value[needs.item]
    best = unmet_by_tier(problem, fair.met)
    freed = 0.0
    bounds: dict[int, float | None] = {}
    for tier, least in best.items():
        of_tier = needs.tier == tier
        heaviest = float(needs.weight[of_tier].max())
        if network.pure or freed <= SHARE * max(1.0, float(network.demand.sum())):
            bounds[tier] = max(0.0, least - heaviest * freed)
        else:
            bounds[tier] = None
        counted = of_tier & (needs.weight > 0)
        freed += max(0.0, float((fair.met - met * value)[counted].sum()))
    return bounds
