"""``allocator explain`` as planners use it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from command_line import run

import allocator as al
from allocator.explain.explain import explained
from allocator.plan.folder import write
from allocator.problem.build import build
from allocator.scenario.load import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kế hoạch có dấu") / "plan"
    inputs = load(ROOT / "scenarios" / "first-steps")
    problem = build(inputs.tables, inputs.config)
    write(explained(problem, al.solve(problem), inputs.tables), inputs, folder, "test")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_causes_of_a_finished_plan_sum_to_its_gaps(plan):
    unmet = {tuple(row.values())[:4]: float(row["unmet"]) for row in rows(plan / "unmet.csv")}
    total = dict.fromkeys(unmet, 0.0)
    for row in rows(plan / "causes.csv"):
        total[tuple(row.values())[:4]] += float(row["quantity"])
    assert total == pytest.approx(unmet)
    assert {row["reason"] for row in rows(plan / "unmet.csv")} - {""} <= {
        row["cause"] for row in rows(plan / "causes.csv")
    }


def test_whole_plan_in_eighty_columns(capsys, plan):
    code, out, _err = run(capsys, "explain", str(plan), "--language", "en")
    assert code == 0
    assert "of need is unmet. Why:" in out
    assert max(map(len, out.splitlines())) <= 80


def test_one_place_by_a_part_of_its_name(capsys, plan):
    code, out, _err = run(capsys, "explain", str(plan), "--place", "biên sơn", "--language", "en")
    assert code == 0
    assert "Xã Biên Sơn" in out and "50.0 %" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_place_typed_without_accents(capsys, plan):
    code, out, _ = run(capsys, "explain", str(plan), "--place", "xa bien son", "--language", "en")
    assert code == 0 and "Xã Biên Sơn" in out
    code, _, err = run(capsys, "explain", str(plan), "--place", "bien", "--language", "en")
    assert code == 2 and "bien may mean" in " ".join(err.split())


def test_every_gap_of_a_place_and_item_for_programs(capsys, plan):
    _code, out, _err = run(
        capsys, "explain", str(plan), "--place", "MH-A1", "--item", "KHAM", "--json", "--language", "en"
    )
    gaps = json.loads(out)["gaps"]
    assert {(gap["place_id"], gap["item_id"]) for gap in gaps} == {("MH-A1", "KHAM")}
    assert all(sum(cause["quantity"] for cause in gap["causes"]) == gap["unmet"] for gap in gaps)
    assert all(cause["text"] for gap in gaps for cause in gap["causes"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--place", "nowhere"], "nothing is called nowhere"),
        (["--place", "Hòa Bình"], "may mean"),
        (["--item", "MANG"], "nothing is called MANG"),
        (["--line", "A000"], "no line A000"),
        (["--line", "A000", "--place", "MH-A1"], "--line goes without"),
    ],
)
def test_what_is_not_there_is_said(capsys, plan, arguments, said):
    code, _out, err = run(capsys, "explain", str(plan), *arguments, "--language", "en")
    assert code == 2
    assert said in " ".join(err.split())


def test_a_folder_that_is_no_plan(capsys, tmp_path):
    code, _out, err = run(capsys, "explain", str(tmp_path), "--language", "en")
    assert code == 1
    assert "is not a plan folder" in " ".join(err.split())


@pytest.mark.parametrize(
    ("file", "text"),
    [("summary.json", "{"), ("summary.json", "[]"), ("causes.csv", ""), ("coverage.csv", None)],
)
@pytest.mark.parametrize("command", ["explain", "ask"])
def test_a_damaged_plan_folder_is_told_as_one(capsys, plan, tmp_path, command, file, text):
    damaged = tmp_path / "plan"
    shutil.copytree(plan, damaged)
    if text is None:
        (damaged / file).unlink()
    else:
        (damaged / file).write_text(text, encoding="utf-8")
    code, _, err = run(capsys, command, str(damaged), "--language", "en")
    said = " ".join(err.split())
    assert code == 1 and file in said and "allocator run" in said and "own mistake" not in said


def test_why_a_line_is_there(capsys, plan):
    """Worked out by hand in the scenario's README: L04 gives its district 20 quilts, 10 to each of two communes."""
    line = next(row for row in rows(plan / "plan.csv") if row["lot_id"] == "L04")
    _code, out, _err = run(capsys, "explain", str(plan), "--line", line["line_id"], "--json", "--language", "en")
    story = json.loads(out)
    assert story["line"]["lot_id"] == "L04"
    assert story["without"]["cell"] == [float(line["quantity"]), 0.0]
    other = next(row for row in rows(plan / "plan.csv") if row["lot_id"] == "L04" and row != line)
    assert story["without"]["instead_to"] == [[other["place_id"], float(line["quantity"])]]
    assert [giver["lot"] for giver in story["givers"]] == ["L03"]
    _, spoken, _ = run(capsys, "explain", str(plan), "--line", line["line_id"], "--language", "en")
    assert "If this gift did not go to this place" in " ".join(spoken.split())
    assert max(map(len, spoken.splitlines())) <= 80


def test_vietnamese(capsys, plan):
    _code, out, _err = run(capsys, "explain", str(plan), "--place", "MH-A1", "--language", "vi")
    assert "nhu cầu" in out and "Proof" not in out
    assert run(capsys, "explain", str(plan), "--language", "en")[0] == 0
