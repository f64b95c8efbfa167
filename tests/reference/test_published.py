"""Published problems: their optima are known."""

import json
from pathlib import Path

import pytest
from cases import problem, solved

from allocator.solve import solve

CASES = json.loads((Path(__file__).parents[1] / "benchmarks/data/multicommodity.json").read_text(encoding="utf-8"))


def test_dantzig_transport():
    # Supply 350 and 600, demand 325, 300 and 275, 90 a case for a thousand miles: 153.675 thousand.
    distance = {"seattle": (2.5, 1.7, 1.8), "san-diego": (2.5, 1.8, 1.4)}
    made = problem(
        [{"lot_id": "seattle", "quantity": 350}, {"lot_id": "san-diego", "quantity": 600}],
        [{"place_id": c, "quantity": n} for c, n in (("C1", 325), ("C2", 300), ("C3", 275))],
        "unmet",
        "cost",
        links=[
            {"place_id": f"C{number}", "lot_id": lot, "unit_cost": 90 * miles / 1000}
            for lot, all_miles in distance.items()
            for number, miles in enumerate(all_miles, start=1)
        ],
    )
    assert solved(made)[0].values == pytest.approx({"unmet_tier_1": 0, "cost": 153.675})


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_multicommodity_fixed_charge(case):
    origins, places = case["origins"], case["destinations"]
    lots = [
        {"lot_id": f"{origin} {product}", "donor_id": origin, "item_id": product, "quantity": amount}
        for origin in origins
        for product, amount in case["supply"][origin].items()
    ]
    needs = [
        {"place_id": place, "item_id": product, "quantity": amount}
        for place in places
        for product, amount in case["demand"][place].items()
    ]
    pairs = [
        {
            "place_id": place,
            "donor_id": origin,
            "fixed_cost": fixed,
            "max_quantity": case["link_limit"],
            "min_quantity": case.get("min_nonzero_load"),
        }
        for origin in origins
        for place, fixed in zip(places, case["fixed_cost"][origin], strict=True)
    ]
    by_unit = [
        {"place_id": place, "lot_id": f"{origin} {product}", "unit_cost": cost}
        for product, costs in case["var_cost"].items()
        for origin in origins
        for place, cost in zip(places, costs[origin], strict=True)
    ]
    made = problem(
        lots,
        needs,
        "unmet",
        "cost",
        communes=tuple(places),
        items=[{"item_id": product, "category": product, "divisible": True} for product in case["products"]],
        donors=[{"donor_id": origin, "max_places": case.get("max_destinations_per_origin")} for origin in origins],
        links=pairs + by_unit,
    )
    engine = {level.name: level for level in solve(made).objectives}
    assert engine["cost"].value == pytest.approx(case["expected"]["objective"], abs=1e-3)
    assert engine["cost"].proof == "proven"
    result, _ = solved(made)
    assert result.values["unmet_tier_1"] == pytest.approx(0, abs=1e-6)
    assert result.values["cost"] == pytest.approx(case["expected"]["objective"], abs=1e-3)
