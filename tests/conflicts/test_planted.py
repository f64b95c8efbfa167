"""Contradictions hidden among hundreds of clauses are all found, each as small as it can be, and no others."""

import pytest
from planted import names_of, planted

from allocator.conflicts import search
from allocator.conflicts.ask import falls_short, least_shortfall
from allocator.conflicts.clauses import list_clauses
from allocator.conflicts.subset import only
from allocator.solve.backends.mip import Budget
from allocator.solve.exact.formulation import formulate


def holds(problem, clauses):
    """Whether the clauses hold together, asked of the whole problem."""
    form = formulate(only(problem, clauses))
    wanted = form.model.x[form.shortfall]
    found = least_shortfall(form, Budget(seconds=60.0, gap=0.0, nodes=10_000))
    return not falls_short(problem, wanted, found.x[form.shortfall]).any()


@pytest.mark.parametrize("block", range(0, 50, 10))
def test_what_was_planted_is_found_and_nothing_else(block):
    sizes = set()
    for seed in range(block, block + 10):
        problem, expected = planted(seed)
        assert len(list_clauses(problem)) > 200, seed
        result = search(problem)
        assert result.stopped == "", seed
        assert {names_of(each) for each in result.found} == expected, seed
        assert len(result.found) == len(expected), seed
        for each in result.found:
            sizes.add(len(each.clauses))
            assert None not in each.costs, seed
            assert not holds(problem, each.clauses), seed
            for clause in each.clauses:
                assert holds(problem, [other for other in each.clauses if other != clause]), (seed, clause)
    assert min(sizes) == 2 and max(sizes) >= 5
