"""Repairs of failed ``expect`` clauses hold when anybody makes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import run
from ruamel.yaml import YAML

import allocator as al
from allocator.scenario.expect import check, parse_expectation

FIRST = Path(__file__).parents[2] / "scenarios/first-steps"


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    settings = {
        "extends": str(FIRST),
        "objectives": ["unmet"],
        "expect": ["unmet_value <= 49000000", "lines <= 5"],
    }
    with (tmp_path / "scenario.yaml").open("w", encoding="utf-8") as stream:
        YAML().dump(settings, stream)
    return tmp_path


def test_every_repair_makes_its_clause_hold(capsys, failing):
    code, out, _ = run(capsys, "run", str(failing), "--out", str(failing / "plan"), "--json")
    repairs = json.loads(out)["repairs"]
    assert code == 3
    scenario = al.read_scenario(failing)
    kinds = {(repair["clause"], repair["kind"]) for repair in repairs}
    assert {("unmet_value <= 49000000", kind) for kind in ("money", "loosen")} <= kinds
    assert ("lines <= 5", "loosen") in kinds and ("lines <= 5", "money") not in kinds
    for repair in repairs:
        clause = parse_expectation(repair["expect"] or repair["clause"])
        measures = scenario.change(repair["overrides"]).solve().measures
        assert not check([clause], measures), repair
    money = next(repair for repair in repairs if repair["kind"] == "money")
    assert 0 < money["amount"] < 5_000_000


def test_repairs_are_said_in_the_readers_language(capsys, failing):
    code, out, _ = run(capsys, "run", str(failing), "--out", str(failing / "plan"), "--language", "vi")
    assert code == 3 and "Thay đổi nào sẽ làm cho đạt" in out and "unmet_value <= 49500000" in out
    assert max(map(len, out.splitlines())) <= 80 + len(str(failing))
    code, out, _ = run(capsys, "run", str(failing), "--out", str(failing / "plan"), "--language", "vi", "-q")
    assert code == 3 and len(out.splitlines()) == 1
