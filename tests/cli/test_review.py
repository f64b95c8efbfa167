"""``allocator review`` as people use it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from command_line import run, succeed

from benchmarks.reviews import SCENARIO

ROLES = "approval: {proposed: [planner], reviewed: [district], approved: [province], released: [province]}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    (folder / "scenario").mkdir()
    for name, text in SCENARIO.items():
        (folder / "scenario" / name).write_text(text + (ROLES if name == "scenario.yaml" else ""), encoding="utf-8")
    succeed("run", str(folder / "scenario"), "--out", str(folder / "plan"), "-q")
    return folder


@pytest.fixture
def plan(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "plan", tmp_path / "plan")
    return tmp_path / "plan"


def filled(path: Path, *decisions: tuple[int, str, object, str]) -> Path:
    """The workbook with decisions: row, action, quantity, comment."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    first = [cell.value for cell in sheet[1]].index("Decision") + 1
    for row, *values in decisions:
        for at, value in enumerate(values):
            sheet.cell(row, first + at).value = value or None
    book.save(path)
    return path


def exported(capsys, plan: Path, *options: str) -> Path:
    path = plan.parent / "review.xlsx"
    code, _, err = run(capsys, "review", "export", str(plan), "--out", str(path), "--language", "en", *options)
    assert code == 0, err
    return path


def test_the_whole_round(capsys, plan, tmp_path):
    path = filled(exported(capsys, plan, "--reviewer", "Lan"), (2, "ban", None, "đã có"), (3, "lock", None, ""))
    code, out, err = run(capsys, "review", "import", str(plan), str(path), "--out", str(tmp_path / "s"))
    assert code == 0, err
    assert "Decisions that hold: 2" in out and "banned" in out and "đã có" in out
    assert "What the decisions cost together" in out and "What each costs alone" in out
    assert all(len(line) <= 80 for line in out.splitlines() if str(tmp_path) not in line)
    code, _, err = run(capsys, "run", str(tmp_path / "s"), "--out", str(tmp_path / "new"), "-q")
    assert code == 0, err
    rows = (tmp_path / "new" / "inputs" / "decisions.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 3 and "đã có" in "".join(rows)
    summary = json.loads((tmp_path / "new" / "summary.json").read_text(encoding="utf-8"))
    assert summary["measures"]["change"] >= 1 and summary["measures"]["rules_short"] == 0
    assert run(capsys, "verify", str(tmp_path / "new"))[0] == 0
    record = json.loads((tmp_path / "s" / "review.json").read_text(encoding="utf-8"))
    assert [each["at"] for each in record["decisions"]] == ["2", "3"]


def test_planned_again_at_once(capsys, plan, tmp_path):
    path = filled(exported(capsys, plan), (2, "ban", None, ""))
    args = ("review", "import", str(plan), str(path), "--seconds", "0", "--replan", str(tmp_path / "new"))
    assert run(capsys, *args)[0] == 2
    code, _, err = run(capsys, *args, "--out", str(tmp_path / "s"), "-q")
    assert code == 0, err
    assert (tmp_path / "new" / "plan.csv").exists()


def test_json_holds_everything(capsys, plan):
    path = filled(exported(capsys, plan), (2, "ban", None, ""), (3, "cap", "x", "a"))
    code, out, _ = run(capsys, "review", "import", str(plan), str(path), "--json", "--partly")
    found = json.loads(out)
    assert code == 1 and not found["ok"] and found["scenario"] is None
    assert [
        (each["code"], each["row"], each["column"]) for each in found["problems"] if each["severity"] == "error"
    ] == [("number-bad", 3, "quantity")]
    assert [each["action"] for each in found["changes"]] == ["ban"]
    assert found["prices"]["together"]["changed"] >= 1 and found["prices"]["untried"] == 0


def test_nothing_is_written_where_something_is_wrong_unless_partly(capsys, plan, tmp_path):
    path = filled(exported(capsys, plan), (2, "ban", None, ""), (3, "cap", None, ""))
    args = ("review", "import", str(plan), str(path), "--out", str(tmp_path / "s"), "--seconds", "0")
    code, _, err = run(capsys, *args)
    assert code == 1 and "review.xlsx:Lines to review" in err and not (tmp_path / "s").exists()
    assert run(capsys, *args, "--partly")[0] == 1 and (tmp_path / "s" / "decisions.csv").exists()


def test_a_file_that_is_not_there(capsys, plan):
    code, _, err = run(capsys, "review", "import", str(plan), "lan.xlsx", "--language", "en")
    assert code == 1 and "The file lan.xlsx does not exist." in err and "correct its name" in err


def test_a_folder_in_the_place_of_the_workbook(capsys, plan, tmp_path):
    code, _, err = run(capsys, "review", "export", str(plan), "--out", str(tmp_path), "--language", "vi")
    assert code == 1 and "Không ghi được" in err and "Traceback" not in err


def test_a_second_round_replaces_what_was_decided_and_keeps_the_rest(capsys, plan, tmp_path):
    path = filled(exported(capsys, plan), (2, "ban", None, ""), (3, "lock", None, "giữ"))
    run(capsys, "review", "import", str(plan), str(path), "--out", str(tmp_path / "s"), "--seconds", "0")
    run(capsys, "run", str(tmp_path / "s"), "--out", str(tmp_path / "new"), "-q")
    again = exported(capsys, tmp_path / "new")
    book = openpyxl.load_workbook(again)
    kept = (tmp_path / "new" / "inputs" / "decisions.csv").read_text(encoding="utf-8-sig").splitlines()[2].split(",")
    plan_rows = [
        line.split(",") for line in (tmp_path / "new" / "plan.csv").read_text(encoding="utf-8-sig").splitlines()
    ]
    line = next(row[0] for row in plan_rows if [row[1], *row[4:8]] == kept[1:6])
    row = next(cell.row for cell in book.worksheets[1]["A"] if cell.value == line)
    filled(again, (row, "cap", 1, "đổi ý"))
    code, _, err = run(
        capsys, "review", "import", str(tmp_path / "new"), str(again), "--out", str(tmp_path / "t"), "--seconds", "0"
    )
    assert code == 0, err
    rows = (tmp_path / "t" / "decisions.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [each.split(",")[0] for each in rows] == ["ban", "cap"]


def test_contradictions_and_what_can_be_had_instead(capsys, plan):
    book = exported(capsys, plan)
    sheet = openpyxl.load_workbook(book).worksheets[1]
    header = [cell.value for cell in sheet[1]]
    row = next(
        row for row in range(2, sheet.max_row + 1) if sheet.cell(row, header.index("Gift code") + 1).value == "L3"
    )
    path = filled(book, (row, "floor", 500, ""))
    _, out, _ = run(capsys, "review", "import", str(plan), str(path), "--json")
    prices = json.loads(out)["prices"]
    assert prices["together"]["lacking"] > 0
    assert prices["contradictions"][0]["clauses"][0]["kind"] == "floor"
    assert prices["proposals"][0]["proposed"] < 500
    _, said, _ = run(capsys, "review", "import", str(plan), str(path), "--language", "en")
    lines = said.splitlines()
    begun = next(at for at, line in enumerate(lines) if line.startswith("What contradicts each other"))
    assert lines[begun + 1].startswith("  - 1. ") and lines[begun + 2].startswith("    - ") and "- -" not in said


def status(capsys, plan: Path) -> dict[str, object]:
    code, out, err = run(capsys, "review", "status", str(plan), "--json")
    assert code == 0, err
    return json.loads(out)


def sign(capsys, plan: Path, step: str, role: str, *more: str) -> int:
    return run(capsys, "review", "sign", str(plan), "--step", step, "--name", "Lan", "--role", role, *more)[0]


def test_signatures_in_their_order_by_those_who_may(capsys, plan):
    assert sign(capsys, plan, "approved", "province") == 3  # not proposed yet
    assert sign(capsys, plan, "proposed", "district") == 3  # not the planner
    assert sign(capsys, plan, "proposed", "planner") == 0
    assert sign(capsys, plan, "reviewed", "district") == 2  # no place
    assert sign(capsys, plan, "reviewed", "district", "--place", "H1") == 0
    assert sign(capsys, plan, "approved", "province") == 3
    assert status(capsys, plan)["unreviewed"] == ["H2"]
    assert sign(capsys, plan, "reviewed", "district", "--place", "03") == 0
    assert sign(capsys, plan, "approved", "province") == 0
    assert sign(capsys, plan, "released", "province", "--comment", "ban hành") == 0
    found = status(capsys, plan)
    assert found["step"] == "released" and len(found["signatures"]) == 5 and not found["stale"]
    code, out, _ = run(capsys, "review", "status", str(plan), "--language", "vi")
    assert code == 0 and "✓ đã ban hành" in out and "“ban hành”" in out
    assert run(capsys, "verify", str(plan))[0] == 0


def test_running_again_keeps_the_record_and_a_changed_plan_loses_its_signatures(capsys, plan, made):
    sign(capsys, plan, "proposed", "planner")
    run(capsys, "run", str(made / "scenario"), "--out", str(plan), "-q")
    assert status(capsys, plan)["step"] == "proposed"
    lots = plan / "inputs" / "lots.csv"
    changed = plan.parent / "changed"
    shutil.copytree(made / "scenario", changed)
    text = (changed / "lots.csv").read_text(encoding="utf-8").replace("goods,60,ao", "goods,50,ao")
    (changed / "lots.csv").write_text(text, encoding="utf-8")
    run(capsys, "run", str(changed), "--out", str(plan), "-q")
    found = status(capsys, plan)
    assert found["step"] == "" and len(found["stale"]) == 1 and lots.exists()
    assert run(capsys, "verify", str(plan))[0] == 0


def test_an_edited_record_is_refused_and_verify_says_so(capsys, plan):
    sign(capsys, plan, "proposed", "planner")
    path = plan / "approvals.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("Lan", "Minh"), encoding="utf-8")
    assert sign(capsys, plan, "reviewed", "district", "--place", "H1") == 0  # the last line has no follower yet
    path.write_text(path.read_text(encoding="utf-8").replace("Minh", "Lan"), encoding="utf-8")
    assert run(capsys, "review", "status", str(plan))[0] == 3
    assert sign(capsys, plan, "approved", "province") == 3
    code, out, err = run(capsys, "verify", str(plan))
    assert code == 3 and "approvals.jsonl" in out + err


@pytest.mark.parametrize("step", ["export", "import", "sign", "status"])
def test_each_step_has_help_and_refuses_what_is_no_plan(capsys, tmp_path, step):
    code, out, _ = run(capsys, "review", step, "--help", "--language", "vi")
    assert code == 0 and "allocator review" in out
    more = {"import": ["x.xlsx"], "sign": ["--step", "proposed", "--name", "a", "--role", "b"]}.get(step, [])
    code, _, err = run(capsys, "review", step, str(tmp_path), *more)
    assert code == 1 and "provenance.json" in err
