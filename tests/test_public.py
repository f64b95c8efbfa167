"""The public functions keep working however often they are called and whatever was imported before."""

from pathlib import Path

import allocator as al

SCENARIO = Path(__file__).parents[1] / "scenarios/first-steps"


def test_functions_can_be_called_again():
    problem = al.load(SCENARIO)
    first, second = al.solve(problem), al.solve(problem)
    assert first.allocations.equals(second.allocations)


def test_functions_survive_the_packages_of_their_names(tmp_path):
    import allocator.solve
    import allocator.verify

    problem = allocator.load(SCENARIO)
    plan = allocator.solve(problem)
    assert len(plan.allocations)
    try:
        allocator.verify(tmp_path)
    except allocator.verify.PlanFolderError as error:
        assert error.problems
    else:
        raise AssertionError("an empty folder is no plan")


def test_a_model_comes_back_as_a_plan():
    model = al.model(al.load(SCENARIO))
    al.solve_model(model)
    assert al.plan_of(model).measures.unmet_value == al.solve(al.load(SCENARIO)).measures.unmet_value
