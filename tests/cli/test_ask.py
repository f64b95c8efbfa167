"""``allocator ask``: what it states holds when anybody makes the change in a scenario and runs it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pypdf
import pytest
from command_line import run
from plan_folders import SCENARIOS
from ruamel.yaml import YAML

import allocator as al
from allocator.ask.asks import find_asks
from allocator.ask.effects import best
from allocator.explain.explain import explained
from allocator.problem.build import build
from allocator.scenario.load import load

QUICK = ("--value", "3000000")
"""Gifts of a size whose plans are quick to prove the best."""


@pytest.fixture(scope="module")
def answer(first_steps: Path) -> dict[str, object]:
    process = subprocess.run(
        [sys.executable, "-m", "allocator", "ask", str(first_steps), "--json", "--top", "6", *QUICK],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(process.stdout)


def changed(scenario: Path, overrides: list[dict[str, object]], folder: Path) -> Path:
    """A scenario in ``folder`` that extends another."""
    folder.mkdir()
    with (folder / "scenario.yaml").open("w", encoding="utf-8") as stream:
        YAML().dump({"extends": str(scenario), "overrides": overrides}, stream)
    return folder


def test_gifts_and_conditions_are_found(answer):
    kinds = {ask["kind"] for ask in answer["asks"]}
    assert {"gift", "cash", "clause"} <= kinds
    assert answer["untried"] == 0
    assert all(ask["value"] <= 3_000_000 for ask in answer["asks"] if ask["kind"] in ("gift", "cash"))


def test_every_stated_effect_is_what_a_run_of_the_changed_scenario_gives(first_steps, answer, tmp_path):
    before = al.solve(al.load(first_steps / "inputs")).measures
    for at, ask in enumerate(answer["asks"]):
        folder = changed(first_steps / "inputs", json.loads(ask["overrides"]), tmp_path / str(at))
        after = al.solve(al.load(folder)).measures
        assert after.coverage_min == pytest.approx(ask["lowest_after"], abs=1e-9), ask
        assert after.met_value - before.met_value == pytest.approx(ask["met_value_change"], abs=1e-3), ask
        for tier, unmet in after.unmet_by_tier.items():
            change = unmet - before.unmet_by_tier[tier]
            assert change == pytest.approx(ask[f"unmet_change_tier_{tier}"], abs=1e-3), ask


def test_brief_sums_to_what_is_unmet(first_steps, answer):
    with (first_steps / "unmet.csv").open(encoding="utf-8-sig", newline="") as stream:
        unmet = sum(float(row["unmet_value"]) for row in csv.DictReader(stream))
    assert sum(row["value"] for row in answer["brief"]) == pytest.approx(unmet)


def test_files_in_vietnamese(capsys, first_steps, tmp_path):
    out = tmp_path / "gửi nhà tài trợ"
    arguments = ["--out", str(out), "--top", "2", "--place", "Huyện An", "--language", "vi", *QUICK]
    code, spoken, _ = run(capsys, "ask", str(first_steps), *arguments)
    assert code == 0 and "Khoản giúp có ích nhất" in spoken
    assert max(map(len, spoken.splitlines())) <= 80 + len(str(out))
    assert sorted(file.name for file in out.iterdir()) == ["asks.csv", "asks.xlsx", "brief.csv", "brief.html"]
    book = openpyxl.load_workbook(out / "asks.xlsx")
    assert book.sheetnames == ["Đề nghị vận động", "Còn thiếu gì"]
    assert book["Còn thiếu gì"].max_row > 1
    page = (out / "brief.html").read_text(encoding="utf-8")
    assert "Trẻ em còn cần gì" in page and "Huyện An" in page and "://" not in page
    assert run(capsys, "ask", str(first_steps), "--top", "1", "--language", "en", *QUICK)[0] == 0


def test_the_page_is_one_sheet(capsys, first_steps, tmp_path, browser):
    arguments = ["--out", str(tmp_path), "--top", "4", "--language", "en", *QUICK]
    assert run(capsys, "ask", str(first_steps), *arguments)[0] == 0
    page = browser.new_page()
    page.goto((tmp_path / "brief.html").as_uri())
    page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    page.close()
    assert len(pypdf.PdfReader(tmp_path / "brief.pdf").pages) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--category", "toys"], "there is no toys"),
        (["--place", "nowhere"], "nothing is called nowhere"),
        (["--value", "-5"], "--value"),
    ],
)
def test_what_is_not_there_is_said(capsys, first_steps, arguments, said):
    code, _, err = run(capsys, "ask", str(first_steps), *arguments, "--language", "en")
    assert code == 2
    assert said in " ".join(err.split())


def test_a_folder_that_is_no_plan(capsys, tmp_path):
    code, _, err = run(capsys, "ask", str(tmp_path), "--language", "en")
    assert code == 1 and "is not a plan folder" in " ".join(err.split())


def test_effects_hold_at_the_size_of_a_province(tmp_path):
    """The largest scenario that is quick: what flows solve is asked for and confirmed in the same way."""
    scenario = SCENARIOS / "cao-bang-2026"
    inputs = load(scenario)
    problem = build(inputs.tables, inputs.config)
    plan = explained(problem, best(problem), inputs.tables)
    asks = find_asks(inputs, plan, 3, None, 300.0, lambda phase: None)
    assert asks.untried == 0 and len(asks.gifts) > 1 and len(asks.clauses) > 1
    for at, ask in enumerate((*asks.gifts[:2], *asks.clauses[:2])):
        overrides = json.loads(json.dumps(ask.candidate.change.overrides))
        after = best(al.load(changed(scenario, overrides, tmp_path / str(at)))).measures
        assert after.coverage_min == pytest.approx(ask.effect.lowest[1], abs=1e-9)
        assert after.met_value - plan.measures.met_value == pytest.approx(ask.effect.met_value, abs=1.0)
