"""The rules of the scenario: ceilings hold, and what floors lack is measured."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.scenario.config import Rule
from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_item, of_lot
from allocator.verify.numbers import Bools, exceeds
from allocator.verify.violation import Violation

CODES = {"category": "category", "item": "item_id", "age_group": "age_group_id", "period": "period_id", "tier": "tier"}


def check(facts: Facts, lines: pd.DataFrame, cells: pd.DataFrame) -> list[Violation]:
    """Ceilings that are exceeded; floors that are missed are a warning, for the plan comes as near as it can."""
    violations: list[Violation] = []
    for rule, place, reached, limit in _judged(facts, lines, cells):
        values: dict[str, object] = {"found": reached, "limit": limit}
        at = "-at" if place else ""
        values |= {"place": place} if place else {}
        if rule.kind.endswith("max") and exceeds(reached, limit):
            violations.append(Violation(f"rule-above{at}", rule.text, values))
        elif rule.kind.endswith("min") and exceeds(limit, reached):
            violations.append(Violation(f"rule-below{at}", rule.text, values | {"short": limit - reached}))
    return violations


def shortfall(facts: Facts, lines: pd.DataFrame, cells: pd.DataFrame) -> float:
    """What all floors lack together, in money."""
    judged = _judged(facts, lines, cells)
    return float(sum(max(0.0, limit - reached) for rule, _, reached, limit in judged if rule.kind.endswith("min")))


def _judged(facts: Facts, lines: pd.DataFrame, cells: pd.DataFrame) -> list[tuple[Rule, str, float, float]]:
    """Each rule at each of its places: what is reached and what is asked, in money."""
    judged = []
    for rule in facts.rules:
        inside = _scope(facts, rule, cells)
        if rule.kind.startswith("coverage"):
            judged += [(rule, *each) for each in _coverage(facts, rule, cells, inside)]
        else:
            judged.append((rule, "", *_use(facts, rule, lines, inside)))
    return judged


def _scope(facts: Facts, rule: Rule, cells: pd.DataFrame) -> Bools:
    inside = np.ones(len(cells), dtype=bool)
    for key, codes in rule.scope:
        if key == "place":
            first = facts.tree.position(pd.Series(codes))
            at = cells["place"].to_numpy()
            inside &= np.any([(at >= p) & (at < facts.tree.end[p]) for p in first.tolist()], axis=0)
        elif key == "category":
            chosen = facts.categories.get_indexer(pd.Index(codes))
            inside &= np.isin(cells["category"].to_numpy(), chosen)
        elif key == "tier":
            inside &= cells["tier"].isin([int(float(code)) for code in codes]).to_numpy()
        else:
            inside &= cells[CODES[key]].isin(codes).to_numpy()
    return inside


def _coverage(facts: Facts, rule: Rule, cells: pd.DataFrame, inside: Bools) -> list[tuple[str, float, float]]:
    """Value met (for a ceiling: allocated) against ``amount x net value``, at every place of the level with need.

    The place is blank where the rule is asked of all cells in its scope together.
    """
    amount = "met" if rule.kind == "coverage_min" else "allocated"
    worth = pd.DataFrame({name: cells["value"] * cells[name] for name in (amount, "net")})
    names = np.full(len(cells), "", dtype=object)
    if rule.level is not None:
        unit = facts.tree.units(rule.level)[cells["place"].to_numpy()]
        names = facts.tree.ids.to_numpy(dtype=object)[unit]
        inside = inside & (np.array(facts.tree.levels, dtype=object) == rule.level)[unit]
    sums = worth[inside].groupby(names[inside]).sum()
    sums = sums[sums["net"] > 0]
    limits = (rule.amount * sums["net"]).tolist()
    return list(zip(sums.index.astype(str).tolist(), sums[amount].tolist(), limits, strict=True))


def _use(facts: Facts, rule: Rule, lines: pd.DataFrame, inside: Bools) -> tuple[float, float]:
    """Use of the rule's lots on cells in scope, against a share of all their use or an amount of money."""
    judged = named(lines)
    judged = judged[judged["cell"] >= 0]
    kind = of_lot(facts, judged, "kind")
    price = of_item(facts, judged, "cash_price").fillna(0.0)
    use = judged["amount"] * price.where(kind == "cash", of_item(facts, judged, "value"))
    counted = (kind == rule.of) | (rule.of == "all")
    part = float(use[counted & inside[judged["cell"].to_numpy()]].sum())
    whole = float(use[counted].sum())
    return part, rule.amount * (whole if rule.kind.startswith("share") else 1.0)
