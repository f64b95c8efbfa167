"""Every objective level's value beside the bound that the fractional plan proves."""

from __future__ import annotations

from allocator.network.hubs import HubNetwork
from allocator.plan.plan import Measures, Objective
from allocator.problem.problem import Floats, Problem
from allocator.solve.fair import FairPlan, unmet_by_tier
from allocator.tolerances import QUANTITY, SHARE


def objectives(
    problem: Problem, network: HubNetwork, fair: FairPlan, met: Floats, measures: Measures
) -> tuple[Objective, ...]:
    """The levels in order. ``met`` is the quantity met of each cell in the whole plan, shape (N,)."""
    levels = [
        judge(f"unmet_tier_{tier}", measures.unmet_by_tier[tier], bound, measures.need_value)
        for tier, bound in _unmet_bounds(problem, network, fair, met).items()
    ]
    if problem.fairness == "leximin":
        needy = fair.wanted > 0
        best = float((fair.available[needy] / fair.wanted[needy]).min()) if needy.any() else 1.0
        # A plan that leaves more unmet than its bound, as packs may force, can raise the worst-off above the level
        # that is best for plans that do not: then that level bounds nothing here, and no bound is claimed.
        holds = measures.fairness_min <= best + QUANTITY
        levels.append(judge("fairness", measures.fairness_min, best if holds else None))
    # No plan has less than none: true, and all that is proved about duplication so far.
    levels.append(judge("surplus", measures.surplus_value, 0.0))
    levels.append(judge("overlap", float(measures.overlap), 0.0))
    levels.append(judge("repeat", measures.repeat_value, 0.0))
    return tuple(levels)


def judge(name: str, value: float, bound: float | None, scale: float = 1.0) -> Objective:
    """An objective with its gap, ``abs(value - bound) / max(abs(value), abs(bound))``.

    Differences below ``SHARE`` of ``scale`` (the value of all need, say) are rounding and count as none.
    """
    if bound is None:
        return Objective(name, value, None, None, "feasible")
    size = max(abs(value), abs(bound))
    if abs(value - bound) <= SHARE * max(size, scale):
        return Objective(name, value, bound, 0.0, "proven")
    return Objective(name, value, bound, abs(value - bound) / size, "gap")


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
