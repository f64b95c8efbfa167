"""Lots that fit no need and needs that no lot may serve are named with their rows."""

from instances import Settings, tables

from allocator.network.warnings import earmark_warnings
from allocator.problem.build import build


def found(lots, needs):
    made = tables(
        places=[{"place_id": name, "name": name, "level": "commune"} for name in "abc"],
        items=[{"item_id": "coat", "category": "warmth"}, {"item_id": "book", "category": "play"}],
        age_groups=[{"age_group_id": "0-5"}, {"age_group_id": "6-10"}],
        lots=[{"lot_id": f"L{n}", "donor_id": "D", "kind": "cash", "quantity": 5, **lot} for n, lot in enumerate(lots)],
        needs=[{"item_id": "coat", "age_group_id": "0-5", "quantity": 5, **need} for need in needs],
    )
    return [
        (each.code, each.row, each.values.get("clause")) for each in earmark_warnings(build(made, Settings()), made)
    ]


def test_the_clause_that_leaves_nothing_is_named():
    lots = [
        {},
        {"items": "book"},
        {"age_groups": "6-10"},
        {"places": "b"},
        {"places": "c", "age_groups": "0-5"},
    ]
    needs = [{"place_id": "a"}, {"place_id": "c", "age_group_id": ""}]
    assert found(lots, needs) == [
        ("lot-matches-no-need", 3, "items"),
        ("lot-matches-no-need", 4, "age groups"),
        ("lot-matches-no-need", 5, "places"),
        ("lot-matches-no-need", 6, "places, items, age groups and periods together"),
    ]


def test_needs_out_of_reach_are_named_in_row_order():
    needs = [{"place_id": "c"}, {"place_id": "a"}, {"place_id": "b", "quantity": 0}]
    assert found([{"places": "b"}, {"places": "b"}], needs)[-2:] == [
        ("need-unreachable", 2, None),
        ("need-unreachable", 3, None),
    ]
