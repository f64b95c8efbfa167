"""Random scenarios with known contradictions hidden among hundreds of clauses that do no harm.

Each contradiction has a district and a lot of its own; what does no harm is everywhere: limits far above all that
anybody asks, and floors, far below what there is, in calm districts that no contradiction speaks of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from making import Settings, tables

from allocator.conflicts import Clause, Contradiction
from allocator.problem.build import build
from allocator.problem.problem import Effort, Problem
from allocator.scenario.config import Objective, Rule

Name = tuple[str, str, object]
"""A clause as the generator and the search both know it: kind, table, and what tells it from others."""
COMMUNES = 6


@dataclass
class Draft:
    """Rows so far."""

    rng: np.random.Generator
    lots: list[dict[str, object]] = field(default_factory=list)
    decisions: list[dict[str, object]] = field(default_factory=list)
    links: list[dict[str, object]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    capacity: dict[str, float] = field(default_factory=dict)

    def decide(self, action: str, **more: object) -> int:
        self.decisions.append({"action": action, **more})
        return len(self.decisions) - 1

    def lot(self, name: str) -> dict[str, object]:
        return next(lot for lot in self.lots if lot["lot_id"] == name)


@dataclass(frozen=True)
class Spot:
    """Where a contradiction is planted."""

    lot: str
    item: str
    value: float
    district: str
    communes: list[str]


def floors(draft: Draft, spot: Spot, count: int, by_lot: bool = True) -> list[Name]:
    """Floors of 6 in so many communes."""
    lot = {"lot_id": spot.lot} if by_lot else {}
    rows = [
        draft.decide("floor", place_id=commune, item_id=spot.item, quantity=6.0, **lot)
        for commune in spot.communes[:count]
    ]
    return [("floor", "decisions", row) for row in rows]


def lock_against_ban(draft: Draft, spot: Spot) -> list[Name]:
    lock = draft.decide("lock", lot_id=spot.lot, place_id=spot.communes[0], quantity=5.0)
    ban = draft.decide("ban", lot_id=spot.lot, place_id=spot.district)
    return [("lock_least", "decisions", lock), ("ban", "decisions", ban)]


def lock_against_floor(draft: Draft, spot: Spot) -> list[Name]:
    lock = draft.decide("lock", lot_id=spot.lot, place_id=spot.communes[0], quantity=5.0)
    return [("lock_most", "decisions", lock), *floors(draft, spot, 1)]


def floors_against_cap(draft: Draft, spot: Spot) -> list[Name]:
    count = int(draft.rng.integers(1, 6))
    cap = draft.decide("cap", lot_id=spot.lot, place_id=spot.district, quantity=6.0 * count - 1)
    return [("cap", "decisions", cap), *floors(draft, spot, count)]


def floors_against_places(draft: Draft, spot: Spot) -> list[Name]:
    count = int(draft.rng.integers(2, 6))
    draft.lot(spot.lot)["max_places"] = float(count - 1)
    return [("lot_places", "lots", spot.lot), *floors(draft, spot, count)]


def floors_against_donor(draft: Draft, spot: Spot) -> list[Name]:
    count = int(draft.rng.integers(2, 6))
    draft.lot(spot.lot)["donor_most"] = float(count - 1)
    return [("donor_places", "donors", draft.lot(spot.lot)["donor_id"]), *floors(draft, spot, count)]


def floors_against_capacity(draft: Draft, spot: Spot) -> list[Name]:
    count = int(draft.rng.integers(1, 6))
    draft.capacity[spot.district] = 6.0 * count * spot.value - 0.5
    return [("capacity", "places", spot.district), *floors(draft, spot, count, by_lot=False)]


def floors_against_spending(draft: Draft, spot: Spot) -> list[Name]:
    count = int(draft.rng.integers(1, 6))
    most = 6.0 * count * spot.value - 0.5
    draft.rules.append(Rule("spend_max", most, f"at most {most:g}", None, "goods", (("place", (spot.district,)),)))
    return [("spend_max", "rules", (len(draft.rules) - 1, "")), *floors(draft, spot, count, by_lot=False)]


def floors_against_stock(draft: Draft, spot: Spot) -> list[Name]:
    """Nothing but wishes: together they ask one more than the lot holds."""
    count = int(draft.rng.integers(2, 7))
    draft.lot(spot.lot)["quantity"] = 6.0 * count - 1
    return floors(draft, spot, count)


def floor_against_link(draft: Draft, spot: Spot) -> list[Name]:
    kind = str(draft.rng.choice(["link_ban", "link_max"]))
    limit = {"allowed": False} if kind == "link_ban" else {"max_quantity": 5.0}
    draft.links.append({"place_id": spot.district, "lot_id": spot.lot, **limit})
    return [(kind, "links", len(draft.links) - 1), *floors(draft, spot, 1)]


def floor_against_a_whole_lot(draft: Draft, spot: Spot) -> list[Name]:
    draft.lot(spot.lot)["all_or_nothing"] = True
    cap = draft.decide("cap", lot_id=spot.lot, quantity=400.0)
    return [("all_or_nothing", "lots", spot.lot), ("cap", "decisions", cap), *floors(draft, spot, 1)]


def floor_against_least(draft: Draft, spot: Spot) -> list[Name]:
    draft.lot(spot.lot)["min_per_place"] = 10.0
    cap = draft.decide("cap", lot_id=spot.lot, place_id=spot.communes[0], quantity=8.0)
    return [("min_per_place", "lots", spot.lot), ("cap", "decisions", cap), *floors(draft, spot, 1)]


def coverage_against_ceiling(draft: Draft, spot: Spot) -> list[Name]:
    count = int(draft.rng.integers(1, 6))
    inside = tuple(spot.communes[:count])
    draft.rules.append(Rule("coverage_min", 0.5, f"half {spot.district}", "commune", "all", (("place", inside),)))
    most = 0.5 * count / COMMUNES - 0.01
    draft.rules.append(Rule("coverage_max", most, "most", "district", "all", (("place", (spot.district,)),)))
    least = len(draft.rules) - 2
    return [
        ("coverage_max", "rules", (least + 1, spot.district)),
        *(("coverage_min", "rules", (least, commune)) for commune in inside),
    ]


PLANTS: tuple[Callable[[Draft, Spot], list[Name]], ...] = (
    lock_against_ban, lock_against_floor, floors_against_cap, floors_against_places, floors_against_donor,
    floors_against_capacity, floors_against_spending, floors_against_stock, floor_against_link,
    floor_against_a_whole_lot, floor_against_least, coverage_against_ceiling,
)  # fmt: skip


def planted(seed: int, harmless: int = 300) -> tuple[Problem, set[frozenset[Name]]]:
    """A problem with one to four contradictions of two to six clauses, and these; about so many others do no harm."""
    rng = np.random.default_rng([seed, 7])
    draft = Draft(rng)
    count = int(rng.integers(1, 5))
    values = {f"I{i}": float(rng.integers(1, 6)) for i in range(3)}
    districts = {f"D{d}": [f"C{d}{c}" for c in range(COMMUNES)] for d in range(count + 3)}
    for item in values:
        draft.lots.append(_lot(f"G{item}", item, 5_000.0))
    expected = set()
    for number in range(count):
        item = str(rng.choice(list(values)))
        draft.lots.append(_lot(f"L{number}", item, 1_000.0))
        spot = Spot(f"L{number}", item, values[item], f"D{number}", districts[f"D{number}"])
        plant = PLANTS[(seed + 3 * number) % len(PLANTS)]
        expected.add(frozenset(plant(draft, spot)))
    calm = [commune for d in range(count, count + 3) for commune in districts[f"D{d}"]]
    for _ in range(harmless):
        _harmless(draft, list(values), districts, calm)
    return _built(draft, values, districts), expected


def _lot(name: str, item: str, quantity: float) -> dict[str, object]:
    return {"lot_id": name, "donor_id": f"N{name}", "kind": "goods", "item_id": item, "quantity": quantity}


def _harmless(draft: Draft, items: list[str], districts: dict[str, list[str]], calm: list[str]) -> None:
    rng = draft.rng
    places = [*districts, *(commune for communes in districts.values() for commune in communes)]
    place, item = str(rng.choice(places)), str(rng.choice(items))
    lot = draft.lots[int(rng.integers(0, len(draft.lots)))]
    kind = int(rng.integers(0, 6))
    if kind == 0:
        draft.decide("cap", place_id=place, item_id=item, quantity=float(rng.integers(2_000, 9_000)))
    elif kind == 1:
        draft.decide("cap", lot_id=lot["lot_id"], place_id=place, quantity=float(rng.integers(2_000, 9_000)))
    elif kind == 2:
        draft.decide("floor", place_id=str(rng.choice(calm)), item_id=item, quantity=float(rng.integers(1, 9)))
    elif kind == 3:
        pair = {"place_id": place, "lot_id": lot["lot_id"]}
        if not any(link | pair == link for link in draft.links):
            draft.links.append({**pair, "max_quantity": float(rng.integers(2_000, 9_000))})
    elif kind == 4:
        draft.capacity.setdefault(place, float(rng.integers(20_000, 90_000)))
    elif rng.random() < 0.05:
        scope = (("place", (str(rng.choice(calm)),)), ("item", (item,)))
        draft.rules.append(Rule("coverage_min", 0.02, "a little", None, "all", scope))
    else:
        draft.decide("approve", lot_id=lot["lot_id"], place_id=place)
        draft.decide("ban", lot_id=lot["lot_id"], place_id=str(rng.choice(calm)), item_id=lot["item_id"])
        draft.decisions[-1]["lot_id"] = draft.lots[-1]["lot_id"]  # of a lot that the calm districts can do without


def _built(draft: Draft, values: dict[str, float], districts: dict[str, list[str]]) -> Problem:
    places: list[dict[str, object]] = [{"place_id": "P", "name": "P", "level": "province", "parent_id": ""}]
    for district, communes in districts.items():
        places.append({"place_id": district, "name": district, "level": "district", "parent_id": "P"})
        places += [{"place_id": c, "name": c, "level": "commune", "parent_id": district} for c in communes]
    for place in places:
        place["capacity"] = draft.capacity.get(str(place["place_id"]))
    made = tables(
        places=places,
        items=[{"item_id": item, "category": "K", "value": value} for item, value in values.items()],
        lots=draft.lots,
        donors=[{"donor_id": lot["donor_id"], "max_places": lot.pop("donor_most", 500.0)} for lot in draft.lots],
        needs=[
            {"place_id": commune, "item_id": item, "quantity": 100.0}
            for communes in districts.values()
            for commune in communes
            for item in values
        ],
        links=draft.links,
        decisions=draft.decisions,
    )
    settings = Settings(levels=(Objective("unmet"),), rules=tuple(draft.rules))
    problem = build(made, settings)
    return Problem(**{**vars(problem), "effort": Effort(seconds=120.0)})


def name_of(clause: Clause) -> Name:
    """The clause as the generator knows it."""
    place = dict(clause.pattern).get("place", "")
    key: object = clause.record
    if clause.table == "rules":
        key = (clause.at, place)
    elif clause.table in ("places", "donors", "lots"):
        key = clause.pattern[0][1]
    return (clause.kind, clause.table, key)


def names_of(contradiction: Contradiction) -> frozenset[Name]:
    """The clauses of a contradiction as the generator knows them."""
    return frozenset(name_of(clause) for clause in contradiction.clauses)
