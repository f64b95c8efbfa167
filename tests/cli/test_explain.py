"""``allocator explain`` as planners use it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from command_line import run


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_causes_of_a_finished_plan_sum_to_its_gaps(first_steps):
    unmet = {tuple(row.values())[:4]: float(row["unmet"]) for row in rows(first_steps / "unmet.csv")}
    total = dict.fromkeys(unmet, 0.0)
    for row in rows(first_steps / "causes.csv"):
        total[tuple(row.values())[:4]] += float(row["quantity"])
    assert total == pytest.approx(unmet)
    assert {row["reason"] for row in rows(first_steps / "unmet.csv")} - {""} <= {
        row["cause"] for row in rows(first_steps / "causes.csv")
    }


def test_whole_plan_in_eighty_columns(capsys, first_steps):
    code, out, _err = run(capsys, "explain", str(first_steps), "--language", "en")
    assert code == 0
    assert "of need is unmet. Why:" in out
    assert max(map(len, out.splitlines())) <= 80


def test_one_place_by_a_part_of_its_name(capsys, first_steps):
    code, out, _err = run(capsys, "explain", str(first_steps), "--place", "biên sơn", "--language", "en")
    assert code == 0
    assert "Xã Biên Sơn" in out and "50.0 %" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_place_typed_without_accents(capsys, first_steps):
    code, out, _ = run(capsys, "explain", str(first_steps), "--place", "xa bien son", "--language", "en")
    assert code == 0 and "Xã Biên Sơn" in out
    code, _, err = run(capsys, "explain", str(first_steps), "--place", "bien", "--language", "en")
    assert code == 2 and "bien may mean" in " ".join(err.split())


def test_every_gap_of_a_place_and_item_for_programs(capsys, first_steps):
    _code, out, _err = run(
        capsys, "explain", str(first_steps), "--place", "MH-A1", "--item", "KHAM", "--json", "--language", "en"
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
def test_what_is_not_there_is_said(capsys, first_steps, arguments, said):
    code, _out, err = run(capsys, "explain", str(first_steps), *arguments, "--language", "en")
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
def test_a_damaged_plan_folder_is_told_as_one(capsys, first_steps, tmp_path, command, file, text):
    damaged = tmp_path / "plan"
    shutil.copytree(first_steps, damaged)
    if text is None:
        (damaged / file).unlink()
    else:
        (damaged / file).write_text(text, encoding="utf-8")
    code, _, err = run(capsys, command, str(damaged), "--language", "en")
    said = " ".join(err.split())
    assert code == 1 and file in said and "allocator run" in said and "own mistake" not in said


def test_why_a_line_is_there(capsys, first_steps):
    """Worked out by hand in the scenario's README: L04 gives its district 20 quilts, 10 to each of two communes."""
    line = next(row for row in rows(first_steps / "plan.csv") if row["lot_id"] == "L04")
    _code, out, _err = run(capsys, "explain", str(first_steps), "--line", line["line_id"], "--json", "--language", "en")
    story = json.loads(out)
    assert story["line"]["lot_id"] == "L04"
    assert story["without"]["cell"] == [float(line["quantity"]), 0.0]
    other = next(row for row in rows(first_steps / "plan.csv") if row["lot_id"] == "L04" and row != line)
    assert story["without"]["instead_to"] == [[other["place_id"], float(line["quantity"])]]
    assert [giver["lot"] for giver in story["givers"]] == ["L03"]
    _, spoken, _ = run(capsys, "explain", str(first_steps), "--line", line["line_id"], "--language", "en")
    assert "If this gift did not go to this place" in " ".join(spoken.split())
    assert max(map(len, spoken.splitlines())) <= 80


def test_vietnamese(capsys, first_steps):
    _code, out, _err = run(capsys, "explain", str(first_steps), "--place", "MH-A1", "--language", "vi")
    assert "nhu cầu" in out and "Proof" not in out
    assert run(capsys, "explain", str(first_steps), "--language", "en")[0] == 0
