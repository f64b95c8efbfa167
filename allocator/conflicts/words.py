"""Contradictions in words, for the terminal, for a table and for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import pandas as pd

from allocator.conflicts.found import Bar, Clause, Contradiction, Cost
from allocator.language import N_, number, tr

WIDTH = 80

PARTS = {
    "lot": N_("lot {id}"),
    "donor": N_("donor {id}"),
    "place": N_("place {id}"),
    "item": N_("item {id}"),
    "age_group": N_("age group {id}"),
    "period": N_("period {id}"),
}
ANY = N_("everything")
REVIEWER = N_("a reviewer")

CLAUSES = {
    "floor": N_("{reviewer} asks for at least {quantity} of {what}"),
    "lock_least": N_("{reviewer} locks {what} at {quantity}: no less"),
    "lock_most": N_("{reviewer} locks {what} at {quantity}: no more"),
    "cap": N_("{reviewer} allows at most {quantity} of {what}"),
    "ban": N_("{reviewer} bans {what}"),
    "link_ban": N_("{giver} may not go to {place}"),
    "link_max": N_("from {giver} at most {quantity} may go to {place}"),
    "link_min": N_("from {giver} at least {quantity} must go to {place}, if anything does"),
    "capacity": N_("{what} can receive a value of at most {quantity} in a period"),
    "donor_places": N_("the gifts of {what} go to at most {quantity} places"),
    "lot_places": N_("{what} goes to at most {quantity} places"),
    "min_per_place": N_("{what} brings at least {quantity} to each place it goes to"),
    "all_or_nothing": N_("{what} is given out whole or not at all"),
}
RULE, RULE_AT = N_("the rule “{rule}”"), N_("the rule “{rule}” at {what}")

BARS = {
    "need": N_("the table needs has no row that it could serve"),
    "item": N_("it gives another item, which cannot stand in for this one"),
    "usable": N_("it may not be allocated: its donor delivers it alone, or it failed the quality check"),
    "quantity": N_("its quantity"),
    "places": N_("its places"),
    "items": N_("its categories and items"),
    "age_groups": N_("its age groups"),
    "periods": N_("its first and last period"),
    "pack": N_("its pack size"),
    "whole": N_("its item cannot be divided"),
}
ONE_OF, ALL_OF = N_("{lot} is what bars it, any one of: {parts}"), N_("{lot} is what bars it, all of: {parts}")

ROW, NUMBER = N_("{table}, row {row}"), N_("rule {row}")
HEAD_ONE = N_("{number}. This cannot be kept, whatever else is given up:")
HEAD = N_("{number}. These {count} cannot all be kept; any one given up lets the others hold:")
COMMENT = N_("reason given: {comment}")
GIVEN_UP = N_("without it: {changes}")
SHORT_LESS = N_("floors and decisions lack {amount} less")
SHORT_MORE = N_("floors and decisions lack {amount} more")
UNMET_LESS = N_("{amount} less of need is unmet (tier {tier})")
UNMET_MORE = N_("{amount} more of need is unmet (tier {tier})")
NO_CHANGE = N_("the plan reaches no more than now")
TOO_LARGE = N_(
    "The problem is too large to look for contradictions. Try it with fewer places, or with the rules and decisions of "
    "one district at a time."
)
NO_TIME = N_(
    "The time limit ended the search for contradictions: there may be more, and costs may be missing. More seconds "
    "(limits: seconds) let it go on."
)
NO_PROOF = N_(
    "Whether whole packs can keep some of these could not be settled: a contradiction that rests on them may be "
    "missing, or name more than it need."
)


def clause_text(clause: Clause) -> str:
    """What a clause says, in the current language."""
    what = ", ".join(tr(PARTS[part], id=name) for part, name in clause.pattern) or tr(ANY)
    if clause.table == "rules":
        return tr(RULE_AT, rule=clause.rule, what=what) if clause.pattern else tr(RULE, rule=clause.rule)
    ends = [tr(PARTS[part], id=name) for part, name in clause.pattern]
    return tr(
        CLAUSES[clause.kind],
        what=what,
        quantity=_amount(clause.quantity),
        reviewer=clause.reviewer or tr(REVIEWER),
        giver=ends[0] if ends else "",
        place=ends[-1] if ends else "",
    )


def conflict_texts(contradictions: Iterable[Contradiction], stopped: str = "") -> list[tuple[str, int]]:
    """The contradictions as sentences, each with how deep it stands: 0 a set, 1 what is in it, 2 more about that.

    ``stopped`` is why the search ended early, if it did.
    """
    texts: list[tuple[str, int]] = []
    for at, each in enumerate(contradictions, start=1):
        head = HEAD_ONE if len(each.clauses) == 1 else HEAD
        texts.append((tr(head, number=at, count=len(each.clauses)), 0))
        for clause, cost in zip(each.clauses, each.costs, strict=True):
            texts.append((f"{clause_text(clause)}{_where(clause)}", 1))
            if clause.comment:
                texts.append((tr(COMMENT, comment=clause.comment), 2))
            if cost is not None:
                texts.append((tr(GIVEN_UP, changes=_changes(cost)), 2))
        texts += [(bar_text(bar), 1) for bar in each.bars]
    notes = {"size": TOO_LARGE, "time": NO_TIME, "packs": NO_PROOF}
    return [*texts, (tr(notes[stopped]), 0)] if stopped else texts


def conflict_lines(contradictions: Iterable[Contradiction], stopped: str = "") -> list[str]:
    """:func:`conflict_texts` as lines of at most 80 columns."""
    indents = (("", "   "), ("   - ", "     "), ("     ", "     "))
    return [line for text, depth in conflict_texts(contradictions, stopped) for line in _wrapped(text, *indents[depth])]


def bar_text(bar: Bar) -> str:
    """What of a lot stands in the way of a decision."""
    parts = "; ".join(tr(BARS[part]) for part in bar.parts)
    lot = tr(PARTS["lot"], id=bar.lot)
    return tr(ALL_OF if bar.together and len(bar.parts) > 1 else ONE_OF, lot=lot, parts=parts)


def conflict_frame(contradictions: Iterable[Contradiction]) -> pd.DataFrame:
    """``contradictions.csv``: set, clause, kind, table, row, text, rules_short_change, unmet_value_change.

    One row for a clause of a set, both numbered from 1; changes are blank where time ran out.
    """
    rows = [
        (
            number,
            place,
            clause.kind,
            clause.table,
            clause.row,
            clause_text(clause),
            float("nan") if cost is None else cost.rules_short,
            float("nan") if cost is None else cost.unmet_value,
        )
        for number, each in enumerate(contradictions, start=1)
        for place, (clause, cost) in enumerate(zip(each.clauses, each.costs, strict=True), start=1)
    ]
    columns = ["set", "clause", "kind", "table", "row", "text", "rules_short_change", "unmet_value_change"]
    return pd.DataFrame(rows, columns=columns)


def conflict_records(contradictions: Iterable[Contradiction]) -> list[dict[str, object]]:
    """The contradictions as plain values for machines."""
    return [
        {
            "clauses": [_record(*pair) for pair in zip(each.clauses, each.costs, strict=True)],
            "bars": [{"lot": bar.lot, "parts": list(bar.parts), "together": bar.together} for bar in each.bars],
        }
        for each in contradictions
    ]


def _record(clause: Clause, cost: Cost | None) -> dict[str, object]:
    return {
        "kind": clause.kind,
        "table": clause.table,
        "row": clause.row or None,
        **dict(clause.pattern),
        "text": clause_text(clause),
        "reviewer": clause.reviewer,
        "comment": clause.comment,
        "rules_short_change": None if cost is None else cost.rules_short,
        "unmet_value_change": None if cost is None else {str(tier): change for tier, change in cost.unmet},
    }


def _where(clause: Clause) -> str:
    if not clause.row:
        return ""
    return " (" + tr(NUMBER if clause.table == "rules" else ROW, table=clause.table, row=clause.row) + ")"


def _changes(cost: Cost) -> str:
    said = []
    if cost.rules_short:
        said.append(tr(SHORT_LESS if cost.rules_short < 0 else SHORT_MORE, amount=_amount(abs(cost.rules_short))))
    for tier, change in cost.unmet:
        if change:
            said.append(tr(UNMET_LESS if change < 0 else UNMET_MORE, amount=_amount(abs(change)), tier=tier))
    return "; ".join(said) or tr(NO_CHANGE)


def _amount(value: float) -> str:
    decimals = next((d for d in (0, 2) if abs(value - round(value, d)) <= 1e-9 * max(abs(value), 1.0)), 2)
    return number(value, decimals)


def _wrapped(text: str, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
