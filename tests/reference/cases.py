"""Small problems whose answers can be worked out by hand, and their reference solutions."""

from __future__ import annotations

from typing import Any

from making import Settings, tables

import allocator as al
from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.reference.solve import ReferenceResult
from allocator.scenario.config import Objective, Rule

Row = dict[str, object]


def levels(*names: str | Objective) -> tuple[Objective, ...]:
    """Levels by name."""
    return tuple(Objective(name) if isinstance(name, str) else name for name in names)


def problem(
    lots: list[Row],
    needs: list[Row],
    *objectives: str | Objective,
    communes: tuple[str, ...] = ("C1", "C2", "C3"),
    rules: tuple[Rule, ...] = (),
    reference: Any = None,
    **rows: list[Row],
) -> Problem:
    """A problem of communes C1, C2 ... below a province P, and one item, rice, of value 1 that can be divided.

    Lots are goods of rice from donor D and needs are of rice unless they say otherwise.
    """
    rows.setdefault("items", [{"item_id": "rice", "category": "food", "divisible": True}])
    own = {str(row["place_id"]): row for row in rows.pop("places", [])}
    rows["places"] = [
        {"place_id": "P", "name": "P", "level": "province", **own.get("P", {})},
        *(
            {"place_id": c, "name": c, "level": "commune", "parent_id": "P", **own.get(c, {})}
            for c in (*communes, *(place for place in own if place not in communes and place != "P"))
        ),
    ]
    lots = [{"donor_id": "D", "kind": "goods", **lot} for lot in lots]
    for lot in lots:
        if lot["kind"] != "cash":
            lot.setdefault("item_id", "rice")
    needs = [{"item_id": "rice", **need} for need in needs]
    settings = Settings(levels=levels(*(objectives or ("unmet",))), rules=rules, reference_lines=reference)
    return build(tables(lots=lots, needs=needs, **rows), settings)


def solved(problem: Problem) -> tuple[ReferenceResult, Plan]:
    """The reference solution and its plan. The plan's own measures agree with the levels the model reached."""
    model = al.model(problem)
    result = al.solve_model(model)
    plan = al.plan_of(model)
    for level in plan.objectives:
        slack = 1e-5 + max((each.tolerance for each in problem.levels), default=0.0)
        assert abs(level.value - result.values[level.name]) <= slack * max(1.0, abs(level.value)), level
    return result, plan


def given(plan: Plan, *by: str) -> dict[Any, float]:
    """Quantity by columns of the plan, by place if none is named."""
    columns = list(by) or ["place_id"]
    sums = plan.allocations.groupby(columns)["quantity"].sum()
    return {key: round(float(amount), 4) for key, amount in sums.items()}
