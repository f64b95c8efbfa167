"""A linear program solved again and again while its columns are narrowed: HiGHS, each time from where it stands."""

from __future__ import annotations

import highspy
import numpy as np

from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.blocks import MixedProgram
from allocator.solve.backends.highs import Solver, run, set_options, solution

Vertex = tuple[Floats, Floats]
"""Values of the columns and prices of the rows."""


class WarmProgram:
    """The linear relaxation of ``program``."""

    def __init__(self, program: MixedProgram) -> None:
        self._lower, self._upper = program.lower.copy(), program.upper.copy()
        self._solver = Solver()
        set_options(self._solver, output_flag=False, threads=1, simplex_strategy=1, solver="ipm")
        order = np.lexsort((program.column, program.row))
        start = np.searchsorted(program.row[order], np.arange(len(program.row_lower))).astype(np.int32)
        rowwise, minimise = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize)
        self._solver.passModel(
            len(program.objective), len(program.row_lower), len(order), rowwise, minimise, 0.0,
            program.objective, program.lower, program.upper, program.row_lower, program.row_upper,
            start, program.column[order].astype(np.int32), program.coefficient[order],
            np.zeros(len(program.objective), dtype=np.int32),
        )  # fmt: skip

    def solve(self, seconds: float) -> Vertex | None:
        """A vertex of least cost; ``None`` where there is none, or none within ``seconds``.

        The first time an interior point is found and moved to a vertex, which is faster on large programs; after that
        the dual simplex starts from the last vertex.
        """
        set_options(self._solver, time_limit=self._solver.getRunTime() + max(seconds, 0.1))
        run(self._solver)
        set_options(self._solver, solver="simplex")
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return solution(self._solver)

    def narrow(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """New bounds for ``columns``."""
        self._lower[columns], self._upper[columns] = lower, upper
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def is_free(self, columns: slice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of ``columns`` have more than one value left."""
        free: np.ndarray[tuple[int], np.dtype[np.bool_]] = self._lower[columns] < self._upper[columns]
        return free
