"""The best prices for the overlap bound, found by cuts near the best prices so far (a box-step bundle method)."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import Bools, Floats, Ints, Problem
from allocator.solve.backends.cuts import CutMaster
from allocator.solve.exact.families.earmark import count_eligible
from allocator.solve.overlap.groups import Groups, make_groups
from allocator.solve.overlap.keep import Kept
from allocator.solve.overlap.priced import Answer, Asked, Prices, answer

ROUNDS = 120
"""Rounds of pricing at most: what bounds the work."""
PAIRS = 2_000_000
"""Problems with more pairs of a lot and a need than this get no bound: the pairs are listed here."""
CLOSE = 1e-3
"""When the cuts promise no more than this share above the best bound, the search is over."""
ROUNDING = 1e-6
"""The bound is rounded up to a whole number from this much below it: it counts providers."""
USED = 1e-6
"""Weights below this are noise."""


@dataclass(frozen=True)
class Relaxation:
    """What prices prove, and the links that the groups' answers to them open."""

    bound: int
    """No plan that reaches what must be kept has less overlap."""
    groups: Groups
    asked: Asked
    links: Bools
    """Shape (K,): links of positive weight where the answers are mixed so that, together, they keep every limit."""
    account: float
    """Value of a unit of account: the mean value of a group, so that links and values are alike."""


def relax(problem: Problem, kept: Kept, deadline: float, rounds: int = ROUNDS) -> Relaxation | None:
    """The best prices for overlap and what they prove; ``None`` where the problem has no pairs, or too many to list.

    ``kept`` is what every plan must reach. ``deadline`` is a ``time.perf_counter()``; the bound is valid whenever the
    search stops.
    """
    if not 0 < count_eligible(problem, PAIRS) <= PAIRS:
        return None
    groups = make_groups(problem, kept.surplus > 0)
    account = max(float(kept.unit.sum()) / max(len(groups.link_start), 1), 1e-12)
    asked = _asked(problem, groups, kept, account)
    givers, units = len(asked.supply), len(asked.unit_value)
    worth = np.concatenate([-asked.supply, asked.unit_value, asked.tier_value, [-asked.surplus]])
    master = CutMaster(worth, units, 1e6)
    centre = np.concatenate([np.ones(givers), np.zeros(units), np.ones(len(asked.tier_value)), [0.0]])
    reach, best, at, misses = 0.5, 0.0, centre, 0
    answers: list[Ints] = []
    weight = np.zeros(0)
    for number in range(rounds):
        found = answer(groups, asked, Prices(at[:givers], at[givers : givers + units], at[givers + units : -1], at[-1]))
        answers.append(found.pair)
        _cut(master, groups, asked, found)
        if number == 0 or found.bound > best + 1e-9:
            best, centre, misses = found.bound, at, 0
            reach = min(reach * 1.3, 1.0)
        else:
            misses += 1
            reach *= 0.6 if misses > 1 else 1.0
        if time.perf_counter() > deadline:
            break
        step = master.maximise(centre, np.full(len(centre), reach))
        if step is None:
            break
        weight = step.weight
        if step.value <= best + CLOSE * max(1.0, abs(best)):
            if reach >= 1.0:
                break
            reach = min(1.0, reach * 4.0)
        at = step.at
    links = _weighted(groups, asked, answers, weight.reshape(-1, max(units, 1)))
    return Relaxation(max(0, math.ceil(best - ROUNDING)), groups, asked, links, account)


def _weighted(groups: Groups, asked: Asked, answers: list[Ints], weight: Floats) -> Bools:
    """The links that answers of positive weight open. ``weight`` has shape (answers, U)."""
    opened = np.zeros(len(groups.link_group), dtype=bool)
    for pair, by_unit in zip(answers, weight, strict=False):
        used = pair[by_unit[asked.unit[groups.cell[pair]]] > USED]
        opened[groups.pair_link[used]] = True
    return opened


def _asked(problem: Problem, groups: Groups, kept: Kept, account: float) -> Asked:
    """What must be kept, in units of ``account``."""
    needs = problem.needs
    value = problem.items.value[needs.item]
    tier = np.unique(needs.tier, return_inverse=True)[1]
    cell = groups.portion_cell
    return Asked(
        net=groups.portion_net * value[cell] / account,
        unit=needs.unit[cell],
        tier=tier[cell],
        weight=needs.weight[cell],
        unit_value=kept.unit / account,
        tier_value=kept.tier / account,
        supply=groups.supply / account,
        surplus=kept.surplus / account,
    )


def _cut(master: CutMaster, groups: Groups, asked: Asked, found: Answer) -> None:
    """What the answer says of every unit at any prices: overlap + payments - rewards of what it gives there."""
    pair = found.pair
    cell = groups.cell[pair]
    unit, net = asked.unit[cell], asked.net[cell]
    givers, units = len(asked.supply), len(asked.unit_value)
    last = np.full(len(pair), givers + units + len(asked.tier_value))
    column = np.concatenate([groups.giver[pair], givers + unit, givers + units + asked.tier[cell], last])
    slope = np.concatenate([net * groups.use[pair], -net, -net * asked.weight[cell], net * groups.spill[pair]])
    master.add(np.arange(units), found.overlap, np.tile(unit, 4), column, slope)
