"""Lower bounds on overlap for every amount of unmet need at once, by Lagrangian relaxation.

For any prices of supply and any reward for value met, the groups' best answers prove a line: overlap is at least
``offset + reward x value met`` whatever plan it is. The largest of many such lines bounds the whole front.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Floats, Problem
from allocator.solve.backends.cuts import CutMaster
from allocator.solve.overlap.groups import Groups, make_groups
from allocator.solve.overlap.priced import Answer, Asked, Prices, answer

ROUNDS = 25
"""Rounds of pricing for each amount that is looked at closely."""


@dataclass(frozen=True)
class OverlapBound:
    """Lines ``overlap >= offset + slope x met value``; none is ever below nothing."""

    offset: Floats
    slope: Floats

    def least(self, met_value: float) -> float:
        """What no plan that meets ``met_value`` can have less overlap than."""
        return float(np.max(self.offset + self.slope * met_value, initial=0.0))

    def most_met(self, overlap: float) -> float:
        """What no plan of this ``overlap`` can meet more than; infinite where no line tells."""
        rising = self.slope > 0
        if not rising.any():
            return float("inf")
        return float(np.min((overlap - self.offset[rising]) / self.slope[rising]))


def overlap_bounds(problem: Problem, met_values: list[float], deadline: float) -> OverlapBound:
    """Lines found while searching for the best prices at each of ``met_values``, until ``deadline``."""
    groups = make_groups(problem, surplus=True)
    needs, cell = problem.needs, groups.portion_cell
    account = max(float((needs.net * problem.items.value[needs.item]).sum()) / max(len(groups.link_start), 1), 1e-12)
    asked = Asked(
        net=groups.portion_net * problem.items.value[needs.item[cell]] / account,
        unit=needs.unit[cell],
        tier=np.zeros(len(cell), dtype=np.int64),
        weight=np.ones(len(cell)),
        unit_value=np.zeros(len(problem.units)),
        tier_value=np.zeros(1),
        supply=groups.supply / account,
        surplus=np.inf,
    )
    offsets, slopes = [0.0], [0.0]
    for at, met in enumerate(met_values):
        until = time.perf_counter() + (deadline - time.perf_counter()) / (len(met_values) - at)
        for offset, reward in _search(groups, replace(asked, tier_value=np.array([met / account])), until):
            offsets.append(offset)
            slopes.append(reward / account)
    return OverlapBound(np.array(offsets), np.array(slopes))


def _search(groups: Groups, asked: Asked, until: float) -> list[tuple[float, float]]:
    """Lines (offset, reward a unit of account) on the way to the best prices for what is asked."""
    prices, units = len(asked.supply), len(asked.unit_value)
    none = np.zeros(units)
    master = CutMaster(np.concatenate([-asked.supply, asked.tier_value]), units, 1e6)
    centre = np.ones(prices + 1)
    at, reach, best = centre, 0.5, -np.inf
    lines: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        found = answer(groups, asked, Prices(at[:prices], none, at[prices:], 0.0))
        lines.append((found.bound - float(at[prices] * asked.tier_value[0]), float(at[prices])))
        _cut(master, groups, asked, found, prices)
        if found.bound > best:
            best, centre, reach = found.bound, at, min(reach * 1.3, 1.0)
        else:
            reach *= 0.7
        if time.perf_counter() > until:
            break
        step = master.maximise(centre, np.full(prices + 1, reach))
        if step is None or (reach >= 1.0 and step.value <= best + 1e-3 * max(1.0, abs(best))):
            break
        at = step.at
    return lines


def _cut(master: CutMaster, groups: Groups, asked: Asked, found: Answer, prices: int) -> None:
    """What the answer says of every unit at any prices: overlap + payments - rewards of what it gives there."""
    pair = found.pair
    unit, net = asked.unit[groups.cell[pair]], asked.net[groups.cell[pair]]
    row = np.concatenate([unit, unit])
    column = np.concatenate([groups.giver[pair], np.full(len(unit), prices)])
    units = len(asked.unit_value)
    constant = sum_by(np.arange(units), found.overlap, units)
    master.add(np.arange(units), constant, row, column, np.concatenate([net * groups.use[pair], -net]))
