"""The constraint families, one function each, by the names of :mod:`allocator.problem.families`.

A function adds the components of its family to the model: the one called like the family, and ``<family>_<what>`` where
it takes several. ``quantity`` counts the needed item; ``takes x quantity`` what the lot gives for it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pyomo.environ as pyo

from allocator.problem.problem import BAN, CAP, LOCK, SERVICE, Rule
from allocator.reference.facts import Facts, Line, by


def add(model: pyo.ConcreteModel, name: str, rows: Mapping[Any, Any]) -> None:
    """Constraints ``name[index]`` from relations by index; relations without any variable are left out."""
    real = {index: row for index, row in rows.items() if row is not True}
    if any(row is False for row in real.values()):
        raise AssertionError(f"a row of {name} can never hold")
    single = next((not isinstance(index, tuple) for index in real), True)
    rule = (lambda _, index: real[index]) if single else (lambda _, *index: real[index])
    setattr(model, name, pyo.Constraint(list(real), rule=rule))


def flags(model: pyo.ConcreteModel, name: str, groups: Mapping[Any, Iterable[Line]]) -> Any:
    """Binaries ``name_used[group]``, 1 where anything of the group is delivered: quantity <= most x used."""
    used = pyo.Var(list(groups), domain=pyo.Binary, initialize=0)
    setattr(model, f"{name}_used", used)
    rows = {
        (*_tuple(group), *line): model.quantity[line] <= model.facts.most[line] * used[group]
        for group, lines in groups.items()
        for line in lines
    }
    add(model, f"{name}_opens", rows)
    return used


def taken(model: pyo.ConcreteModel, lot: str, place: str | None = None, period: str | None = None) -> Any:
    """What a lot gives, at one place or in one period if named: takes x quantity, and opened kits once each."""
    facts: Facts = model.facts
    lines = [line for line in facts.lines_of[lot] if _here(line, place, period)]
    kits = [opening for opening in facts.openings_of[lot] if _here(opening, place, period)]
    plain = sum(facts.lines[line] * model.quantity[line] for line in lines if facts.lines[line])
    return plain + sum(model.opened[opening] for opening in kits)


def earmark(model: pyo.ConcreteModel) -> None:
    """The set of lines (lot, place, item, age, period) that the donors' conditions admit: there are no others."""
    model.earmark = pyo.Set(dimen=5, initialize=list(model.facts.lines))


def supply(model: pyo.ConcreteModel) -> None:
    """For each lot: taken <= quantity; a service: <= quantity in each period, and <= quantity x periods in all."""
    facts: Facts = model.facts
    add(
        model,
        "supply",
        {
            lot: taken(model, lot) / facts.unit(lot) <= facts.quantity(lot) * facts.window(lot) / facts.unit(lot)
            for lot in facts.lots
        },
    )
    services = [line for line in facts.lines if facts.kind(line.lot) == SERVICE and line.period]
    in_period = by(services, lambda line: (line.lot, line.period))
    add(
        model,
        "supply_period",
        {(lot, period): taken(model, lot, period=period) <= facts.quantity(lot) for lot, period in in_period},
    )


def need(model: pyo.ConcreteModel) -> None:
    """For each need: met <= net, and met <= allocated."""
    facts: Facts = model.facts
    add(model, "need_net", {cell: model.met[cell] <= facts.net(cell) for cell in facts.cells})
    add(model, "need_allocated", {cell: model.met[cell] <= model.allocated[cell] for cell in facts.cells})


def packs(model: pyo.ConcreteModel) -> None:
    """Where packs bind: taken by a line, or kits opened = pack x whole number.

    Needed items that cannot be divided: quantity = whole number.
    """
    facts: Facts = model.facts
    packed = [line for line in facts.lines if facts.lines[line] and facts.pack(line.lot)]
    boxed = [opening for opening in facts.openings if facts.pack(opening.lot)]
    items = facts.problem.items
    pieces = [line for line in facts.lines if not items.divisible[items.ids.index(line.item)]]
    model.whole_packs = pyo.Var(packed, domain=pyo.NonNegativeIntegers, initialize=0)
    model.whole_kit_packs = pyo.Var(boxed, domain=pyo.NonNegativeIntegers, initialize=0)
    model.whole_pieces = pyo.Var(pieces, domain=pyo.NonNegativeIntegers, initialize=0)
    of_lines = {
        line: facts.lines[line] * model.quantity[line] == facts.pack(line.lot) * model.whole_packs[line]
        for line in packed
    }
    add(model, "packs", of_lines)
    of_kits = {kit: model.opened[kit] == facts.pack(kit.lot) * model.whole_kit_packs[kit] for kit in boxed}
    add(model, "packs_kits", of_kits)
    add(model, "packs_pieces", {line: model.quantity[line] == model.whole_pieces[line] for line in pieces})


def kits(model: pyo.ConcreteModel) -> None:
    """For each opening and content: quantity = kits opened x content of one kit, all contents together."""
    rows = {
        line: model.quantity[line] == each * model.opened[opening]
        for opening, contents in model.facts.openings.items()
        for line, each in contents.items()
    }
    add(model, "kits", rows)


def all_or_nothing(model: pyo.ConcreteModel) -> None:
    """For each such lot, with a binary: taken = all of it (its whole packs, in every period of a service) x binary."""
    facts: Facts = model.facts
    lots = [lot for lot, index in facts.lots.items() if facts.problem.lots.all_or_nothing[index]]
    model.all_used = pyo.Var(lots, domain=pyo.Binary, initialize=0)
    rows = {
        lot: taken(model, lot) / facts.unit(lot) == facts.whole_quantity(lot) / facts.unit(lot) * model.all_used[lot]
        for lot in lots
    }
    add(model, "all_or_nothing", rows)


def min_per_place(model: pyo.ConcreteModel) -> None:
    """For each such lot and place, with a binary that opens its lines: taken there >= minimum x binary."""
    facts: Facts = model.facts
    least = {lot: float(facts.problem.lots.min_per_place[index]) for lot, index in facts.lots.items()}
    groups = by((line for line in facts.lines if least[line.lot] > 0), lambda line: (line.lot, line.place))
    used = flags(model, "min_per_place", groups)
    rows = {
        (lot, place): taken(model, lot, place) / facts.unit(lot) >= least[lot] / facts.unit(lot) * used[lot, place]
        for lot, place in groups
    }
    add(model, "min_per_place", rows)


def max_places(model: pyo.ConcreteModel) -> None:
    """For each such lot, and for all lots of each such donor, with a binary for each place: their sum <= most."""
    facts: Facts = model.facts
    lots, donors = facts.problem.lots, facts.problem.donors
    of_lot = {lot: int(lots.max_places[index]) for lot, index in facts.lots.items()}
    donor = {lot: donors[lots.donor[index]] for lot, index in facts.lots.items()}
    of_donor = dict(zip(donors, facts.problem.donor_max_places.tolist(), strict=True))
    givers = {"max_places": (of_lot, {lot: lot for lot in facts.lots}), "max_places_donor": (of_donor, donor)}
    for name, (most, giver) in givers.items():
        places: dict[tuple[str, str], list[Line]] = {}
        for line in facts.lines:
            if most[giver[line.lot]] >= 0:
                places.setdefault((giver[line.lot], line.place), []).append(line)
        used = flags(model, name, places)
        visits = by(places, lambda pair: pair[0])
        add(model, name, {who: sum(used[pair] for pair in pairs) <= most[who] for who, pairs in visits.items()})


def capacity(model: pyo.ConcreteModel) -> None:
    """For each place with a limit: value of lines there and below <= limit in each period; all <= limit x periods."""
    facts: Facts = model.facts
    places, times = facts.problem.places, max(len(facts.problem.periods), 1)
    limits = {place: float(most) / facts.money for place, most in zip(places.ids, facts.problem.capacity, strict=True)}
    inside = {
        place: [line for line in facts.lines if facts.below(line.place, place)]
        for place, most in limits.items()
        if most < float("inf")
    }
    timed = {
        (place, period): lines
        for place, all_lines in inside.items()
        for period, lines in by(all_lines, lambda line: line.period).items()
        if period
    }
    add(model, "capacity", {key: _worth(model, lines) <= limits[key[0]] for key, lines in timed.items()})
    add(model, "capacity_total", {top: _worth(model, lines) <= limits[top] * times for top, lines in inside.items()})


def links(model: pyo.ConcreteModel) -> None:
    """For each row: quantity = 0 where not allowed; <= maximum; >= minimum x binary that opens the lines.

    Where vehicles are counted: quantity <= vehicle capacity x whole number of vehicles.
    """
    facts: Facts = model.facts
    table = facts.problem.links
    carried = {pair: sum(model.quantity[line] for line in lines) for pair, lines in facts.covered.items()}
    banned = {line for pair, lines in facts.covered.items() if not table.allowed[facts.pairs[pair]] for line in lines}
    add(model, "links_allowed", {line: model.quantity[line] == 0 for line in facts.lines if line in banned})
    most = {pair: float(table.max_quantity[row]) for pair, row in facts.pairs.items()}
    add(model, "links_max", {pair: carried[pair] <= top for pair, top in most.items() if top < float("inf")})
    least = {pair: float(table.min_quantity[row]) for pair, row in facts.pairs.items() if table.min_quantity[row] > 0}
    used = flags(model, "links_min", {pair: facts.covered[pair] for pair in least})
    add(model, "links_min", {pair: carried[pair] >= bottom * used[pair] for pair, bottom in least.items()})
    holds = {pair: float(table.vehicle_capacity[row]) for pair, row in facts.pairs.items()}
    driven = [pair for pair, each in holds.items() if each < float("inf")]
    model.vehicles = pyo.Var(driven, domain=pyo.NonNegativeIntegers, initialize=0)
    add(model, "links_vehicles", {pair: carried[pair] <= holds[pair] * model.vehicles[pair] for pair in driven})


def rules(model: pyo.ConcreteModel) -> None:
    """For each rule and group: a floor is part + short >= limit, a ceiling part <= limit.

    What floors fall short of is made least by the level ``rules``. For shares, part is less amount x all use, limit 0.
    """
    facts: Facts = model.facts
    parts = {
        (number, group): (rule, *part)
        for number, rule in enumerate(facts.problem.rules, start=1)
        for group, part in (_coverage if rule.kind.startswith("coverage") else _use)(model, rule).items()
    }
    floors = [index for index, (rule, _, _) in parts.items() if rule.kind.endswith("min")]
    short = model.rules_short = pyo.Var(floors, domain=pyo.NonNegativeReals, initialize=0)
    rows = {
        index: part + short[index] >= limit if rule.kind.endswith("min") else part <= limit
        for index, (rule, part, limit) in parts.items()
    }
    add(model, "rules", rows)


def decisions(model: pyo.ConcreteModel) -> None:
    """For each row, by its number: quantity of the lines it names = 0 if banned, <= asked for caps and locks.

    Floors and locks: value x quantity + short >= value x asked; what is short is made least by the level ``rules``.
    Preferences: value x quantity + missed >= value x asked; the level ``prefer`` makes it least.
    """
    facts: Facts = model.facts
    table = facts.problem.decisions
    named = {row: sum(model.quantity[line] for line in facts.named(row)) for row in range(len(table))}
    asked = dict(enumerate(table.quantity.tolist()))
    worth = {row: value / facts.money for row, value in enumerate(table.value.tolist())}
    floors = [row for row in named if table.soft[row]]
    add(model, "decisions_ban", {row: total == 0 for row, total in named.items() if table.action[row] == BAN})
    capped = {row: total for row, total in named.items() if table.action[row] in (CAP, LOCK)}
    add(model, "decisions_cap", {row: total <= asked[row] for row, total in capped.items()})
    wished = [row for row in named if table.preferred[row]]
    missed = model.decisions_missed = pyo.Var(wished, domain=pyo.NonNegativeReals, initialize=0)
    add(
        model,
        "decisions_prefer",
        {row: worth[row] * named[row] + missed[row] >= worth[row] * asked[row] for row in wished},
    )
    short = model.decisions_short = pyo.Var(floors, domain=pyo.NonNegativeReals, initialize=0)
    rows = {row: worth[row] * named[row] + short[row] >= worth[row] * asked[row] for row in floors}
    add(model, "decisions", rows)


def _coverage(model: pyo.ConcreteModel, rule: Rule) -> dict[str, tuple[Any, float]]:
    """For each group with net need: value met (allocated, for a ceiling) and amount x value of net need."""
    facts: Facts = model.facts
    places = facts.problem.places.ids
    inside = [cell for cell, index in facts.cells.items() if rule.group[index] >= 0]
    parts = {}
    for group, cells in by(inside, lambda cell: int(rule.group[facts.cells[cell]])).items():
        wanted = sum(facts.value(cell.item) * facts.net(cell) for cell in cells)
        given = model.met if rule.kind.endswith("min") else model.allocated
        if wanted > 0:
            place = int(rule.group_place[group])
            part = sum(facts.value(cell.item) / facts.money * given[cell] for cell in cells)
            parts[places[place] if place >= 0 else ""] = (part, rule.amount * wanted / facts.money)
    return parts


def _use(model: pyo.ConcreteModel, rule: Rule) -> dict[str, tuple[Any, float]]:
    """Use of the rule's lots on the needs it speaks of, less the share of all their use, and what it is held to."""
    facts: Facts = model.facts
    lines = [line for line in facts.lines if rule.lots[facts.lots[line.lot]]]
    share = rule.amount if rule.kind.startswith("share") else 0.0
    weight = {line: float(rule.group[facts.cells[line.cell]] >= 0) - share for line in lines}
    part = sum(weight[line] * facts.use(line) / facts.money * model.quantity[line] for line in lines)
    return {"": (part, 0.0 if rule.kind.startswith("share") else rule.amount / facts.money)}


def _worth(model: pyo.ConcreteModel, lines: Sequence[Line]) -> Any:
    facts: Facts = model.facts
    return sum(facts.value(line.item) / facts.money * model.quantity[line] for line in lines)


def _here(spot: Any, place: str | None, period: str | None) -> bool:
    return place in (None, spot.place) and period in (None, spot.period)


def _tuple(group: Hashable) -> tuple[Any, ...]:
    return group if isinstance(group, tuple) else (group,)
