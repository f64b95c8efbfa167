"""HiGHS through ``highspy``: programs handed over, solved so that Ctrl-C works, read back. Knows the solver's types."""

from __future__ import annotations

import threading
from typing import Any

import highspy
import numpy as np
from highspy import cb
from highspy._core import _Highs

from allocator.problem.problem import Bools, Floats, Ints
from allocator.tolerances import MIP_FEASIBILITY

Solver = _Highs
"""One loaded program. Not ``highspy.Highs``, which prints a banner as it is made."""
PATIENCE = 0.5
"""Seconds that Ctrl-C waits for the solver to come to a halt by itself."""
INTERRUPTS = (
    cb.HighsCallbackType.kCallbackSimplexInterrupt,
    cb.HighsCallbackType.kCallbackIpmInterrupt,
    cb.HighsCallbackType.kCallbackMipInterrupt,
)


def make_solver(
    cost: Floats,
    bounds: tuple[Floats, Floats],
    rows: tuple[Ints, Ints, Floats],
    row_bounds: tuple[Floats, Floats],
    integer: Bools | None = None,
) -> Solver:
    """A silent solver holding one minimisation; ``rows`` is the matrix by rows (start, column, value)."""
    solver = Solver()
    set_options(
        solver,
        output_flag=False,
        threads=1,
        primal_feasibility_tolerance=MIP_FEASIBILITY,
        dual_feasibility_tolerance=MIP_FEASIBILITY,
        mip_feasibility_tolerance=MIP_FEASIBILITY,
    )
    start, column, value = rows
    kinds = np.zeros(len(cost), dtype=np.int32) if integer is None else integer.astype(np.int32)
    rowwise, minimise = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize)
    solver.passModel(
        len(cost), len(row_bounds[0]), len(value), rowwise, minimise, 0.0,
        cost, bounds[0], bounds[1], row_bounds[0], row_bounds[1],
        start.astype(np.int32), column.astype(np.int32), value, kinds,
    )  # fmt: skip
    return solver


def set_options(solver: Solver, /, **options: float | int | str | bool) -> None:
    """Set options; raises ``ValueError`` where the solver does not take one."""
    for name, value in options.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS does not take {name} = {value}")


def run(solver: Solver) -> None:
    """Solve; Ctrl-C raises ``KeyboardInterrupt`` at the latest ``PATIENCE`` later.

    The solver works in a thread of its own, because a signal is handled only between two steps of the main one, and
    HiGHS keeps its workers by thread: so a number of threads that other code in this process chose does not matter.
    """
    halted, done = threading.Event(), threading.Event()

    def check(kind: object, message: str, out: object, into: Any, data: object) -> None:
        if halted.is_set():
            into.user_interrupt = True

    def work() -> None:
        try:
            solver.run()
        finally:
            done.set()

    solver.setCallback(check, None)
    for kind in INTERRUPTS:
        solver.startCallback(kind)
    threading.Thread(target=work, daemon=True).start()
    try:
        while not done.wait(0.1):
            pass
    except KeyboardInterrupt:
        halted.set()
        done.wait(PATIENCE)
        raise


def solution(solver: Solver) -> tuple[Floats, Floats] | None:
    """The columns' values and the rows' prices; None where the solver has no feasible point."""
    if solver.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return None
    found = solver.getSolution()
    return np.array(found.col_value, dtype=float), np.array(found.row_dual, dtype=float)


def limit_reached(solver: Solver) -> str:
    """What ended the search: "" the goal, ``time`` the clock (not repeatable), ``work`` any other limit."""
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
        return ""
    return "time" if status in (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt) else "work"
