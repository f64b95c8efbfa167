"""The plan folder: complete, readable, repeatable."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from sample_plan import FORMULA, contents, solved, write_scenario

from allocator.plan.broken import PlanFileError
from allocator.plan.folder import TABLES, read, write
from allocator.scenario.load import load
from allocator.tables.schema import TABLES as INPUT_TABLES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plans") / "thử"
    plan, inputs = solved()
    write(plan, inputs, out, "allocator run x", {"note.txt": lambda path: path.write_text("for people") and None})
    return out


def test_the_plan_is_read_back_whole(folder: Path) -> None:
    plan, back = solved()[0], read(folder)
    for frame in TABLES.values():
        pd.testing.assert_frame_equal(getattr(back, frame), getattr(plan, frame))
    assert (back.measures, back.objectives, back.name) == (plan.measures, plan.objectives, plan.name)


@pytest.mark.parametrize(
    ("file", "text"),
    [("summary.json", "{}"), ("summary.json", "no"), ("plan.csv", "quantity\nmany\n"), ("lots.csv", "")],
)
def test_what_no_run_writes_is_refused(folder: Path, tmp_path: Path, file: str, text: str) -> None:
    damaged = tmp_path / "plan"
    shutil.copytree(folder, damaged)
    (damaged / file).write_text(text, encoding="utf-8")
    with pytest.raises(PlanFileError, match=file):
        read(damaged)
    (damaged / file).unlink()
    with pytest.raises(FileNotFoundError, match=f"{file} is missing"):
        read(damaged)


def test_provenance_names_every_file_and_its_hash(folder: Path) -> None:
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    files = contents(folder)
    del files["provenance.json"]
    assert provenance["outputs"] == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert {"note.txt", "plan.csv", "inputs/scenario.yaml", "inputs/needs.csv"} <= set(files)
    assert {row["name"] for row in provenance["inputs"]} >= {"scenario.yaml", "needs.csv", "lots.csv"}
    assert provenance["command"] == "allocator run x"
    assert {"allocator", "python", "numpy", "pandas", "ortools", "platform"} <= set(provenance["versions"])
    assert provenance["settings"]["limits"] == {"seconds": 20.0, "gap": 1e-05, "threads": 1}


def test_summary_has_the_measures_the_proof_and_the_counts(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    plan = solved()[0]
    assert summary["status"] in ("proven", "gap", "feasible")
    assert summary["measures"]["unmet_by_tier"] == {str(k): v for k, v in plan.measures.unmet_by_tier.items()}
    assert summary["counts"] == {"places": 7, "units": 4, "needs": 7, "lots": 4, "lines": len(plan.allocations)}
    assert summary["expectations"] == {"kept": True, "clauses": [{"clause": "coverage_min >= 0.1", "kept": True}]}
    assert [level["name"] for level in summary["objectives"]] == [level.name for level in plan.objectives]


def test_the_inputs_load_by_themselves_and_are_the_same(folder: Path) -> None:
    inputs, again = solved()[1], load(folder / "inputs")
    for table in INPUT_TABLES:
        before, after = getattr(inputs.tables, table.name), getattr(again.tables, table.name)
        for column in table.columns:
            if column.kind != "text" or column.name == "level":
                pd.testing.assert_series_equal(before.get(column.name), after.get(column.name), check_dtype=False)
    assert again.config.expect == inputs.config.expect and again.config.limits == inputs.config.limits
    assert again.config.objectives == inputs.config.objectives and again.config.name == inputs.config.name


def test_names_are_no_formulas_and_ids_are_untouched(folder: Path) -> None:
    places = pd.read_csv(folder / "inputs" / "places.csv", dtype="str", encoding="utf-8-sig", keep_default_na=False)
    assert "'" + FORMULA in places["name"].tolist()
    assert places["place_id"].tolist() == ["04", "0401", "0402", "001", "002", "003", "004"]
    assert places["ghi_chu"].tolist()[3:5] == ["'@ghi chú", "'-5"]


def test_the_same_plan_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    plan, inputs = solved()
    write(dataclasses.replace(plan, seconds={}), inputs, tmp_path / "again", "another command")
    first, second = contents(folder), contents(tmp_path / "again")
    same = [name for name in second if name.endswith((".csv", ".yaml"))]
    assert len(same) >= 10 and all(first[name] == second[name] for name in same)


def test_left_out_tables_stay_left_out(tmp_path: Path) -> None:
    source = write_scenario(tmp_path / "in")
    for name in ("donors.csv", "places.csv"):
        (source / name).unlink()
    (source / "scenario.yaml").write_text("name: x\nnumbers: vi\n", encoding="utf-8")
    (source / "lots.csv").write_text("lot_id,donor_id,kind,quantity,item_id\nL1,D1,goods,5,ao\n", encoding="utf-8")
    inputs = load(source)
    write(solved()[0], inputs, tmp_path / "out", "")
    assert set(contents(tmp_path / "out" / "inputs")) == {"scenario.yaml", "items.csv", "lots.csv", "needs.csv"}
    again = load(tmp_path / "out" / "inputs")
    assert again.tables.places["place_id"].tolist() == inputs.tables.places["place_id"].tolist()


def test_a_failing_document_leaves_the_plan_before(tmp_path: Path) -> None:
    plan, inputs = solved()
    out = tmp_path / "plan"
    write(plan, inputs, out, "first")
    before = contents(out)

    def fail(path: Path) -> None:
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(plan, inputs, out, "second", {"plan.xlsx": fail})
    assert contents(out) == before and [path.name for path in tmp_path.iterdir()] == ["plan"]
