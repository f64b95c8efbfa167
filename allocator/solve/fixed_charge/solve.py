from dataclasses import dataclass

from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.mip import Budget, Mip, MipResult, solve_mip


@dataclass(frozen=True)
class Charges:
    opener: Ints
    column: Ints
    capacity: Floats


def solve_fixed_charge(mip: Mip, charge: Charges, budget: Budget, start: Floats | None = None) -> MipResult:
    return solve_mip(mip, budget, start)
