"""Mixed-integer programs behind one small interface. The solver's answer is judged here; no solver type leaves."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import highspy
import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.highs import Solver, limit_reached, make_solver, run, set_options, solution
from allocator.tolerances import LEVEL_SLACK, MIP_FEASIBILITY, QUANTITY, WHOLE


@dataclass(frozen=True)
class Mip:
    """Minimise ``cost @ x`` over ``row_lower <= A x <= row_upper`` and bounds; A by rows. C columns, R rows."""

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Bools
    row_start: Ints
    row_column: Ints
    row_value: Floats
    row_lower: Floats
    row_upper: Floats

    def entry_rows(self) -> Ints:
        """Row of each entry of the matrix."""
        return np.repeat(np.arange(len(self.row_lower)), np.diff(self.row_start))


@dataclass(frozen=True)
class Budget:
    """What a search may use. ``nodes`` limits the work and leaves the answer repeatable; the clock is the last stop.

    With more than one thread the path of the search is another one, and so may its answer be within ``gap``.
    ``short``: whether the program is small and the start good. Then no time goes into making the program smaller, into
    cuts below the root, and into the heuristics that seek a first solution or many.
    """

    seconds: float
    gap: float
    nodes: int
    threads: int = 1
    seed: int = 0
    short: bool = False


@dataclass(frozen=True)
class MipResult:
    """A solution that was checked, and the bound. ``x`` is None and ``value`` infinite where there is none.

    ``limit``: "" (searched to the gap), ``work`` or ``time``, whichever ended the search.
    """

    x: Floats | None
    value: float
    bound: float
    limit: str


def solve_mip(mip: Mip, budget: Budget, start: Floats | None = None) -> MipResult:
    """The best solution found within ``budget``; never worse than ``start``, a solution known beforehand.

    Whole columns are rounded and the others solved again beside them; rows and bounds are then checked, the value is
    recomputed, and a linear program's bound comes from its prices. Ctrl-C raises ``KeyboardInterrupt``.
    """
    if not len(mip.cost):
        return MipResult(np.zeros(0), 0.0, 0.0, "")
    if not mip.integer.any():
        return _judged(mip, *_solve_linear(mip, budget), start)
    begun = time.perf_counter()
    scale = _scale(mip.cost)
    solver = _search(mip, budget, scale, start)
    found = solution(solver)
    if found is not None and not _its_own(solver, mip.cost * scale, found[0]):
        # Where presolve alone finds the optimum, HiGHS 1.16 may hand the start back in its place.
        solver = _search(mip, budget, scale, None)
        found = solution(solver)
    bound, limit = solver.getInfo().mip_dual_bound / scale, limit_reached(solver)
    if found is None:
        return _judged(mip, None, bound if limit else -np.inf, limit, start)
    left = replace(budget, seconds=max(1.0, budget.seconds - (time.perf_counter() - begun)))
    return _judged(mip, _made_exact(mip, found[0], left), bound, limit, start)


def _search(mip: Mip, budget: Budget, scale: float, start: Floats | None) -> Solver:
    """A solver that has searched, from ``start`` if there is one."""
    solver = _solver(mip, budget, scale)
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
    run(solver)
    return solver


def _its_own(solver: Solver, cost: Floats, x: Floats) -> bool:
    """Whether the columns add up to the objective that the solver reports."""
    stated = solver.getInfo().objective_function_value
    return abs(float(cost @ x) - stated) <= QUANTITY * max(1.0, abs(stated))


def keeps(mip: Mip, x: Floats) -> bool:
    """Whether ``x`` is whole where it must be and keeps all bounds and rows, to within ``QUANTITY``."""
    if not np.isfinite(x).all() or (np.abs(x - np.rint(x))[mip.integer] > 0).any():
        return False
    if (x < mip.lower - QUANTITY).any() or (x > mip.upper + QUANTITY).any():
        return False
    row, part = mip.entry_rows(), mip.row_value * x[mip.row_column]
    rows = len(mip.row_lower)
    activity, rounding = sum_by(row, part, rows), QUANTITY + WHOLE * sum_by(row, np.abs(part), rows)
    return bool(((activity >= mip.row_lower - rounding) & (activity <= mip.row_upper + rounding)).all())


def proven_bound(mip: Mip, price: Floats) -> float:
    """Lower bound on ``cost @ x`` that row prices prove by weak duality, whatever the prices are."""
    price = np.where((price > 0) & ~np.isfinite(mip.row_lower), 0.0, price)
    price = np.where((price < 0) & ~np.isfinite(mip.row_upper), 0.0, price)
    worth = sum_by(mip.row_column, mip.row_value * price[mip.entry_rows()], len(mip.cost))
    reduced = mip.cost - worth
    side = np.where(reduced > 0, mip.lower, mip.upper)
    # A column without a bound has reduced cost 0 in truth; what the arithmetic leaves of it is noise.
    noise = ~np.isfinite(side) & (np.abs(reduced) <= MIP_FEASIBILITY * np.maximum(1.0, np.abs(mip.cost)))
    side = np.where(noise | (reduced == 0), 0.0, side)
    rows = np.where(price > 0, mip.row_lower, mip.row_upper)
    return float((reduced * side).sum() + (price * np.where(price == 0, 0.0, rows)).sum())


def _solver(mip: Mip, budget: Budget, scale: float) -> Solver:
    """The solver loaded with ``mip``, its cost scaled, and ``budget``."""
    rows = (mip.row_start, mip.row_column, mip.row_value)
    solver = make_solver(mip.cost * scale, (mip.lower, mip.upper), rows, (mip.row_lower, mip.row_upper), mip.integer)
    set_options(
        solver,
        threads=budget.threads,
        random_seed=budget.seed,
        time_limit=max(budget.seconds, 0.0),
        mip_rel_gap=budget.gap,
        mip_abs_gap=LEVEL_SLACK * _COST,
        mip_max_nodes=budget.nodes,
    )
    if budget.short:
        set_options(
            solver,
            presolve="off",
            mip_allow_cut_separation_at_nodes=False,
            mip_heuristic_run_feasibility_jump=False,
            mip_heuristic_run_root_reduced_cost=False,
        )
    return solver


_COST = 512.0
"""The largest cost handed to the solver is at least this and below twice this; its tolerances are absolute."""


def _scale(cost: Floats) -> float:
    """The power of two that brings the largest cost to ``_COST``: exact, and whole costs mostly stay whole."""
    largest = float(np.abs(cost).max(initial=0.0))
    return float(np.exp2(np.floor(np.log2(_COST)) - np.floor(np.log2(largest)))) if largest > 0 else 1.0


def _solve_linear(mip: Mip, budget: Budget) -> tuple[Floats | None, float, str]:
    """A linear program's solution, the bound its prices prove, and the limit reached."""
    scale = _scale(mip.cost)
    solver = _solver(mip, budget, scale)
    run(solver)
    found = solution(solver)
    if found is None:
        return None, -np.inf, limit_reached(solver)
    bound = proven_bound(replace(mip, cost=mip.cost * scale), found[1]) / scale
    return found[0], bound, limit_reached(solver)


def _made_exact(mip: Mip, x: Floats, budget: Budget) -> Floats:
    """``x`` with whole columns rounded and the others solved again beside them."""
    x = np.where(mip.integer, np.rint(x), x)
    if mip.integer.all():
        return x
    fixed = replace(
        mip,
        lower=np.where(mip.integer, x, mip.lower),
        upper=np.where(mip.integer, x, mip.upper),
        integer=np.zeros(len(x), dtype=bool),
    )
    again = _solve_linear(fixed, budget)[0]
    return x if again is None else np.where(mip.integer, x, again)


def _judged(mip: Mip, x: Floats | None, bound: float, limit: str, start: Floats | None) -> MipResult:
    """The better of ``x`` and ``start`` that keeps every row, with its value; the bound never above it."""
    best, value = None, np.inf
    for each in (start, x):
        if each is None:
            continue
        inside = np.clip(each, mip.lower, mip.upper)
        worth = float(mip.cost @ inside)
        if worth < value and keeps(mip, inside):
            best, value = inside, worth
    least = proven_bound(mip, np.zeros(len(mip.row_lower)))
    return MipResult(best, value, min(max(bound, least), value), limit)
