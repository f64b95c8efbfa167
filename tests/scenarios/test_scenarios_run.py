"""Every scenario in the repository runs, keeps what it expects, and means the same with its rows shuffled."""

import json
import random
import shutil
from pathlib import Path

import pytest
from command_line import run

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.yaml"))
WHOLE = ("first-steps", "cao-bang-2019", "cao-bang-2026")
"""Run as they are. With less time others are only given up earlier in the search for less overlap, the last thing
sought: what they expect has to hold before it."""


@pytest.mark.parametrize("name", NAMES)
def test_scenario_runs_verified_and_keeps_what_it_expects(name, tmp_path, capsys):
    less = () if name in WHOLE else ("--seconds", "5")
    code, out, _ = run(capsys, "run", str(SCENARIOS / name), "--out", str(tmp_path / "plan"), "--json", *less)
    assert code == 0
    summary = json.loads(out)
    assert summary["measures"]["lines"] > 0
    assert summary["measures"]["met_value"] + summary["measures"]["unmet_value"] == pytest.approx(
        summary["measures"]["need_value"]
    )


def shuffle(folder: Path, seed: int) -> None:
    for path in folder.glob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        random.Random(seed).shuffle(rows)
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", ["first-steps", "cao-bang-2026"])
def test_shuffled_rows_give_the_same_bytes(name, tmp_path, capsys, monkeypatch):
    plans = []
    for folder, threads in (("một", "1"), ("hai ba", "2")):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        copy = shutil.copytree(SCENARIOS / name, tmp_path / folder)
        shuffle(copy, seed=len(plans))
        assert run(capsys, "run", str(copy), "--out", str(tmp_path / f"plan{threads}"), "-q")[0] == 0
        assert not json.loads((tmp_path / f"plan{threads}" / "summary.json").read_text(encoding="utf-8"))["limit_hit"]
        plans.append((tmp_path / f"plan{threads}" / "plan.csv").read_bytes())
    assert plans[0] == plans[1]


def test_first_steps_is_the_plan_worked_out_by_hand(tmp_path, capsys):
    run(capsys, "run", str(SCENARIOS / "first-steps"), "--out", str(tmp_path / "plan"), "-q")
    rows = (tmp_path / "plan" / "coverage.csv").read_text(encoding="utf-8-sig").splitlines()
    column = rows[0].split(",").index("coverage")
    assert {row.split(",")[0]: float(row.split(",")[column]) for row in rows[1:]} == pytest.approx(
        {"MH-A1": 0.6, "MH-A2": 0.6, "MH-A3": 0.6, "MH-B1": 0.5, "MH-B2": 0.5, "MH-B3": 0.725}
    )
    summary = json.loads((tmp_path / "plan" / "summary.json").read_text(encoding="utf-8"))
    assert summary["measures"]["unmet_by_tier"] == {"1": 21_500_000, "2": 28_000_000}
    assert (summary["measures"]["overlap"], summary["measures"]["surplus_value"]) == (1, 0)


def test_a_commune_that_needs_nothing_stands_in_no_fairness_level(tmp_path, capsys):
    folder = tmp_path / "met"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(
        f'name: met\nextends: "{(SCENARIOS / "first-steps").as_posix()}"\n'
        "overrides:\n  - {table: needs, where: {place_id: MH-A1}, set: {entitlement: 100}}\n",
        encoding="utf-8",
    )
    assert run(capsys, "run", str(folder), "--out", str(tmp_path / "plan"), "-q")[0] == 0
    certificate = (tmp_path / "plan" / "certificate.csv").read_text(encoding="utf-8-sig")
    assert "MH-A1" not in certificate
    assert "MH-A2" in certificate
