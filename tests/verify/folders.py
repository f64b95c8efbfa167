"""A plan folder for the good plan of :mod:`tests.verify.building`, and changes to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd

from allocator.tables.tables import Tables
from allocator.verify import verify, verify_folder

Edit = Callable[[Path], None]
"""Changes a plan folder; its provenance then speaks of the changed files."""

CERTIFIED = pd.DataFrame(
    {
        "level": [1, 2, 3],
        "units": ["C3", "C2", "C1"],
        "coverage": [0.05, 0.7, 0.95],
        "available_value": [15.75, 60.9, 285.95],
        "target_value": [315.0, 87.0, 301.0],
    }
)


def seal(folder: Path) -> None:
    """Write provenance for the files now in ``folder``."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != "provenance.json"]
    outputs = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    inputs = {f"inputs/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("inputs/*")}
    (folder / "provenance.json").write_text(json.dumps({"outputs": outputs | inputs}), encoding="utf-8")


def write_folder(folder: Path, tables: Tables, plan: pd.DataFrame) -> Path:
    """Write the plan folder of the good plan."""
    inputs = folder / "inputs"
    inputs.mkdir()
    (inputs / "scenario.yaml").write_text("name: world\nlanguage: en\nunit_level: commune\n", encoding="utf-8")
    for field in fields(tables):
        frame: pd.DataFrame = getattr(tables, field.name)
        if len(frame):
            frame.drop(columns=["source", "row"]).to_csv(inputs / f"{field.name}.csv", index=False, encoding="utf-8")
    right = verify(tables, "commune", plan)
    plan.to_csv(folder / "plan.csv", index=False)
    right.cells.assign(reason="").to_csv(folder / "unmet.csv", index=False)
    shares = right.coverage.assign(fair_coverage=[0.95, 0.7, 0.1], level=[3, 2, 1])
    shares.to_csv(folder / "coverage.csv", index=False)
    right.lots.assign(why_unused="").to_csv(folder / "lots.csv", index=False)
    CERTIFIED.to_csv(folder / "certificate.csv", index=False)
    objectives = [
        {"name": "unmet_tier_1", "value": 172.0, "bound": 150.0, "gap": 22 / 172, "proof": "gap"},
        {"name": "unmet_tier_2", "value": 120.0, "bound": None, "gap": None, "proof": "feasible"},
        {"name": "fairness", "value": right.measures.fairness_min, "bound": 0.05, "gap": 11 / 21, "proof": "gap"},
        {"name": "surplus", "value": 20.0, "bound": 20.0, "gap": 0.0, "proof": "proven"},
        {"name": "overlap", "value": 1, "bound": 0, "gap": 1.0, "proof": "gap"},
        {"name": "repeat", "value": 0.0, "bound": 0.0, "gap": 0.0, "proof": "proven"},
    ]
    measures = asdict(right.measures) | {"surplus_forced": 20.0, "surplus_avoidable": 0.0}
    told = {"status": "feasible", "measures": measures, "objectives": objectives}
    (folder / "summary.json").write_text(json.dumps(told), encoding="utf-8")
    seal(folder)
    return folder


def codes(folder: Path) -> set[str]:
    return {violation.code for violation in verify_folder(folder).violations}


def csv(name: str, row: int, column: str, value: object) -> Edit:
    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / name, keep_default_na=False).astype(object)
        frame.loc[row, column] = value
        frame.to_csv(folder / name, index=False)
        seal(folder)

    return edit


def cut(name: str) -> Edit:
    def edit(folder: Path) -> None:
        pd.read_csv(folder / name, keep_default_na=False).iloc[1:].to_csv(folder / name, index=False)
        seal(folder)

    return edit


def again(name: str, **changes: object) -> Edit:
    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / name, keep_default_na=False)
        pd.concat([frame, frame.iloc[:1].assign(**changes)]).to_csv(folder / name, index=False)
        seal(folder)

    return edit


def append(name: str) -> Edit:
    def edit(folder: Path) -> None:
        with (folder / name).open("a") as stream:
            stream.write("\n")

    return edit


def explain(**wrong: object) -> Edit:
    """Causes that are right but for ``wrong`` in the first."""

    def edit(folder: Path) -> None:
        unmet = pd.read_csv(folder / "unmet.csv", keep_default_na=False)
        unmet = unmet[unmet["unmet"] > 0]
        causes = unmet[["place_id", "item_id", "age_group_id", "period_id"]].assign(
            cause="own", quantity=unmet["unmet"], lot_id=""
        )
        causes = causes.astype(object).reset_index(drop=True)
        for column, value in wrong.items():
            causes.loc[0, column] = value
        causes.to_csv(folder / "causes.csv", index=False)
        seal(folder)

    return edit


def summary(change: Callable[[dict[str, Any]], object]) -> Edit:
    def edit(folder: Path) -> None:
        content = json.loads((folder / "summary.json").read_text())
        change(content)
        (folder / "summary.json").write_text(json.dumps(content))
        seal(folder)

    return edit


def objective(index: int, **changes: object) -> Edit:
    def change(content: dict[str, Any]) -> None:
        content["objectives"][index].update(changes)

    return summary(change)


def ask(text: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / "inputs" / "scenario.yaml"
        path.write_text(path.read_text() + text)
        seal(folder)

    return edit
