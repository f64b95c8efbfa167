"""Every objective level on a case small enough to solve in the head."""

from math import log

import pytest
from cases import given, problem, solved

from allocator.scenario.config import Objective

ESTATE = [{"place_id": c, "quantity": n} for c, n in (("C1", 100), ("C2", 200), ("C3", 300))]
ONE_LOT = [{"lot_id": "L", "quantity": 200}]


def test_an_estate_is_shared_by_equal_coverage():
    # 200 among claims of 100, 200 and 300: a third of each.
    result, plan = solved(problem(ONE_LOT, ESTATE, "unmet", "fairness"))
    assert given(plan) == pytest.approx({"C1": 33.3333, "C2": 66.6667, "C3": 100}, abs=1e-4)
    assert result.ranks == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_tiers_are_in_strict_order_and_weights_count():
    needs = [
        {"place_id": "C1", "quantity": 5, "tier": 2, "weight": 9},
        {"place_id": "C2", "quantity": 5, "tier": 1, "weight": 1},
        {"place_id": "C3", "quantity": 5, "tier": 1, "weight": 2},
    ]
    # 8: all 5 of C3, then 3 of C2, and nothing for tier 2 whatever its weight: 2 x 1, 5 x 9.
    result, plan = solved(problem([{"lot_id": "L", "quantity": 8}], needs))
    assert result.values == pytest.approx({"unmet_tier_1": 2, "unmet_tier_2": 45})
    assert given(plan) == {"C2": 3, "C3": 5}


def test_leximin_goes_on_after_the_worst():
    # L1 only for C1: coverage 0.2 and no more. The 9 of L2 then go half and half to C2 and C3, not to one of them.
    lots = [{"lot_id": "L1", "quantity": 2, "places": "C1"}, {"lot_id": "L2", "quantity": 9, "places": "C2;C3"}]
    result, _ = solved(problem(lots, [{"place_id": c, "quantity": 10} for c in ("C1", "C2", "C3")], "fairness"))
    assert result.values["fairness"] == pytest.approx(0.2)
    assert result.ranks == pytest.approx((0.2, 0.45, 0.45))


def test_severity_shifts_the_coverage_aimed_at():
    # C1 twice as severe: 2/3 and 1/3 of 10 each.
    places = [{"place_id": "C1", "severity": 2}]
    result, plan = solved(
        problem(
            [{"lot_id": "L", "quantity": 10}],
            [{"place_id": c, "quantity": 10} for c in ("C1", "C2")],
            "fairness",
            places=places,
        )
    )
    assert given(plan) == pytest.approx({"C1": 6.6667, "C2": 3.3333}, abs=1e-4)
    assert result.ranks == pytest.approx((1 / 3, 1 / 3))


def test_leximin_is_exact_for_whole_packs():
    # Packs of 5 for needs of 10, three packs: 5 to each; by the sum alone one unit could have none.
    lots = [{"lot_id": "L", "quantity": 15, "pack_size": 5}]
    result, _ = solved(
        problem(lots, [{"place_id": c, "quantity": 10} for c in ("C1", "C2", "C3")], "unmet", "fairness")
    )
    assert result.ranks == pytest.approx((0.5, 0.5, 0.5))


def test_later_levels_may_lower_every_rank_by_the_tolerance():
    # Fair is 5 and 5 of 10. With a tenth to give up each may fall to 4.5; C2 costs 1 a unit, C1 is free.
    made = problem(
        [{"lot_id": "L", "quantity": 10}],
        [{"place_id": c, "quantity": 10} for c in ("C1", "C2")],
        "unmet",
        Objective("fairness", "leximin", 0.1),
        "cost",
        links=[{"place_id": "C2", "donor_id": "D", "unit_cost": 1}],
    )
    result, plan = solved(made)
    assert result.values["cost"] == pytest.approx(4.5, abs=1e-5)
    assert given(plan) == pytest.approx({"C1": 5.5, "C2": 4.5}, abs=1e-4)


def test_proportional_fairness_weighs_by_need():
    # Two units of need 10, 10 in all: concave, so half each, and phi(0.5) = log 0.5 exactly as 0.5 is a chord's end.
    needs = [{"place_id": c, "quantity": 10} for c in ("C1", "C2")]
    result, plan = solved(problem([{"lot_id": "L", "quantity": 10}], needs, Objective("fairness", "proportional")))
    assert result.values["fairness"] == pytest.approx(log(0.5))
    assert given(plan) == pytest.approx({"C1": 5, "C2": 5}, abs=1e-4)
    # With nothing at all: log 0.01 - 1, by the slope of 100 below 0.01.
    result, _ = solved(problem([], needs, Objective("fairness", "proportional")))
    assert result.values["fairness"] == pytest.approx(log(0.01) - 1)


def test_a_floor_counts_what_lacks_to_it():
    # Floor 0.5 of 100, 200 and 300 with 200: 300 wanted, 100 lacking, and more than the floor is worth nothing.
    result, plan = solved(problem(ONE_LOT, ESTATE, Objective("fairness", "floor", floor=0.5)))
    assert result.values["fairness"] == pytest.approx(100)
    assert plan.measures.below_floor == pytest.approx(100)
    assert given(plan)["C3"] <= 150 + 1e-4
    # Severity 4 would ask for twice the need: it asks for all of it.
    places = [{"place_id": "C1", "severity": 4}]
    result, _ = solved(problem([], ESTATE[:1], Objective("fairness", "floor", floor=0.5), places=places))
    assert result.values["fairness"] == pytest.approx(100)


def test_surplus_is_what_exceeds_the_need():
    lots = [{"lot_id": "L1", "quantity": 9, "pack_size": 9}, {"lot_id": "L2", "quantity": 7, "pack_size": 7}]
    # A pack of 7 covers a need of 6 with less to spare than one of 9.
    result, plan = solved(problem(lots, [{"place_id": "C1", "quantity": 6}], "unmet", "surplus"))
    assert result.values == pytest.approx({"unmet_tier_1": 0, "surplus": 1})
    assert given(plan, "lot_id") == {"L2": 7}


def test_overlap_counts_providers_beyond_the_first():
    lots = [{"lot_id": f"L{d}", "donor_id": f"D{d}", "quantity": 6} for d in range(3)]
    needs = [{"place_id": c, "quantity": 6} for c in ("C1", "C2", "C3")]
    assert solved(problem(lots, needs, "unmet", "overlap"))[0].values["overlap"] == pytest.approx(0)
    # Needs of 4, 4 and 10: three lots of 6 cannot be one to a unit; one unit more has a second provider, at the least
    # two such: 4 from A, 2 of A + 2 of B, ... whoever serves 10 needs 6 + 4 from two lots, and the last 2 + 2 go
    # together with 4: 4 | 2 + 2 | 6 + 4 takes 5 links for 3 units.
    needs = [{"place_id": c, "quantity": n} for c, n in (("C1", 4), ("C2", 4), ("C3", 10))]
    result, plan = solved(problem(lots, needs, "unmet", "overlap"))
    assert result.values["overlap"] == pytest.approx(2)
    assert plan.measures.links == 5
    # Lots of one provider do not overlap.
    for lot in lots:
        lot["provider_id"] = "same"
    assert solved(problem(lots, needs, "unmet", "overlap"))[0].values["overlap"] == pytest.approx(0)


def test_repeat_is_surplus_that_follows_within_the_lifetime():
    # A jacket lasts two periods. All-or-nothing of 8 for T2 only, need 2: a surplus of 6; T1 got 4 of its need before.
    made = problem(
        [
            {"lot_id": "L1", "quantity": 4, "until_period": "T1"},
            {"lot_id": "L2", "quantity": 8, "from_period": "T2", "all_or_nothing": True},
        ],
        [{"place_id": "C1", "period_id": "T1", "quantity": 4}, {"place_id": "C1", "period_id": "T2", "quantity": 2}],
        "unmet",
        "repeat",
        items=[{"item_id": "rice", "category": "food", "divisible": True, "lifetime": 2}],
        periods=[{"period_id": "T1"}, {"period_id": "T2"}],
    )
    result, plan = solved(made)
    assert result.values == pytest.approx({"unmet_tier_1": 0, "repeat": 4})
    assert plan.measures.surplus_value == pytest.approx(6)


def test_repeat_is_never_more_than_the_surplus():
    # The ledger delivered 10 where 3 more were still to come: one pack of 5 brings 2 beyond, all of it again.
    made = problem(
        [{"lot_id": "L", "quantity": 5, "pack_size": 5}],
        [{"place_id": "C1", "quantity": 13}],
        "unmet",
        "repeat",
        ledger=[{"place_id": "C1", "item_id": "rice", "quantity": 10}],
    )
    assert solved(made)[0].values == pytest.approx({"unmet_tier_1": 0, "repeat": 2})


def test_cost_is_by_unit_by_pair_and_by_vehicle():
    lots = [{"lot_id": "L", "quantity": 100}]
    needs = [{"place_id": c, "quantity": n} for c, n in (("C1", 5), ("C2", 7), ("C3", 1))]
    links = [
        {"place_id": "C1", "lot_id": "L", "unit_cost": 2},  # 10
        {"place_id": "C1", "donor_id": "D", "fixed_cost": 3},  # 3 more: all rows that cover a line count
        {"place_id": "C2", "lot_id": "L", "fixed_cost": 4, "vehicle_capacity": 3},  # three vehicles: 12
        {"place_id": "P", "donor_id": "D", "unit_cost": 0.5},  # 6.5 for all 13
    ]
    result, plan = solved(problem(lots, needs, "unmet", "cost", links=links))
    assert result.values == pytest.approx({"unmet_tier_1": 0, "cost": 10 + 3 + 12 + 6.5})
    assert plan.allocations["cost"].tolist() == pytest.approx([15.5, 15.5, 0.5])


def test_a_blend_trades_one_measure_for_another():
    # Meeting a unit of need is worth 2 and costs 1 at C1, 3 at C2: only C1 is served. 2 x 5 unmet + 5 x 1.
    lots = [{"lot_id": "L", "quantity": 100}]
    needs = [{"place_id": c, "quantity": 5} for c in ("C1", "C2")]
    links = [{"place_id": "C1", "lot_id": "L", "unit_cost": 1}, {"place_id": "C2", "lot_id": "L", "unit_cost": 3}]
    made = problem(lots, needs, Objective("blend", weights=(("unmet", 2.0), ("cost", 1.0))), links=links)
    result, plan = solved(made)
    assert result.values == pytest.approx({"blend": 15})
    assert given(plan) == {"C1": 5}
    # Of fairness a blend takes 1 - the worst: at weight 100 it pays to raise both, all the way.
    weights = (("unmet", 2.0), ("cost", 1.0), ("fairness", 100.0))
    result, plan = solved(problem(lots, needs, Objective("blend", weights=weights), links=links))
    assert result.values == pytest.approx({"blend": 20})


def test_the_order_of_levels_decides():
    # Cost first: nothing goes anywhere. Unmet first: everything does.
    needs = [{"place_id": "C1", "quantity": 5}]
    links = [{"place_id": "C1", "lot_id": "L", "unit_cost": 1}]
    lots = [{"lot_id": "L", "quantity": 9}]
    assert solved(problem(lots, needs, "cost", "unmet", links=links))[0].values == pytest.approx(
        {"cost": 0, "unmet_tier_1": 5}
    )
    assert solved(problem(lots, needs, "unmet", "cost", links=links))[0].values == pytest.approx(
        {"unmet_tier_1": 0, "cost": 5}
    )
