"""Who issues documents: stated by level, inherited, checked, and kept with the plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_scenario import Write

from allocator.language import speaking
from allocator.plan.resolved import write_inputs
from allocator.report.documents.authority import BLANK, authority
from allocator.scenario.load import load
from allocator.tables.problems import InputErrors

STATED = (
    "authorities:\n  commune:\n    body: Ủy ban nhân dân {name}\n    short: UB\n    legal_bases: [Căn cứ A, Căn cứ B]\n"
)


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("authorities:\n  commune: {boddy: x}", "setting-unknown-near", 2),
        ("authorities:\n  commune: {legal_bases: x}", "setting-type", 2),
        ("authorities:\n  comune: {body: x}", "authority-level-near", 2),
        ("authorities:\n  huyện: {body: x}", "authority-level", 2),
        ("authorities: [x]", "setting-type", 1),
    ],
)
def test_mistakes(write: Write, text: str, code: str, row: int) -> None:
    with pytest.raises(InputErrors) as caught:
        load(write({"scenario.yaml": text + "\n"}))
    assert (code, row) in [(each.code, each.row) for each in caught.value.problems]


def test_they_stay_with_the_plan(write: Write, tmp_path: Path) -> None:
    inputs = load(write({"scenario.yaml": STATED}))
    write_inputs(inputs, tmp_path / "inputs")
    assert load(tmp_path / "inputs").config.authorities == inputs.config.authorities


def test_texts_and_blanks(write: Write) -> None:
    stated = load(write({"scenario.yaml": STATED})).config.authorities["commune"]
    found = authority(stated, "Xã An")
    assert found.body == "Ủy ban nhân dân Xã An" and found.legal_bases == ("Căn cứ A", "Căn cứ B")
    assert found.number("notice") == "……/TB-UB" and found.number("letter") == "……/UB"
    assert found.title == BLANK and found.recipients == (BLANK,)
    assert authority(None, "").number("plan") == "……/KH-……"


def test_english_texts_only_in_english() -> None:
    scenario = Path(__file__).parents[2] / "scenarios" / "cao-bang-2026"
    stated = load(scenario).config.authorities["province"]
    with speaking("en"):
        assert authority(stated, "Tỉnh Cao Bằng").body == "Department of Health"
    with speaking("vi"):
        assert authority(stated, "Tỉnh Cao Bằng").body == "Sở Y tế"
