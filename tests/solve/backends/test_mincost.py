import numpy as np
import pytest

from allocator.solve.backends.mincost import transport


def arrays(*lists):
    return [np.array(each, dtype=np.int64) for each in lists]


def test_the_cheapest_way_within_capacities():
    # The second sink can be served by both; the first source is cheaper there but needed elsewhere.
    arcs = arrays([0, 0, 1], [0, 1, 1], [5, 5, 5], [1, 0, 3])
    assert transport(*arcs, *arrays([5, 2], [3, 4])).tolist() == [3, 2, 2]


def test_what_cannot_be_carried_is_refused():
    with pytest.raises(ArithmeticError):
        transport(*arrays([0], [0], [2], [1]), *arrays([3], [3]))
