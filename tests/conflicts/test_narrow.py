"""Questions asked of a part of the problem have the answer of the whole, and contradictions that of the reference."""

import dataclasses

import numpy as np
import pytest
from instances import mixed_tables

from allocator.conflicts import search
from allocator.conflicts.ask import least_shortfall
from allocator.conflicts.clauses import list_clauses
from allocator.conflicts.narrow import narrow
from allocator.conflicts.subset import only
from allocator.problem.build import build
from allocator.problem.problem import Effort
from allocator.reference.model import build_model
from allocator.reference.solve import solve_levels
from allocator.solve.backends.mip import Budget
from allocator.solve.exact.formulation import formulate


def mixed(seed):
    made, settings = mixed_tables(seed)
    return dataclasses.replace(build(made, settings), effort=Effort(seconds=60.0))


def least(problem):
    return least_shortfall(formulate(problem), Budget(seconds=60.0, gap=0.0, nodes=10_000)).value


def lacking(problem):
    """What floors lack at least, by the reference model."""
    bare = dataclasses.replace(problem, levels=())
    return solve_levels(build_model(bare)).values["rules"] if bare.has_floors else 0.0


@pytest.mark.parametrize("block", range(0, 200, 50))
def test_a_part_of_the_problem_answers_for_the_whole(block):
    smaller = 0
    for seed in range(block, block + 50):
        problem, rng = mixed(seed), np.random.default_rng(seed)
        clauses = list_clauses(problem)
        for _ in range(4):
            kept = [clause for clause in clauses if rng.random() < 0.6]
            whole = only(problem, kept)
            part = narrow(whole)
            smaller += len(part.needs) < len(whole.needs)
            assert least(part) == pytest.approx(least(whole), rel=1e-6, abs=1e-5), seed
    assert smaller > 20


def test_all_clauses_together_are_the_problem_as_it_was():
    for seed in range(40):
        problem = mixed(seed)
        if problem.has_floors:
            assert least(only(problem, list_clauses(problem))) == pytest.approx(lacking(problem), rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("block", range(0, 80, 20))
def test_contradictions_are_smallest_and_leave_out_nothing(block):
    found = 0
    for seed in range(block, block + 20):
        problem = mixed(seed)
        result = search(problem)
        assert bool(result.found) == (lacking(problem) > 1e-5), seed
        involved = {clause for each in result.found for clause in each.clauses}
        for each in result.found:
            found += 1
            assert lacking(only(problem, each.clauses)) > 1e-6, seed
            for clause in each.clauses:
                rest = [other for other in each.clauses if other != clause]
                assert lacking(only(problem, rest)) <= 1e-5, (seed, clause)
        others = [clause for clause in list_clauses(problem) if clause not in involved]
        assert lacking(only(problem, others)) <= 1e-5, seed
    assert found > 5
