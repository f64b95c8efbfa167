"""``allocator compare``: what differs is told, whole, and every line that differs has a reason that holds."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from command_line import run
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import Settings, as_inputs, random_tables

import allocator as al
from allocator.analyse.reasons import REASONS
from allocator.analyse.scenario import Scenario
from allocator.plan.folder import write

FIRST = Path(__file__).parents[2] / "scenarios/first-steps"
EVIL = '=HYPERLINK("x") <script>alert(1)</script> \u202eabc 🧥' + "x" * 280


def quick() -> Scenario:
    """The first steps with the one level that is quick to prove whatever is changed."""
    return al.read_scenario(FIRST).settings(objectives=["unmet"], expect=[])


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("so sánh")
    scenario = quick()
    cases = {
        "now": scenario,
        "no cash": scenario.drop("lots", {"kind": "cash"}),
        "renamed": scenario.set("places", {"place_id": "MH-A1"}, name=EVIL).drop("lots", {"lot_id": "L02"}),
    }
    for name, case in cases.items():
        write(case.solve().plan, case.inputs, folder / name, "test")
    return [folder / name for name in cases]


def test_everything_that_differs_is_told(plans):
    found = al.compare(*plans[:2])
    assert found.names == ("now", "no cash")
    assert set(found.inputs["key"]) == {"L03", "L06", "L08", "L12"} and set(found.inputs["what"]) == {"removed"}
    one, other = (al.read_plan(plan) for plan in plans[:2])
    both = one.allocations.merge(other.allocations, on="line_id", how="outer", suffixes=("_one", "_other"))
    quantities = both[["quantity_one", "quantity_other"]].fillna(0.0)
    assert len(found.lines) == (quantities["quantity_one"] != quantities["quantity_other"]).sum()
    assert found.value("unmet_value", 1) == other.measures.unmet_value
    assert found.better("unmet_value") == -1 and found.better("links") == 0
    assert (found.gains()["change"] != 0).all() and len(found.gains())


def test_a_line_of_a_gift_that_went_names_the_gift(plans):
    lines = al.compare(*plans[:2]).lines
    gone = lines["lot_id"].isin(["L03", "L06", "L08", "L12"])
    assert (lines.loc[gone, "reason"] == "lot").all() and (lines.loc[gone, "about"] == "removed").all()
    others = lines[~gone]
    assert set(others["reason"]) <= {"freed", "taken", "elsewhere"}
    named = others[others["reason"].isin(["freed", "taken"])]
    by = lines.set_index("line_id").loc[named["by"]].reset_index()
    named = named.reset_index(drop=True)
    assert (by["change"] * named["change"] < 0).all()
    same = {"gift": ["lot_id"], "place": ["place_id"], "need": ["place_id", "item_id", "age_group_id", "period_id"]}
    for about, keys in same.items():
        rows = named["about"] == about
        assert (by.loc[rows, keys] == named.loc[rows, keys]).all(axis=None)


def test_a_decision_that_names_a_line_is_its_reason():
    scenario = quick()
    solved = scenario.solve()
    line = solved.allocations.iloc[0]
    ban = {
        "lot_id": line["lot_id"],
        "place_id": line["place_id"],
        "action": "ban",
        "reviewer": "Bà Lan",
        "comment": "no",
    }
    found = al.compare(solved, scenario.add("decisions", [ban]).solve())
    row = found.lines.set_index("line_id").loc[line["line_id"]]
    assert row["reason"] == "decision" and row["about"] == "ban, Bà Lan, no"


def test_a_need_that_changed_is_the_reason_of_its_lines():
    scenario = quick()
    solved = scenario.solve()
    line = solved.allocations.iloc[0]
    where = {key: line[key] for key in ("place_id", "item_id", "age_group_id", "period_id")}
    found = al.compare(solved, scenario.set("needs", where, quantity=0).solve())
    row = found.lines.set_index("line_id").loc[line["line_id"]]
    assert row["reason"] == "need" and row["about"].endswith("→ 0")


def test_plans_that_are_the_same_differ_in_nothing():
    solved = al.read_scenario(FIRST).solve()
    found = al.compare(solved, solved, solved)
    assert not len(found.inputs) and not len(found.lines) and not len(found.gains(2))
    assert found.names[1] != found.names[0]
    with pytest.raises(ValueError, match="two plans"):
        al.compare(solved)


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_every_line_that_differs_has_one_reason(seed):
    scenario = Scenario(as_inputs(random_tables(seed, whole=True), Settings(), Path())).settings(objectives=["unmet"])
    other = scenario.settings(objectives=["unmet", "fairness"])
    found = al.compare(scenario.solve(), other.solve())
    assert set(found.lines["reason"]) <= set(REASONS) - {"lot", "need", "item", "place", "link", "decision"}


def test_on_the_terminal_and_as_files(capsys, plans, tmp_path):
    code, out, err = run(capsys, "compare", *map(str, plans), "--language", "vi", "--out", str(tmp_path / "ra"))
    assert code == 0 and not err and "Dòng khác nhau" in out
    assert max(map(len, out.splitlines())) <= 80 + len(str(tmp_path))
    assert sorted(file.name for file in (tmp_path / "ra").iterdir()) == ["compare.html", "compare.json", "compare.xlsx"]
    page = (tmp_path / "ra/compare.html").read_text(encoding="utf-8")
    assert "<script" not in page and "://" not in page and "&lt;script&gt;" in page
    book = openpyxl.load_workbook(tmp_path / "ra/compare.xlsx")
    assert len(book.sheetnames) == 4
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)
    code, out, err = run(capsys, "compare", *map(str, plans[:2]), "--json")
    told = json.loads(out)
    assert code == 0 and told["plans"] == ["now", "no cash"] and told["lines"][0]["reason"] in REASONS


def test_wrong_use_is_said(capsys, plans, tmp_path):
    assert run(capsys, "compare", str(plans[0]), "--language", "en")[0] == 2
    code, _, err = run(capsys, "compare", str(plans[0]), str(tmp_path), "--language", "en")
    assert code == 1 and "is not a plan folder" in " ".join(err.split())
