"""Every constraint family on a case small enough to solve in the head."""

import pandas as pd
import pytest
from cases import given, problem, solved
from making import Settings, tables

import allocator as al
from allocator.problem.build import build
from allocator.problem.families import FAMILIES
from allocator.scenario.config import Objective, Rule


def test_every_family_is_a_component():
    model = al.model(problem([{"lot_id": "L", "quantity": 1}], [{"place_id": "C1", "quantity": 1}]))
    names = [component.local_name for component in model.component_objects()]
    assert [f for f in FAMILIES if not any(name == f or name.startswith(f"{f}_") for name in names)] == []


def test_supply_is_shared_out_and_never_exceeded():
    # 5 of the 8 needed are there: 3 stay unmet.
    result, plan = solved(
        problem(
            [{"lot_id": "L", "quantity": 5}], [{"place_id": "C1", "quantity": 4}, {"place_id": "C2", "quantity": 4}]
        )
    )
    assert result.values == pytest.approx({"unmet_tier_1": 3})
    assert sum(given(plan).values()) == pytest.approx(5)
    assert plan.lots["used"].tolist() == pytest.approx([5])


def test_a_service_has_its_quantity_in_each_period():
    # 3 a period for 2 periods; T1 wants 5 and gets 3; 1 at any time takes what T2 leaves: 2 of its 3 go unused.
    result, plan = solved(
        problem(
            [{"lot_id": "L", "kind": "service", "quantity": 3}],
            [
                {"place_id": "C1", "period_id": "T1", "quantity": 5},
                {"place_id": "C2", "quantity": 1},
            ],
            "unmet",
            "surplus",
            periods=[{"period_id": "T1"}, {"period_id": "T2"}],
        )
    )
    assert result.values["unmet_tier_1"] == pytest.approx(2)
    assert plan.lots[["quantity", "used"]].to_numpy().tolist() == [[6, 4]]


def test_cash_buys_at_its_price():
    # 30 buy 10 at 3 each, worth 2 each: of a value of 24, 4 stay unmet.
    items = [{"item_id": "rice", "category": "food", "value": 2, "cash_price": 3, "divisible": True}]
    result, plan = solved(
        problem([{"lot_id": "L", "kind": "cash", "quantity": 30}], [{"place_id": "C1", "quantity": 12}], items=items)
    )
    assert result.values["unmet_tier_1"] == pytest.approx(4)
    assert plan.allocations[["lot_item_id", "lot_quantity"]].to_numpy().tolist() == [["", 30]]


def test_earmarks_leave_only_what_they_admit():
    # The lot is for C1 alone, the age group A and until T1: one of four needs.
    made = problem(
        [{"lot_id": "L", "quantity": 9, "places": "C1", "age_groups": "A", "until_period": "T1"}],
        [
            {"place_id": place, "age_group_id": age, "period_id": period, "quantity": 1}
            for place, age, period in [("C1", "A", "T1"), ("C2", "A", "T1"), ("C1", "", "T1"), ("C1", "A", "T2")]
        ],
        age_groups=[{"age_group_id": "A"}],
        periods=[{"period_id": "T1"}, {"period_id": "T2"}],
    )
    assert list(al.model(made).earmark) == [("L", "C1", "rice", "A", "T1")]
    assert solved(made)[0].values["unmet_tier_1"] == pytest.approx(3)


def test_direct_and_bad_lots_are_no_lines():
    made = problem(
        [{"lot_id": "L1", "quantity": 2, "direct": True}, {"lot_id": "L2", "quantity": 2, "quality_ok": False}],
        [{"place_id": "C1", "quantity": 5}],
    )
    assert list(al.model(made).earmark) == []
    assert solved(made)[0].values["unmet_tier_1"] == pytest.approx(3)  # 5 less the direct 2


def test_substitutes_take_their_rate():
    # 2 of maize replace 1 of rice: 7 of maize make 3.5 of rice.
    result, plan = solved(
        problem(
            [{"lot_id": "L", "item_id": "maize", "quantity": 7}],
            [{"place_id": "C1", "quantity": 5}],
            items=[{"item_id": item, "category": "food", "divisible": True} for item in ("maize", "rice")],
            substitutes=[{"item_id": "maize", "for_item_id": "rice", "rate": 2.0}],
        )
    )
    assert result.values["unmet_tier_1"] == pytest.approx(1.5)
    assert plan.allocations[["item_id", "quantity", "lot_item_id", "lot_quantity"]].to_numpy().tolist() == [
        ["rice", 3.5, "maize", 7]
    ]


def test_packs_force_a_surplus():
    # Packs of 4 for a need of 6: two packs, 2 too many; the 2 that a single pack would leave unmet matter more.
    result, plan = solved(
        problem(
            [{"lot_id": "L", "quantity": 12, "pack_size": 4}], [{"place_id": "C1", "quantity": 6}], "unmet", "surplus"
        )
    )
    assert result.values == pytest.approx({"unmet_tier_1": 0, "surplus": 2})
    assert plan.allocations[["quantity", "packs"]].to_numpy().tolist() == [[8, 2]]


def test_what_cannot_be_divided_is_bought_whole():
    # 10 of cash at 3 each: three, and 1 left over.
    result, _ = solved(
        problem(
            [{"lot_id": "L", "kind": "cash", "quantity": 10}],
            [{"place_id": "C1", "quantity": 5}],
            items=[{"item_id": "rice", "category": "food", "cash_price": 3}],
        )
    )
    assert result.values["unmet_tier_1"] == pytest.approx(2)


KIT_ITEMS = [
    {"item_id": "kit", "category": "school", "value": 10},
    {"item_id": "book", "category": "school", "value": 1},
    {"item_id": "pen", "category": "school", "value": 2},
]
CONTENTS = [
    {"kit_item_id": "kit", "item_id": "book", "quantity": 3},
    {"kit_item_id": "kit", "item_id": "pen", "quantity": 1},
]


def test_kits_are_opened_whole():
    # C1 wants 5 books and 1 pen: two kits bring 6 books and 2 pens, a book and a pen too many (1 + 2); C2 has no need
    # for pens, so no kit is opened there for its 9 books.
    made = problem(
        [{"lot_id": "L", "item_id": "kit", "quantity": 3}],
        [
            {"place_id": "C1", "item_id": "book", "quantity": 5},
            {"place_id": "C1", "item_id": "pen", "quantity": 1},
            {"place_id": "C2", "item_id": "book", "quantity": 9},
        ],
        "unmet",
        "surplus",
        items=KIT_ITEMS,
        kits=CONTENTS,
    )
    result, plan = solved(made)
    assert result.values == pytest.approx({"unmet_tier_1": 9, "surplus": 3})
    assert plan.allocations[["item_id", "quantity", "lot_item_id", "lot_quantity"]].to_numpy().tolist() == [
        ["book", 6, "kit", 2],
        ["pen", 2, "kit", 2],
    ]
    assert plan.lots["used"].tolist() == [2]  # once for a delivery, not once for a line


def test_kits_serve_needs_for_the_kit_too():
    result, plan = solved(
        problem(
            [{"lot_id": "L", "item_id": "kit", "quantity": 3}],
            [
                {"place_id": "C1", "item_id": "kit", "quantity": 1},
                {"place_id": "C1", "item_id": "book", "quantity": 3},
                {"place_id": "C1", "item_id": "pen", "quantity": 0},
            ],
            "unmet",
            items=KIT_ITEMS,
            kits=CONTENTS,
        )
    )
    # One kit as it is, one opened for its 3 books though nobody there needs the pen.
    assert result.values["unmet_tier_1"] == pytest.approx(0)
    assert given(plan, "item_id") == {"book": 3, "kit": 1, "pen": 1}


@pytest.mark.parametrize(("clause", "opens"), [("kit", True), ("book;pen", True), ("book", False)])
def test_earmarks_admit_a_kit_or_all_that_is_in_it(clause, opens):
    needs = [{"place_id": "C1", "item_id": item, "quantity": 3} for item in ("book", "pen")]
    lots = [{"lot_id": "L", "item_id": "kit", "quantity": 3, "items": clause}]
    made = problem(lots, needs, items=KIT_ITEMS, kits=CONTENTS)
    assert bool(len(al.model(made).opened)) == opens


def test_all_or_nothing_takes_a_surplus_to_be_of_use():
    # Of 10 only 6 are needed: unmet first takes all ten; surplus first takes none.
    lots = [{"lot_id": "L", "quantity": 10, "all_or_nothing": True}]
    needs = [{"place_id": "C1", "quantity": 6}]
    assert solved(problem(lots, needs, "unmet", "surplus"))[0].values == pytest.approx(
        {"unmet_tier_1": 0, "surplus": 4}
    )
    assert solved(problem(lots, needs, "surplus", "unmet"))[0].values == pytest.approx(
        {"surplus": 0, "unmet_tier_1": 6}
    )


def test_all_of_a_service_is_all_of_every_period():
    # 2 in each of T1 and T2, or nothing: T2 can take 1 only of need, so 1 is too many.
    result, plan = solved(
        problem(
            [{"lot_id": "L", "kind": "service", "quantity": 2, "all_or_nothing": True}],
            [{"place_id": "C1", "period_id": period, "quantity": n} for period, n in (("T1", 2), ("T2", 1))],
            "unmet",
            "surplus",
            periods=[{"period_id": "T1"}, {"period_id": "T2"}],
        )
    )
    assert result.values == pytest.approx({"unmet_tier_1": 0, "surplus": 1})
    assert given(plan, "period_id") == {"T1": 2, "T2": 2}


def test_min_per_place_leaves_places_out():
    # 10 at 4 a place reach two places of three: 5 + 5 at most, as each needs 5.
    result, plan = solved(
        problem(
            [{"lot_id": "L", "quantity": 10, "min_per_place": 4}],
            [{"place_id": c, "quantity": 5} for c in ("C1", "C2", "C3")],
            "unmet",
            "fairness",
        )
    )
    assert result.values["unmet_tier_1"] == pytest.approx(5)
    assert result.ranks == pytest.approx((0, 1, 1), abs=1e-6)
    assert min(given(plan).values()) >= 4


def test_max_places_of_a_lot_and_of_a_donor():
    needs = [{"place_id": c, "quantity": n} for c, n in (("C1", 5), ("C2", 3), ("C3", 2))]
    # One place for the lot: the largest, so 5 of 10 stay unmet.
    lots = [{"lot_id": "L1", "quantity": 10, "max_places": 1}]
    assert solved(problem(lots, needs))[0].values["unmet_tier_1"] == pytest.approx(5)
    # Two places for both lots of the donor together: C1 and C2.
    lots = [{"lot_id": "L1", "quantity": 6}, {"lot_id": "L2", "quantity": 6}]
    result, plan = solved(problem(lots, needs, "unmet", "surplus", donors=[{"donor_id": "D", "max_places": 2}]))
    assert result.values["unmet_tier_1"] == pytest.approx(2)
    assert given(plan) == {"C1": 5, "C2": 3}


def test_capacity_holds_in_each_period_and_in_all():
    # The province takes 3 in a period: T1 takes 3 of 5; any time takes what is left of 2 x 3.
    made = problem(
        [{"lot_id": "L", "quantity": 100}],
        [{"place_id": "C1", "period_id": "T1", "quantity": 5}, {"place_id": "C2", "quantity": 9}],
        places=[{"place_id": "P", "capacity": 3}],
        periods=[{"period_id": "T1"}, {"period_id": "T2"}],
    )
    result, plan = solved(made)
    assert result.values["unmet_tier_1"] == pytest.approx(8)
    assert given(plan)["C1"] <= 3 + 1e-9


def test_links_ban_cap_and_ask_a_minimum():
    lots = [{"lot_id": "L1", "quantity": 4}, {"lot_id": "L2", "quantity": 20}]
    needs = [{"place_id": c, "quantity": 6} for c in ("C1", "C2", "C3")]
    links = [
        {"place_id": "C1", "donor_id": "D", "allowed": False},  # nothing for C1
        {"place_id": "C1", "lot_id": "L2", "min_quantity": 1},
        {"place_id": "C2", "lot_id": "L2", "max_quantity": 1},  # C2: 1 of L2, 4 of L1
        {"place_id": "C3", "lot_id": "L2", "min_quantity": 7},  # C3: 7 of L2, one too many
    ]
    result, plan = solved(problem(lots, needs, "unmet", "surplus", links=links))
    assert result.values == pytest.approx({"unmet_tier_1": 6 + 1, "surplus": 1})
    assert given(plan, "place_id", "lot_id") == {("C2", "L1"): 4, ("C2", "L2"): 1, ("C3", "L2"): 7}


def test_link_to_a_district_counts_all_below_it():
    places = [{"place_id": "C1", "parent_id": "X"}, {"place_id": "C2", "parent_id": "X"}]
    places.append({"place_id": "X", "level": "district", "name": "X"})
    needs = [{"place_id": c, "quantity": 6} for c in ("C1", "C2", "C3")]
    links = [{"place_id": "X", "donor_id": "D", "max_quantity": 5}]
    result, _ = solved(problem([{"lot_id": "L", "quantity": 99}], needs, places=places, links=links))
    assert result.values["unmet_tier_1"] == pytest.approx(7)


def rule(kind, amount, level=None, of="all", **scope):
    pairs = tuple((key, codes if isinstance(codes, tuple) else (codes,)) for key, codes in scope.items())
    return Rule(kind, amount, f"{kind}: {amount}", level, of, pairs)


def test_floors_come_first_and_fall_short_without_failing():
    # Every commune is to have half of its 6, but there are 4: 5 are missing at the best.
    needs = [{"place_id": c, "quantity": 6} for c in ("C1", "C2", "C3")]
    made = problem([{"lot_id": "L", "quantity": 4}], needs, rules=(rule("coverage_min", 0.5, level="commune"),))
    result, plan = solved(made)
    assert list(result.values) == ["rules", "unmet_tier_1"]
    assert result.values["rules"] == pytest.approx(5)
    assert max(given(plan).values()) <= 3 + 1e-6
    assert plan.measures.rules_short == pytest.approx(5)


def test_ceilings_are_hard():
    needs = [{"place_id": c, "quantity": 6} for c in ("C1", "C2", "C3")]
    lots = [{"lot_id": "L", "quantity": 99}]
    # At most a third of what is needed at C1, 2 of 6; and not more than 7 spent on C2 and C3.
    ceilings = (rule("coverage_max", 1 / 3, place="C1"), rule("spend_max", 7, place=("C2", "C3")))
    result, plan = solved(problem(lots, needs, rules=ceilings))
    assert result.values == pytest.approx({"unmet_tier_1": 4 + 5})
    assert given(plan)["C1"] == pytest.approx(2)


def test_shares_are_of_what_is_used():
    # At most a quarter of cash on C1 and no surplus at C2, which needs 3: 1 of 4.
    needs = [{"place_id": "C1", "quantity": 9}, {"place_id": "C2", "quantity": 3}]
    lots = [{"lot_id": "L1", "kind": "cash", "quantity": 50}]
    ceiling = (rule("share_max", 0.25, of="cash", place="C1"),)
    result, plan = solved(problem(lots, needs, "surplus", "unmet", rules=ceiling))
    assert given(plan) == {"C1": 1, "C2": 3}
    # At least three quarters of cash on C2: the same plan, as the floor comes before unmet need.
    floor = (rule("share_min", 0.75, of="cash", place="C2"),)
    result, plan = solved(problem(lots, needs, "surplus", "unmet", rules=floor))
    assert result.values == pytest.approx({"rules": 0, "surplus": 0, "unmet_tier_1": 8})
    # At least 5 of money on C2, where 3 are needed: a surplus, as a floor asks for use and not for need met.
    result, plan = solved(problem(lots, needs, "unmet", "surplus", rules=(rule("spend_min", 5, place="C2"),)))
    assert result.values == pytest.approx({"rules": 0, "unmet_tier_1": 0, "surplus": 2})


def test_levels_may_give_up_their_tolerance():
    # All 10 of need can be met at a cost of 1 a unit beyond the first place, which costs nothing.
    needs = [{"place_id": "C1", "quantity": 2}, {"place_id": "C2", "quantity": 8}]
    links = [{"place_id": "C2", "donor_id": "D", "unit_cost": 1}]
    lots = [{"lot_id": "L", "quantity": 6}]
    # 4 stay unmet; a tenth of it may be added: 4.4, so 0.4 less goes to C2 at a cost of 4 - 0.4.
    made = problem(lots, needs, Objective("unmet", tolerance=0.1), "cost", links=links)
    result, plan = solved(made)
    assert result.values == pytest.approx({"unmet_tier_1": 4, "cost": 3.6})
    assert plan.measures.unmet_value == pytest.approx(4.4)


def test_change_counts_lines_that_differ():
    columns = ["lot_id", "place_id", "item_id", "age_group_id", "period_id", "quantity"]
    reference = pd.DataFrame([["L", "C1", "rice", "", "", 3.0], ["gone", "C1", "rice", "", "", 1.0]], columns=columns)
    lots = [{"lot_id": "L", "quantity": 4}]
    needs = [{"place_id": "C1", "quantity": 4}, {"place_id": "C2", "quantity": 4}]
    # Keeping the 3 at C1 and adding 1 at C2 is one new line; a lot that is gone is a change in any case.
    result, plan = solved(problem(lots, needs, "unmet", "change", reference=reference))
    assert result.values == pytest.approx({"unmet_tier_1": 4, "change": 2})
    # Without unmet need to lower, nothing changes but what is gone.
    result, plan = solved(problem(lots, needs, "change", reference=reference))
    assert result.values == pytest.approx({"change": 1})
    assert given(plan) == {"C1": 3}


def test_settings_of_the_default_are_solved_in_order():
    made = tables(
        places=[{"place_id": "P", "name": "P", "level": "commune"}],
        items=[{"item_id": "rice", "category": "food"}],
        lots=[{"lot_id": "L", "donor_id": "D", "kind": "goods", "item_id": "rice", "quantity": 1}],
        needs=[{"place_id": "P", "item_id": "rice", "quantity": 1}],
    )
    result, _ = solved(build(made, Settings()))
    assert list(result.values) == ["unmet_tier_1", "fairness", "surplus", "overlap", "repeat"]
    assert result.values["fairness"] == pytest.approx(1)
