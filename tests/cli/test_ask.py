"""``allocator ask``: what it states holds when anybody makes the change in a scenario and runs it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from command_line import run
from ruamel.yaml import YAML

import allocator as al
from allocator.ask.asks import find_asks
from allocator.ask.effects import best
from allocator.explain.explain import explained
from allocator.plan.folder import write
from allocator.problem.build import build
from allocator.scenario.load import load

ROOT = Path(__file__).parents[2]


def make_plan(scenario: Path, folder: Path) -> Path:
    inputs = load(scenario)
    problem = build(inputs.tables, inputs.config)
    write(explained(problem, al.solve(problem), inputs.tables), inputs, folder, "test")
    return folder


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_plan(ROOT / "scenarios" / "first-steps", tmp_path_factory.mktemp("đề nghị") / "plan")


@pytest.fixture(scope="module")
def answer(plan: Path) -> dict[str, object]:
    process = subprocess.run(
        [sys.executable, "-m", "allocator", "ask", str(plan), "--json", "--top", "6", "--value", "3000000"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(process.stdout)


def test_gifts_and_conditions_are_found(answer):
    kinds = {ask["kind"] for ask in answer["asks"]}
    assert {"gift", "cash", "clause"} <= kinds
    assert answer["untried"] == 0
    assert all(ask["value"] <= 3_000_000 for ask in answer["asks"] if ask["kind"] in ("gift", "cash"))


def test_every_stated_effect_is_what_a_run_of_the_changed_scenario_gives(plan, answer, tmp_path):
    before = al.solve(al.load(plan / "inputs")).measures
    for at, ask in enumerate(answer["asks"]):
        folder = tmp_path / str(at)
        folder.mkdir()
        settings = {"extends": str(plan / "inputs"), "overrides": json.loads(ask["overrides"])}
        with (folder / "scenario.yaml").open("w", encoding="utf-8") as stream:
            YAML().dump(settings, stream)
        after = al.solve(al.load(folder)).measures
        assert after.coverage_min == pytest.approx(ask["lowest_after"], abs=1e-9), ask
        assert after.met_value - before.met_value == pytest.approx(ask["met_value_change"], abs=1e-3), ask
        for tier, unmet in after.unmet_by_tier.items():
            change = unmet - before.unmet_by_tier[tier]
            assert change == pytest.approx(ask[f"unmet_change_tier_{tier}"], abs=1e-3), ask


def test_brief_sums_to_what_is_unmet(plan, answer):
    with (plan / "unmet.csv").open(encoding="utf-8-sig", newline="") as stream:
        unmet = sum(float(row["unmet_value"]) for row in csv.DictReader(stream))
    assert sum(row["value"] for row in answer["brief"]) == pytest.approx(unmet)


def test_files_in_vietnamese(capsys, plan, tmp_path):
    out = tmp_path / "gửi nhà tài trợ"
    code, spoken, _ = run(
        capsys, "ask", str(plan), "--out", str(out), "--top", "2", "--place", "Huyện An", "--language", "vi"
    )
    assert code == 0 and "Khoản giúp có ích nhất" in spoken
    assert max(map(len, spoken.splitlines())) <= 80 + len(str(out))
    assert sorted(file.name for file in out.iterdir()) == ["asks.csv", "asks.xlsx", "brief.csv", "brief.html"]
    book = openpyxl.load_workbook(out / "asks.xlsx")
    assert book.sheetnames == ["Đề nghị vận động", "Còn thiếu gì"]
    assert book["Còn thiếu gì"].max_row > 1
    page = (out / "brief.html").read_text(encoding="utf-8")
    assert "Trẻ em còn cần gì" in page and "Huyện An" in page and "://" not in page
    assert run(capsys, "ask", str(plan), "--top", "1", "--language", "en")[0] == 0


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser to print with")
def test_the_page_is_one_sheet(capsys, plan, tmp_path):
    assert run(capsys, "ask", str(plan), "--out", str(tmp_path), "--top", "4", "--language", "en")[0] == 0
    printed = tmp_path / "brief.pdf"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", f"--print-to-pdf={printed}", (tmp_path / "brief.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = printed.read_bytes()
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page /") + content.count(b"/Type/Page/") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--category", "toys"], "there is no toys"),
        (["--place", "nowhere"], "nothing is called nowhere"),
        (["--value", "-5"], "--value"),
    ],
)
def test_what_is_not_there_is_said(capsys, plan, arguments, said):
    code, _, err = run(capsys, "ask", str(plan), *arguments, "--language", "en")
    assert code == 2
    assert said in " ".join(err.split())


def test_a_folder_that_is_no_plan(capsys, tmp_path):
    code, _, err = run(capsys, "ask", str(tmp_path), "--language", "en")
    assert code == 1 and "is not a plan folder" in " ".join(err.split())


def test_effects_hold_at_the_size_of_a_province(tmp_path):
    """The largest scenario that is quick: what flows solve is asked for and confirmed in the same way."""
    inputs = load(ROOT / "scenarios" / "cao-bang-2026")
    problem = build(inputs.tables, inputs.config)
    plan = explained(problem, best(problem), inputs.tables)
    asks = find_asks(inputs, plan, 3, None, 300.0, lambda phase: None)
    assert asks.untried == 0 and len(asks.gifts) > 1 and len(asks.clauses) > 1
    for at, ask in enumerate((*asks.gifts[:2], *asks.clauses[:2])):
        folder = tmp_path / str(at)
        folder.mkdir()
        settings = {
            "extends": str(ROOT / "scenarios" / "cao-bang-2026"),
            "overrides": json.loads(json.dumps(ask.candidate.change.overrides)),
        }
        with (folder / "scenario.yaml").open("w", encoding="utf-8") as stream:
            YAML().dump(settings, stream)
        after = best(al.load(folder)).measures
        assert after.coverage_min == pytest.approx(ask.effect.lowest[1], abs=1e-9)
        assert after.met_value - plan.measures.met_value == pytest.approx(ask.effect.met_value, abs=1.0)
