"""Fixed charges: the search against the exact program, on transportation cases small enough to solve to proof."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.solve.backends.mip import Budget, Mip, keeps, solve_mip
from allocator.solve.fixed_charge.charges import openings
from allocator.solve.fixed_charge.solve import Charges, solve_fixed_charge

PLENTY = Budget(seconds=30.0, gap=0.0, nodes=200_000)


def transport(seed: int, size: int, vehicles: bool = False) -> tuple[Mip, Charges]:
    """``size`` suppliers and customers; every pair has a unit cost and a charge, paid once or per vehicle of 7."""
    rng = np.random.default_rng(seed)
    pairs = size * size
    amount = rng.integers(1, 20, size)
    supply = rng.permutation(amount)
    supplier, customer = np.divmod(np.arange(pairs), size)
    most = np.minimum(supply[supplier], amount[customer]).astype(float)
    capacity = np.full(pairs, 7.0) if vehicles else most
    rows, columns, values = [supplier, size + customer], [np.arange(pairs)] * 2, [np.ones(pairs)] * 2
    asks = 2 * size + np.arange(pairs)  # flow - capacity * opener <= 0
    rows += [asks, asks]
    columns += [np.arange(pairs), pairs + np.arange(pairs)]
    values += [np.ones(pairs), -capacity]
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    order = np.lexsort((column, row))
    mip = Mip(
        cost=np.concatenate([rng.integers(1, 5, pairs), rng.integers(20, 60, pairs)]).astype(float),
        lower=np.zeros(2 * pairs),
        upper=np.concatenate([most, np.ceil(most / capacity)]),
        integer=np.repeat([False, True], pairs),
        row_start=np.searchsorted(row[order], np.arange(2 * size + pairs + 1)),
        row_column=column[order],
        row_value=value[order],
        row_lower=np.concatenate([supply, amount, np.full(pairs, -np.inf)]).astype(float),
        row_upper=np.concatenate([supply, amount, np.zeros(pairs)]).astype(float),
    )
    return mip, Charges(pairs + np.arange(pairs), np.arange(pairs), capacity)


@pytest.mark.parametrize("vehicles", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_search_ends_at_the_proven_least(seed, vehicles):
    mip, charges = transport(seed, 5, vehicles)
    exact = solve_mip(mip, PLENTY)
    found = solve_fixed_charge(mip, charges, PLENTY)
    assert exact.x is not None and found.x is not None
    assert keeps(mip, found.x)
    assert found.value == pytest.approx(exact.value)
    assert found.bound <= exact.value + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_limits_written_as_rows_of_one_column_do_not_blind_the_search(seed):
    mip, charges = transport(seed, 6)
    pairs = len(charges.column)
    capped = replace(
        mip,
        row_start=np.concatenate([mip.row_start, mip.row_start[-1] + 1 + np.arange(pairs)]),
        row_column=np.concatenate([mip.row_column, np.arange(pairs)]),
        row_value=np.concatenate([mip.row_value, np.full(pairs, -2.0)]),
        row_lower=np.concatenate([mip.row_lower, -2.0 * np.ceil(0.7 * mip.upper[:pairs])]),
        row_upper=np.concatenate([mip.row_upper, np.full(pairs, np.inf)]),
    )
    exact = solve_mip(capped, PLENTY)
    found = solve_fixed_charge(capped, charges, Budget(seconds=30.0, gap=0.0, nodes=1))
    assert exact.x is not None and found.x is not None
    assert keeps(capped, found.x)
    assert exact.value - 1e-6 <= found.value <= 1.01 * exact.value


def test_without_branching_the_search_alone_is_near_the_least():
    mip, charges = transport(7, 6)
    exact = solve_mip(mip, PLENTY)
    found = solve_fixed_charge(mip, charges, Budget(seconds=30.0, gap=0.0, nodes=1))
    assert found.x is not None and keeps(mip, found.x)
    assert exact.value - 1e-6 <= found.value <= 1.01 * exact.value
    assert found.bound <= exact.value + 1e-6


def test_a_start_is_never_made_worse_and_the_same_search_ends_the_same():
    mip, charges = transport(11, 6)
    start = solve_mip(mip, PLENTY).x
    assert start is not None
    few = Budget(seconds=30.0, gap=0.0, nodes=1)
    first, second = (solve_fixed_charge(mip, charges, few, start) for _ in range(2))
    assert first.x is not None and second.x is not None
    assert first.value <= mip.cost @ start + 1e-9
    assert first.x.tolist() == second.x.tolist()


def test_each_flow_asks_for_its_own_opener():
    mip, charges = transport(0, 3)
    which = openings(mip, charges)
    assert which.openers.tolist() == list(range(9, 18))
    assert which.opens.tolist() == [-1] * 6 + list(range(9))
