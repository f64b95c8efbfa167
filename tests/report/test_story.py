"""The story says the plan's own numbers, and what it calls proven is."""

from __future__ import annotations

import dataclasses

import pandas as pd
from page_plan import ARABIC
from sample_plan import SCRIPT

from allocator.language import number, percent, speaking
from allocator.report.story import Chapter, story_of
from allocator.report.view import View
from allocator.report.words import money


def chapters(view: View) -> dict[str, Chapter]:
    return {chapter.key: chapter for chapter in story_of(view)}


def texts(chapter: Chapter) -> str:
    return str(chapter.caption) + "".join(map(str, chapter.said)) + "".join(str(proof.text) for proof in chapter.proofs)


def test_figures_are_the_measures(page_view: View) -> None:
    measures, said = page_view.plan.measures, chapters(page_view)
    for language in ("vi", "en"):
        with speaking(language):
            assert money(measures.need_value, "VND") in said["needed"].figure
            assert percent(measures.met_value / measures.need_value, 1).replace(" ", "\u00a0") in said["met"].figure
            assert percent(measures.coverage_min, 1).replace(" ", "\u00a0") in said["worst"].figure
            assert number(measures.overlap) in said["overlap"].figure
            assert money(measures.unmet_value, "VND") in said["asked"].figure
            assert money(measures.met_value, "VND") in texts(said["met"])


def test_what_came_in_is_split_by_kind_and_fate(page_view: View) -> None:
    lots = page_view.lots.assign(value=page_view.lots["quantity"] * page_view.lots["worth"])
    said = texts(chapters(page_view)["given"])
    for part in (
        lots[lots["kind"] == "goods"],
        lots[lots["why_unused"] == "quality"],
        lots[lots["why_unused"] == "direct"],
    ):
        with speaking("vi"):
            assert money(float(part["value"].sum()), "VND") in said


def test_the_worst_off_is_named_and_its_share_proved(page_view: View) -> None:
    worst = chapters(page_view)["worst"]
    assert str(page_view.units["name"].iloc[0]).replace("<", "&lt;").replace(">", "&gt;").replace(
        "'", "&#39;"
    ) in texts(worst)
    assert SCRIPT not in texts(worst)
    cut = page_view.plan.certificate
    assert any(str(page_view.units["unit"].iloc[0]) in units.split(";") for units in cut["units"])
    assert len(worst.proofs) == 2 and worst.proofs[1].sure


def test_a_plan_without_cuts_names_the_worst_off_without_that_proof(page_view: View) -> None:
    cuts = pd.DataFrame({name: pd.Series(dtype="float64") for name in page_view.plan.certificate.columns})
    plan = dataclasses.replace(page_view.plan, certificate=cuts)
    assert len(chapters(dataclasses.replace(page_view, plan=plan))["worst"].proofs) == 1


def test_only_what_is_proven_is_called_so(page_view: View) -> None:
    plan = page_view.plan
    for sure in ("proven", "gap"):
        objectives = tuple(dataclasses.replace(each, proof=sure) for each in plan.objectives)
        said = chapters(dataclasses.replace(page_view, plan=dataclasses.replace(plan, objectives=objectives)))
        assert all(proof.sure is (sure == "proven") for proof in said["met"].proofs + said["overlap"].proofs)


def test_what_to_ask_for_is_what_is_missing_most(page_view: View) -> None:
    unmet = page_view.plan.unmet.groupby("item_id")[["unmet", "unmet_value"]].sum()
    item = str(unmet["unmet_value"].idxmax())
    with speaking("vi"):
        first = str(chapters(page_view)["asked"].said[0])
        assert page_view.names.items[item].replace('"', "&#34;") in first
        assert (
            number(float(unmet.loc[item, "unmet"])) in first
            and money(float(unmet.loc[item, "unmet_value"]), "VND") in first
        )


def test_names_from_the_right_stand_by_themselves(page_view: View) -> None:
    order = page_view.units.sort_values("unit", key=lambda units: units != "003", ignore_index=True)
    assert f"\u2068{ARABIC} (Huyện Bình)\u2069" in texts(chapters(dataclasses.replace(page_view, units=order))["worst"])
