"""Why a line of a plan is there: what it serves, what it honours, what else there was, and the plan without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allocator.plan.plan import Plan
from allocator.problem.places import subtree_tops
from allocator.problem.problem import Bools, Level, Problem
from allocator.solve import solve
from allocator.solve.exact.families.earmark import inside

KEY = ("lot_id", "place_id", "item_id", "age_group_id", "period_id")
ENOUGH = ("unmet", "fairness")
"""Levels after which nothing changes any more in what is met."""


@dataclass(frozen=True)
class Taker:
    """A need that is not met in full and that the line's gift may serve too."""

    place: str
    item: str
    age: str
    period: str
    unmet: float


@dataclass(frozen=True)
class Giver:
    """Another gift that may serve the line's need."""

    lot: str
    used: float
    unused: float


@dataclass(frozen=True)
class Without:
    """The best plan in which the line's gift does not go to the line's place, beside the best plan with it."""

    unmet: tuple[tuple[int, float], ...]
    """Change in weighted unmet value by tier."""
    lowest: tuple[float, float]
    """Lowest coverage before and after."""
    unit: tuple[float, float]
    """Coverage of the line's unit before and after."""
    cell: tuple[float, float]
    """What is met of the line's need before and after."""
    instead_to: tuple[tuple[str, float], ...]
    """Places that get more from the gift, and how much more (in what the gift counts), the most first."""
    instead_from: tuple[tuple[str, float], ...]
    """Gifts that give more to the need, and how much more."""


@dataclass(frozen=True)
class Story:
    """All that there is to say of a line."""

    line: dict[str, object]
    net: float
    met: float
    others: tuple[tuple[str, float], ...]
    """Other gifts that serve the same need in the plan, with their quantities."""
    takers: tuple[Taker, ...]
    givers: tuple[Giver, ...]
    without: Without


def tell(problem: Problem, plan: Plan, line_id: str) -> Story:
    """The story of line ``line_id``; raises ``KeyError`` where the plan has no such line."""
    lines = plan.allocations
    at = np.flatnonzero((lines["line_id"] == line_id).to_numpy(dtype=bool))
    if not len(at):
        raise KeyError(line_id)
    line = lines.iloc[int(at[0])]
    lot = problem.lots.ids.index(str(line["lot_id"]))
    cell = _cell(problem, {name: str(line[name]) for name in KEY})
    same = (lines[list(KEY[1:])] == line[list(KEY[1:])]).all(axis=1) & (lines["lot_id"] != line["lot_id"])
    return Story(
        line={str(name): value for name, value in line.items()},
        net=float(problem.needs.net[cell]),
        met=float(plan.unmet["met"].iloc[cell]),
        others=tuple(zip(lines["lot_id"][same].tolist(), lines["quantity"][same].tolist(), strict=True)),
        takers=_takers(problem, plan, lot, cell),
        givers=_givers(problem, plan, lot, cell),
        without=_without(problem, lot, cell),
    )


def _cell(problem: Problem, key: dict[str, str]) -> int:
    needs = problem.needs
    index = {
        "place": problem.places.ids.index(key["place_id"]),
        "item": problem.items.ids.index(key["item_id"]),
        "age": (*problem.age_groups, "").index(key["age_group_id"]),
        "period": (*problem.periods, "").index(key["period_id"]),
    }
    here = np.ones(len(needs), dtype=bool)
    for name, value in index.items():
        here &= getattr(needs, name) == value
    return int(np.flatnonzero(here)[0])


def _takers(problem: Problem, plan: Plan, lot: int, cell: int) -> tuple[Taker, ...]:
    """Short needs that the earmark of ``lot`` lets it serve, the most valuable first."""
    needs, lots = problem.needs, problem.lots
    unmet = plan.unmet["unmet"].to_numpy(dtype=float)
    fits: Bools = (
        (unmet > 0)
        & inside(problem, lot)[needs.place]
        & lots.items[lot][needs.item]
        & lots.ages[lot][needs.age]
        & lots.periods[lot][needs.period]
    )
    fits[cell] = False
    found = np.flatnonzero(fits)
    worth = unmet[found] * problem.items.value[needs.item[found]]
    found = found[np.lexsort((found, -worth, needs.tier[found]))]
    return tuple(
        Taker(
            problem.places.ids[needs.place[each]],
            problem.items.ids[needs.item[each]],
            (*problem.age_groups, "")[needs.age[each]],
            (*problem.periods, "")[needs.period[each]],
            float(unmet[each]),
        )
        for each in found.tolist()
    )


def _givers(problem: Problem, plan: Plan, lot: int, cell: int) -> tuple[Giver, ...]:
    """Other gifts that may serve ``cell``, those with most left first."""
    needs, lots = problem.needs, problem.lots
    fits: Bools = (
        lots.usable
        & (lots.quantity > 0)
        & lots.items[:, needs.item[cell]]
        & lots.ages[:, needs.age[cell]]
        & lots.periods[:, needs.period[cell]]
    )
    fits[lot] = False
    found = [each for each in np.flatnonzero(fits).tolist() if inside(problem, each)[needs.place[cell]]]
    used, unused = plan.lots["used"].to_numpy(dtype=float), plan.lots["unused"].to_numpy(dtype=float)
    found.sort(key=lambda each: (-unused[each], each))
    return tuple(Giver(lots.ids[each], float(used[each]), float(unused[each])) for each in found)


def _without(problem: Problem, lot: int, cell: int) -> Without:
    """Solve again with and without ``lot`` at the place of ``cell``, as far as levels bear on what is met."""
    short = replace(problem, levels=_deciding(problem.levels))
    place = int(problem.needs.place[cell])
    tops = list(problem.lots.tops)
    tops[lot] = _cut_out(problem, lot, place)
    other = replace(short, lots=replace(problem.lots, tops=tuple(tops)))
    before, after = solve(short), solve(other)
    tiers = before.measures.unmet_by_tier
    unit = int(problem.needs.unit[cell])
    name = problem.places.ids[place]
    return Without(
        unmet=tuple((tier, after.measures.unmet_by_tier[tier] - tiers[tier]) for tier in sorted(tiers)),
        lowest=(before.measures.coverage_min, after.measures.coverage_min),
        unit=(float(before.coverage["coverage"].iloc[unit]), float(after.coverage["coverage"].iloc[unit])),
        cell=(float(before.unmet["met"].iloc[cell]), float(after.unmet["met"].iloc[cell])),
        instead_to=_more(before, after, "place_id", "lot_id", problem.lots.ids[lot], "lot_quantity", name),
        instead_from=_from(problem, before, after, cell, problem.lots.ids[lot]),
    )


def _deciding(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """The levels up to the last that bears on what is met."""
    last = max((at for at, level in enumerate(levels) if level.name in ENOUGH), default=len(levels) - 1)
    return levels[: last + 1]


def _cut_out(problem: Problem, lot: int, place: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The tree parts that ``lot`` may go to without ``place`` itself; places below it stay."""
    size = len(problem.places.ids)
    kept: list[int] = []
    for top in problem.lots.tops[lot].tolist():
        first = top % size
        if top == size + place:
            continue
        if top < size and first <= place < problem.places.end[first]:
            around = subtree_tops(problem.places, [first], [place]) if first != place else np.zeros(0, dtype=np.int64)
            kept += around.tolist() + _children(problem, place)
        else:
            kept.append(top)
    return np.array(sorted(kept), dtype=np.int64)


def _children(problem: Problem, place: int) -> list[int]:
    return np.flatnonzero(problem.places.parent == place).tolist()


def _more(
    before: Plan, after: Plan, by: str, key: str, wanted: str, amount: str, but: str
) -> tuple[tuple[str, float], ...]:
    """Who of ``by`` has more of ``amount`` in the lines where ``key`` is ``wanted``, the most first."""
    sums = [plan.allocations[plan.allocations[key] == wanted].groupby(by)[amount].sum() for plan in (before, after)]
    rise = sums[1].sub(sums[0], fill_value=0.0)
    rise = rise[(rise > 1e-9) & (rise.index != but)]
    ordered = sorted(zip(rise.index.tolist(), rise.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return tuple((str(name), float(value)) for name, value in ordered)


def _from(problem: Problem, before: Plan, after: Plan, cell: int, lot: str) -> tuple[tuple[str, float], ...]:
    """Gifts that give more to ``cell`` in ``after``."""
    key = [str(before.unmet[name].iloc[cell]) for name in KEY[1:]]
    own = [
        replace(plan, allocations=plan.allocations[(plan.allocations[list(KEY[1:])] == key).all(axis=1)])
        for plan in (before, after)
    ]
    place = problem.places.ids[int(problem.needs.place[cell])]
    return _more(own[0], own[1], "lot_id", "place_id", place, "quantity", lot)
