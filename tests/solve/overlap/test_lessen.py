"""Less overlap makes no level above it worse: tiers and surplus are kept, and coverages stand in no worse order."""

import time

import numpy as np
import pytest
from instances import Settings, random_tables

from allocator.network.hubs import build_network
from allocator.plan.deliveries import plain_deliveries
from allocator.plan.measures import measure, met_quantity
from allocator.problem.build import build
from allocator.scenario.config import Limits
from allocator.solve.attribution import attribute
from allocator.solve.clock import Clock
from allocator.solve.fractional import solve_fair
from allocator.solve.overlap.lessen import lessen
from allocator.solve.whole import whole_plan


def coverages(problem, laid):
    """Coverage over severity of every unit that needs anything, and its severity."""
    needs, units = problem.needs, len(problem.units)
    value = problem.items.value[needs.item]
    met = np.bincount(needs.unit, met_quantity(problem, laid.cell, laid.quantity)[1] * value, minlength=units)
    need = np.bincount(needs.unit, needs.net * value, minlength=units)
    needy = need > 0
    return (met[needy] / need[needy]) / problem.units.severity[needy], problem.units.severity[needy]


@pytest.mark.parametrize("seconds", [60.0, 0.001])
@pytest.mark.parametrize("seed", range(25))
def test_no_level_above_gets_worse(seed, seconds):
    made = random_tables(seed, whole=seed % 4 > 0, history=seed % 3 == 0)
    problem = build(made, Settings(limits=Limits(seconds=seconds)))
    network = build_network(problem)
    if not network.pure:
        return
    fair = solve_fair(problem, network)
    before = attribute(problem, network.pools, whole_plan(problem, network, fair))
    after, least, timed = lessen(problem, network.pools, before, fair, Clock(None, time.perf_counter()))
    assert timed or seconds > 1.0
    old, new = (plain_deliveries(problem, each.lot, each.cell, each.quantity) for each in (before, after))
    ours, theirs = measure(problem, new), measure(problem, old)
    assert least <= ours.overlap <= theirs.overlap
    assert ours.surplus_value <= theirs.surplus_value + 1e-6
    assert all(ours.unmet_by_tier[tier] <= unmet + 1e-6 for tier, unmet in theirs.unmet_by_tier.items())
    (now, severity), (then, _) = coverages(problem, new), coverages(problem, old)
    assert ((now - then) * severity >= -1e-4 - 1e-9).all()
    for one, other in zip(np.sort(now), np.sort(then), strict=True):
        if abs(one - other) > 1e-9:
            assert one > other
            break
