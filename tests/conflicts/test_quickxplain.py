"""The search for a smallest conflict, on conflicts that are known."""

import numpy as np
import pytest

from allocator.conflicts.explain import smallest_conflict, trimmed


def counting(conflicts):
    """``holds`` for a list of conflicts, and how often it was asked."""
    asked = []

    def holds(kept):
        asked.append(frozenset(kept))
        return not any(conflict <= asked[-1] for conflict in conflicts)

    return holds, asked


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_one_conflict_among_many_takes_few_questions(size):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        conflict = frozenset(rng.choice(500, size, replace=False).tolist())
        holds, asked = counting([conflict | {500}])
        assert frozenset(smallest_conflict(holds, frozenset({500}), list(range(500)))) == conflict
        assert len(asked) <= 2 * size * (np.log2(500 / size) + 2) + 2


def test_of_many_conflicts_one_that_is_smallest_is_found():
    for seed in range(50):
        rng = np.random.default_rng(seed)
        conflicts = [frozenset(rng.choice(40, rng.integers(1, 6), replace=False).tolist()) for _ in range(8)]
        holds, _ = counting(conflicts)
        found = frozenset(smallest_conflict(holds, frozenset(), list(range(40))))
        assert not holds(found)
        assert all(holds(found - {member}) for member in found)


def test_what_stands_first_is_preferred():
    holds, _ = counting([frozenset({0, 9}), frozenset({0, 1}), frozenset({5, 6})])
    assert frozenset(smallest_conflict(holds, frozenset(), list(range(10)))) == {0, 1}


def test_what_fails_by_itself_needs_no_other():
    holds, _ = counting([frozenset({7})])
    assert smallest_conflict(holds, frozenset({7}), [1, 2, 3]) == []


def test_trimming_leaves_out_what_is_not_needed():
    holds, _ = counting([frozenset({1, 2})])
    assert trimmed(holds, [3, 1, 4, 2]) == [1, 2]
