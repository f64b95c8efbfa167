"""Published fixed-charge transportation cases, solved as allocation scenarios: value and bound against the literature.

    python -m benchmarks.published CASES.jsonl [--seconds 60] [--only 0 --only 4]

Each line of the file is a case: ``supply[m]``, ``demand[n]``, ``var_cost[m][n]``, ``fix_cost[m][n]`` and, where it has
them, ``edge_capacity[m][n]`` or ``vehicle_capacity``. A supplier becomes a lot that may go anywhere, a customer a
commune, the costs rows of ``links``; the objectives are unmet need, then cost. Source: Spieckermann, Minner and
Schiffer, *Reduce-then-Optimize for the fixed-charge transportation problem* (2024).
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pandas as pd

import allocator as al
from allocator.problem.problem import Problem


def scenario(case: dict[str, Any], folder: Path) -> None:
    """Write ``case`` as a scenario folder."""
    suppliers = [f"L{number:03}" for number in range(len(case["supply"]))]
    customers = [f"C{number:03}" for number in range(len(case["demand"]))]
    pairs = [(i, j) for i in range(len(suppliers)) for j in range(len(customers))]
    links = pd.DataFrame(
        {
            "lot_id": [suppliers[i] for i, _ in pairs],
            "place_id": [customers[j] for _, j in pairs],
            "unit_cost": [case["var_cost"][i][j] for i, j in pairs],
            "fixed_cost": [case["fix_cost"][i][j] for i, j in pairs],
        }
    )
    for column, key in (("max_quantity", "edge_capacity"), ("vehicle_capacity", "vehicle_capacity")):
        if key in case:
            links[column] = [_of_pair(case[key], i, j) for i, j in pairs]
    tables = {
        "places": pd.DataFrame({"place_id": customers, "name": customers, "level": "commune"}),
        "items": pd.DataFrame({"item_id": ["I"], "category": ["goods"]}),
        "lots": pd.DataFrame(
            {"lot_id": suppliers, "donor_id": suppliers, "kind": "goods", "item_id": "I", "quantity": case["supply"]}
        ),
        "needs": pd.DataFrame({"place_id": customers, "item_id": "I", "quantity": case["demand"]}),
        "links": links,
    }
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    text = "name: published case\nnumbers: en\nunit_level: commune\nobjectives: [unmet, cost]\n"
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")


def _of_pair(amounts: Any, i: int, j: int) -> float:
    return float(amounts[i][j] if isinstance(amounts, list) else amounts)


def load(case: dict[str, Any], seconds: float) -> Problem:
    """``case`` as a problem, to be solved within ``seconds``."""
    with TemporaryDirectory() as folder:
        scenario(case, Path(folder))
        problem = al.load(folder)
    return replace(problem, effort=replace(problem.effort, seconds=seconds))


@click.command(help=__doc__)
@click.argument("cases", type=click.Path(exists=True, path_type=Path))
@click.option("--seconds", default=60.0, help="time limit of each case")
@click.option("--only", multiple=True, type=int, help="number of a case in the file, from 0; all if left out")
def main(cases: Path, seconds: float, only: tuple[int, ...]) -> None:
    """Solve the cases one after another and say how each compares."""
    lines = cases.read_text(encoding="utf-8").splitlines()
    for number in only or range(len(lines)):
        case = json.loads(lines[number])
        begun = time.perf_counter()
        plan = al.solve(load(case, seconds))
        took = time.perf_counter() - begun
        unmet, cost = plan.objectives[0], plan.objectives[-1]
        published = float(case["published_objective"])
        click.echo(
            f"{number:3} {case['id'][:48]:48} unmet {unmet.value:g} cost {cost.value:g} published {published:g} "
            f"above {100 * (cost.value / published - 1):.3f} % bound {cost.bound or 0:g} "
            f"{'ABOVE PUBLISHED' if (cost.bound or 0) > published * (1 + 1e-6) else 'ok'} {took:.1f} s"
        )


if __name__ == "__main__":
    main()
