"""``allocator check``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import run
from small_scenario import TABLES


def folder(tmp_path: Path, **changed: str) -> str:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return str(tmp_path)


def test_a_good_scenario_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", folder(tmp_path), "--language", "vi")
    assert code == 0 and "Kịch bản dùng được" in out and "30.305.000 VND" in out


def test_json_is_all_of_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", folder(tmp_path), "--json")
    counts = json.loads(out)["counts"]
    assert code == 0
    assert counts == {"places": 3, "units": 2, "needs": 2, "lots": 2, "need_value": 30305000, "supply_value": 30000000}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_problems_give_exit_code_1_and_fit_80_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    rows = "".join(f"0{1 + at % 2},ao,1.{100 + at},A{at},\n" for at in range(30))
    path = folder(tmp_path, needs="place_id,item_id,số lượng,age_group_id,period_id\n" + rows)
    code, _, err = run(capsys, "check", path, "--language", language)
    assert code == 1 and max(map(len, err.splitlines())) <= 80
    assert err.count("số lượng") == 10 and "20" in err and err.count("numbers: vi") == 1
    code, out, _ = run(capsys, "check", path, "--json")
    listed = json.loads(out)
    assert code == 1 and listed["ok"] is False and len(listed["problems"]) == 30
    assert {(each["code"], each["column"], each["header"]) for each in listed["problems"]} == {
        ("number-ambiguous", "quantity", "số lượng")
    }


def test_a_missing_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", str(tmp_path / "nothing"), "--language", "en")
    assert code == 1 and "There is no scenario here." in err
