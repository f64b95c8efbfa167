"""The hub network: earmarks as flow down the region tree, never as pairs of lots and needs.

A *hub* is a part of the tree for one *atom* (item, age group, period). A pool sends its supply to the hubs its
earmark names; from a hub it flows to smaller hubs inside and at last to the need cells. Every arc goes from a set to
a subset, so every path is a legal delivery; and every legal delivery has a path. Flow is measured in value, so that
goods and cash mix; ``entry_price`` is what a unit of value costs the pool (1 except where cash prices differ).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.network.pools import Pools, make_pools
from allocator.problem.indexing import numbered
from allocator.problem.problem import CASH, Floats, Ints, Problem
from allocator.tolerances import SHARE


@dataclass(frozen=True)
class HubNetwork:
    """Pools -> hubs -> smaller hubs -> cells. S pools, H hubs, N cells (all of the problem's needs)."""

    pools: Pools
    capacity: Floats
    """Shape (S,): usable value of each pool (money for cash)."""
    hub_item: Ints
    """Shape (H,): the item of the hub's atom."""
    hub_rank: Ints
    """Shape (H,): links go from a lower rank to a higher one."""
    hub_first: Ints
    """Shape (H,): first place of the hub, for ordering; -1 for a set of several parts."""
    entry_pool: Ints
    entry_hub: Ints
    entry_price: Floats
    link_tail: Ints
    link_head: Ints
    cell_hub: Ints
    """Shape (N,): the smallest hub that holds the cell; -1 if nothing can reach it or it needs nothing."""
    demand: Floats
    """Shape (N,): value of the net need of each cell."""

    @property
    def pure(self) -> bool:
        """Whether every unit of value costs every pool the same: then this is a plain network flow."""
        return bool(np.all(np.abs(self.entry_price - 1.0) < SHARE))


def build_network(problem: Problem) -> HubNetwork:
    """The hub network of ``problem``. Its size grows with entries, hubs and cells, not with pairs."""
    needs, places = problem.needs, problem.places
    pools = make_pools(problem)
    size, ages, times = len(places.ids), len(problem.age_groups) + 1, len(problem.periods) + 1
    open_cells = np.flatnonzero(needs.net > 0)
    code = (needs.item[open_cells] * ages + needs.age[open_cells]) * times + needs.period[open_cells]
    atoms, atom = numbered(code, len(problem.items.ids) * ages * times)
    atom_item, atom_age, atom_period = atoms // (ages * times), atoms // times % ages, atoms % times
    occupied = np.sort(atom * size + needs.place[open_cells])

    pool, atom_of_entry = np.nonzero(
        pools.items[:, atom_item] & pools.ages[:, atom_age] & pools.periods[:, atom_period]
    )
    n_atoms = max(len(atoms), 1)
    pairs, entry_pair = numbered(pools.place_set[pool] * n_atoms + atom_of_entry, len(pools.sets) * n_atoms)
    pair, node = _expand(pairs // n_atoms, pools.sets)
    pair_atom = pairs % n_atoms
    keep = _holds_need(occupied, size, pair_atom[pair], node, places.end)
    pair, node = pair[keep], node[keep]
    hubs, hub_of_part = numbered(pair_atom[pair] * 2 * size + node, n_atoms * 2 * size)
    parts = np.bincount(pair, minlength=len(pairs))
    several = np.flatnonzero(parts > 1)
    pair_hub = np.full(len(pairs), -1, dtype=np.int64)
    pair_hub[pair] = hub_of_part
    pair_hub[several] = len(hubs) + np.arange(len(several))
    fans = parts[pair] > 1
    reached = pair_hub[entry_pair] >= 0

    above = np.concatenate([places.parent, np.arange(size)])
    hub_atom, hub_node = hubs // (2 * size), hubs % (2 * size)
    outer = _nearest(hubs, hub_atom, above[hub_node], above, 2 * size)
    inner = np.flatnonzero(outer >= 0)
    leaf = places.end - np.arange(size) == 1
    own = np.where(leaf, np.arange(size), size + np.arange(size))[needs.place[open_cells]]
    cell_hub = np.full(len(needs), -1, dtype=np.int64)
    cell_hub[open_cells] = _nearest(hubs, atom, own, above, 2 * size)

    pool, entry_hub = pool[reached], pair_hub[entry_pair][reached]
    hub_item = atom_item[np.concatenate([hub_atom, pair_atom[several]])]
    value = problem.items.value
    return HubNetwork(
        pools=pools,
        capacity=np.where(pools.kind == CASH, pools.quantity, pools.quantity * value[pools.item]),
        hub_item=hub_item,
        hub_rank=np.concatenate([1 + _depth(outer), np.zeros(len(several), dtype=np.int64)]),
        hub_first=np.concatenate([hub_node % size, np.full(len(several), -1)]),
        entry_pool=pool,
        entry_hub=entry_hub,
        entry_price=np.where(pools.kind[pool] == CASH, (problem.items.cash_price / value)[hub_item[entry_hub]], 1.0),
        link_tail=np.concatenate([outer[inner], pair_hub[pair[fans]]]),
        link_head=np.concatenate([inner, hub_of_part[fans]]),
        cell_hub=cell_hub,
        demand=needs.net * value[needs.item],
    )


def _expand(place_set: Ints, sets: tuple[Ints, ...]) -> tuple[Ints, Ints]:
    """For each pair the tree parts of its place set: (pair, part) rows."""
    sizes = np.array([len(parts) for parts in sets], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = np.concatenate([*sets, np.zeros(0, dtype=np.int64)])
    count = sizes[place_set] if len(sets) else np.zeros(0, dtype=np.int64)
    pair = np.repeat(np.arange(len(place_set)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return pair, members[starts[place_set[pair]] + within]


def _holds_need(
    occupied: Ints, size: int, atom: Ints, node: Ints, end: Ints
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether any open cell of the atom lies in the tree part. ``occupied``: sorted ``atom * size + place``."""
    first = node % size
    last = np.where(node < size, end[first], first + 1)
    return np.searchsorted(occupied, atom * size + last) > np.searchsorted(occupied, atom * size + first)


def _nearest(hubs: Ints, atom: Ints, node: Ints, above: Ints, width: int) -> Ints:
    """The hub of the same atom at ``node`` or at the nearest node above it; -1 if none. One step up a round."""
    found = np.full(len(node), -1, dtype=np.int64)
    pending = np.flatnonzero(node >= 0)
    node = node.copy()
    while len(pending) and len(hubs):
        wanted = atom[pending] * width + node[pending]
        at = np.minimum(np.searchsorted(hubs, wanted), len(hubs) - 1)
        hit = hubs[at] == wanted
        found[pending[hit]] = at[hit]
        pending = pending[~hit]
        node[pending] = above[node[pending]]
        pending = pending[node[pending] >= 0]
    return found


def _depth(outer: Ints) -> Ints:
    """Number of hubs around each hub."""
    depth = np.zeros(len(outer), dtype=np.int64)
    climbing = outer.copy()
    while (climbing >= 0).any():
        up = climbing >= 0
        depth[up] += 1
        climbing[up] = outer[climbing[up]]
    return depth
