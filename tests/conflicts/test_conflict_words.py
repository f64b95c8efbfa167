"""Contradictions in words: narrow enough for a terminal, with rows to look up, in both languages."""

import json

import pytest
from instances import Settings, tables

from allocator.conflicts import (
    Bar,
    Clause,
    Contradiction,
    Cost,
    conflict_frame,
    conflict_lines,
    conflict_records,
    contradictions,
    with_rows,
)
from allocator.conflicts.words import BARS, CLAUSES, clause_text
from allocator.language import speaking
from allocator.problem.build import build
from allocator.scenario.config import Objective, Rule

ROWS = [
    {"action": "approve", "lot_id": "L"},
    {"action": "lock", "lot_id": "L", "place_id": "a", "quantity": 3, "reviewer": "Lan", "comment": "agreed in May"},
    {"action": "ban", "place_id": "a", "reviewer": "Minh"},
    {"action": "floor", "item_id": "coat", "place_id": "b", "quantity": 7},
]


def made():
    return tables(
        places=[
            {"place_id": "P", "name": "P", "level": "province"},
            {"place_id": "b", "name": "b", "level": "commune", "parent_id": "P", "capacity": 60},
            {"place_id": "a", "name": "a", "level": "commune", "parent_id": "P"},
        ],
        items=[{"item_id": "coat", "category": "warmth", "value": 10}],
        lots=[
            {"lot_id": "L", "donor_id": "N", "kind": "goods", "item_id": "coat", "quantity": 9, "max_places": 1},
            {"lot_id": "A", "donor_id": "M", "kind": "goods", "item_id": "coat", "quantity": 1, "max_places": 1},
        ],
        donors=[{"donor_id": "N"}, {"donor_id": "M"}],
        needs=[{"place_id": place, "item_id": "coat", "quantity": 8} for place in "ab"],
        decisions=ROWS,
    )


def found():
    given = made()
    rule = Rule("spend_min", 95, "spend_min: 95", None, "all", ())
    settings = Settings(unit_level=None, levels=(Objective("unmet"),), rules=(rule,))
    return with_rows(contradictions(build(given, settings)), given)


def test_rows_are_those_of_the_files():
    rows = {(clause.kind, clause.table, clause.row) for each in found() for clause in each.clauses}
    assert {("lock_least", "decisions", 3), ("ban", "decisions", 4)} <= rows
    assert {("floor", "decisions", 5), ("capacity", "places", 3)} <= rows
    assert ("spend_min", "rules", 1) in rows


def test_lines_fit_the_terminal_and_name_reviewer_row_and_reason():
    for language in ("en", "vi"):
        with speaking(language):
            lines = conflict_lines(found(), "time")
        assert lines and max(map(len, lines)) <= 80
        text = " ".join(" ".join(lines).split())
        for said in ("Lan", "Minh", "agreed in May", "decisions"):
            assert said in text
    text = " ".join(" ".join(conflict_lines(found())).split())
    assert "Lan locks lot L, place a at 3: no less (decisions, row 3)" in text
    assert "Minh bans place a (decisions, row 4)" in text
    assert "place b can receive a value of at most 60 in a period (places, row 3)" in text


def test_the_table_has_a_row_for_each_clause():
    contradicting = found()
    table = conflict_frame(contradicting)
    assert list(table.columns) == [
        "set", "clause", "kind", "table", "row", "text", "rules_short_change", "unmet_value_change",
    ]  # fmt: skip
    assert len(table) == sum(len(each.clauses) for each in contradicting)
    assert table["set"].max() == len(contradicting) and table["clause"].min() == 1
    assert list(conflict_frame([]).columns) == list(table.columns)


def test_records_are_plain_values():
    records = json.loads(json.dumps(conflict_records(found())))
    clauses = [clause for each in records for clause in each["clauses"]]
    lock = next(clause for clause in clauses if clause["kind"] == "lock_least")
    assert (lock["table"], lock["row"], lock["lot"], lock["place"], lock["reviewer"]) == (
        "decisions",
        3,
        "L",
        "a",
        "Lan",
    )
    assert lock["rules_short_change"] < 0 and set(lock["unmet_value_change"]) == {"1"}


@pytest.mark.parametrize("kind", sorted(CLAUSES))
def test_every_kind_has_a_text_in_both_languages(kind):
    clause = Clause(kind, "lots", 0, pattern=(("lot", "L1"), ("place", "C7")), quantity=12.5)
    texts = []
    for language in ("en", "vi"):
        with speaking(language):
            texts.append(clause_text(clause))
    assert all("L1" in text for text in texts) and texts[0] != texts[1]


def test_bars_costs_and_missing_costs_are_said():
    clause = Clause("floor", "decisions", 0, row=2, pattern=(("lot", "L1"),), quantity=3)
    cost = Cost(-30.0, ((1, 20.0), (2, -5.5)))
    bars = (Bar("L1", tuple(BARS)[:2], together=True), Bar("L1", ("pack",), together=False))
    lines = conflict_lines([Contradiction((clause,), (cost,), bars)])
    text = " ".join(" ".join(lines).split())
    assert "lack 30 less; 20 more of need is unmet (tier 1); 5.50 less of need is unmet (tier 2)" in text
    assert "lot L1 is what bars it, any one of: its pack size" in text
    assert "without it" not in " ".join(conflict_lines([Contradiction((clause,), (None,))]))
    table = conflict_frame([Contradiction((clause,), (None,))])
    assert table["rules_short_change"].isna().all()


def test_a_search_that_ended_early_says_so():
    assert "too large" in " ".join(conflict_lines([], "size"))
    assert "time limit" in " ".join(conflict_lines([], "time"))
