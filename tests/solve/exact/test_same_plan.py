"""One input has one plan: row order, names that keep their order and the number of threads change nothing."""

import dataclasses

import pandas as pd
import pytest
from instances import mixed_tables, shuffled

from allocator.problem.build import build
from allocator.solve import solve


@pytest.mark.parametrize("seed", range(25))
def test_row_order_and_threads_change_nothing(seed):
    made, settings = mixed_tables(seed)
    first = solve(build(made, settings))
    other = dataclasses.replace(settings, limits=dataclasses.replace(settings.limits, threads=1))
    second = solve(build(shuffled(made, seed), other))
    pd.testing.assert_frame_equal(first.allocations, second.allocations, check_exact=True)
    pd.testing.assert_frame_equal(first.unmet, second.unmet, check_exact=True)


@pytest.mark.parametrize("seed", range(10))
def test_names_in_the_same_order_change_nothing_but_themselves(seed):
    made, settings = mixed_tables(seed)
    if settings.reference_lines is not None or settings.rules:
        settings = dataclasses.replace(settings, reference_lines=None, rules=(), levels=())
    renamed = {name: f"x{name}" for name in made.lots["lot_id"]}
    again = dataclasses.replace(
        made,
        lots=made.lots.assign(lot_id=made.lots["lot_id"].map(renamed)),
        links=made.links.assign(lot_id=made.links["lot_id"].map(renamed).fillna("")),
        decisions=made.decisions.assign(lot_id=made.decisions["lot_id"].map(renamed).fillna("")),
    )
    first, second = solve(build(made, settings)).allocations, solve(build(again, settings)).allocations
    assert first["lot_id"].map(renamed).tolist() == second["lot_id"].tolist()
    columns = ["place_id", "item_id", "age_group_id", "period_id", "quantity", "cost", "lot_quantity"]
    pd.testing.assert_frame_equal(first[columns], second[columns], check_exact=True)
