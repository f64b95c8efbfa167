"""Turn what donors give, with all their conditions, into a fair, checkable distribution plan.

A scenario is read or made from DataFrames, changed, solved, and its plan looked at; all tables are pandas.

>>> import allocator as al
>>> scenario = al.read_scenario("scenarios/first-steps")
>>> solved = scenario.scale("lots", {"kind": "cash"}, quantity=2).solve()
>>> solved.measures.coverage_min
0.535

A scenario
    ``read_scenario(folder)``, ``scenario_from(settings, items=..., lots=..., needs=...)``: to change (``scale``,
    ``set``, ``drop``, ``add``, ``settings``), to ``solve`` and to ``write``.

A plan
    ``solved.explain()`` says why needs are not met, ``export(solved, folder)`` writes it, ``read_solved(folder)`` and
    ``read_plan(folder)`` read it, ``verify(folder)`` computes everything in it again.

Questions
    ``compare`` plans; trade one aim for another: ``front``, ``alternatives``, ``price_of_fairness``,
    ``price_of_earmarks``; pledges that may fail: ``stress``, ``futures``, then ``simulate``, ``drivers``,
    ``failing_box`` and ``two_stage``; many cases: ``sweep``.

The bare problem
    ``load(folder)`` or ``problem_from(...)``, then ``solve(problem)``; ``model(problem)`` is the same in Pyomo, to be
    given more constraints, solved by ``solve_model(model)`` and read back by ``plan_of(model)``.

Each function has an example: ``help(al.front)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from allocator.version import __version__

if TYPE_CHECKING:
    from allocator.analyse.compare import compare
    from allocator.analyse.risk.futures import futures
    from allocator.analyse.risk.stress import drivers, failing_box, simulate, stress
    from allocator.analyse.risk.two_stage import two_stage
    from allocator.analyse.scenario import load, problem_from, read_scenario, read_solved, scenario_from
    from allocator.analyse.sweep.run import sweep
    from allocator.analyse.tradeoffs.alternatives import alternatives
    from allocator.analyse.tradeoffs.pareto import front
    from allocator.analyse.tradeoffs.prices import price_of_earmarks, price_of_fairness
    from allocator.plan.folder import read as read_plan
    from allocator.reference.model import build_model as model
    from allocator.reference.read_back import plan_of
    from allocator.reference.solve import solve_levels as solve_model
    from allocator.report.export import export
    from allocator.solve.engine import solve
    from allocator.verify.folder import verify_folder as verify

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

HOMES = {
    "alternatives": "analyse.tradeoffs.alternatives:alternatives",
    "compare": "analyse.compare:compare",
    "drivers": "analyse.risk.stress:drivers",
    "export": "report.export:export",
    "failing_box": "analyse.risk.stress:failing_box",
    "front": "analyse.tradeoffs.pareto:front",
    "futures": "analyse.risk.futures:futures",
    "load": "analyse.scenario:load",
    "model": "reference.model:build_model",
    "plan_of": "reference.read_back:plan_of",
    "price_of_earmarks": "analyse.tradeoffs.prices:price_of_earmarks",
    "price_of_fairness": "analyse.tradeoffs.prices:price_of_fairness",
    "problem_from": "analyse.scenario:problem_from",
    "read_plan": "plan.folder:read",
    "read_scenario": "analyse.scenario:read_scenario",
    "read_solved": "analyse.scenario:read_solved",
    "scenario_from": "analyse.scenario:scenario_from",
    "simulate": "analyse.risk.stress:simulate",
    "solve": "solve.engine:solve",
    "solve_model": "reference.solve:solve_levels",
    "stress": "analyse.risk.stress:stress",
    "sweep": "analyse.sweep.run:sweep",
    "two_stage": "analyse.risk.two_stage:two_stage",
    "verify": "verify.folder:verify_folder",
}
"""Where each public function is defined. It is imported when it is first asked for: help pages need no pandas."""


def __getattr__(name: str) -> object:
    """The public function called ``name``."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, own = HOMES[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), own)


def __dir__() -> list[str]:
    return [*globals(), *HOMES]
