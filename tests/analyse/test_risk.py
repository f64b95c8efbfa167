"""Futures and two stages: what is stated is what plain linear programs give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from instances import Settings, as_inputs, random_tables
from oracle import plain_unmet

import allocator as al
from allocator.analyse.risk.futures import Futures, likely
from allocator.analyse.risk.supply import Supply
from allocator.analyse.scenario import Scenario
from allocator.problem.problem import SERVICE
from allocator.solve.backends.lp import LinearProgram, maximise
from allocator.solve.exact.families.earmark import eligible

FIRST = Path(__file__).parents[2] / "scenarios/first-steps"


def random_scenario(seed: int) -> Scenario:
    return Scenario(as_inputs(random_tables(seed), Settings(), Path()))


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_most_that_can_be_met_is_that_of_a_plain_linear_program(seed):
    scenario = random_scenario(seed).settings(objectives=["unmet"])
    problem = scenario.problem
    scenario = scenario.set("needs", tier=1, weight=1)
    problem = scenario.problem
    assume(len(problem.lots) and (problem.needs.net > 0).any())
    supply = Supply(problem)
    most = supply.most(supply.capacity(np.ones(len(problem.lots), dtype=bool)), supply.demand())[0]
    unmet = plain_unmet(problem)
    need = float((problem.needs.net * problem.items.value[problem.needs.item]).sum())
    assert need - most == pytest.approx(unmet[1], abs=1e-5)


def extensive(futures: Futures, now: str) -> float:
    """The most that two stages can meet in expectation, every future written out: one program over pairs."""
    problem = futures.scenario.problem
    value = problem.items.value[problem.needs.item]
    early = problem.needs.period == problem.periods.index(now)
    lot, cell = eligible(problem, problem.needs.net > 0)
    worth = np.where(problem.lots.kind == 1, 1.0, problem.items.value[problem.lots.item])
    capacity = problem.lots.quantity * worth
    first, later = np.flatnonzero(early[cell]), np.flatnonzero(~early[cell])
    count, lots, cells, size = len(futures), len(problem.lots), len(problem.needs), len(first)
    row, column, sign, upper, objective = [], [], [], [], [futures.comes[:, lot[first]].mean(axis=0)]
    row += [lot[first], lots + cell[first]]
    column += [np.arange(size), np.arange(size)]
    sign += [np.ones(size), np.ones(size)]
    upper.append(np.concatenate([capacity, problem.needs.net * value]))
    base, at = lots + cells, size
    for comes, factors in zip(futures.comes, futures.needs, strict=True):
        here = at + np.arange(len(later))
        a = comes.astype(float)
        row += [base + lot[later], base + lot[first], base + lots + cell[later]]
        column += [here, np.arange(size), here]
        sign += [np.ones(len(later)), a[lot[first]], np.ones(len(later))]
        need = problem.needs.net * value * factors[problem.items.category[problem.needs.item]]
        upper.append(np.concatenate([capacity * a, need]))
        objective.append(np.full(len(later), 1.0 / count))
        base, at = base + lots + cells, at + len(later)
    upper_all = np.concatenate(upper)
    found = maximise(
        LinearProgram(
            objective=np.concatenate(objective),
            lower=np.zeros(at),
            upper=np.full(at, float(capacity.sum()) + 1.0),
            row=np.concatenate(row),
            column=np.concatenate(column),
            coefficient=np.concatenate(sign),
            row_lower=np.full(len(upper_all), -np.inf),
            row_upper=upper_all,
        )
    )
    return found.value


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_two_stages_are_those_of_the_program_with_every_future_written_out(seed):
    scenario = random_scenario(seed)
    problem = scenario.problem
    assume(len(problem.periods) > 1 and not (problem.lots.kind == SERVICE).any())
    network = Supply(problem).network
    assume((np.diff(network.pools.member_start) == 1).all())
    early = problem.needs.period == 0
    assume((problem.needs.net[early] > 0).any() and (problem.needs.net[~early] > 0).any())
    futures = al.futures(scenario, 6, seed=seed, by_status={"pledged": 0.6}, need_spread=0.3)
    found = al.two_stage(futures)
    value = problem.needs.net * problem.items.value[problem.needs.item]
    category = problem.items.category[problem.needs.item]
    need = np.mean([value[early].sum() + (value * factors[category])[~early].sum() for factors in futures.needs])
    assert need - found.expected == pytest.approx(extensive(futures, problem.periods[0]), rel=1e-4, abs=1e-3)
    assert found.expected <= found.table.loc["mean future", "expected"] + 1e-6
    assert found.table.loc["foresight", "expected"] <= found.expected + 1e-6
    assert found.gap <= 1e-4


def test_aversion_lowers_the_worst_and_never_costs_more_than_the_mean_plan():
    scenario = al.read_scenario(FIRST)
    futures = al.futures(scenario, 60, seed=3, by_status={"pledged": 0.5})
    calm, averse = al.two_stage(futures), al.two_stage(futures, averse=0.9)
    assert averse.table.loc["two stages", "cvar"] <= calm.table.loc["two stages", "cvar"] + 1e-6
    assert averse.expected <= averse.table.loc["mean future", "expected"] + 1e-6
    plan = calm.first_stage().solve().plan
    assert set(plan.allocations["period_id"]) <= {"HK1"}
    used = plan.lots.set_index("lot_id")["used"]
    committed = calm.commitments.set_index("lot_id")["committed"]
    assert (used <= committed.reindex(used.index).fillna(0.0) + 1e-6).all()


def test_probabilities_are_stated_ones_else_by_status():
    scenario = al.read_scenario(FIRST)
    scenario = scenario.set("lots", {"lot_id": "L01"}, probability=0.3).set(
        "lots", {"lot_id": "L02"}, status="received"
    )
    assert likely(scenario).tolist()[:3] == [0.3, 1.0, 0.8]
    futures = al.futures(scenario, 2000, seed=1)
    assert futures.comes[:, 0].mean() == pytest.approx(0.3, abs=0.04) and futures.comes[:, 1].all()


def test_a_donor_who_withdraws_is_one_whose_gifts_are_dropped():
    scenario = al.read_scenario(FIRST)
    solved = scenario.solve()
    table = al.stress(solved, pairs=True).set_index("donors")
    for donor in ("D06", "D12"):
        again = scenario.drop("lots", {"donor_id": donor}).settings(objectives=["unmet"]).solve()
        assert table.loc[donor, "anew"] <= again.measures.unmet_value + 1e-6
        kept = solved.allocations[solved.allocations["donor_id"] != donor]["value"].sum()
        assert table.loc[donor, "kept"] == pytest.approx(solved.measures.need_value - kept)
    donors = [name for name in table.index if ";" not in name]
    assert len(table) == len(donors) * (len(donors) + 1) / 2 and (table["regret"] >= 0).all()


def test_what_drives_and_where_it_fails_are_found_where_they_were_planted():
    scenario = al.read_scenario(FIRST)
    futures = al.futures(scenario, 600, seed=5, by_status={"pledged": 0.5}, need_spread=0.2)
    table = futures.table
    result = 10.0 * (1 - table["D06"]) + 1.0 * table["need:warmth"]
    found = al.drivers(futures, result)
    assert (
        found["input"].iloc[0] == "D06"
        and found["share"].iloc[0] > 0.9
        and found["effect"].iloc[0] == pytest.approx(-10, abs=0.2)
    )
    fails = (table["D06"] < 1) & (table["need:nutrition"] > 1.0)
    box = al.failing_box(futures, fails)
    assert set(box.limits["input"]) == {"D06", "need:nutrition"}
    assert box.density > 0.95 and box.coverage > 0.8


def test_other_limits_are_said_not_to_be_flows():
    scenario = al.read_scenario(FIRST).settings(rules=[{"coverage_min": 0.1}])
    with pytest.raises(ValueError, match="leave them out"):
        al.two_stage(al.futures(scenario, 5))
