from pathlib import Path

import pytest

from allocator.plan.identity import plan_hash


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "plan.csv").write_text("line_id\nA1\n")
    (tmp_path / "inputs" / "needs.csv").write_text("place_id\nX\n")
    (tmp_path / "report.html").write_text("one")
    return tmp_path


def test_reports_do_not_change_it(folder):
    before = plan_hash(folder)
    (folder / "report.html").write_text("two")
    assert plan_hash(folder) == before


@pytest.mark.parametrize("name", ["plan.csv", "inputs/needs.csv", "inputs/rules.csv"])
def test_any_change_of_plan_or_inputs_changes_it(folder, name):
    before = plan_hash(folder)
    (folder / name).write_text("other")
    assert plan_hash(folder) != before


def test_a_folder_without_plan_has_none(tmp_path):
    with pytest.raises(FileNotFoundError):
        plan_hash(tmp_path)
