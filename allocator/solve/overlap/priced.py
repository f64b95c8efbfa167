"""The overlap problem with prices in the place of what ties groups together: each group is then solved by itself.

Supply is paid at a price for each giver; value met earns a reward by unit and, times weight, by tier. For any prices
``L = min overlap - rewards + payments`` plus the constants is a lower bound (Lagrangian relaxation): what no plan can
have less overlap than that gives every unit and every tier as much, whatever packs do.

In a group, providers S earn ``f(S) = sum over cells of net value x best margin of S``, which has decreasing
increments. So in a best set every two members add more than a link costs to each other, and larger sets have to be
looked at only among links where at least three such couples meet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.overlap.groups import Groups

WIDEST = 12
"""Links of a group whose sets are all looked at; the earners of least are left to a coarser bound beyond that."""


@dataclass(frozen=True)
class Asked:
    """What every plan must give: cells (N,), units (U,), tiers (T,). Values in one unit of account."""

    net: Floats
    """Net value of each cell."""
    unit: Ints
    tier: Ints
    weight: Floats
    unit_value: Floats
    tier_value: Floats
    """Weighted."""
    supply: Floats
    """Value of each giver, shape (S,)."""
    surplus: float
    """Surplus that a plan may have; infinite where it may have any, and then without price."""


@dataclass(frozen=True)
class Answer:
    """The groups' best answer to prices."""

    bound: float
    overlap: Floats
    """Shape (U,): overlap of the answer in each unit."""
    pair: Ints
    """Shape (M,): pairs of which the giver gives all of the portion's net value."""


@dataclass(frozen=True)
class Prices:
    """Prices of what ties groups together, all at least 0."""

    giver: Floats
    """Paid for a giver's value, shape (S,)."""
    unit: Floats
    """Earned for value met in a unit, shape (U,)."""
    tier: Floats
    """Earned, times weight, for value met in a tier, shape (T,)."""
    surplus: float
    """Paid for surplus."""


def answer(groups: Groups, asked: Asked, prices: Prices) -> Answer:
    """The bound that ``prices`` prove, and the groups' answer to them."""
    reward = prices.unit[asked.unit] + prices.tier[asked.tier] * asked.weight
    margin = reward[groups.cell] - prices.giver[groups.giver] * groups.use - prices.surplus * groups.spill
    best = np.maximum.reduceat(margin, groups.entry_start)
    earned = np.maximum(best, 0.0) * asked.net[groups.entry_cell]
    links = len(groups.link_group)
    alone = sum_by(groups.entry_link, earned, links)
    both = np.minimum(earned[groups.shared_one], earned[groups.shared_two])
    common = sum_by(groups.shared_pair, both, len(groups.pair_one))
    gain = alone[groups.pair_one] + alone[groups.pair_two] - common - 1.0
    useful = gain > np.maximum(alone[groups.pair_one], alone[groups.pair_two])
    most = np.maximum(np.maximum.reduceat(alone, groups.link_start), 0.0)
    pair_group = groups.link_group[groups.pair_one]
    np.maximum.at(most, pair_group[useful], gain[useful])
    larger = _larger(groups, earned, useful, pair_group, most)
    constant = prices.unit @ asked.unit_value + prices.tier @ asked.tier_value - prices.giver @ asked.supply
    chosen = _chosen(groups, alone, gain, pair_group, most, larger)
    overlap = np.maximum(0.0, sum_by(groups.link_group, chosen, len(most)) - 1.0)
    return Answer(
        bound=float(constant - (prices.surplus * asked.surplus if prices.surplus > 0 else 0.0) - most.sum()),
        overlap=sum_by(groups.group_unit, overlap, len(prices.unit)),
        pair=_given(groups, margin, best, chosen),
    )


def _larger(groups: Groups, earned: Floats, useful: Bools, pair_group: Ints, most: Floats) -> dict[int, Ints]:
    """Groups where three or more providers earn most, with their links; ``most`` is raised to what these earn."""
    meet = np.bincount(pair_group[useful], minlength=len(most))
    found: dict[int, Ints] = {}
    busy = np.flatnonzero(meet >= 3)
    if not len(busy):
        return found
    chosen = useful & (meet[pair_group] >= 3)
    links = np.unique(np.concatenate([groups.pair_one[chosen], groups.pair_two[chosen]]))
    of_group = np.split(links, np.searchsorted(groups.link_group[links], busy[1:]))
    wanted = np.zeros(len(groups.link_group), dtype=bool)
    wanted[links] = True
    entries = np.flatnonzero(wanted[groups.entry_link])
    entries = entries[np.argsort(groups.link_group[groups.entry_link[entries]], kind="stable")]
    in_group = groups.link_group[groups.entry_link[entries]]
    for group, mine, own in zip(
        busy.tolist(), of_group, np.split(entries, np.searchsorted(in_group, busy[1:])), strict=True
    ):
        kept = (
            mine if len(mine) <= WIDEST else mine[np.argsort(-_sums(groups, own, earned, mine), kind="stable")][:WIDEST]
        )
        value, members = _best_set(groups, own, earned, kept)
        # Beyond WIDEST links not every set is looked at: the rest can add at most what each earns alone, less a link.
        rest = np.setdiff1d(mine, kept)
        spare = float(np.maximum(0.0, _sums(groups, own, earned, rest) - 1.0).sum()) if len(rest) else 0.0
        if value + spare > most[group]:
            most[group] = value + spare
            found[group] = members
    return found


def _among(groups: Groups, own: Ints, links: Ints) -> tuple[Ints, Ints]:
    """The entries of ``own`` that are on ``links`` (sorted), and the position of the link of each."""
    of_entry = groups.entry_link[own]
    at = np.minimum(np.searchsorted(links, of_entry), len(links) - 1)
    hit = links[at] == of_entry
    return own[hit], at[hit]


def _sums(groups: Groups, own: Ints, earned: Floats, links: Ints) -> Floats:
    """What each of ``links`` earns alone."""
    entries, at = _among(groups, own, links)
    return sum_by(at, earned[entries], len(links))


def _best_set(groups: Groups, own: Ints, earned: Floats, links: Ints) -> tuple[float, Ints]:
    """The set of ``links`` that earns most, a link beyond the first costing 1; every set is looked at."""
    links = np.sort(links)
    entries, at = _among(groups, own, links)
    cells = groups.entry_cell[entries]
    base = int(cells.min())
    table = np.zeros((len(links), int(cells.max()) - base + 1))
    table[at, cells - base] = earned[entries]
    table = table[:, table.any(axis=0)]
    best = np.zeros((1, table.shape[1]))
    for row in table:
        best = np.concatenate([best, np.maximum(best, row)])
    sets = np.arange(len(best))
    size = np.bitwise_count(sets)
    worth = best.sum(axis=1) - np.maximum(0, size.astype(np.int64) - 1)
    top = int(np.argmax(worth))
    return float(worth[top]), links[(top >> np.arange(len(links))) & 1 == 1]


def _chosen(
    groups: Groups, alone: Floats, gain: Floats, pair_group: Ints, most: Floats, larger: dict[int, Ints]
) -> Bools:
    """The links each group opens: the single provider, the couple or the larger set that earns most."""
    chosen = np.zeros(len(alone), dtype=bool)
    done = np.zeros(len(most), dtype=bool)
    done[most <= 0] = True
    for group, links in larger.items():
        chosen[links] = True
        done[group] = True
    single = _first_of_each(np.flatnonzero(alone == most[groups.link_group]), groups.link_group, done)
    chosen[single] = True
    done[groups.link_group[single]] = True
    couple = _first_of_each(np.flatnonzero(gain == most[pair_group]), pair_group, done)
    chosen[groups.pair_one[couple]] = chosen[groups.pair_two[couple]] = True
    return chosen


def _first_of_each(at: Ints, group: Ints, done: Bools) -> Ints:
    """The first of ``at`` in each group that is not done."""
    at = at[~done[group[at]]]
    first: Ints = np.unique(group[at], return_index=True)[1]
    return at[first]


def _given(groups: Groups, margin: Floats, best: Floats, chosen: Bools) -> Ints:
    """For each portion worth serving, the pair with the best margin among the links chosen."""
    offered = np.where(chosen[groups.entry_link] & (best > 0), best, -1.0)
    top = np.maximum.reduceat(offered, groups.cell_start)
    length = np.diff(np.concatenate([groups.cell_start, [len(offered)]]))
    winning = np.flatnonzero((offered > 0) & (offered == np.repeat(top, length)))
    _, first = np.unique(groups.entry_cell[winning], return_index=True)
    winning = winning[first]
    entry = np.repeat(np.arange(len(best)), np.diff(np.concatenate([groups.entry_start, [len(margin)]])))
    wins = np.zeros(len(best), dtype=bool)
    wins[winning] = True
    pair = np.flatnonzero(wins[entry] & (margin == best[entry]))
    _, first = np.unique(entry[pair], return_index=True)
    return pair[first]
