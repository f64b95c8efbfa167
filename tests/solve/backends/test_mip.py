"""Mixed-integer programs: optimal values, proven bounds, judged answers, limits, Ctrl-C."""

import _thread
import itertools
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.solve.backends.mip import Budget, Mip, keeps, proven_bound, solve_mip

PLENTY = Budget(seconds=20.0, gap=0.0, nodes=100_000)


def program(cost, rows, row_lower, row_upper, upper, integer):
    dense = np.asarray(rows, dtype=float).reshape(len(row_lower), len(cost))
    row, column = np.nonzero(dense)
    return Mip(
        cost=np.asarray(cost, dtype=float),
        lower=np.zeros(len(cost)),
        upper=np.asarray(upper, dtype=float),
        integer=np.asarray(integer, dtype=bool),
        row_start=np.searchsorted(row, np.arange(len(dense) + 1)),
        row_column=column,
        row_value=dense[row, column],
        row_lower=np.asarray(row_lower, dtype=float),
        row_upper=np.asarray(row_upper, dtype=float),
    )


def knapsacks(rng, columns, rows):
    """A program hard enough to branch: sparse covering rows over many whole columns."""
    weights = rng.integers(5, 60, (rows, columns)) * (rng.random((rows, columns)) < 0.5)
    need = np.floor(weights.sum(axis=1) * 0.4) + 0.5
    return program(
        rng.integers(20, 90, columns), weights, need, np.full(rows, np.inf), np.ones(columns), np.ones(columns, bool)
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_agrees_with_enumeration(seed):
    rng = np.random.default_rng(seed)
    columns, rows = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    mip = program(
        cost=rng.integers(-9, 10, columns) * 10.0 ** rng.integers(-3, 7),
        rows=rng.integers(-4, 5, (rows, columns)),
        row_lower=rng.integers(-12, 1, rows),
        row_upper=rng.integers(0, 9, rows),
        upper=rng.integers(1, 4, columns),
        integer=np.ones(columns, dtype=bool),
    )
    worths = [
        float(mip.cost @ x)
        for x in map(np.array, itertools.product(*(range(int(top) + 1) for top in mip.upper)))
        if keeps(mip, x.astype(float))
    ]
    result = solve_mip(mip, PLENTY)
    assert result.x is not None and keeps(mip, result.x)
    assert result.value == pytest.approx(min(worths), rel=1e-9)
    assert result.value == float(mip.cost @ result.x)
    assert result.bound <= result.value
    assert result.bound == pytest.approx(result.value, rel=1e-6, abs=1e-6 * np.abs(mip.cost).max())
    assert result.limit == ""


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_prices_prove_a_linear_program(seed):
    rng = np.random.default_rng(seed)
    mip = replace(knapsacks(rng, 12, 5), integer=np.zeros(12, dtype=bool))
    result = solve_mip(mip, PLENTY)
    assert result.x is not None and keeps(mip, result.x)
    assert result.bound <= result.value
    assert result.bound == pytest.approx(result.value, rel=1e-7)


@given(st.integers(0, 10**6))
def test_any_prices_give_a_bound(seed):
    rng = np.random.default_rng(seed)
    mip = knapsacks(rng, 8, 4)
    assert proven_bound(mip, rng.normal(0, 3, 4)) <= solve_mip(mip, PLENTY).value + 1e-9


def test_a_column_without_bound_is_proven():
    mip = program([3.0, 1.0], [[1, 1], [1, -1]], [4, 0], [np.inf, 0], [np.inf, np.inf], [False, False])
    result = solve_mip(mip, PLENTY)
    assert result.value == pytest.approx(8.0)
    assert result.bound == pytest.approx(8.0)


def test_quantities_beside_whole_columns_are_exact():
    # The fixed charge is worth paying; x is then exactly the 7.3 needed, however the solver rounded y.
    mip = program([2.0, 1e6], [[1, 0], [1, -1e5]], [7.3, -np.inf], [np.inf, 0], [1e5, 1], [False, True])
    result = solve_mip(mip, PLENTY)
    assert result.x is not None
    assert result.x.tolist() == [7.3, 1.0]
    assert result.value == 2.0 * 7.3 + 1e6


def test_a_start_is_never_made_worse():
    mip = knapsacks(np.random.default_rng(3), 40, 25)
    good = solve_mip(mip, Budget(seconds=20.0, gap=0.0, nodes=300))
    assert good.x is not None
    again = solve_mip(mip, Budget(seconds=0.0, gap=0.0, nodes=1), start=good.x)
    assert again.value <= good.value
    assert again.bound <= again.value
    assert again.limit in ("time", "work")


def test_a_start_that_breaks_a_row_is_not_kept():
    mip = program([1.0, 1.0], [[1, 1]], [1], [1], [1, 1], [True, True])
    result = solve_mip(mip, PLENTY, start=np.zeros(2))
    assert result.value == 1.0


def test_nothing_is_returned_where_nothing_fits():
    mip = program([1.0], [[1]], [2], [3], [1], [True])
    result = solve_mip(mip, PLENTY)
    assert result.x is None
    assert result.value == np.inf
    assert result.bound == 0.0


def test_a_program_without_columns():
    result = solve_mip(program([], [[]], [0], [0], [], []), PLENTY)
    assert (result.value, result.bound, result.limit) == (0.0, 0.0, "")


def test_the_work_limit_is_told_and_repeatable():
    mip = knapsacks(np.random.default_rng(3), 60, 40)
    few = Budget(seconds=60.0, gap=0.0, nodes=20)
    first, second = solve_mip(mip, few), solve_mip(mip, few)
    assert first.limit == "work"
    assert first.x is not None and second.x is not None
    assert first.x.tolist() == second.x.tolist()
    assert first.bound == second.bound < first.value


def test_the_clock_is_told():
    assert solve_mip(knapsacks(np.random.default_rng(3), 60, 40), Budget(0.05, 0.0, 10**7)).limit == "time"


def test_another_solver_in_the_process_may_use_other_threads():
    def both() -> tuple[list[object], float]:
        other = highspy.Highs()
        other.silent()
        other.setOptionValue("threads", 2)
        other.addVar(0, 1)
        before = other.run()
        value = solve_mip(program([-1.0], [[1]], [0], [3], [5], [True]), PLENTY).value
        return [before, other.run()], value

    # In a thread of its own: HiGHS keeps its workers by thread, and earlier tests may have chosen another number here.
    with ThreadPoolExecutor(1) as alone:
        statuses, value = alone.submit(both).result()
    assert value == -3.0
    assert statuses == [highspy.HighsStatus.kOk] * 2


def test_nothing_is_printed(capfd):
    solve_mip(program([-1.0], [[1]], [0], [3], [5], [True]), PLENTY)
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl-C is heard, also where the tests were started in the background and shells have it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_ctrl_c_stops_the_search():
    mip = knapsacks(np.random.default_rng(5), 120, 80)
    timer = threading.Timer(0.5, _thread.interrupt_main)
    begun = time.perf_counter()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        solve_mip(mip, Budget(60.0, 0.0, 10**7))
    assert time.perf_counter() - begun < 1.5
