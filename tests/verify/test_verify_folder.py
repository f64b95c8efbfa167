"""A plan folder is accepted as it was written, and every later change to a file of it is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from allocator.language import speaking
from allocator.plan.approvals import sign
from allocator.plan.identity import plan_hash
from allocator.verify import verify_folder
from allocator.verify.catalogue import FILES, WARNINGS
from tests.verify.folders import Edit, again, append, codes, csv, cut, explain, objective, seal, summary


def test_a_folder_is_accepted_as_written(folder: Path) -> None:
    found = verify_folder(folder)
    assert found.violations == ()
    assert found.holds
    assert found.plan.measures.lines == 9


def test_provenance_may_list_its_files(folder: Path) -> None:
    outputs = json.loads((folder / "provenance.json").read_text())["outputs"]
    listed = {"files": [{"name": name, "sha256": digest} for name, digest in outputs.items()]}
    (folder / "provenance.json").write_text(json.dumps(listed))
    assert codes(folder) == set()


def test_right_causes_are_accepted(folder: Path) -> None:
    explain()(folder)
    assert codes(folder) == set()


def name_outside(folder: Path) -> None:
    content = json.loads((folder / "provenance.json").read_text())
    content["outputs"]["../other.csv"] = "00"
    (folder / "provenance.json").write_text(json.dumps(content))


def forget_plan(folder: Path) -> None:
    content = json.loads((folder / "provenance.json").read_text())
    del content["outputs"]["plan.csv"]
    (folder / "provenance.json").write_text(json.dumps(content))


def forget_input(folder: Path) -> None:
    content = json.loads((folder / "provenance.json").read_text())
    del content["outputs"]["inputs/lots.csv"]
    (folder / "provenance.json").write_text(json.dumps(content))


def lose_report(folder: Path) -> None:
    (folder / "report.html").write_text("<html>")
    seal(folder)
    (folder / "report.html").unlink()


def lose_objective(content: dict[str, Any]) -> None:
    content["objectives"].pop(1)


def signed(folder: Path, plan: str) -> None:
    sign(folder, "approved", "", "Lan", "district", "", plan)


def sign_without_leave(folder: Path) -> None:
    settings = folder / "inputs" / "scenario.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "approval: {approved: [province]}\n", encoding="utf-8")
    signed(folder, plan_hash(folder))


FOLDER_EDITS: dict[str, Edit] = {
    "file-missing": lose_report,
    "file-edited": append("plan.csv"),
    "file-outside": name_outside,
    "file-unlisted": forget_plan,
    "input-unlisted": forget_input,
    "file-extra": lambda folder: (folder / "notes.txt").write_text("mine") and None,
    "approvals-changed": lambda folder: signed(folder, "a" * 64) or append("approvals.jsonl")(folder),
    "approvals-role": sign_without_leave,
    "approvals-stale": lambda folder: signed(folder, "a" * 64),
    "unmet-missing": cut("unmet.csv"),
    "unmet-extra": again("unmet.csv", place_id="D1"),
    "unmet-differs": csv("unmet.csv", 0, "ledger", 1),
    "causes-differ": explain(quantity=1.5),
    "cause-empty": explain(quantity=0.0),
    "cause-lot": explain(lot_id="L99"),
    "coverage-missing": cut("coverage.csv"),
    "coverage-extra": again("coverage.csv", unit="D1"),
    "coverage-differs": csv("coverage.csv", 0, "coverage", 0.91),
    "lots-missing": cut("lots.csv"),
    "lots-extra": again("lots.csv", lot_id="L9"),
    "lots-differs": csv("lots.csv", 0, "unused", 1),
    "row-twice": again("lots.csv"),
    "summary-missing": summary(lambda content: content["measures"].pop("used_value")),
    "summary-differs": summary(lambda content: content["measures"].update(overlap=2)),
    "objective-differs": objective(0, value=171.0, gap=21 / 171),
    "objective-gap": objective(0, gap=0.0),
    "objectives-order": summary(lose_objective),
    "objective-method": objective(2, method="floor"),
    "objective-bound": objective(2, bound=0.02, gap=(7.5 / 315 - 0.02) / (7.5 / 315)),
    "objective-bound-weak": objective(0, bound=11.0, gap=161 / 172),
    "objective-proof": objective(4, proof="proven"),
    "summary-status": summary(lambda content: content.update(status="gap")),
}


@pytest.mark.parametrize("code", FOLDER_EDITS)
def test_a_change_is_found(folder: Path, code: str) -> None:
    FOLDER_EDITS[code](folder)
    found = verify_folder(folder)
    assert code in {violation.code for violation in found.violations}
    assert found.holds == (code in WARNINGS)
    with speaking("vi"):
        assert all(violation.message for violation in found.violations)


def test_every_rule_of_folders_has_a_test() -> None:
    assert set(FILES) == set(FOLDER_EDITS)


def test_a_changed_plan_is_found_even_when_sealed_again(folder: Path) -> None:
    csv("plan.csv", 3, "quantity", 2)(folder)
    csv("plan.csv", 3, "lot_quantity", 2)(folder)
    assert {"value-differs", "unmet-differs", "coverage-differs", "lots-differs", "summary-differs"} <= codes(folder)


def test_a_changed_input_is_found(folder: Path) -> None:
    lots = folder / "inputs" / "lots.csv"
    lots.write_text(lots.read_text(encoding="utf-8").replace("20.0", "15.0"), encoding="utf-8")
    assert {"file-edited", "lot-exceeded"} <= codes(folder)


def test_an_idle_unit_may_be_listed(folder: Path) -> None:
    again("coverage.csv", unit="D1", net_value=0, met_value=0)(folder)
    assert codes(folder) == set()


def test_numbers_may_differ_by_rounding(folder: Path) -> None:
    csv("coverage.csv", 0, "coverage", round(271 / 301, 9))(folder)
    assert codes(folder) == set()
