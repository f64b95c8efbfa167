"""One case of a sweep: changed, solved, measured; what goes wrong is its result."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allocator.analyse.sweep.spec import Case, written
from allocator.plan.assemble import allocation_columns
from allocator.plan.csvs import csv_bytes_of
from allocator.plan.plan import Measures
from allocator.problem.build import build
from allocator.scenario.change import changed
from allocator.scenario.expect import MEASURES
from allocator.scenario.load import Inputs
from allocator.solve.clock import Clock
from allocator.solve.engine import outcome_of
from allocator.tables.problems import InputErrors

Record = dict[str, Any]
"""One row of the results."""

FAILURES = (
    ArithmeticError,
    AssertionError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a case may end with and the others go on: wrong input, a solver that gives up, or a fault of the program."""


@dataclass(frozen=True)
class Work:
    """What all cases share: the scenario, read and checked once, its settings those of the sweep."""

    inputs: Inputs
    axes: tuple[str, ...]
    measures: tuple[str, ...]
    plans: bool


def solve_cases(work: Work, cases: Sequence[Case]) -> list[Record]:
    """The result of each case; none of them stops the others. With ``work.plans`` each has its ``plan.csv`` as text."""
    return [_solved(work, case) for case in cases]


def failed(work: Work, case: Case, error: str) -> Record:
    """The result of a case that came to nothing."""
    return _start(work, case) | {"status": "failed", "error": error}


def _start(work: Work, case: Case) -> Record:
    values = dict(zip(work.axes, case.values, strict=True))
    return {"case": case.number, **values, "status": "done", "error": "", "overrides": written(case.overrides)}


def _solved(work: Work, case: Case) -> Record:
    begun = time.perf_counter()
    try:
        inputs = changed(work.inputs, case.overrides)
        problem = build(inputs.tables, inputs.config)
        outcome = outcome_of(problem, Clock(None, time.perf_counter()))
    except InputErrors as errors:
        wrong = (problem for problem in errors.problems if problem.severity == "error")
        return failed(work, case, " ".join(dict.fromkeys(f"{problem.message} {problem.hint}" for problem in wrong)))
    except FAILURES as error:
        return failed(work, case, f"{type(error).__name__}: {error}")
    record = _start(work, case) | {"limit_hit": outcome.limit_hit, **_measured(outcome.measures, work.measures)}
    text = csv_bytes_of(allocation_columns(problem, outcome.lines))  # plan.csv, as ``allocator run`` writes it
    record["plan_sha256"] = hashlib.sha256(text).hexdigest()
    if work.plans:
        record["plan_csv"] = text.decode("utf-8")
    return record | {"seconds": round(time.perf_counter() - begun, 3)}


def _measured(told: Measures, wanted: Sequence[str]) -> Record:
    tiers = {f"unmet_by_tier.{tier}": value for tier, value in sorted(told.unmet_by_tier.items())}
    every = {name: float(getattr(told, name)) for name in MEASURES} | tiers
    return {name: every.get(name, 0.0) for name in wanted or every}
