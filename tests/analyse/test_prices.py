"""Prices of fairness and of earmarks, and plans nearly as good."""

from __future__ import annotations

from pathlib import Path

import pytest

import allocator as al
from allocator.verify.check import verify

FIRST = Path(__file__).parents[2] / "scenarios/first-steps"


@pytest.fixture(scope="module")
def scenario():
    return al.read_scenario(FIRST)


def test_the_price_of_a_clause_is_what_a_scenario_without_it_gains(scenario):
    table = al.price_of_earmarks(scenario)
    divided = scenario.set("items", divisible=True).set("lots", {"kind": ["goods", "service"]}, pack_size=1)
    free = al.price_of_earmarks(divided)
    before = divided.settings(objectives=["unmet"]).solve().measures.met_value
    row = free[(free["clause"] == "places") & (free["met_value"] > 0)].iloc[0]
    without = divided.set("lots", {"lot_id": row["lot_id"]}, places="", exclude_places="")
    after = without.settings(objectives=["unmet"]).solve().measures.met_value
    assert after - before == pytest.approx(row["met_value"], abs=1e-3)
    assert table["met_value"].iloc[0] == table.loc[table["clause"] == "all", "met_value"].item()


def test_other_limits_are_solved_whole(scenario):
    limited = scenario.set("lots", {"lot_id": "L08"}, max_places=1).settings(objectives=["unmet"])
    table = al.price_of_earmarks(limited.drop("lots", {"lot_id": ["L01", "L02", "L03", "L04", "L05", "L06", "L07"]}))
    assert (table["unmet_tier_1"] <= 1e-6).all() and len(table) > 1


def test_fairness_raises_the_worst_off(scenario):
    table = al.price_of_fairness(scenario)
    assert table.loc["leximin", "coverage_min"] >= table.loc["unmet only", "coverage_min"]
    assert table.loc["leximin first", "coverage_min"] >= table.loc["leximin", "coverage_min"] - 1e-9
    assert table.loc["leximin first", "price"] >= -1e-9


def test_alternatives_are_valid_near_the_best_and_apart(scenario):
    quick = scenario.settings(objectives=["unmet", "overlap"])
    best = quick.solve().measures
    found = al.alternatives(quick, 5, within=0.02, seconds=20)
    assert len(found.plans) == 5 and (found.table["nearest"] > 0.1).all()
    for each in found.plans:
        assert verify(quick.inputs.tables, "commune", each.allocations).holds
        for tier, unmet in best.unmet_by_tier.items():
            assert each.measures.unmet_by_tier[tier] <= unmet * 1.02 + 1e-3
        assert each.measures.overlap <= best.overlap * 1.02 + 1e-6


def test_too_large_is_said():
    with pytest.raises(ValueError, match="part of the places"):
        al.alternatives(al.read_scenario(FIRST.parent / "cao-bang-2019"))
