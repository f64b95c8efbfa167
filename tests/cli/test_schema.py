"""``allocator schema``."""

from __future__ import annotations

import json

import pytest
from command_line import run

from allocator.tables.schema import TABLES


def test_json_holds_every_table_and_setting(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "schema", "--json")
    schema = json.loads(out)
    assert code == 0 and [table["name"] for table in schema["tables"]] == [table.name for table in TABLES]
    assert {"extends", "overrides", "expect", "limits"} <= set(schema["scenario"]["properties"])


def test_people_read_meanings_in_their_language(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "schema", "--table", "nguồn lực", "--language", "vi")
    assert code == 0 and "exclude_places" in out and "chỉ trao nguyên kiện" in out and "place_id" not in out


def test_a_mistyped_table(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "schema", "--table", "lost", "--language", "en")
    assert code == 2 and "Did you mean lots?" in err
