"""Many small linear and mixed-integer programs, one after another, on one HiGHS instance."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from highspy._core import _Highs

from allocator.problem.problem import Bools, Floats, Ints


@dataclass(frozen=True)
class MixedProgram:
    """Minimise ``objective @ x`` with ``lower <= x <= upper``, ``row_lower <= A x <= row_upper``, some x whole.

    ``A`` is given by its non-zero entries (row, column, coefficient), each position once.
    """

    objective: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    row: Ints
    column: Ints
    coefficient: Floats
    row_lower: Floats
    row_upper: Floats

    def relaxed(self) -> MixedProgram:
        """The linear program without the demand for whole numbers."""
        return replace(self, whole=np.zeros_like(self.whole))

    def first_rows(self, count: int) -> MixedProgram:
        """The program without the rows from ``count`` on."""
        inside = self.row < count
        return replace(
            self,
            row=self.row[inside],
            column=self.column[inside],
            coefficient=self.coefficient[inside],
            row_lower=self.row_lower[:count],
            row_upper=self.row_upper[:count],
        )

    def restricted(self, kept: Bools) -> MixedProgram:
        """The program in the ``kept`` columns, the others 0 (their lower bound)."""
        number = np.cumsum(kept) - 1
        inside = kept[self.column]
        return replace(
            self,
            objective=self.objective[kept],
            lower=self.lower[kept],
            upper=self.upper[kept],
            whole=self.whole[kept],
            row=self.row[inside],
            column=number[self.column[inside]],
            coefficient=self.coefficient[inside],
        )


@dataclass(frozen=True)
class MixedSolution:
    """What was found within the limits, if anything; a proven bound; and the work it took."""

    x: Floats | None
    bound: float
    work: int
    """Simplex iterations: the same on every machine."""


class MixedSolver:
    """One HiGHS instance, used again and again: starting one costs more than a small program."""

    def __init__(self) -> None:
        self._highs = _Highs()
        for name, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.999,
            "mip_feasibility_tolerance": 1e-7,
            "mip_heuristic_run_feasibility_jump": False,
            "mip_allow_restart": False,
        }.items():
            self._highs.setOptionValue(name, value)

    def minimise(
        self, program: MixedProgram, nodes: int = 0, target: float = -np.inf, seconds: float = np.inf
    ) -> MixedSolution:
        """Objectives are whole numbers where columns are: a gap below 1 is none.

        At most ``nodes`` branchings and ``seconds``; done as soon as ``target`` is reached.
        """
        highs = self._highs
        highs.setOptionValue("mip_max_nodes", nodes)
        highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.1))
        highs.setOptionValue("objective_target", target)
        order = np.lexsort((program.row, program.column))
        columns = np.arange(len(program.objective) + 1)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(program.objective), len(program.row_lower)
        model.col_cost_, model.col_upper_ = program.objective, program.upper
        model.col_lower_ = program.lower
        model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.searchsorted(program.column[order], columns).astype(np.int32)
        model.a_matrix_.index_ = program.row[order].astype(np.int32)
        model.a_matrix_.value_ = program.coefficient[order]
        if program.whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[whole] for whole in program.whole.tolist()]
        highs.passModel(model)
        highs.run()
        info = highs.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        x = np.array(highs.getSolution().col_value) if found else None
        bound = float(info.mip_dual_bound if program.whole.any() else info.objective_function_value)
        work = max(0, int(info.simplex_iteration_count))
        highs.clearModel()
        return MixedSolution(x, bound, work)
