"""A plan laid anew along the links of the relaxation keeps every limit, and what it lacks is mended."""

import dataclasses
import math
import time

import pytest
from instances import Settings, random_tables

from allocator.network.hubs import build_network
from allocator.plan.assemble import allocation_frame
from allocator.plan.deliveries import plain_deliveries
from allocator.plan.measures import measure
from allocator.problem.build import build
from allocator.solve.attribution import attribute
from allocator.solve.clock import Timing
from allocator.solve.fractional import solve_fair
from allocator.solve.overlap.bound import relax
from allocator.solve.overlap.improve import improve
from allocator.solve.overlap.keep import is_kept, reached
from allocator.solve.overlap.settle import settle
from allocator.solve.whole import whole_plan
from allocator.verify import verify

NO_HURRY = Timing(math.inf, time.perf_counter() + 3600)


def settled(problem):
    network = build_network(problem)
    old = attribute(problem, network.pools, whole_plan(problem, network, solve_fair(problem, network)))
    kept = reached(problem, old)
    relaxation = relax(problem, kept, time.perf_counter() + 600)
    new = settle(problem, relaxation, old, NO_HURRY) if relaxation is not None else None
    return network, kept, relaxation, new


@pytest.mark.parametrize("seed", range(40))
def test_every_limit_is_kept(seed):
    made = random_tables(seed, whole=seed % 4 > 0, history=seed % 3 == 0)
    problem = build(made, Settings())
    if not build_network(problem).pure:
        return
    network, kept, relaxation, new = settled(problem)
    if new is None:
        return
    mended, _ = improve(problem, network.pools, new, kept, 10.0, time.perf_counter() + 600)
    for lines in (new, mended):
        laid = plain_deliveries(problem, lines.lot, lines.cell, lines.quantity)
        assert [each.message for each in verify(made, "commune", allocation_frame(problem, laid)).violations] == []
        if is_kept(problem, lines, kept):
            assert relaxation.bound <= measure(problem, laid).overlap


@pytest.mark.parametrize("seed", [4, 9, 21])
def test_shuffled_rows_give_the_same_lines(seed):
    made = random_tables(seed, whole=True)
    shuffled = dataclasses.replace(
        made, **{name: getattr(made, name).sample(frac=1.0, random_state=seed) for name in ("lots", "needs", "donors")}
    )
    first, second = (settled(build(each, Settings()))[3] for each in (made, shuffled))
    assert first is not None
    for name in ("lot", "cell", "quantity"):
        assert getattr(first, name).tolist() == getattr(second, name).tolist()
