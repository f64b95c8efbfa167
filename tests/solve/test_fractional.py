"""The fair fractional plan equals a plain linear program over every eligible pair, level by level."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from instances import Settings, random_tables, tables
from oracle import plain_optimum

from allocator.network.hubs import build_network
from allocator.problem.build import build
from allocator.solve.fair import FairPlan, unmet_by_tier
from allocator.solve.fractional import solve_pure
from allocator.solve.priced import solve_priced


def fair_vectors(problem, network, plan: FairPlan):
    """Sorted coverage / severity as the cuts claim it, and as the cells add up to it."""
    needs = problem.needs
    target = np.bincount(needs.unit, weights=network.demand, minlength=len(problem.units)) * problem.units.severity
    got = np.bincount(needs.unit, weights=plan.met, minlength=len(problem.units))
    needy = target > 0
    claimed = (plan.available / np.where(plan.wanted > 0, plan.wanted, 1))[plan.group][needy]
    return np.sort(claimed), np.sort(got[needy] / target[needy])


def compare(problem, plan, network):
    unmet, coverage = plain_optimum(problem)
    ours = unmet_by_tier(problem, plan.met)
    for tier, least in unmet.items():
        assert abs(ours[tier] - least) <= 1e-7 * max(1.0, network.demand.sum())
    claimed, attained = fair_vectors(problem, network, plan)
    np.testing.assert_allclose(claimed, coverage, atol=1e-6)
    np.testing.assert_allclose(attained, coverage, atol=1e-6)


@settings(max_examples=300)
@given(st.integers(0, 10**6))
@example(2)
def test_flow_equals_linear_program(seed):
    problem = build(random_tables(seed), Settings())
    network = build_network(problem)
    assert network.pure
    compare(problem, solve_pure(problem, network, np.zeros(len(problem.units))), network)


@settings(max_examples=100)
@given(st.integers(0, 10**6))
def test_prices_other_than_values_equal_linear_program(seed):
    problem = build(random_tables(seed, priced=True), Settings())
    network = build_network(problem)
    compare(problem, solve_priced(problem, network, np.zeros(len(problem.units))), network)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_both_methods_agree_where_prices_are_values(seed):
    problem = build(random_tables(seed), Settings())
    network = build_network(problem)
    pure, priced = (
        solve_pure(problem, network, np.zeros(len(problem.units))),
        solve_priced(problem, network, np.zeros(len(problem.units))),
    )
    for tier, least in unmet_by_tier(problem, pure.met).items():
        assert abs(unmet_by_tier(problem, priced.met)[tier] - least) <= 1e-7 * max(1.0, network.demand.sum())
    np.testing.assert_allclose(
        fair_vectors(problem, network, pure)[0], fair_vectors(problem, network, priced)[0], atol=1e-6
    )


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_no_fairness_keeps_least_unmet_need(seed):
    made = random_tables(seed)
    fair = build(made, Settings())
    free = build(made, Settings(fairness="none"))
    network = build_network(fair)
    expected = unmet_by_tier(fair, solve_pure(fair, network, np.zeros(len(fair.units))).met)
    assert unmet_by_tier(free, solve_pure(free, network, np.zeros(len(free.units))).met) == pytest.approx(expected)


def one_item(communes: dict[str, float], lots: list[dict], severity: dict[str, float] | None = None):
    """Communes under two districts (by first letter) that need one divisible item."""
    districts = sorted({name[0] for name in communes})
    places = [{"place_id": d, "name": d, "level": "district"} for d in districts]
    places += [
        {"place_id": c, "name": c, "level": "commune", "parent_id": c[0], "severity": (severity or {}).get(c, 1.0)}
        for c in communes
    ]
    goods = {"kind": "goods", "item_id": "rice", "donor_id": "D"}
    return tables(
        places=places,
        items=[{"item_id": "rice", "category": "food", "divisible": True}],
        lots=[{**goods, **lot} for lot in lots],
        needs=[{"place_id": c, "item_id": "rice", "quantity": q} for c, q in communes.items()],
    )


def coverage(made):
    problem = build(made, Settings())
    network = build_network(problem)
    plan = solve_pure(problem, network, np.zeros(len(problem.units)))
    got = np.bincount(problem.needs.unit, weights=plan.met, minlength=len(problem.units))
    return dict(zip([problem.places.ids[p] for p in problem.units.place], got, strict=True))


def test_scarce_estate_is_shared_by_equal_coverage():
    # 200 among claims 100, 200, 300: a third of each claim, not equal amounts and not equal losses.
    made = one_item({"a1": 100, "a2": 200, "a3": 300}, [{"lot_id": "L", "quantity": 200}])
    np.testing.assert_allclose([*coverage(made).values()], [100 / 3, 200 / 3, 100])


def test_rationing_example_of_three_requests():
    # 50 in stock, requests of 25, 35 and 40: half of each.
    made = one_item({"a1": 25, "a2": 35, "a3": 40}, [{"lot_id": "L", "quantity": 50}])
    np.testing.assert_allclose([*coverage(made).values()], [12.5, 17.5, 20])


def test_supply_is_not_left_unused_once_the_worst_off_is_stuck():
    # Nothing may go to b1. Max-min alone would be content with 0 for all; leximin goes on with the others.
    made = one_item({"a1": 10, "a2": 30, "b1": 10}, [{"lot_id": "L", "quantity": 20, "places": "a"}])
    assert coverage(made) == {"a1": 5.0, "a2": 15.0, "b1": 0.0}


def test_severity_shifts_the_target():
    made = one_item({"a1": 30, "a2": 30}, [{"lot_id": "L", "quantity": 30}], severity={"a1": 2.0})
    assert coverage(made) == {"a1": 20.0, "a2": 10.0}


def test_earmarked_supply_goes_where_open_supply_does_not():
    lots = [{"lot_id": "A", "quantity": 10, "places": "a"}, {"lot_id": "O", "quantity": 20}]
    made = one_item({"a1": 20, "b1": 40}, lots)
    assert coverage(made) == {"a1": 10.0, "b1": 20.0}
