"""``allocator run`` and ``allocator verify``, end to end."""

from __future__ import annotations

import dataclasses
import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from command_line import run, succeed
from ruamel.yaml import YAML
from sample_plan import FILES, contents, write_scenario

import allocator.solve
from allocator.plan.plan import Plan
from allocator.problem.problem import Problem

FILES_WRITTEN = {
    "plan.csv", "unmet.csv", "coverage.csv", "lots.csv", "certificate.csv", "summary.json", "provenance.json",
    "plan.xlsx", "report.html", "inputs/scenario.yaml", "inputs/needs.csv",
}  # fmt: skip


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_scenario(tmp_path / "scenarios" / "thử")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    scenario = write_scenario(folder / "scenarios" / "thử")
    succeed("run", str(scenario), "--out", str(folder / "x"), "-q")
    return folder


@pytest.fixture
def planned(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scenario, whose plan of an earlier run is in ``x``."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scenarios" / "thử"


def test_a_run_writes_a_plan_that_verifies(scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "run", str(scenario), "--language", "vi")
    assert (code, err) == (0, "") and "tổng nhu cầu được đáp ứng" in out
    assert set(contents(tmp_path / "plans" / "thử")) >= FILES_WRITTEN
    code, out, _ = run(capsys, "verify", "plans/thử", "--language", "en")
    assert code == 0 and "The plan holds." in out


def test_plans_are_the_same_bytes_again(scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out in ("a", "b"):
        assert run(capsys, "run", str(scenario / "scenario.yaml"), "--out", out, "-q")[0] == 0
    first, second = contents(tmp_path / "a"), contents(tmp_path / "b")
    changing = {"summary.json", "provenance.json"}
    assert {name for name in first if first[name] != second[name]} <= changing


@pytest.mark.usefixtures("planned")
def test_the_plan_of_a_plans_inputs_is_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "run", "x/inputs", "--out", "b", "-q")
    assert Path("x/plan.csv").read_bytes() == Path("b/plan.csv").read_bytes()


def test_json_is_the_summary_and_nothing_else(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "run", str(scenario), "--out", "x", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads(Path("x/summary.json").read_text(encoding="utf-8"))
    assert {"reading", "building", "levels", "writing"} <= set(json.loads(out)["seconds"])


def test_the_report_speaks_the_scenarios_language_unless_asked(
    scenario: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOCATOR_LANGUAGE", "en")
    _, out, _ = run(capsys, "run", str(scenario), "--out", "x")
    assert "of all need is met" in out
    assert openpyxl.load_workbook("x/plan.xlsx").sheetnames[1] == "Kế hoạch"
    run(capsys, "run", str(scenario), "--out", "x", "--language", "en")
    assert openpyxl.load_workbook("x/plan.xlsx").sheetnames[1] == "Plan"
    assert '<html lang="en"' in Path("x/report.html").read_text(encoding="utf-8")


def test_the_command_that_makes_the_plan_again_is_recorded(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "run", str(scenario), "--out", "x", "-q")
    provenance = json.loads(Path("x/provenance.json").read_text(encoding="utf-8"))
    assert provenance["command"] == shlex.join(["allocator", "run", str(scenario), "--out", "x"])


def test_limits_of_the_command_line_replace_those_of_the_scenario(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "run", str(scenario), "--out", "x", "-q", "--seconds", "7.5", "--gap", "0", "--threads", "1")
    provenance = json.loads(Path("x/provenance.json").read_text(encoding="utf-8"))
    assert provenance["command"].endswith("--out x --seconds 7.5 --gap 0 --threads 1")
    limits = YAML().load(Path("x/inputs/scenario.yaml").read_text(encoding="utf-8"))["limits"]
    assert dict(limits) == {"seconds": 7.5, "gap": 0.0, "threads": 1}


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--seconds", "0", "--seconds must be a number above 0, not 0."),
        ("--seconds", "soon", "--seconds must be a number above 0, not soon."),
        ("--seconds", "inf", "--seconds must be a number above 0, not inf."),
        ("--gap", "1.5", "--gap must be a number from 0 to 1, not 1.5."),
        ("--threads", "1.5", "--threads must be a whole number from 1, not 1.5."),
    ],
)
def test_wrong_limits(
    scenario: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, message: str
) -> None:
    code, _, err = run(capsys, "run", str(scenario), option, value, "--language", "en")
    assert code == 2 and message in err
    assert run(capsys, "run", str(scenario), option, value, "--language", "vi")[2].count("phải là số") == 1


def test_wrong_input_writes_nothing(scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scenario / "needs.csv").write_text("place_id,item_id,quantity\n001,ao,nhiều\n", encoding="utf-8")
    code, _, err = run(capsys, "run", str(scenario), "--language", "en")
    assert code == 1 and "needs.csv" in err and not (tmp_path / "plans").exists()


def test_a_folder_that_is_no_plan_is_refused(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(scenario)
    code, _, err = run(capsys, "run", str(scenario), "--out", str(scenario), "--language", "en")
    assert code == 2 and "is not a plan folder" in err and contents(scenario) == before


def test_a_broken_expectation_is_exit_3_with_the_plan_written(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_scenario(scenario, scenario=FILES["scenario.yaml"].replace(">= 0.1", ">= 0.99"))
    code, out, _ = run(capsys, "run", str(scenario), "--out", "x", "--language", "en")
    assert code == 3 and "coverage_min >= 0.99: it is" in out and Path("x/plan.csv").exists()


def spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    right = allocator.solve.solve

    def wrong(problem: Problem, progress: Callable[[str], None] | None = None) -> Plan:
        plan = right(problem, progress)
        return dataclasses.replace(plan, allocations=plan.allocations.assign(quantity=1000.0))

    monkeypatch.setattr(allocator.solve, "solve", wrong)


def test_a_plan_that_fails_the_check_does_not_replace_the_one_before(
    planned: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(Path("x"))
    spoil(monkeypatch)
    code, _, err = run(capsys, "run", str(planned), "--out", "x", "--language", "en")
    assert code == 3 and "breaks its own rules" in err and "x.failed" in err
    assert contents(Path("x")) == before and (Path("x.failed") / "plan.csv").exists()
    code, out, _ = run(capsys, "run", str(planned), "--out", "x", "--json")
    assert code == 3 and json.loads(out)["ok"] is False and json.loads(out)["violations"]
    assert sorted(path.name for path in Path().iterdir()) == ["scenarios", "x", "x.failed"]


def test_ctrl_c_leaves_the_plan_before(
    planned: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(Path("x"))

    def interrupt(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("allocator.verify.verify_folder", interrupt)
    code, _, err = run(capsys, "run", str(planned), "--out", "x")
    assert code == 130 and "Traceback" not in err
    assert contents(Path("x")) == before and sorted(path.name for path in Path().iterdir()) == ["scenarios", "x"]


@pytest.mark.usefixtures("planned")
def test_an_edited_plan_does_not_verify(capsys: pytest.CaptureFixture[str]) -> None:
    plan = Path("x/plan.csv")
    edited = pd.read_csv(plan, dtype={"place_id": str})
    edited.loc[0, "quantity"] += 10
    edited.to_csv(plan, index=False)
    code, out, _ = run(capsys, "verify", "x", "--language", "en")
    assert code == 3 and "The plan does not hold" in out
    code, out, _ = run(capsys, "verify", "x", "--json")
    found = json.loads(out)
    assert code == 3 and found["ok"] is False and found["violations"] and found["counts"]["needs"] == 7


@pytest.mark.usefixtures("planned")
def test_verify_names_the_bounds_that_need_no_solver(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify", "x", "--json")
    confirmed = json.loads(out)["bounds_confirmed"]
    assert code == 0 and "repeat" in confirmed
    _, vietnamese, _ = run(capsys, "verify", "x", "--language", "vi")
    _, english, _ = run(capsys, "verify", "x", "--language", "en")
    assert "  · Given again before it was due" in english.splitlines()
    assert english.count("  · ") == vietnamese.count("  · ") == len(confirmed)
    assert "Given again" not in vietnamese


def test_a_folder_without_a_plan_cannot_be_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "verify", str(tmp_path))
    assert code == 1 and "plan.csv" in err and out == ""
    code, out, _ = run(capsys, "verify", str(tmp_path / "none"), "--json")
    assert code == 1 and json.loads(out)["ok"] is False
