"""What analysts do: take the model, add to it, solve it, and get a plan back."""

import pyomo.environ as pyo
import pytest
from cases import given, problem

import allocator as al
from allocator.language import speaking
from allocator.reference.solve import ModelError, check


def three_communes():
    return problem(
        [{"lot_id": "L1", "quantity": 6}, {"lot_id": "L2", "quantity": 6, "donor_id": "E"}],
        [{"place_id": c, "quantity": 5} for c in ("C1", "C2", "C3")],
        "unmet",
        "fairness",
        "overlap",
    )


def test_an_added_constraint_is_kept_and_comes_back_as_a_plan():
    model = al.model(three_communes())
    before = al.solve_model(model)
    assert before.ranks == pytest.approx((0.8, 0.8, 0.8))
    # An analyst wants C1 to have no more than 2 units. Then 10 are left for the other two: all they need.
    at_c1 = [line for line in model.earmark if line[1] == "C1"]
    model.little_for_c1 = pyo.Constraint(expr=sum(model.quantity[line] for line in at_c1) <= 2)
    after = al.solve_model(model)
    assert after.values["unmet_tier_1"] == pytest.approx(3)
    assert after.ranks == pytest.approx((0.4, 1, 1))
    plan = al.plan_of(model)
    assert given(plan) == {"C1": 2, "C2": 5, "C3": 5}
    assert plan.measures.met_value == pytest.approx(12)
    assert [(level.name, level.bound, level.proof) for level in plan.objectives] == [
        (name, None, "feasible") for name in ("unmet_tier_1", "fairness", "overlap")
    ]
    # Taken back, the first answer is there again: nothing of a solve stays behind in the model.
    model.del_component("little_for_c1")
    assert al.solve_model(model).values == pytest.approx(before.values)


def test_an_analysts_own_objective_and_solver_call_make_a_plan_too():
    model = al.model(three_communes())
    model.mine = pyo.Objective(expr=sum(model.met["C2", "rice", "", ""] for _ in range(1)), sense=pyo.maximize)
    pyo.SolverFactory("appsi_highs").solve(model)
    assert given(al.plan_of(model))["C2"] >= 5 - 1e-6
    # The levels can still be solved: they put the objective aside and bring it back.
    assert al.solve_model(model).values["unmet_tier_1"] == pytest.approx(3)
    assert model.mine.active


def test_constraints_that_cannot_hold_are_said_to():
    model = al.model(three_communes())
    model.too_much = pyo.Constraint(expr=sum(model.quantity.values()) >= 13)
    with pytest.raises(ModelError, match="unmet_tier_1"):
        al.solve_model(model)
    with speaking("vi"), pytest.raises(ModelError, match="Không có kế hoạch"):
        al.solve_model(model)


def test_answers_are_recomputed_not_believed():
    model = al.model(three_communes())
    al.solve_model(model)
    check(model, "all")
    line = next(iter(model.earmark))
    model.quantity[line].set_value(7)
    with pytest.raises(ModelError, match="supply"):
        check(model, "all")


def test_a_model_that_was_not_solved_is_the_empty_plan():
    plan = al.plan_of(al.model(three_communes()))
    assert len(plan.allocations) == 0
    assert plan.unmet["reason"].tolist() == ["scarce"] * 3
    assert plan.lots["why_unused"].tolist() == ["remainder"] * 2


def test_levels_left_out_leave_any_plan_that_keeps_the_constraints():
    made = three_communes()
    model = al.model(made)
    model.goals = []
    assert al.solve_model(model).values == {}
    check(model, "none")
