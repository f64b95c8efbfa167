"""YAML without surprises: lines for everything, nothing silently reinterpreted."""

from __future__ import annotations

import pytest

from allocator.scenario.document import read_yaml


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("a: 1\nb: 2\na: 3\n", "yaml-duplicate", 3),
        ("a:\n\t- b\n", "yaml-tab", 2),
        ("a: 1\nb: [1,\n", "yaml-bad", 3),
        ("a: 0123\n", "yaml-leading-zero", 1),
        ("a: &x 1\nb: *x\n", "yaml-anchor", 1),
        ("a: !!python/object:os.system x\n", "yaml-anchor", 1),
        ("- a\n", "yaml-not-map", 1),
        ("", "yaml-not-map", 1),
        ("a: " + "[" * 1500, "yaml-large", None),
    ],
)
def test_problems_have_lines(text: str, code: str, row: int | None) -> None:
    assert (code, row) in [(each.code, each.row) for each in read_yaml(text.encode(), "s.yaml").problems]


def test_scalars_are_what_they_look_like() -> None:
    data = read_yaml(b"a: no\nb: on\nc: 12:30\nd: true\ne: '5'\nf: 1.50\ng:\nh: 2020-01-05\ni: 0x1F\n", "s").data
    assert (data["a"], data["b"], data["c"], data["d"], data["e"], data["g"], data["i"]) == (
        "no",
        "on",
        "12:30",
        True,
        "5",
        None,
        "0x1F",
    )
    assert data["f"] == 1.5 and str(data["f"]) == "1.50" and str(data["h"]) == "2020-01-05"


def test_not_utf8() -> None:
    assert [each.code for each in read_yaml(b"a: \xff\n", "s").problems] == ["file-encoding"]
