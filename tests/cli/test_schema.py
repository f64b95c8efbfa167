"""``allocator schema``."""

from __future__ import annotations

import json

import pytest
from command_line import run

from allocator.scenario.config import LEVELS, RULE_KINDS
from allocator.tables.schema import TABLES


def test_json_holds_every_table_and_setting(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "schema", "--json")
    schema = json.loads(out)
    assert code == 0 and [table["name"] for table in schema["tables"]] == [table.name for table in TABLES]
    assert {"extends", "overrides", "expect", "limits"} <= set(schema["scenario"]["properties"])


def test_the_forms_of_levels_and_rules_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    settings = json.loads(run(capsys, "schema", "--json")[1])["scenario"]["properties"]
    names, forms = next(form for form in settings["objectives"]["anyOf"] if "items" in form)["items"]["anyOf"]
    assert set(names["enum"]) == set(LEVELS) - {"blend"} and set(forms["properties"]) == set(LEVELS)
    assert [form["required"] for form in settings["rules"]["items"]["oneOf"]] == [[kind] for kind in RULE_KINDS]


def test_people_read_meanings_in_their_language(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "schema", "--table", "nguồn lực", "--language", "vi")
    assert code == 0 and "exclude_places" in out and "chỉ trao nguyên kiện" in out and "place_id" not in out


def test_a_mistyped_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "schema", "--table", "lost", "--language", "en")
    assert code == 2 and "Did you mean lots?" in err
