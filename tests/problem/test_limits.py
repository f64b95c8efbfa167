"""Links, kits, substitutes, limits, rules and levels as arrays."""

import numpy as np
import pytest
from instances import Settings, mixed_tables, tables

from allocator.problem.build import build
from allocator.problem.problem import GOODS
from allocator.scenario.config import Objective, Rule


def example(**more):
    return tables(
        **{
            "places": [
                {"place_id": "P", "name": "P", "level": "province", "capacity": 9},
                {"place_id": "a", "name": "a", "level": "commune", "parent_id": "P"},
                {"place_id": "b", "name": "b", "level": "commune", "parent_id": "P", "capacity": 0},
            ],
            "items": [
                {"item_id": "coat", "category": "warmth"},
                {"item_id": "hat", "category": "warmth"},
                {"item_id": "set", "category": "warmth"},
                {"item_id": "visit", "category": "medical"},
            ],
            "lots": [
                {"lot_id": "1", "donor_id": "N", "kind": "goods", "item_id": "hat", "quantity": 9, "items": "coat"},
                {
                    "lot_id": "2", "donor_id": "M", "kind": "goods", "item_id": "set", "quantity": 9,
                    "min_per_place": 2, "max_places": 3, "all_or_nothing": True,
                },
                {"lot_id": "3", "donor_id": "M", "kind": "cash", "quantity": 9},
            ],
            "donors": [{"donor_id": "M", "max_places": 2}, {"donor_id": "N"}, {"donor_id": "O", "max_places": 1}],
            "needs": [
                {"place_id": "a", "item_id": "coat", "quantity": 1},
                {"place_id": "b", "item_id": "visit", "quantity": 1, "tier": 2},
                {"place_id": "P", "item_id": "coat", "quantity": 1},
            ],
            "substitutes": [{"item_id": "hat", "for_item_id": "coat", "rate": 2}],
            "kits": [
                {"kit_item_id": "set", "item_id": "hat", "quantity": 2},
                {"kit_item_id": "set", "item_id": "coat", "quantity": 1},
            ],
            **more,
        }
    )  # fmt: skip


def test_substitutes_serve_what_the_earmark_admits_of_the_needed_item():
    problem = build(example(), Settings())
    assert problem.items.rate[1].tolist()[:2] == [2, 1] and np.isnan(problem.items.rate[0, 1])
    assert problem.lots.items.tolist() == [[1, 0, 0, 0], [0, 0, 1, 0], [1, 1, 1, 1]]
    assert problem.lots.clause.tolist() == [[1, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1]]


def test_limits_of_lots_donors_and_places():
    problem = build(example(), Settings())
    assert problem.lots.min_per_place.tolist() == [0, 2, 0]
    assert problem.lots.max_places.tolist() == [-1, 3, -1]
    assert problem.lots.all_or_nothing.tolist() == [False, True, False]
    assert problem.donors == ("M", "N") and problem.donor_max_places.tolist() == [2, -1]
    assert problem.capacity.tolist() == [9, np.inf, 0]


def test_kits_by_kit_and_item():
    kits = build(example(), Settings()).kits
    assert (kits.kit.tolist(), kits.item.tolist(), kits.quantity.tolist()) == ([2, 2], [0, 1], [1, 2])


def test_links_are_the_same_in_any_order_of_rows():
    rows = [
        {"place_id": "b", "donor_id": "O", "unit_cost": 4},
        {"place_id": "b", "donor_id": "M", "fixed_cost": 3, "vehicle_capacity": 5, "max_quantity": 8},
        {"place_id": "P", "lot_id": "2", "min_quantity": 2, "allowed": False},
    ]
    links = build(example(links=rows), Settings()).links
    again = build(example(links=rows[::-1]), Settings()).links
    assert (links.place.tolist(), links.lot.tolist(), links.donor.tolist()) == ([0, 2], [1, -1], [-1, 0])
    assert links.max_quantity.tolist() == [np.inf, 8] and links.vehicle_capacity.tolist() == [np.inf, 5]
    assert links.min_quantity.tolist() == [2, 0] and links.allowed.tolist() == [False, True]
    assert links.record.tolist() == [2, 1] and again.record.tolist() == [0, 1]
    assert np.array_equal(links.fixed_cost, again.fixed_cost)


@pytest.mark.parametrize(
    ("rule", "group", "places"),
    [
        (Rule("coverage_min", 0.3, "", "commune"), [-1, 0, 1], [1, 2]),
        (Rule("coverage_min", 0.3, "", "province"), [0, 0, 0], [0]),
        (Rule("coverage_max", 0.3, "", None, "all", (("place", ("a",)),)), [-1, 0, -1], [-1]),
        (Rule("share_min", 0.3, "", None, "goods", (("category", ("medical",)),)), [-1, -1, 0], [-1]),
        (Rule("spend_max", 3, "", None, "all", (("tier", ("2",)), ("item", ("coat", "visit")))), [-1, -1, 0], [-1]),
    ],
)
def test_rules_speak_of_groups_of_cells(rule, group, places):
    (made,) = build(example(), Settings(rules=(rule,))).rules
    assert (made.group.tolist(), made.group_place.tolist()) == (group, places)
    assert made.lots.tolist() == ([True, True, False] if rule.of == "goods" else [True] * 3)


def test_levels_stand_for_what_they_say():
    levels = (Objective("cost"), Objective("duplication", None, 0.1), Objective("fairness", "none"))
    links = [{"place_id": "a", "lot_id": "1", "unit_cost": 1}]
    made = build(example(links=links), Settings(levels=levels)).levels
    assert [(each.name, each.tolerance) for each in made] == [
        ("cost", 0), ("surplus", 0.1), ("overlap", 0.1), ("repeat", 0.1),
    ]  # fmt: skip
    without = build(example(), Settings(levels=levels))
    assert [each.name for each in without.levels] == ["surplus", "overlap", "repeat"] and without.fairness == "none"


def test_mixed_instances_are_small_and_of_every_kind():
    seen: dict[str, int] = {}
    for seed in range(120):
        problem = build(*mixed_tables(seed))
        assert len(problem.needs) <= 14 and len(problem.lots) * len(problem.needs) <= 60 and problem.levels
        kinds = {
            "links": len(problem.links), "kits": len(problem.kits), "rules": len(problem.rules),
            "reference": problem.reference is not None, "capacity": np.isfinite(problem.capacity).any(),
            "donors": (problem.donor_max_places >= 0).any(), "minimum": (problem.lots.min_per_place > 0).any(),
            "whole": problem.lots.all_or_nothing.any(), "direct": problem.lots.direct.any(),
            "packs": ((problem.lots.pack > 1) & (problem.lots.kind == GOODS)).any(),
            "substitutes": (~np.isnan(problem.items.rate)).sum() > len(problem.items.ids),
            **{f"{level.name} {level.method}": True for level in problem.levels},
        }  # fmt: skip
        seen |= {kind: seen.get(kind, 0) + bool(there) for kind, there in kinds.items()}
    assert all(count >= 3 for count in seen.values()) and len(seen) >= 20, seen
