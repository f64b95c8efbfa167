"""Laying lines anew saves providers and loses nothing on any level above."""

import dataclasses
import time

import numpy as np
import pytest
from instances import Settings, random_tables, tables

from allocator.network.hubs import build_network
from allocator.plan.deliveries import Deliveries, plain_deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.solve.attribution import attribute
from allocator.solve.fractional import solve_fair
from allocator.solve.overlap.improve import improve
from allocator.solve.overlap.keep import reached
from allocator.solve.whole import whole_plan
from allocator.verify import verify


def before_and_after(problem: Problem, seconds: float = 60.0) -> tuple[Deliveries, Deliveries]:
    network = build_network(problem)
    whole = whole_plan(problem, network, solve_fair(problem, network))
    old = attribute(problem, network.pools, whole)
    new, timed = improve(problem, network.pools, old, reached(problem, old), seconds, time.perf_counter() + 600)
    assert not timed
    return tuple(plain_deliveries(problem, each.lot, each.cell, each.quantity) for each in (old, new))


@pytest.mark.parametrize("seed", range(40))
def test_every_level_above_is_held(seed):
    made = random_tables(seed, whole=seed % 2 == 0, history=seed % 3 == 0)
    problem = build(made, Settings())
    if not build_network(problem).pure:
        return
    old, new = before_and_after(problem)
    ours, theirs = measure(problem, new), measure(problem, old)
    assert ours.overlap <= theirs.overlap
    assert ours.surplus_value <= theirs.surplus_value + 1e-6
    assert all(ours.unmet_by_tier[tier] <= unmet + 1e-6 for tier, unmet in theirs.unmet_by_tier.items())
    value, units = problem.items.value[problem.needs.item], len(problem.units)
    by_unit = [
        np.bincount(problem.needs.unit, met_quantity(problem, each.cell, each.quantity)[1] * value, minlength=units)
        for each in (old, new)
    ]
    assert (by_unit[1] >= by_unit[0] - 1e-6).all()


def test_two_donors_need_not_meet_in_both_communes():
    # Each commune needs 10 coats and 10 blankets, and each donor has 10 of both: one donor each will do.
    items = [{"item_id": item, "category": "warmth", "divisible": False} for item in ("coat", "blanket")]
    lots = [
        {"lot_id": f"{donor}{item}", "donor_id": donor, "kind": "goods", "item_id": item, "quantity": 10.0}
        for donor in ("A", "B")
        for item in ("coat", "blanket")
    ]
    places = [{"place_id": "P", "name": "P", "level": "province"}]
    places += [{"place_id": name, "name": name, "level": "commune", "parent_id": "P"} for name in ("C1", "C2")]
    needs = [{"place_id": c, "item_id": i, "quantity": 10.0} for c in ("C1", "C2") for i in ("coat", "blanket")]
    made = tables(places=places, items=items, lots=lots, needs=needs)
    problem = build(made, Settings())
    _, new = before_and_after(problem)
    assert measure(problem, new).overlap == 0
    assert measure(problem, new).unmet_value == 0


def test_the_same_work_makes_the_same_plan():
    problem = build(dataclasses.replace(random_tables(8, whole=True)), Settings())
    first, second = before_and_after(problem)[1], before_and_after(problem)[1]
    for name in ("lot", "cell", "quantity"):
        assert (getattr(first, name) == getattr(second, name)).all()


def test_a_plan_with_less_overlap_still_passes_the_check():
    from allocator.plan.assemble import allocation_frame

    made = random_tables(4, whole=True)
    problem = build(made, Settings())
    _, new = before_and_after(problem)
    check = verify(made, "commune", allocation_frame(problem, new))
    assert [each.message for each in check.violations] == []
