"""``allocator run`` under decisions that contradict each other: the plan is made, and the contradictions are told."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from command_line import run
from sample_plan import write_scenario

DECISIONS = (
    "quyết định,mã lô,mã xã,số lượng,người rà soát,ý kiến\n"
    "approve,L1,002,,Minh,\n"
    "lock,L1,001,20,Lan,trường nội trú\n"
    "ban,,001,,Minh,=đã đủ\n"
    "cap,L1,003,10,,\n"
)


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = write_scenario(tmp_path / "thử")
    text = (folder / "scenario.yaml").read_text(encoding="utf-8").replace("expect:\n  - coverage_min >= 0.1\n", "")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    (folder / "decisions.csv").write_text(DECISIONS, encoding="utf-8")
    return folder


def test_the_sets_are_printed_and_written_and_the_plan_holds(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "run", str(scenario), "--out", "x", "--language", "en")
    assert (code, err) == (0, "")
    text = " ".join(out.split())
    assert "Lan locks lot L1, place 001 at 20: no less (decisions, row 3)" in text
    assert "Minh bans place 001 (decisions, row 4)" in text and "trường nội trú" in text
    table = pd.read_csv("x/contradictions.csv", encoding="utf-8-sig")
    assert table[["set", "clause", "table", "row"]].to_numpy().tolist() == [
        [1, 1, "decisions", 4], [1, 2, "decisions", 3],
    ]  # fmt: skip
    assert set(table["kind"]) == {"lock_least", "ban"}
    assert table["rules_short_change"].tolist() == [-5_000_000, -5_000_000]
    assert "contradictions.csv" in Path("x/provenance.json").read_text(encoding="utf-8")
    assert run(capsys, "verify", "x")[0] == 0


def test_json_holds_the_summary_and_the_sets(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "run", str(scenario), "--out", "x", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    sets, stopped = told.pop("contradictions"), told.pop("contradictions_stopped")
    assert told == json.loads(Path("x/summary.json").read_text(encoding="utf-8"))
    assert stopped == "" and [[each["kind"] for each in found["clauses"]] for found in sets] == [["ban", "lock_least"]]
    assert {"contradictions", "giving up"} <= set(told["seconds"])


def test_a_plan_that_misses_nothing_says_nothing(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = "\n".join(line for line in DECISIONS.splitlines() if not line.startswith("ban")) + "\n"
    (scenario / "decisions.csv").write_text(kept, encoding="utf-8")
    code, out, _ = run(capsys, "run", str(scenario), "--out", "x", "--language", "en")
    assert code == 0 and "contradict" not in out and not Path("x/contradictions.csv").exists()
    lines = pd.read_csv("x/plan.csv", encoding="utf-8-sig", dtype={"place_id": str})
    assert lines[(lines["lot_id"] == "L1") & (lines["place_id"] == "001")]["quantity"].sum() == 20
    assert "contradictions" not in json.loads(run(capsys, "run", str(scenario), "--out", "x", "--json")[1])
