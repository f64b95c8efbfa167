"""A plan folder is accepted as it was written, and every later change to it is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from allocator.language import speaking
from allocator.plan.approvals import sign
from allocator.plan.identity import plan_hash
from allocator.tables.tables import Tables
from allocator.tolerances import PROVEN
from allocator.verify import PlanFolderError, objectives, verify, verify_folder
from allocator.verify.catalogue import CERTIFICATE, FILES, WARNINGS

CERTIFIED = pd.DataFrame(
    {
        "level": [1, 2, 3],
        "units": ["C3", "C2", "C1"],
        "coverage": [0.05, 0.7, 0.95],
        "available_value": [15.75, 60.9, 285.95],
        "target_value": [315.0, 87.0, 301.0],
    }
)


def seal(folder: Path) -> None:
    """Write provenance for the files now in ``folder``."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != "provenance.json"]
    outputs = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    inputs = {f"inputs/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("inputs/*")}
    (folder / "provenance.json").write_text(json.dumps({"outputs": outputs | inputs}), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, tables: Tables, plan: pd.DataFrame) -> Path:
    """A plan folder for the good plan."""
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "scenario.yaml").write_text("name: world\nlanguage: en\nunit_level: commune\n", encoding="utf-8")
    for field in fields(tables):
        frame: pd.DataFrame = getattr(tables, field.name)
        if len(frame):
            frame.drop(columns="row").to_csv(inputs / f"{field.name}.csv", index=False, encoding="utf-8")
    right = verify(tables, "commune", plan)
    plan.to_csv(tmp_path / "plan.csv", index=False)
    right.cells.assign(reason="").to_csv(tmp_path / "unmet.csv", index=False)
    shares = right.coverage.assign(fair_coverage=[0.95, 0.7, 0.1], level=[3, 2, 1])
    shares.to_csv(tmp_path / "coverage.csv", index=False)
    right.lots.assign(why_unused="").to_csv(tmp_path / "lots.csv", index=False)
    CERTIFIED.to_csv(tmp_path / "certificate.csv", index=False)
    objectives = [
        {"name": "unmet_tier_1", "value": 172.0, "bound": 150.0, "gap": 22 / 172, "proof": "gap"},
        {"name": "unmet_tier_2", "value": 120.0, "bound": None, "gap": None, "proof": "feasible"},
        {"name": "fairness", "value": right.measures.fairness_min, "bound": 0.05, "gap": 11 / 21, "proof": "gap"},
        {"name": "surplus", "value": 20.0, "bound": 20.0, "gap": 0.0, "proof": "proven"},
        {"name": "overlap", "value": 1, "bound": 0, "gap": 1.0, "proof": "gap"},
        {"name": "repeat", "value": 0.0, "bound": 0.0, "gap": 0.0, "proof": "proven"},
    ]
    measures = asdict(right.measures) | {"surplus_forced": 20.0, "surplus_avoidable": 0.0}
    summary = {"status": "feasible", "measures": measures, "objectives": objectives}
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    seal(tmp_path)
    return tmp_path


def codes(folder: Path) -> set[str]:
    return {violation.code for violation in verify_folder(folder).violations}


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


def csv(name: str, row: int, column: str, value: object) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / name, keep_default_na=False).astype(object)
        frame.loc[row, column] = value
        frame.to_csv(folder / name, index=False)
        seal(folder)

    return edit


def cut(name: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        pd.read_csv(folder / name, keep_default_na=False).iloc[1:].to_csv(folder / name, index=False)
        seal(folder)

    return edit


def explain(**wrong: object) -> Callable[[Path], None]:
    """Causes that are right but for ``wrong`` in the first."""

    def edit(folder: Path) -> None:
        unmet = pd.read_csv(folder / "unmet.csv", keep_default_na=False)
        unmet = unmet[unmet["unmet"] > 0]
        causes = unmet[["place_id", "item_id", "age_group_id", "period_id"]].assign(
            cause="own", quantity=unmet["unmet"], lot_id=""
        )
        causes = causes.astype(object).reset_index(drop=True)
        for column, value in wrong.items():
            causes.loc[0, column] = value
        causes.to_csv(folder / "causes.csv", index=False)
        seal(folder)

    return edit


def test_right_causes_are_accepted(folder: Path) -> None:
    explain()(folder)
    assert codes(folder) == set()


def again(name: str, **changes: object) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / name, keep_default_na=False)
        pd.concat([frame, frame.iloc[:1].assign(**changes)]).to_csv(folder / name, index=False)
        seal(folder)

    return edit


def summary(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        content = json.loads((folder / "summary.json").read_text())
        change(content)
        (folder / "summary.json").write_text(json.dumps(content))
        seal(folder)

    return edit


def append(name: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        with (folder / name).open("a") as stream:
            stream.write("\n")

    return edit


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


def objective(index: int, **changes: object) -> Callable[[Path], None]:
    def change(content: dict[str, Any]) -> None:
        content["objectives"][index].update(changes)

    return summary(change)


def certify(available: list[float]) -> Callable[[Path], None]:
    """Other amounts in the certificate, its coverages and the shares in coverage.csv in keeping with them."""

    def edit(folder: Path) -> None:
        cuts = CERTIFIED.assign(available_value=available)
        cuts["coverage"] = cuts["available_value"] / cuts["target_value"]
        cuts.to_csv(folder / "certificate.csv", index=False)
        coverage = pd.read_csv(folder / "coverage.csv")
        coverage["fair_coverage"] = cuts["coverage"].to_numpy()[::-1] * coverage["severity"]
        coverage.to_csv(folder / "coverage.csv", index=False)
        seal(folder)

    return edit


def lose_objective(content: dict[str, Any]) -> None:
    content["objectives"].pop(1)


def signed(folder: Path, plan: str) -> None:
    sign(folder, "approved", "", "Lan", "district", "", plan)


def sign_without_leave(folder: Path) -> None:
    settings = folder / "inputs" / "scenario.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "approval: {approved: [province]}\n", encoding="utf-8")
    signed(folder, plan_hash(folder))


FOLDER_EDITS: dict[str, Callable[[Path], None]] = {
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
    "certificate-share": csv("coverage.csv", 2, "fair_coverage", 0.2),
    "certificate-supply": certify([158.0, 60.9, 285.95]),
    "certificate-supply-up-to": certify([140.0, 70.0, 290.0]),
    "certificate-unit-unknown": csv("certificate.csv", 0, "units", "C3;D1"),
    "certificate-unit-missing": cut("certificate.csv"),
    "certificate-unit-twice": csv("certificate.csv", 1, "units", "C2;C1"),
    "certificate-target": csv("certificate.csv", 0, "target_value", 300),
    "certificate-available": csv("certificate.csv", 0, "available_value", 15),
    "certificate-order": csv("certificate.csv", 0, "coverage", 0.71),
    "certificate-unit-above": certify([15.75, 60.9, 0.72 * 301]),
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
    assert set(FILES) | set(CERTIFICATE) == set(FOLDER_EDITS)


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


def no_column(folder: Path) -> None:
    pd.read_csv(folder / "plan.csv").drop(columns="lot_id").to_csv(folder / "plan.csv", index=False)


UNREADABLE: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "plan.csv").unlink(), "plan.csv is missing"),
    (lambda folder: (folder / "summary.json").unlink(), "summary.json is missing"),
    (lambda folder: (folder / "summary.json").write_text("{"), "summary.json cannot be read"),
    (lambda folder: (folder / "summary.json").write_text("[]"), "summary.json does not hold"),
    (lambda folder: (folder / "plan.csv").write_bytes(b"\xff\xfe\x00"), "plan.csv cannot be read"),
    (lambda folder: (folder / "unmet.csv").write_text(""), "unmet.csv cannot be read"),
    (no_column, "plan.csv lacks the column lot_id"),
    (csv("plan.csv", 1, "quantity", "ten"), "plan.csv, row 3, column quantity: ten is not a plain number"),
    (lambda folder: (folder / "inputs" / "needs.csv").unlink(), "The inputs kept in the plan folder cannot be used"),
]


@pytest.mark.parametrize(("spoil", "reason"), UNREADABLE)
def test_a_folder_that_cannot_be_judged_says_why(folder: Path, spoil: Callable[[Path], object], reason: str) -> None:
    spoil(folder)
    with pytest.raises(PlanFolderError) as caught:
        verify_folder(folder)
    assert len(caught.value.problems) == 1
    assert reason in str(caught.value)


def test_all_problems_of_a_folder_are_listed_at_once(tmp_path: Path) -> None:
    with pytest.raises(PlanFolderError) as caught:
        verify_folder(tmp_path)
    assert len(caught.value.problems) == 7
    with pytest.raises(PlanFolderError, match="There is no folder"):
        verify_folder(tmp_path / "none")


def test_a_blank_quantity_is_a_finding_not_a_crash(folder: Path) -> None:
    csv("plan.csv", 0, "quantity", "")(folder)
    assert "quantity-invalid" in codes(folder)


BY_OBJECTIVE: list[tuple[int, dict[str, object], str]] = [
    (1, {"proof": "gap"}, "objective-proof"),
    (1, {"proof": "proven"}, "objective-proof"),
    (1, {"gap": 0.0}, "objective-proof"),
    (3, {"proof": "feasible"}, "objective-proof"),
    (3, {"proof": ""}, "objective-proof"),
    (0, {"proof": "proven"}, "objective-proof"),
    (0, {"bound": 180.0, "gap": 8 / 180}, "objective-bound"),
    (4, {"bound": 2, "gap": 0.5}, "objective-bound"),
    (3, {"gap": None}, "objective-gap"),
    (5, {"value": None}, "objective-differs"),
    (2, {"value": 0.05, "gap": 0.0}, "objective-differs"),
    (4, {"name": "repeat"}, "objectives-order"),
    (3, {"bound": 10.0, "gap": 0.5, "proof": "gap"}, "summary-differs"),
    (2, {"bound": 1.3, "gap": 1 - 7.5 / 315 / 1.3}, "objective-bound-weak"),
]


@pytest.mark.parametrize(("index", "changes", "code"), BY_OBJECTIVE)
def test_an_objective_that_cannot_be_is_found(folder: Path, index: int, changes: dict[str, object], code: str) -> None:
    objective(index, **changes)(folder)
    assert code in codes(folder)


def test_bounds_that_the_tables_prove_are_confirmed(folder: Path) -> None:
    # The 12 of books that nobody brings and the jackets that cash cannot pay for are no bound of 150.
    assert verify_folder(folder).confirmed == ("overlap", "repeat")
    objective(0, bound=12.0, gap=160 / 172)(folder)
    objective(3, bound=0.0, gap=1.0, proof="gap")(folder)
    assert "surplus" in verify_folder(folder).confirmed


def test_what_rounding_hides_counts_as_proven(folder: Path) -> None:
    assert PROVEN == objectives.PROVEN
    objective(3, bound=20.0 * (1 + PROVEN / 10))(folder)
    assert codes(folder) == set()
    objective(3, bound=20.0 * (1 - PROVEN * 10), gap=PROVEN * 10)(folder)
    assert "objective-proof" in codes(folder)


def ask(text: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "inputs" / "scenario.yaml"
        path.write_text(path.read_text() + text)
        seal(folder)

    return edit


def test_the_objectives_are_those_of_the_scenario(folder: Path) -> None:
    ask("objectives: [unmet, {fairness: none}, surplus, overlap, repeat]\n")(folder)
    assert codes(folder) == {"objectives-order"}
    summary(lambda content: content["objectives"].pop(2))(folder)
    assert codes(folder) == set()


def test_a_missed_floor_comes_before_all(folder: Path) -> None:
    ask("rules: [{coverage_min: 0.9, level: commune, place: D2}]\n")(folder)
    assert codes(folder) == {"objectives-order", "rule-below-at", "summary-differs"}
    short = 0.9 * 157.5 - 7.5
    told = {"name": "rules", "value": short, "bound": short, "gap": 0.0, "proof": "proven"}
    summary(lambda content: (content["objectives"].insert(0, told), content["measures"].update(rules_short=short)))(
        folder
    )
    assert codes(folder) == {"rule-below-at"}
    assert verify_folder(folder).holds


def test_later_levels_may_give_up_no_more_than_the_tolerance(folder: Path) -> None:
    ask("objectives: [{unmet: {tolerance: 0.1}}, fairness, duplication]\n")(folder)
    objective(0, value=160.0, bound=150.0, gap=1 / 16)(folder)
    assert codes(folder) == set()
    objective(0, value=150.0, bound=150.0, gap=0.0)(folder)
    assert codes(folder) == {"objective-differs"}


@pytest.mark.parametrize(
    ("method", "measure"),
    [("proportional", "fairness_log"), ("{floor: 0.8}", "below_floor"), ("leximin", "fairness_min")],
)
def test_fairness_has_the_measure_of_its_method(folder: Path, method: str, measure: str) -> None:
    ask(f"objectives: [unmet, {{fairness: {method}}}, duplication]\n")(folder)
    value = getattr(verify_folder(folder).plan.measures, measure)
    summary(lambda content: content["measures"].update({measure: value}))(folder)
    objective(2, value=value, bound=None, gap=None, proof="feasible")(folder)
    assert codes(folder) == set()
    objective(2, value=value * 1.01)(folder)
    assert codes(folder) == {"objective-differs"}


def test_a_blend_weighs_its_measures(folder: Path) -> None:
    ask("objectives: [unmet, fairness, duplication, {blend: {unmet: 1, fairness: 100, surplus: 2, overlap: 3}}]\n")(
        folder
    )
    value = 292 + 100 * (1 - 7.5 / 315) + 2 * 20 + 3
    told = {"name": "blend", "value": value, "bound": None, "gap": None, "proof": "feasible"}
    summary(lambda content: content["objectives"].append(told))(folder)
    assert codes(folder) == set()
    objective(6, value=value + 1)(folder)
    assert codes(folder) == {"objective-differs"}
