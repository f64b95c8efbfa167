"""Linear programs by OR-Tools' GLOP. The only module that knows MathOpt's types."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Ints
from allocator.tolerances import LP_FEASIBILITY, LP_GAP


@dataclass(frozen=True)
class LinearProgram:
    """Maximise ``objective @ x`` with ``lower <= x <= upper`` and ``row_lower <= A x <= row_upper``.

    ``A`` is given by its non-zero entries (row, column, coefficient).
    """

    objective: Floats
    lower: Floats
    upper: Floats
    row: Ints
    column: Ints
    coefficient: Floats
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True)
class LpSolution:
    """An optimal solution, its row prices, and the bound that the prices prove."""

    value: float
    bound: float
    x: Floats
    price: Floats


class Unsolvable(ArithmeticError):
    """The solver found no optimal solution."""


def maximise(program: LinearProgram) -> LpSolution:
    """An optimal solution of ``program``.

    Raises :class:`Unsolvable` if there is none, ``ArithmeticError`` unless the prices prove the value to within
    ``LP_GAP``: the solver's status is not taken for proof.
    """
    free = np.flatnonzero(program.lower < program.upper)
    if not len(free):
        value = float(program.objective @ program.lower)
        return LpSolution(value, value, program.lower.copy(), np.zeros(len(program.row_lower)))
    small, rows = _without_fixed(program, free)
    solution = _solve(small)
    x = program.lower.copy()
    x[free] = solution.x
    price = np.zeros(len(program.row_lower))
    price[rows] = solution.price
    settled = float(program.objective @ x) - solution.value
    return LpSolution(solution.value + settled, solution.bound + settled, x, price)


def _without_fixed(program: LinearProgram, free: Ints) -> tuple[LinearProgram, Ints]:
    """The program in its free columns alone, what is fixed moved to the row bounds; and the rows that remain."""
    number = np.full(len(program.lower), -1, dtype=np.int64)
    number[free] = np.arange(len(free))
    loose = number[program.column] >= 0
    constant = sum_by(
        program.row[~loose], (program.coefficient * program.lower[program.column])[~loose], len(program.row_lower)
    )
    rows, row = np.unique(program.row[loose], return_inverse=True)
    return (
        LinearProgram(
            objective=program.objective[free],
            lower=program.lower[free],
            upper=program.upper[free],
            row=row.astype(np.int64),
            column=number[program.column[loose]],
            coefficient=program.coefficient[loose],
            row_lower=(program.row_lower - constant)[rows],
            row_upper=(program.row_upper - constant)[rows],
        ),
        rows,
    )


def _solve(program: LinearProgram) -> LpSolution:
    from ortools.glop import parameters_pb2
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    order = np.lexsort((program.column, program.row))
    model = model_pb2.ModelProto()
    model.variables.ids.extend(range(len(program.objective)))
    model.variables.lower_bounds.extend(program.lower)
    model.variables.upper_bounds.extend(program.upper)
    model.variables.integers.extend([False] * len(program.objective))
    model.objective.maximize = True
    used = np.flatnonzero(program.objective)
    model.objective.linear_coefficients.ids.extend(used)
    model.objective.linear_coefficients.values.extend(program.objective[used])
    model.linear_constraints.ids.extend(range(len(program.row_lower)))
    model.linear_constraints.lower_bounds.extend(program.row_lower)
    model.linear_constraints.upper_bounds.extend(program.row_upper)
    model.linear_constraint_matrix.row_ids.extend(program.row[order])
    model.linear_constraint_matrix.column_ids.extend(program.column[order])
    model.linear_constraint_matrix.coefficients.extend(program.coefficient[order])
    precise = parameters_pb2.GlopParameters(
        primal_feasibility_tolerance=LP_FEASIBILITY, dual_feasibility_tolerance=LP_FEASIBILITY
    )
    result = mathopt.solve(
        mathopt.Model.from_model_proto(model),
        mathopt.SolverType.GLOP,
        params=mathopt.SolveParameters(glop=precise),
    )
    if not result.has_primal_feasible_solution() or not result.solutions[0].dual_solution:
        raise Unsolvable(str(result.termination.reason))
    proto = result.solutions[0]
    x = np.array(list(proto.primal_solution.variable_values.values()), dtype=float)
    price = np.array(list(proto.dual_solution.dual_values.values()), dtype=float)
    value = float(program.objective @ x)
    bound = _bound(program, price)
    if bound - value > LP_GAP * max(1.0, abs(value)):
        raise ArithmeticError("the linear program's prices do not prove its value")
    return LpSolution(value, bound, x, price)


def _bound(program: LinearProgram, price: Floats) -> float:
    """Upper bound on the objective that row prices prove (weak duality), whatever the prices are."""
    worth = np.bincount(
        program.column, weights=program.coefficient * price[program.row], minlength=len(program.objective)
    )
    reduced = program.objective - worth
    reduced = np.where(np.abs(reduced) < 1e-9, 0.0, reduced)
    side = np.where(reduced > 0, program.upper, program.lower)
    rows = np.where(price > 0, program.row_upper, program.row_lower)
    return float((reduced * np.where(reduced == 0, 0.0, side)).sum() + (price * np.where(price == 0, 0.0, rows)).sum())
