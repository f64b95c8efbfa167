"""The record of signatures: lines are only added, each chained to the one before, and any edit is seen."""

from __future__ import annotations

import json

import pytest

from allocator.plan.approvals import RECORD, RecordError, may_sign, read_record, sign
from allocator.plan.staging import MARK, move


def signed(folder, *steps):
    return [sign(folder, step, "", "Lan", "planner", "được", "a" * 64) for step in steps]


def test_signatures_are_added_and_read_back(tmp_path):
    made = signed(tmp_path, "proposed", "approved")
    assert list(read_record(tmp_path)) == made
    assert made[0].previous == "0" * 64 != made[1].previous
    assert made[0].at[-6] in "+-" or made[0].at.endswith("Z")


@pytest.mark.parametrize("damage", ["change", "remove", "swap", "garbage", "field"])
def test_any_edit_is_seen(tmp_path, damage):
    signed(tmp_path, "proposed", "approved", "released")
    path = tmp_path / RECORD
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = {
        "change": [lines[0].replace("Lan", "Mai"), *lines[1:]],
        "remove": [lines[0], lines[2]],
        "swap": [lines[1], lines[0], lines[2]],
        "garbage": [*lines, "{"],
        "field": [*lines, json.dumps({**json.loads(lines[2]), "secret": "x"})],
    }[damage]
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")
    with pytest.raises(RecordError):
        read_record(tmp_path)
    with pytest.raises(RecordError):
        signed(tmp_path, "released")


def test_roles_are_those_of_the_scenario_and_anybody_where_it_names_none():
    roles = {"approved": ("Province",)}
    assert may_sign(roles, "approved", " province ") and not may_sign(roles, "approved", "district")
    assert may_sign(roles, "reviewed", "anybody")


def test_the_record_outlives_the_plan_it_lies_in(tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MARK).write_text("{}", encoding="utf-8")
    signed(tmp_path / "old", "proposed")
    move(tmp_path / "new", tmp_path / "old")
    assert len(read_record(tmp_path / "old")) == 1
