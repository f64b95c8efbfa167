"""Sets of nodes that the same supply reaches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.solve import alike as module
from allocator.solve.alike import alike


def same_partition(a, b):
    """Whether two numberings of the same nodes put the same nodes together."""
    pairs = len(np.unique(np.stack([a, b]), axis=1).T)
    return pairs == len(np.unique(a)) == len(np.unique(b))


@settings(max_examples=300)
@given(st.integers(0, 10**6))
def test_the_reach_of_a_network_tells_the_sets_of_any_of_its_pools(seed):
    rng = np.random.default_rng(seed)
    pools, hubs = int(rng.integers(1, 9)), int(rng.integers(1, 12))
    entries = np.argwhere(rng.random((pools, hubs)) < 0.3)
    links = np.argwhere(np.triu(rng.random((hubs, hubs)) < 0.2, 1))
    network = (np.zeros(pools), np.zeros(hubs), entries[:, 0], entries[:, 1], links[:, 0], links[:, 1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BITS", 3)
        reach = module._reach(*network)
        chosen = np.flatnonzero(rng.random(pools) < 0.6)
        sources = rng.random(len(chosen)) < 0.8
        found = reach.alike(chosen, sources, np.arange(hubs))
        reached = reach.reached(chosen[sources])
    number = np.full(pools, -1)
    number[chosen] = np.arange(len(chosen))
    own = entries[number[entries[:, 0]] >= 0]
    tail = np.concatenate([number[own[:, 0]], len(chosen) + links[:, 0]])
    head = len(chosen) + np.concatenate([own[:, 1], links[:, 1]])
    plain = alike(len(chosen) + hubs, np.flatnonzero(sources), tail, head)
    assert same_partition(found, plain)
    marks = np.concatenate([sources, np.zeros(hubs)]).astype(np.int64)
    assert (reached == (module.spread(marks, tail, head)[len(chosen) :] > 0)).all()


def test_too_many_pools_have_no_reach():
    none = np.zeros(0, dtype=np.int64)
    assert module._reach(np.zeros(module.MANY + 1), np.zeros(1), none, none, none, none) is None
