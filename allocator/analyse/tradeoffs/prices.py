"""What fairness costs, and what each condition of a donor costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.analyse.scenario import Scenario
from allocator.ask.changes import BLANK, changed, without_clause
from allocator.ask.effects import best
from allocator.network.hubs import build_network
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.solve.exact.families.earmark import count_eligible
from allocator.solve.fair import unmet_by_tier
from allocator.solve.fractional import solve_fair
from allocator.solve.routes import only_earmarks

SMALL = 1_500
"""Up to so many pairs of a lot and a need fairness is also put before unmet need."""
RULES: dict[str, list[object]] = {
    "unmet only": ["unmet", {"fairness": "none"}],
    "proportional": ["unmet", {"fairness": "proportional"}],
    "leximin": ["unmet", {"fairness": "leximin"}],
}
TOLD = ("unmet_value", "coverage_min", "coverage_mean", "overlap", "links", "lines")


def price_of_fairness(scenario: Scenario) -> pd.DataFrame:
    """The plan by each way of being fair: a row each, with measures and what it costs beside the first.

    Rows: ``unmet only``, ``proportional``, ``leximin`` (unmet need first) and, for small problems, ``leximin first``
    (before unmet need). ``price`` is the unmet value more than with ``unmet only``, as a share of what that meets;
    ``spread`` the difference between the best and the worst covered unit.

    >>> import allocator as al
    >>> table = al.price_of_fairness(al.read_scenario("scenarios/first-steps"))
    >>> table.index.tolist()
    ['unmet only', 'proportional', 'leximin', 'leximin first']
    >>> table["price"].round(6).tolist()[:3]
    [0.0, 0.0, 0.0]
    """
    rules = dict(RULES)
    if count_eligible(scenario.problem, SMALL) <= SMALL:
        rules["leximin first"] = [{"fairness": "leximin"}, "unmet"]
    rows = {}
    for name, levels in rules.items():
        solved = scenario.settings(objectives=levels, expect=[]).solve()
        needy = solved.coverage[solved.coverage["net_value"] > 0]
        row = {measure: float(getattr(solved.measures, measure)) for measure in TOLD}
        rows[name] = row | {
            "met_value": solved.measures.met_value,
            "spread": float(needy["coverage"].max() - needy["coverage"].min()) if len(needy) else 0.0,
        }
    frame = pd.DataFrame(rows).T
    first = frame["met_value"].iloc[0]
    return frame.assign(price=(first - frame["met_value"]) / (first if first > 0 else 1.0))


def price_of_earmarks(scenario: Scenario) -> pd.DataFrame:
    """What would be met beyond now if one clause of one gift were given up: the dearest first.

    lot_id (blank: of all gifts), donor_id, clause (places, items, age_groups, periods; ``all``), met_value (more met),
    unmet_tier_… (change), coverage_min (rise). Problems whose only limits are earmarks and packs are solved as flows,
    in parts of units; others are solved whole, as ``allocator ask`` does.

    >>> import allocator as al
    >>> table = al.price_of_earmarks(al.read_scenario("scenarios/first-steps"))
    >>> bool((table["met_value"] >= -1e-6).all()), table["clause"].iloc[0]
    (True, 'all')
    """
    inputs = scenario.inputs
    lots = inputs.tables.lots
    before = _reached(scenario.problem)
    rows: list[dict[str, object]] = []
    clauses = [
        (lot, clause)
        for clause, columns in BLANK.items()
        for lot in lots.loc[(lots[list(columns)] != "").any(axis=1) & ~lots["direct"], "lot_id"].tolist()
    ]
    donors = dict(zip(lots["lot_id"], lots["donor_id"], strict=True))
    for lot, clause in clauses:
        tables = changed(inputs.tables, without_clause([lot], clause))
        after = _reached(build(tables, inputs.config))
        rows.append({"lot_id": lot, "donor_id": donors[lot], "clause": clause} | _change(before, after))
    free = inputs.tables
    for clause in BLANK:
        free = changed(free, without_clause(lots["lot_id"].tolist(), clause))
    after = _reached(build(free, inputs.config))
    rows.append({"lot_id": "", "donor_id": "", "clause": "all"} | _change(before, after))
    order = ["met_value", "coverage_min", "lot_id", "clause"]
    return pd.DataFrame(rows).sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def _change(before: dict[str, float], after: dict[str, float]) -> dict[str, object]:
    return {name: after[name] - before[name] for name in before}


def _reached(problem: Problem) -> dict[str, float]:
    """Met value, unmet value by tier and lowest coverage / severity of the best plan."""
    if only_earmarks(problem):
        network = build_network(problem)
        fair = solve_fair(problem, network)
        met = fair.met
        needy = fair.wanted[fair.group] > 0
        ranked = (fair.available / np.where(fair.wanted > 0, fair.wanted, 1.0))[fair.group][needy]
        lowest = float(ranked.min()) if len(ranked) else 1.0
        total = float(met.sum())
        tiers = unmet_by_tier(problem, met)
    else:
        measures = best(problem).measures
        total, lowest, tiers = measures.met_value, measures.fairness_min, measures.unmet_by_tier
    return {"met_value": total, "coverage_min": lowest} | {f"unmet_tier_{tier}": value for tier, value in tiers.items()}
