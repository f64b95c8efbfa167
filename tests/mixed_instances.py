"""Small random scenarios with every feature of the engine switched on and off."""

from __future__ import annotations

import numpy as np
import pandas as pd
from making import Settings, past, some, tables

from allocator.scenario.config import RULE_KINDS, Objective, Rule
from allocator.tables.tables import Tables

FEATURES = (
    "packs", "whole", "all_or_nothing", "min_per_place", "max_places", "donor_max_places", "capacity", "links",
    "substitutes", "kits", "rules", "services", "prices", "severity", "tiers", "weights", "lifetimes", "providers",
    "objectives", "reference", "windows", "earmarks",
)  # fmt: skip
"""Each is on in 0.4 of the instances; so are decisions, drawn apart so that they leave the rest as it is."""
MOST_NEEDS, MOST_PAIRS = 14, 60


def mixed_tables(seed: int) -> tuple[Tables, Settings]:
    """A small random scenario and its settings, each of ``FEATURES`` switched on or off at random.

    At most 5 communes, 3 items and a kit, 6 lots, 14 needs and 60 pairs of lot and need, so that a plain model of
    all pairs solves each level at once. It passes all checks of tables and settings.
    """
    rng = np.random.default_rng([seed, 3])
    on = {feature: bool(rng.random() < 0.4) for feature in FEATURES}
    ages = [{"age_group_id": f"A{a}"} for a in range(rng.integers(0, 3))]
    periods: list[dict[str, object]] = [{"period_id": f"T{t}"} for t in range(rng.integers(1, 4))]
    places = _mixed_places(rng, on)
    items = _mixed_items(rng, on)
    lots = [_mixed_lot(rng, on, number, places, items, ages, periods) for number in range(rng.integers(1, 7))]
    needs = _mixed_needs(rng, on, places, items, ages, periods, len(lots))
    history = rng.random() < 0.15
    ledger = past(rng, places, items, ages, periods, lots, needs) if history else []
    contents = _mixed_kits(rng, items)
    made = tables(
        places=places, items=items, age_groups=ages, periods=periods, lots=lots, needs=needs, ledger=ledger,
        donors=[
            {"donor_id": f"N{d}", "max_places": float(rng.integers(1, 4)) if on["donor_max_places"] else None}
            for d in range(3)
        ],
        links=_mixed_links(rng, places, lots) if on["links"] else [],
        substitutes=_mixed_substitutes(rng, items, contents) if on["substitutes"] else [],
        kits=contents,
        decisions=_mixed_decisions(seed, places, items, ages, periods, lots, needs),
    )  # fmt: skip
    lines = _mixed_reference(rng, lots, needs) if on["reference"] else None
    return made, Settings(
        unit_level=[None, "commune", "commune", "district"][rng.integers(0, 4)],
        levels=_mixed_levels(rng, on),
        rules=_mixed_rules(rng, places, items, ages, periods, needs) if on["rules"] else (),
        reference_lines=lines,
    )


def _codes(rows: list[dict[str, object]], column: str) -> list[str]:
    return [str(row[column]) for row in rows]


def _mixed_places(rng: np.random.Generator, on: dict[str, bool]) -> list[dict[str, object]]:
    places: list[dict[str, object]] = [{"place_id": "P", "level": "province", "parent_id": ""}]
    places += [{"place_id": f"D{d}", "level": "district", "parent_id": "P"} for d in range(rng.integers(1, 3))]
    districts = len(places) - 1
    for c in range(rng.integers(1, 6)):
        places.append({"place_id": f"C{c}", "level": "commune", "parent_id": f"D{rng.integers(0, districts)}"})
    for place in places:
        place["name"] = place["place_id"]
        if on["severity"]:
            place["severity"] = float(rng.choice([0.5, 1, 1, 2]))
        if on["capacity"] and rng.random() < 0.4:
            place["capacity"] = float(rng.integers(0, 40))
    return places


def _mixed_items(rng: np.random.Generator, on: dict[str, bool]) -> list[dict[str, object]]:
    """Up to three items and, where there are kits, an item that is one."""
    items: list[dict[str, object]] = [{"item_id": f"I{i}"} for i in range(rng.integers(1, 4))]
    for item in [*items, *([{"item_id": "KIT"}] if on["kits"] else [])]:
        value = float(rng.integers(1, 6))
        item |= {"category": f"K{rng.integers(0, 2)}", "value": value}
        item["divisible"] = not on["whole"] or bool(rng.random() < 0.3)
        if on["prices"]:
            item["cash_price"] = float(rng.choice([0.5, 1, 2, np.nan])) * value
        if on["lifetimes"]:
            item["lifetime"] = float(rng.integers(1, 4))
        if item["item_id"] == "KIT":
            items.append(item)
    return items


def _mixed_lot(
    rng: np.random.Generator,
    on: dict[str, bool],
    number: int,
    places: list[dict[str, object]],
    items: list[dict[str, object]],
    ages: list[dict[str, object]],
    periods: list[dict[str, object]],
) -> dict[str, object]:
    kind = str(rng.choice(["goods", "goods", "goods", "cash", "service" if on["services"] else "cash"]))
    kit = on["kits"] and number == 0
    kind = "goods" if kit else kind
    lot: dict[str, object] = {"lot_id": f"L{number}", "donor_id": f"N{rng.integers(0, 3)}", "kind": kind}
    lot["quantity"] = float(rng.integers(0, 40 if kind == "cash" else 16))
    if kind != "cash":
        fit = [item for item in _codes(items, "item_id") if (item, kind) != ("KIT", "service")]
        lot["item_id"] = "KIT" if kit else str(rng.choice(fit))
        lot["pack_size"] = float(rng.choice([1, 2, 3, 4])) if on["packs"] else 1.0
    if on["providers"] and rng.random() < 0.5:
        lot["provider_id"] = "V"
    if on["all_or_nothing"]:
        lot["all_or_nothing"] = bool(rng.random() < 0.5)
    if on["min_per_place"] and rng.random() < 0.5:
        lot["min_per_place"] = float(rng.integers(1, 7))
    if on["max_places"] and rng.random() < 0.6:
        lot["max_places"] = float(rng.integers(1, 4))
    if on["earmarks"]:
        lot["places"] = ";".join(some(rng, places, "place_id", 0.5))
        lot["exclude_places"] = ";".join(some(rng, places[1:], "place_id", 0.2))
        lot["categories"] = ";".join(some(rng, items, "category", 0.2))
        lot["items"] = ";".join(some(rng, items, "item_id", 0.2))
        lot["age_groups"] = ";".join(some(rng, ages, "age_group_id", 0.3))
    if on["windows"] and rng.random() < 0.5:
        first = int(rng.integers(0, len(periods)))
        lot["from_period"], lot["until_period"] = f"T{first}", f"T{rng.integers(first, len(periods))}"
    return lot


def _mixed_needs(
    rng: np.random.Generator,
    on: dict[str, bool],
    places: list[dict[str, object]],
    items: list[dict[str, object]],
    ages: list[dict[str, object]],
    periods: list[dict[str, object]],
    lots: int,
) -> list[dict[str, object]]:
    """Needs of several items at the same place, age group and period, so that kits can be opened there."""
    at = [
        (place, age, period)
        for place in _codes(places, "place_id")
        for age in ["", *_codes(ages, "age_group_id")]
        for period in ["", *_codes(periods, "period_id")]
        if place != "P"
    ]
    needs: list[dict[str, object]] = []
    for spot in rng.permutation(len(at)).tolist():
        place, age, period = at[spot]
        for item in _codes(items, "item_id"):
            if rng.random() < 0.65 or not needs:
                needs.append({"place_id": place, "item_id": item, "age_group_id": age, "period_id": period})
    for need in needs:
        need["quantity"] = float(rng.integers(0, 9))
        need["tier"] = float(rng.integers(1, 3)) if on["tiers"] else 1.0
        need["weight"] = float(rng.choice([0, 0.5, 1, 2])) if on["weights"] else 1.0
    return needs[: int(min(MOST_NEEDS, MOST_PAIRS // lots, rng.integers(3, MOST_NEEDS + 1)))]


def _mixed_links(
    rng: np.random.Generator, places: list[dict[str, object]], lots: list[dict[str, object]]
) -> list[dict[str, object]]:
    links: dict[tuple[str, str], dict[str, object]] = {}
    for _ in range(rng.integers(1, 7)):
        giver = "lot_id" if rng.random() < 0.6 else "donor_id"
        who = str(rng.choice(_codes(lots, giver)))
        place = str(rng.choice(_codes(places, "place_id")))
        link: dict[str, object] = {"place_id": place, giver: who, "allowed": bool(rng.random() > 0.15)}
        if link["allowed"]:
            link["unit_cost"] = float(rng.choice([0, 0, 1, 2]))
            link["fixed_cost"] = float(rng.choice([0, 3, 5]))
            least, most = sorted(rng.integers(1, 10, 2).tolist())
            link["min_quantity"] = float(least) if rng.random() < 0.3 else None
            link["max_quantity"] = float(most) if rng.random() < 0.3 else None
            link["vehicle_capacity"] = float(rng.integers(2, 7)) if rng.random() < 0.4 else None
        links[place, who] = link
    return list(links.values())


def _mixed_kits(rng: np.random.Generator, items: list[dict[str, object]]) -> list[dict[str, object]]:
    if items[-1]["item_id"] != "KIT":
        return []
    inside = rng.permutation(len(items) - 1)[: rng.integers(1, 3)]
    return [
        {"kit_item_id": "KIT", "item_id": items[at]["item_id"], "quantity": float(rng.integers(1, 3))}
        for at in inside.tolist()
    ]


def _mixed_substitutes(
    rng: np.random.Generator, items: list[dict[str, object]], contents: list[dict[str, object]]
) -> list[dict[str, object]]:
    inside = set(_codes(contents, "item_id"))
    return [
        {"item_id": given, "for_item_id": wanted, "rate": float(rng.choice([0.5, 1.5, 2]))}
        for given in _codes(items, "item_id")
        for wanted in _codes(items, "item_id")
        if given != wanted and not (given == "KIT" and wanted in inside) and rng.random() < 0.4
    ]


def _mixed_decisions(
    seed: int,
    places: list[dict[str, object]],
    items: list[dict[str, object]],
    ages: list[dict[str, object]],
    periods: list[dict[str, object]],
    lots: list[dict[str, object]],
    needs: list[dict[str, object]],
) -> list[dict[str, object]]:
    """Patterns from a single line to everything; quantities that can be kept and that cannot."""
    rng = np.random.default_rng([seed, 4])
    if rng.random() >= 0.4:
        return []
    codes = {
        "lot_id": _codes(lots, "lot_id"), "place_id": _codes(places, "place_id"), "item_id": _codes(items, "item_id"),
        "age_group_id": _codes(ages, "age_group_id"), "period_id": _codes(periods, "period_id"),
    }  # fmt: skip
    cash = {str(lot["lot_id"]) for lot in lots if lot["kind"] == "cash"}
    rows: list[dict[str, object]] = []
    for _ in range(rng.integers(1, 6)):
        need = needs[int(rng.integers(0, len(needs)))]
        row: dict[str, object] = {}
        for column, known in codes.items():
            if known and rng.random() < (0.2 if column in ("age_group_id", "period_id") else 0.6):
                wanted = str(need.get(column, ""))
                row[column] = wanted if wanted and rng.random() < 0.7 else str(rng.choice(known))
        row["action"] = str(rng.choice(["approve", "ban", "cap", "floor", "floor", "lock", "lock", "prefer"]))
        if row["action"] in ("cap", "floor", "lock", "prefer"):
            row["quantity"] = float(rng.choice([0, 1, 2, 2.5, 4, 6, 9]))
            if "item_id" not in row and ("lot_id" not in row or row["lot_id"] in cash):
                row["item_id"] = str(need["item_id"])
        row["exact"] = bool(rng.random() < 0.2)
        rows.append(row)
    return rows


def _mixed_reference(
    rng: np.random.Generator, lots: list[dict[str, object]], needs: list[dict[str, object]]
) -> pd.DataFrame:
    """Lines of an earlier plan, some of them of lots that are gone."""
    givers = [*_codes(lots, "lot_id"), "GONE"]
    pairs = {(int(rng.integers(0, len(givers))), int(rng.integers(0, len(needs)))) for _ in range(rng.integers(0, 7))}
    keys = ("place_id", "item_id", "age_group_id", "period_id")
    columns = ["lot_id", *keys, "quantity"]
    rows = [
        [givers[lot], *(needs[need][key] for key in keys), float(rng.integers(1, 8))] for lot, need in sorted(pairs)
    ]
    return pd.DataFrame(rows, columns=columns)


def _mixed_levels(rng: np.random.Generator, on: dict[str, bool]) -> tuple[Objective, ...]:
    """The usual levels, or some of all in any order, with tolerances."""
    most = int(rng.integers(0, 4)) if rng.random() < 0.3 else -1
    change = (Objective("change", most=most),) if on["reference"] else ()
    if not on["objectives"]:
        return (
            Objective("unmet"),
            Objective("fairness", "leximin"),
            Objective("duplication"),
            Objective("cost"),
            *change,
        )

    def tolerance() -> float:
        return float(rng.choice([0, 0, 0, 0.01, 0.1]))

    method = str(rng.choice(["leximin", "proportional", "floor", "none"]))
    floor = float(rng.choice([0.3, 0.4, 0.8])) if method == "floor" else 0.0
    parts = ["unmet", "fairness", "surplus", "overlap", "repeat", "cost", *(["change"] if on["reference"] else [])]
    weights = tuple((part, float(rng.choice([0, 0.5, 1, 3]))) for part in parts if rng.random() < 0.5)
    levels = [
        Objective("fairness", method, tolerance(), floor),
        *(Objective(name, None, tolerance()) for name in ("surplus", "overlap", "repeat", "cost")),
        *change,
    ]
    if any(weight for _, weight in weights) and rng.random() < 0.4:
        levels.append(Objective("blend", None, tolerance(), 0.0, weights))
    chosen = [levels[at] for at in rng.permutation(len(levels)).tolist() if rng.random() < 0.6]
    # A plan that nothing asks for is empty: unmet need is left out only now and then, and never all alone.
    if rng.random() < 0.85 or all(level.name == "cost" or level.method == "none" for level in chosen):
        chosen.insert(int(rng.choice([0, 0, len(chosen)])), Objective("unmet", None, tolerance()))
    return tuple(chosen)


def _mixed_rules(
    rng: np.random.Generator,
    places: list[dict[str, object]],
    items: list[dict[str, object]],
    ages: list[dict[str, object]],
    periods: list[dict[str, object]],
    needs: list[dict[str, object]],
) -> tuple[Rule, ...]:
    codes = {
        "category": _codes(items, "category"), "item": _codes(items, "item_id"), "place": _codes(places, "place_id"),
        "age_group": _codes(ages, "age_group_id"), "period": _codes(periods, "period_id"),
        "tier": [f"{need['tier']:.0f}" for need in needs],
    }  # fmt: skip
    rules = []
    for index in range(rng.integers(1, 4)):
        kind = str(rng.choice(RULE_KINDS))
        coverage = kind.startswith("coverage")
        keys = [key for key in codes if codes[key] and rng.random() < 0.3] or ["item"]
        keys = [] if not kind.startswith("share") and rng.random() < 0.4 else keys
        scope = tuple((key, tuple(sorted(set(rng.choice(codes[key], 2).tolist())))) for key in keys)
        amount = float(rng.integers(0, 40)) if kind.startswith("spend") else float(rng.choice([0, 0.2, 0.5, 0.8, 1]))
        level = str(rng.choice(["commune", "district"])) if coverage and rng.random() < 0.5 else None
        of = "all" if coverage else str(rng.choice(["cash", "goods", "service", "all"]))
        rules.append(Rule(kind, amount, f"{kind}: {amount:g}", level, of, scope, index))
    return tuple(rules)
