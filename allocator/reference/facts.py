"""``Facts``: the problem by the ids people know, with every pair of a lot and a need that an earmark admits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple, TypeVar

from allocator.problem.problem import CASH, GOODS, SERVICE, Problem
from allocator.tolerances import WHOLE

Key = TypeVar("Key", bound=Hashable)
Member = TypeVar("Member")


class Cell(NamedTuple):
    """A need: place, item, age group (blank: not by age) and period (blank: any time)."""

    place: str
    item: str
    age: str
    period: str


class Line(NamedTuple):
    """A lot and a need it may serve."""

    lot: str
    place: str
    item: str
    age: str
    period: str

    @property
    def cell(self) -> Cell:
        """The need."""
        return Cell(*self[1:])


class Opening(NamedTuple):
    """Kits of a lot opened at a place for an age group in a period."""

    lot: str
    place: str
    age: str
    period: str


class Pair(NamedTuple):
    """A row of ``links``: a place and who gives, ``by`` either ``lot`` or ``donor``."""

    place: str
    by: str
    giver: str


@dataclass(frozen=True)
class Facts:
    """What the constraints and levels are written in. Quantities in items' own units, money in the currency."""

    problem: Problem
    cells: dict[Cell, int]
    """Each need and its index."""
    lots: dict[str, int]
    """Each lot that may serve any need, and its index."""
    lines: dict[Line, float]
    """Each line and what a unit of it takes from its lot: 1, the rate of a substitute, the price for cash, and 0 for
    what comes out of an opened kit, which is counted by the kit."""
    openings: dict[Opening, dict[Line, float]]
    """Where kits may be opened, and how much of each line comes out of one."""
    most: dict[Line, float]
    """The most that a line can hold: all that its lot can give."""
    pairs: dict[Pair, int]
    """Rows of ``links`` that cover any line, and their index."""
    covered: dict[Pair, list[Line]]
    """The lines that each of these rows covers."""
    lines_of: dict[str, list[Line]]
    """The lines of each lot."""
    into: dict[Cell, list[Line]]
    """The lines of each need."""
    openings_of: dict[str, list[Opening]]
    """The openings of each lot."""
    money: float
    """A power of ten: rows in money are divided by it, so that their coefficients are near one."""

    def value(self, item: str) -> float:
        """Value of a unit of an item."""
        return float(self.problem.items.value[self.problem.items.ids.index(item)])

    def net(self, cell: Cell) -> float:
        """Net need."""
        return float(self.problem.needs.net[self.cells[cell]])

    def kind(self, lot: str) -> int:
        """``GOODS``, ``CASH`` or ``SERVICE``."""
        return int(self.problem.lots.kind[self.lots[lot]])

    def unit(self, lot: str) -> float:
        """What rows about a lot are divided by: a round sum of money for cash, else 1."""
        return self.money if self.kind(lot) == CASH else 1.0

    def window(self, lot: str) -> int:
        """Number of periods in which a lot gives its quantity: those of its window for a service, else once."""
        periods = int(self.problem.lots.periods[self.lots[lot], :-1].sum())
        return max(periods, 1) if self.kind(lot) == SERVICE else 1

    def quantity(self, lot: str) -> float:
        """What a lot has; a service in each period."""
        return float(self.problem.lots.quantity[self.lots[lot]])

    def pack(self, lot: str) -> float:
        """Pack size where deliveries must be whole packs: not for cash, nor for packs of 1 of what can be divided."""
        lots, index = self.problem.lots, self.lots[lot]
        pack = float(lots.pack[index])
        binds = lots.kind[index] != CASH and (pack != 1.0 or not self.problem.items.divisible[lots.item[index]])
        return pack if binds else 0.0

    def whole_quantity(self, lot: str) -> float:
        """All that a lot can give over its window, in whole packs where they bind."""
        pack, quantity = self.pack(lot), self.quantity(lot)
        return self.window(lot) * (floor(quantity / pack + WHOLE) * pack if pack else quantity)

    def use(self, line: Line) -> float:
        """What a unit of a line counts as use of its lot: its price for cash, else the value of the needed item."""
        return self.lines[line] if self.kind(line.lot) == CASH else self.value(line.item)

    def named(self, decision: int) -> list[Line]:
        """The lines that a row of ``decisions`` names: equal wherever it says something, places at it or below.

        An exact row names one place, and where it has no age group or period, lines that have none.
        """
        problem, table = self.problem, self.problem.decisions
        parts = (
            (table.lot, problem.lots.ids),
            (table.item, problem.items.ids),
            (table.age, (*problem.age_groups, "")),
            (table.period, (*problem.periods, "")),
        )
        lot, item, age, period = (ids[of[decision]] if of[decision] >= 0 else None for of, ids in parts)
        top = problem.places.ids[table.place[decision]] if table.place[decision] >= 0 else None
        return [
            line
            for line in self.lines
            if lot in (None, line.lot)
            and item in (None, line.item)
            and age in (None, line.age)
            and period in (None, line.period)
            and (top is None or line.place == top or (not table.exact[decision] and self.below(line.place, top)))
        ]

    def below(self, place: str, top: str) -> bool:
        """Whether a place is ``top`` or below it."""
        ids, end = self.problem.places.ids, self.problem.places.end
        return ids.index(place) in range(ids.index(top), int(end[ids.index(top)]))


def gather(problem: Problem) -> Facts:
    """Every line and every opening of a kit that the earmarks admit, and all that the model asks about them."""
    needs, lots = problem.needs, problem.lots
    ages, periods = (*problem.age_groups, ""), (*problem.periods, "")
    spots = zip(needs.place.tolist(), needs.item.tolist(), needs.age.tolist(), needs.period.tolist(), strict=True)
    cells = {
        Cell(problem.places.ids[place], problem.items.ids[item], ages[age], periods[period]): index
        for index, (place, item, age, period) in enumerate(spots)
    }
    lines: dict[Line, float] = {}
    openings: dict[Opening, dict[Line, float]] = {}
    for lot in range(len(lots)):
        if lots.usable[lot]:
            lines |= _lines(problem, cells, lot)
            openings |= _openings(problem, cells, lot)
    lines |= {line: 0.0 for contents in openings.values() for line in contents}
    index_of = {lot: index for index, lot in enumerate(lots.ids)}
    lines_of = by(lines, lambda line: line.lot)
    pairs, covered = _links(problem, list(lines))
    largest = max((abs(float(v)) for v in problem.items.value), default=1.0)
    return Facts(
        problem=problem,
        cells=cells,
        lots={lot: index_of[lot] for lot in lines_of},
        lines=lines,
        openings=openings,
        most=_most(problem, lines, openings, index_of),
        pairs=pairs,
        covered=covered,
        lines_of=lines_of,
        into={cell: [] for cell in cells} | by(lines, lambda line: line.cell),
        openings_of={lot: [] for lot in lines_of} | by(openings, lambda opening: opening.lot),
        money=10.0 ** floor(log10(largest)),
    )


def by(members: Iterable[Member], key: Callable[[Member], Key]) -> dict[Key, list[Member]]:
    """The members in groups of equal key."""
    groups: dict[Key, list[Member]] = defaultdict(list)
    for member in members:
        groups[key(member)].append(member)
    return dict(groups)


def _admitted(problem: Problem, cells: dict[Cell, int], lot: int) -> list[Cell]:
    """Needs whose place, age group and period the earmark of a lot admits, whatever their item."""
    lots, needs, places = problem.lots, problem.needs, problem.places
    inside: set[int] = set()
    for top in lots.tops[lot].tolist():
        alone = top >= len(places.ids)
        first = top - len(places.ids) if alone else top
        inside |= {first} if alone else set(range(first, int(places.end[first])))
    return [
        cell
        for cell, n in cells.items()
        if int(needs.place[n]) in inside and lots.ages[lot, needs.age[n]] and lots.periods[lot, needs.period[n]]
    ]


def _contents(problem: Problem, lot: int) -> dict[str, float]:
    """What is in a kit of the lot, if it gives kits at all."""
    kits, lots = problem.kits, problem.lots
    if lots.kind[lot] != GOODS:
        return {}
    rows = [row for row in range(len(kits)) if kits.kit[row] == lots.item[lot]]
    return {problem.items.ids[kits.item[row]]: float(kits.quantity[row]) for row in rows}


def _lines(problem: Problem, cells: dict[Cell, int], lot: int) -> dict[Line, float]:
    """Lines of a lot other than from opened kits, with what a unit of each takes from it."""
    lots, items, needs = problem.lots, problem.items, problem.needs
    found = {}
    contents = _contents(problem, lot)
    for cell in _admitted(problem, cells, lot):
        item = needs.item[cells[cell]]
        if lots.items[lot, item] and cell.item not in contents:
            each = items.cash_price[item] if lots.kind[lot] == CASH else items.rate[lots.item[lot], item]
            found[Line(lots.ids[lot], *cell)] = float(each)
    return found


def _openings(problem: Problem, cells: dict[Cell, int], lot: int) -> dict[Opening, dict[Line, float]]:
    """Where kits of a lot may be opened, and what comes out of one.

    Every content must have a need there, and the earmark's clauses on items admit the kit itself or all that is in it.
    """
    lots, ids = problem.lots, problem.items.ids
    contents = _contents(problem, lot)
    clause = lots.clause[lot]
    if not contents or not (clause[lots.item[lot]] or all(clause[ids.index(item)] for item in contents)):
        return {}
    found = {}
    for cell in _admitted(problem, cells, lot):
        inside = {Cell(cell.place, item, cell.age, cell.period): each for item, each in contents.items()}
        if all(content in cells for content in inside):
            opening = Opening(lots.ids[lot], cell.place, cell.age, cell.period)
            found[opening] = {Line(lots.ids[lot], *content): each for content, each in inside.items()}
    return found


def _most(
    problem: Problem, lines: dict[Line, float], openings: dict[Opening, dict[Line, float]], index: dict[str, int]
) -> dict[Line, float]:
    """The most that each line can hold. A service gives its quantity in each period, any time over all its window."""
    lots = problem.lots

    def room(lot: str, period: str) -> float:
        windows = max(int(lots.periods[index[lot], :-1].sum()), 1)
        often = windows if lots.kind[index[lot]] == SERVICE and not period else 1
        return float(lots.quantity[index[lot]]) * often

    most = {line: room(line.lot, line.period) / each for line, each in lines.items() if each}
    for opening, contents in openings.items():
        most |= {line: room(opening.lot, opening.period) * each for line, each in contents.items()}
    return most


def _links(problem: Problem, lines: list[Line]) -> tuple[dict[Pair, int], dict[Pair, list[Line]]]:
    """Rows of ``links`` that cover any line: those of its lot or donor, at its place or above it."""
    links, places = problem.links, problem.places
    place_at = {place: index for index, place in enumerate(places.ids)}
    donor_of = {lot: int(donor) for lot, donor in zip(problem.lots.ids, problem.lots.donor, strict=True)}
    pairs, covered = {}, {}
    for row in range(len(links)):
        by_lot = links.lot[row] >= 0
        giver = problem.lots.ids[links.lot[row]] if by_lot else problem.donors[links.donor[row]]
        top = int(links.place[row])
        below = range(top, int(places.end[top]))
        mine = [
            line
            for line in lines
            if place_at[line.place] in below
            and (line.lot == giver if by_lot else donor_of[line.lot] == links.donor[row])
        ]
        if mine:
            pair = Pair(places.ids[top], "lot" if by_lot else "donor", giver)
            pairs[pair], covered[pair] = row, mine
    return pairs, covered
