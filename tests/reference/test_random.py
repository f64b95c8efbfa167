"""Random problems with every feature mixed: the model's plan passes the independent check and is as good as it says."""

import pytest
from instances import mixed_tables

import allocator as al
from allocator.problem.build import build
from allocator.verify import verify


@pytest.mark.parametrize("seed", range(2000, 2016))
def test_plans_of_the_model_pass_the_independent_check(seed):
    tables, settings = mixed_tables(seed)
    problem = build(tables, settings)
    model = al.model(problem)
    result = al.solve_model(model)
    plan = al.plan_of(model)
    checked = verify(tables, settings.unit_level, plan.allocations, settings)
    assert [each.message for each in checked.violations if each.severity == "error"] == []
    for measure in ("unmet_value", "fairness_min", "surplus_value", "overlap", "repeat_value", "cost", "change"):
        assert getattr(plan.measures, measure) == pytest.approx(getattr(checked.measures, measure), abs=1e-5)
    given_up = {level.name for level in problem.levels if level.tolerance > 0}
    for level in plan.objectives:
        if level.name.split("_tier_")[0] not in given_up:
            assert level.value == pytest.approx(result.values[level.name], rel=1e-5, abs=1e-5), level.name
