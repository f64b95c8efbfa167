"""Turn what donors give, with all their conditions, into a fair, checkable distribution plan.

A scenario is read or made from DataFrames, changed, solved, and its plan looked at; all tables are pandas.

>>> import allocator as al
>>> scenario = al.read_scenario("scenarios/first-steps")
>>> solved = scenario.scale("lots", {"kind": "cash"}, quantity=2).solve()
>>> solved.measures.coverage_min
0.535
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    from pyomo.environ import ConcreteModel

    from allocator.analyse.compare import Comparison
    from allocator.analyse.risk.futures import Futures
    from allocator.analyse.risk.stress import Box
    from allocator.analyse.risk.two_stage import TwoStage
    from allocator.analyse.scenario import Scenario, Solved
    from allocator.analyse.tradeoffs.alternatives import Alternatives
    from allocator.analyse.tradeoffs.front import Front
    from allocator.plan.plan import Plan
    from allocator.problem.problem import Problem
    from allocator.reference.solve import ReferenceResult
    from allocator.verify import FolderVerification

__all__ = [
    "__version__",
    "alternatives",
    "compare",
    "drivers",
    "export",
    "failing_box",
    "front",
    "futures",
    "load",
    "model",
    "plan_of",
    "price_of_earmarks",
    "price_of_fairness",
    "problem_from",
    "read_plan",
    "read_scenario",
    "read_solved",
    "scenario_from",
    "simulate",
    "solve",
    "solve_model",
    "stress",
    "sweep",
    "two_stage",
    "verify",
]


# Imports stay inside the functions: the command line shows its help before pandas would be loaded.


def load(path: str | Path) -> Problem:
    """The allocation problem of the scenario folder at ``path``.

    Raises :class:`allocator.tables.problems.InputErrors` with everything that is wrong with the input.

    >>> import allocator as al
    >>> al.load("scenarios/first-steps").periods
    ('HK1', 'HK2')
    """
    from allocator.problem.build import build
    from allocator.scenario.load import load as read

    inputs = read(Path(path))
    return build(inputs.tables, inputs.config)


def read_scenario(path: str | Path) -> Scenario:
    """The scenario folder at ``path``, to look at and to change.

    Raises :class:`allocator.tables.problems.InputErrors` with everything that is wrong with the input.

    >>> import allocator as al
    >>> len(al.read_scenario("scenarios/first-steps").table("lots"))
    14
    """
    from allocator.analyse.scenario import read_scenario as read

    return read(path)


def scenario_from(settings: Mapping[str, object] | None = None, /, **tables: pd.DataFrame) -> Scenario:
    """A scenario from DataFrames: ``items``, ``lots`` and ``needs`` at least, any other table of a scenario beside.

    ``settings`` are those of ``scenario.yaml``. Raises :class:`allocator.tables.problems.InputErrors` with everything
    that is wrong; rows are counted from 1.

    >>> import allocator as al, pandas as pd
    >>> items = pd.DataFrame({"item_id": ["coat"], "category": ["warmth"], "value": [250_000]})
    >>> gift = {"lot_id": "L1", "donor_id": "D1", "kind": "goods", "item_id": "coat", "quantity": 60}
    >>> lots = pd.DataFrame([gift])
    >>> needs = pd.DataFrame({"place_id": ["A", "B"], "item_id": ["coat", "coat"], "quantity": [40, 80]})
    >>> solved = al.scenario_from({"name": "coats"}, items=items, lots=lots, needs=needs).solve()
    >>> solved.allocations[["place_id", "quantity"]].values.tolist()
    [['A', 20.0], ['B', 40.0]]
    """
    from allocator.analyse.scenario import scenario_from as make

    return make(settings or {}, tables)


def problem_from(settings: Mapping[str, object] | None = None, /, **tables: pd.DataFrame) -> Problem:
    """The allocation problem of DataFrames; see :func:`scenario_from`.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> frames = {name: scenario.table(name) for name in ("places", "items", "lots", "needs")}
    >>> len(al.problem_from({"unit_level": "commune"}, **frames).units)
    6
    """
    return scenario_from(settings, **tables).problem


def solve(problem: Problem, progress: Callable[[str], None] | None = None) -> Plan:
    """The plan of least unmet need, tier by tier, then fairest, in whole packs, with its proof.

    ``progress`` is called with the name of each phase as it begins.

    >>> import allocator as al
    >>> al.solve(al.load("scenarios/first-steps")).measures.unmet_by_tier
    {1: 21500000.0, 2: 28000000.0}
    """
    from allocator.solve import solve as find

    return find(problem, progress)


def compare(*plans: Solved | str | Path, names: Sequence[str] | None = None) -> Comparison:
    """Two plans or more beside each other: solved scenarios, or folders that ``allocator run`` wrote.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> less = scenario.drop("lots", {"donor_id": "D06"})
    >>> found = al.compare(scenario.solve(), less.solve(), names=["now", "without"])
    >>> found.measures.loc["coverage_min"].round(3).to_dict()
    {'now': 0.5, 'without': 0.47}
    """
    from allocator.analyse.compare import compare as beside

    return beside(*plans, names=names)


def front(
    scenario: Scenario, first: str = "unmet_value", second: str = "overlap", points: int = 30, seconds: float = 100.0
) -> Front:
    """The Pareto front between two of unmet_value, fairness_min, surplus_value, overlap and cost.

    Exact for small problems; for unmet need and overlap of large ones plans with proven bounds beside them.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps").scale("lots", {"kind": "goods"}, quantity=0.5)
    >>> al.front(scenario, "unmet_value", "overlap").table["proven"].all()
    np.True_
    """
    from allocator.analyse.tradeoffs.pareto import front as trade

    return trade(scenario, first, second, points, seconds)


def price_of_fairness(scenario: Scenario) -> pd.DataFrame:
    """The plan by each way of being fair, and what it costs beside serving as much as possible.

    >>> import allocator as al
    >>> al.price_of_fairness(al.read_scenario("scenarios/first-steps"))["coverage_min"].loc["leximin"].item()
    0.5
    """
    from allocator.analyse.tradeoffs.prices import price_of_fairness as price

    return price(scenario)


def price_of_earmarks(scenario: Scenario) -> pd.DataFrame:
    """What more would be met if one clause of one gift were given up, the dearest first; and all clauses.

    >>> import allocator as al
    >>> al.price_of_earmarks(al.read_scenario("scenarios/first-steps"))["clause"].isin(["places", "all"]).any().item()
    True
    """
    from allocator.analyse.tradeoffs.prices import price_of_earmarks as price

    return price(scenario)


def alternatives(scenario: Scenario, count: int = 10, within: float = 0.01, seconds: float = 60.0) -> Alternatives:
    """Plans that reach every level within a tolerance, as different from each other as possible; for small problems.

    >>> import allocator as al
    >>> found = al.alternatives(al.read_scenario("scenarios/first-steps"), 2, within=0.05, seconds=10)
    >>> float(found.distances.iloc[0, 1]) > 0
    True
    """
    from allocator.analyse.tradeoffs.alternatives import alternatives as search

    return search(scenario, count, within, seconds)


def futures(
    scenario: Scenario,
    count: int = 1000,
    seed: int = 0,
    by_status: Mapping[str, float] | None = None,
    need_spread: float = 0.0,
    together: bool = True,
) -> Futures:
    """Equally likely futures: which gifts come, by probability and status, and how large needs are.

    >>> import allocator as al
    >>> len(al.futures(al.read_scenario("scenarios/first-steps"), 100, need_spread=0.1))
    100
    """
    from allocator.analyse.risk.futures import futures as draw

    return draw(scenario, count, seed, by_status, need_spread, together)


def stress(solved: Solved, pairs: bool = True) -> pd.DataFrame:
    """What is unmet where each donor, and each pair of them, withdraws, with and without a new plan.

    >>> import allocator as al
    >>> table = al.stress(al.read_scenario("scenarios/first-steps").solve())
    >>> bool((table["regret"] >= 0).all())
    True
    """
    from allocator.analyse.risk.stress import stress as withdraw

    return withdraw(solved, pairs)


def simulate(solved: Solved, futures: Futures) -> pd.DataFrame:
    """What is unmet in each future: with the plan as it is, with a new plan each time, and the regret.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> al.simulate(solved, al.futures(solved.scenario, 20)).columns.tolist()
    ['lost', 'kept', 'anew', 'regret']
    """
    from allocator.analyse.risk.stress import simulate as play

    return play(solved, futures)


def drivers(futures: Futures, result: Sequence[float] | pd.Series) -> pd.DataFrame:
    """Which inputs drive a result of the futures: input, share of its variance, effect.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> futures = al.futures(solved.scenario, 100)
    >>> al.drivers(futures, al.simulate(solved, futures)["anew"]).columns.tolist()
    ['input', 'share', 'effect']
    """
    from allocator.analyse.risk.stress import drivers as drive

    return drive(futures, result)


def failing_box(futures: Futures, fails: Sequence[bool] | pd.Series, least: float = 0.05) -> Box:
    """The box of futures in which a plan fails: limits on a few inputs.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> futures = al.futures(solved.scenario, 100)
    >>> kept = al.simulate(solved, futures)["kept"]
    >>> al.failing_box(futures, kept > kept.quantile(0.9)).inside > 0
    True
    """
    from allocator.analyse.risk.stress import failing_box as box

    return box(futures, fails, least)


def two_stage(
    futures: Futures,
    now: Sequence[str] | None = None,
    averse: float = 0.0,
    tail: float = 0.1,
    seconds: float = 100.0,
) -> TwoStage:
    """What to commit of each gift now, before it is known which come, and what to keep for later periods.

    >>> import allocator as al
    >>> found = al.two_stage(al.futures(al.read_scenario("scenarios/first-steps"), 30))
    >>> bool(found.gap < 0.001)
    True
    """
    from allocator.analyse.risk.two_stage import two_stage as commit

    return commit(futures, now, averse, tail, seconds)


def sweep(
    spec: str | Path,
    out: str | Path,
    jobs: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Every case of the sweep in the YAML file ``spec``, one row each; it goes on where it was interrupted.

    >>> import allocator as al, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     results = al.sweep("scenarios/sweeps/first-steps.yaml", folder + "/sweep", jobs=1)
    >>> results["status"].tolist()
    ['done', 'done']
    """
    from allocator.analyse.sweep.run import sweep as all_cases

    return all_cases(spec, out, jobs, scheduler, progress)


def export(solved: Solved, folder: str | Path) -> None:
    """Write the plan folder that ``allocator run`` would write, workbook and report in it, whole or not at all.

    Raises :class:`allocator.plan.staging.FolderError` where it cannot be written.

    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     al.verify(pathlib.Path(folder) / "plan").holds
    True
    """
    from functools import partial

    from allocator.plan.folder import write
    from allocator.report.page import write_page
    from allocator.report.view import make_view
    from allocator.report.workbook import write_workbook

    told = solved if len(solved.plan.causes) else solved.explain()
    view = make_view(told.plan, told.scenario.inputs)
    documents = {"plan.xlsx": partial(write_workbook, view), "report.html": partial(write_page, view)}
    write(told.plan, told.scenario.inputs, Path(folder), "allocator.export", documents)


def model(problem: Problem) -> ConcreteModel:
    """The whole problem as a Pyomo model, for small problems and questions the engine does not know.

    ``model.quantity[lot, place, item, age, period]`` is what a plan decides; constraints carry the names of
    :mod:`allocator.problem.families`, so ``model.supply["L01"]`` is what lot L01 can give. Ids are those of the tables.

    >>> import allocator as al
    >>> import pyomo.environ as pyo
    >>> model = al.model(al.load("scenarios/first-steps"))
    >>> lines = [line for line in model.earmark if line[0] == "L01"]
    >>> model.half = pyo.Constraint(expr=sum(model.quantity[line] for line in lines) <= 5)
    >>> list(al.solve_model(model).values)
    ['unmet_tier_1', 'unmet_tier_2', 'fairness', 'surplus', 'overlap', 'repeat']
    >>> float(al.plan_of(model).allocations.query("lot_id == 'L01'")["quantity"].sum()) <= 5
    True
    """
    from allocator.reference.model import build_model

    return build_model(problem)


def solve_model(model: ConcreteModel) -> ReferenceResult:
    """Optimise the levels of a model in order, constraints that were added to it included.

    Raises :class:`allocator.reference.solve.ModelError` where they leave no plan.

    >>> import allocator as al
    >>> al.solve_model(al.model(al.load("scenarios/first-steps"))).values["unmet_tier_1"]
    21500000.0
    """
    from allocator.reference.solve import solve_levels

    return solve_levels(model)


def plan_of(model: ConcreteModel) -> Plan:
    """The plan that the variables of a model stand for, however it was solved; measured anew, without bounds.

    >>> import allocator as al
    >>> model = al.model(al.load("scenarios/first-steps"))
    >>> _ = al.solve_model(model)
    >>> al.plan_of(model).measures.coverage_min
    0.5
    """
    from allocator.reference.read_back import plan_from_model

    return plan_from_model(model.facts.problem, model)


def read_plan(folder: str | Path) -> Plan:
    """The plan in a folder that ``allocator run`` wrote.

    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     al.read_plan(pathlib.Path(folder) / "plan").measures.coverage_min
    0.5
    """
    from allocator.plan.folder import read

    return read(Path(folder))


def read_solved(folder: str | Path) -> Solved:
    """A plan folder as a solved scenario: its inputs, to change and solve again, and its plan.

    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     again = al.read_solved(pathlib.Path(folder) / "plan").scenario.scale("lots", quantity=2)
    >>> again.solve().measures.coverage_min
    0.725
    """
    from allocator.analyse.scenario import read_solved as read

    return read(folder)


def verify(folder: str | Path) -> FolderVerification:
    """Everything in a plan folder recomputed from its inputs, by code that shares nothing with ``solve``.

    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     al.verify(pathlib.Path(folder) / "plan").holds
    True
    """
    from allocator.verify import verify_folder

    return verify_folder(Path(folder))
