"""The objectives of summary.json: what the scenario asks for, as the plan reaches it, and proofs that may be true.

Proved here, without a solver: the levels are those of the scenario in their order; every value is that of the plan;
gaps and words of proof follow from values and bounds; no plan, this one included, is better than its bound. Limits that
hold for every plan come from the tables alone (see :mod:`allocator.verify.reach`): a bound that is no better than its
limit is confirmed, and one that is worse is pointed out. A bound better than its limit may well be true, but only the
solver that found it, or another, can prove that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.plan.plan import Measures
from allocator.scenario.config import Objective, ScenarioConfig
from allocator.verify import decisions
from allocator.verify.check import Verification
from allocator.verify.facts import Facts
from allocator.verify.measures import below_floor, lost_lines, proportional
from allocator.verify.numbers import Bools, Ints, differs, exceeds
from allocator.verify.reach import Pool, most_value, reachable
from allocator.verify.violation import Violation

PROVEN = 1e-5
"""Share (of the value, or of all need for unmet need) by which value and bound of a proven level may differ."""

PLAIN = {
    "rules": "rules_short",
    "surplus": "surplus_value",
    "overlap": "overlap",
    "repeat": "repeat_value",
    "cost": "cost",
    "change": "change",
    "prefer": "prefer_short",
}
"""The measure that is the value of each level of one measure."""
FAIRNESS = {"leximin": "fairness_min", "proportional": "fairness_log", "floor": "below_floor"}
"""The measure that each way of judging fairness raises (a floor: lowers)."""
PARTS = {"duplication": ("surplus", "overlap", "repeat")}
"""Levels that stand for several."""
WORDS = ("feasible", "gap", "proven")
"""Words of proof, the weakest first."""


@dataclass(frozen=True)
class Level:
    """One objective as it should be told. ``limit`` is a bound that holds for every plan."""

    name: str
    value: float
    limit: float
    tolerance: float = 0.0
    maximised: bool = False
    method: str = ""
    """How fairness is judged."""
    scale: float = 1.0
    """What is far smaller than this counts as nothing."""

    @property
    def sign(self) -> float:
        """1 where less is better, -1 where more is."""
        return -1.0 if self.maximised else 1.0

    def room(self, *values: float) -> float:
        """By how much ``values`` may differ and still be proven the same."""
        return PROVEN * max(self.scale, *(abs(value) for value in values))


def check(summary: Mapping[str, object], asked: list[Level], right: Verification) -> list[Violation]:
    """Wrong names or order; values that the plan does not have; gaps, bounds and words of proof that cannot be."""
    stated = _listed(summary.get("objectives"))
    names = [str(each.get("name", "")) for each in stated]
    violations: list[Violation] = []
    # Where nothing is needed there is no coverage to raise, and the level may be left out.
    idle = () if (right.coverage["net_value"] > 0).any() else ("fairness",)
    if [name for name in names if name not in idle] != [level.name for level in asked if level.name not in idle]:
        expected = ", ".join(level.name for level in asked)
        violations.append(Violation("objectives-order", ", ".join(names), {"expected": expected}))
    by_name = {level.name: level for level in asked}
    for each in stated:
        level = by_name.get(str(each.get("name", "")))
        violations += _judge(each, level) if level else []
    return violations + _status(summary, stated)


def confirmed(summary: Mapping[str, object], asked: list[Level]) -> tuple[str, ...]:
    """The objectives whose bound the tables alone prove: no better than the limit that holds for every plan."""
    by_name = {level.name: level for level in asked}
    names = []
    for each in _listed(summary.get("objectives")):
        level, bound = by_name.get(str(each.get("name", ""))), _number(each.get("bound"))
        if level and bound is not None and level.sign * (bound - level.limit) <= level.room(bound):
            names.append(level.name)
    return tuple(names)


def forced(summary: Mapping[str, object], right: Measures) -> float:
    """The surplus that summary.json may call forced: the bound of the level ``surplus``, 0 without one."""
    levels = [each for each in _listed(summary.get("objectives")) if each.get("name") == "surplus"]
    bound = _number(levels[0].get("bound")) if levels else None
    return min(max(bound or 0.0, 0.0), right.surplus_value)


def levels(facts: Facts, config: ScenarioConfig, right: Verification, lots: list[Pool], rank: Ints) -> list[Level]:
    """The levels that the scenario asks for, in order; missed floors come before all.

    Limits come from what ``lots`` can bring. ``rank`` orders the units of the cells, the worst off first (-1: left
    out): the limit of leximin is sought among the sets of units up to each rank. Shape (N,).
    """
    tables, measures = facts.tables, right.measures
    found = []
    if any(rule.kind.endswith("min") for rule in config.rules) or decisions.asks(facts):
        found.append(Level("rules", measures.rules_short, 0.0))
    most = next((written.most for written in config.objectives if written.most >= 0), -1)
    if most >= 0:
        over = float(max(0, lost_lines(facts) - most))
        found.append(Level("budget", float(max(0, measures.change - most)), over))
    wished = [Level("prefer", measures.prefer_short, 0.0)] if decisions.prefers(facts) else []
    for written in config.objectives:
        if written.name == "change":
            found, wished = [*found, *wished], []
        for name in PARTS.get(written.name, (written.name,)):
            if name == "unmet":
                found += _unmet(facts, right, lots, written.tolerance)
            elif name == "fairness":
                found += _fairness(facts, written, right, lots, rank)
            elif name == "blend":
                found.append(_blend(facts, written, right, lots, rank))
            elif name != "cost" or len(tables.links):
                limit = float(lost_lines(facts)) if name == "change" else 0.0
                found.append(Level(name, float(getattr(measures, PLAIN[name])), limit, written.tolerance))
    return [*found, *wished]


def _unmet(facts: Facts, right: Verification, lots: list[Pool], tolerance: float) -> list[Level]:
    """A level for each tier.

    With weights w1 > w2 > ... and at most u_j of value for the needs of weight wj or more, no plan meets more than
    ``sum of (wj - wj+1) x u_j`` of weighted value.
    """
    net_value = right.cells["net"].to_numpy(dtype=float) * facts.cells["value"].to_numpy(dtype=float)
    weight, tier = facts.cells["weight"].to_numpy(dtype=float), facts.cells["tier"].to_numpy(dtype=np.int64)
    found = []
    for number, value in sorted(right.measures.unmet_by_tier.items()):
        mine = tier == number
        weights, lighter = np.unique(-weight[mine], return_inverse=True)
        level = np.full(len(tier), -1, dtype=np.int64)
        level[mine] = lighter
        most = most_value(facts, lots, net_value, level, len(weights))[1]
        met = float((-np.diff(np.append(-weights, 0.0)) * most).sum())
        limit = max(0.0, float((weight * net_value)[mine].sum()) - met)
        found.append(Level(f"unmet_tier_{number}", value, limit, tolerance, scale=right.measures.need_value))
    return found


def _fairness(facts: Facts, written: Objective, right: Verification, lots: list[Pool], rank: Ints) -> list[Level]:
    """Fairness as the scenario judges it; at best, every unit gets all that some lot may bring it."""
    method = written.method or "leximin"
    if method == "none":
        return []
    best = _best_coverage(facts, right, reachable(facts, lots))
    limit = {
        "leximin": min(_best_worst(facts, right, lots, rank), float((best["coverage"] / best["severity"]).min())),
        "proportional": proportional(best),
        "floor": below_floor(best, written.floor),
    }[method]
    value = float(getattr(right.measures, FAIRNESS[method]))
    return [Level("fairness", value, limit if len(best) else value, written.tolerance, method != "floor", method)]


def _best_worst(facts: Facts, right: Verification, lots: list[Pool], rank: Ints) -> float:
    """What the worst-off unit can reach at most: for the units up to each rank, what can reach them over their target.

    The worst off of a set of units never has more than the set has on the whole.
    """
    severity = facts.tree.severity[facts.cells["unit"].to_numpy(dtype=np.int64)]
    net_value = right.cells["net"].to_numpy(dtype=float) * facts.cells["value"].to_numpy(dtype=float)
    ranks = int(rank.max(initial=-1)) + 1
    most = most_value(facts, lots, net_value, rank, ranks)[1]
    inside = rank >= 0
    target = np.cumsum(np.bincount(rank[inside], weights=(net_value * severity)[inside], minlength=ranks))
    return float((most[target > 0] / target[target > 0]).min(initial=np.inf))


def _blend(facts: Facts, written: Objective, right: Verification, lots: list[Pool], rank: Ints) -> Level:
    """The weighted sum of measures; of fairness, what the worst-off unit lacks to 1."""
    measures, weights = right.measures, dict(written.weights)
    unmet = _unmet(facts, right, lots, 0.0)
    fairness = _fairness(facts, Objective("fairness"), right, lots, rank)[0]
    parts = {name: (float(getattr(measures, PLAIN[name])), 0.0) for name in PLAIN}
    parts["change"] = (float(measures.change), float(lost_lines(facts)))
    parts["unmet"] = (sum(each.value for each in unmet), sum(each.limit for each in unmet))
    parts["fairness"] = (1.0 - fairness.value, 1.0 - fairness.limit)
    value, limit = (sum(weight * parts[name][at] for name, weight in weights.items()) for at in (0, 1))
    return Level("blend", value, limit, written.tolerance)


def _best_coverage(facts: Facts, right: Verification, reached: Bools) -> pd.DataFrame:
    """The units with need, as covered as if everything that some lot may serve were met."""
    most = (facts.cells["value"] * right.cells["net"]).where(reached, 0.0).groupby(facts.cells["unit"]).sum()
    best = right.coverage.set_axis(facts.tree.position(right.coverage["unit"]), axis=0)
    best = best.assign(coverage=most.reindex(best.index) / best["net_value"].where(best["net_value"] > 0))
    return best[best["net_value"] > 0]


def _judge(stated: Mapping[str, object], level: Level) -> list[Violation]:
    value, bound, gap = (_number(stated.get(name)) for name in ("value", "bound", "gap"))
    method = str(stated.get("method", level.method))
    if method != level.method:
        return [Violation("objective-method", level.name, {"found": method, "expected": level.method})]
    if value is None or not _reaches(value, level):
        return [Violation("objective-differs", level.name, {"found": _shown(value), "expected": level.value})]
    word = str(stated.get("proof", ""))
    if bound is None:
        wrong = word != "feasible" or gap is not None
        shown = {"found": word, "expected": "feasible"}
        return [Violation("objective-proof", level.name, shown)] if wrong else []
    size = max(abs(value), abs(bound))
    room = level.room(value, bound)
    violations = []
    if level.sign * (bound - value) > room:
        violations.append(Violation("objective-bound", level.name, {"found": bound, "value": value}))
    if level.sign * (level.limit - bound) > room:
        violations.append(Violation("objective-bound-weak", level.name, {"found": bound, "limit": level.limit}))
    proper, close = abs(value - bound) / size if size > 0 else 0.0, abs(value - bound) <= room
    if gap is None or not (math.isclose(gap, proper, rel_tol=1e-6, abs_tol=1e-9) or (gap == 0.0 and close)):
        violations.append(Violation("objective-gap", level.name, {"found": _shown(gap), "expected": proper}))
    if word not in (("proven", "gap") if close else ("gap",)):
        violations.append(
            Violation("objective-proof", level.name, {"found": word, "expected": "proven" if close else "gap"})
        )
    return violations


def _reaches(value: float, level: Level) -> bool:
    """Whether the plan reaches ``value``, or what its tolerance lets later levels leave of it."""
    if not differs(value, level.value):
        return True
    least = level.tolerance * abs(value)
    worse = value - level.value if level.maximised else level.value - value
    return worse > 0 and not exceeds(worse, least)


def _status(summary: Mapping[str, object], stated: list[Mapping[str, object]]) -> list[Violation]:
    """The status is the weakest word of proof among the objectives."""
    words = [str(each.get("proof", "")) for each in stated]
    weakest = next((word for word in WORDS if word in words), "proven")
    status = str(summary.get("status", ""))
    return [] if status == weakest else [Violation("summary-status", status, {"expected": weakest})]


def _listed(objectives: object) -> list[Mapping[str, object]]:
    return [each for each in objectives if isinstance(each, Mapping)] if isinstance(objectives, Iterable) else []


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        return None
    return float(value)


def _shown(value: float | None) -> float | str:
    return "" if value is None else value
