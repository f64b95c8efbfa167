"""Decisions files (JSON), as the review page saves them."""

from __future__ import annotations

import json
import re
from typing import Any

from allocator.language import N_, tr
from allocator.review.candidate import Candidate
from allocator.review.decision import ACTIONS, IDS, Source
from allocator.review.workbook import Read
from allocator.tables.problems import InputProblem
from allocator.tables.raw import clean
from allocator.tables.words import parse_choice, parse_date

FORMAT, VERSION = "allocator-decisions", 1
MOST_BYTES = 100_000_000
MOST = 1e15
"""The largest quantity."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
REASONS = {
    "text": N_("it is not JSON"),
    "form": N_("it does not have the form of one"),
    "version": N_("it is of a later version"),
}


def read_decisions(data: bytes, name: str) -> Read:
    """The candidates of a decisions file called ``name``, and every value that cannot be used."""
    if len(data) > MOST_BYTES:
        return Read(problems=[InputProblem("review-large", name)])
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _refused(name, "text")
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return _refused(name, "form")
    if content.get("version") != VERSION:
        return _refused(name, "version")
    decisions = content.get("decisions")
    if not isinstance(decisions, list):
        return _refused(name, "form")
    plan = _text(content.get("plan"))
    read = Read(frozenset({plan} if plan else ()), _text(content.get("reviewer")), _text(content.get("role")))
    day = _text(content.get("saved_at"))[:10]
    for at, entry in enumerate(decisions):
        candidate, problems = _candidate(entry, at, name, day)
        read.problems += problems
        read.candidates += [candidate] if candidate and not problems else []
    return read


def _refused(name: str, why: str) -> Read:
    return Read(problems=[InputProblem("review-json", name, values={"reason": tr(REASONS[why])})])


def _candidate(entry: object, at: int, name: str, day: str) -> tuple[Candidate | None, list[InputProblem]]:
    """One entry; what is called ``decisions[3].quantity`` is the quantity of the third."""
    label = f"decisions[{at + 1}]"
    if not isinstance(entry, dict):
        return None, [InputProblem("review-value", name, column=label, found=_shown(entry))]
    problems = [
        InputProblem("review-value", name, column=f"{label}.{key}", found=_shown(entry[key]))
        for key in ("line_id", *IDS, "action", "comment", "decided_on", "reviewer", "role")
        if key in entry and not (entry[key] is None or isinstance(entry[key], str))
    ]
    written = _text(entry.get("action"))
    action = parse_choice(written, ACTIONS) if written else ""
    if action is None:
        problems.append(InputProblem("review-value", name, column=f"{label}.action", found=_shown(written)))
    quantity = entry.get("quantity")
    if not _is_amount(quantity):
        problems.append(InputProblem("review-value", name, column=f"{label}.quantity", found=_shown(quantity)))
    decided = _text(entry.get("decided_on"))
    if decided and parse_date(decided[:10]) is None:
        problems.append(InputProblem("review-value", name, column=f"{label}.decided_on", found=_shown(decided)))
    if problems:
        return None, problems
    headers = {key: f"{label}.{key}" for key in ("line_id", *IDS, "action", "quantity")}
    return Candidate(
        source=Source(name, "", str(at + 1)),
        line_id=_text(entry.get("line_id")),
        ids=tuple(_text(entry.get(key)) for key in IDS),
        action=action or "",
        quantity=None if quantity is None else float(quantity),
        comment=_text(entry.get("comment")),
        decided_on=decided[:10] or (day if parse_date(day) else ""),
        reviewer=_text(entry.get("reviewer")),
        role=_text(entry.get("role")),
        headers=headers,
    ), []


def _is_amount(value: Any) -> bool:
    """Nothing, or a number of zero or more."""
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST


def _text(value: object) -> str:
    """The text without signs that no file can hold."""
    return clean(UNPRINTABLE.sub(" ", value)) if isinstance(value, str) else ""


def _shown(value: object) -> str:
    return UNPRINTABLE.sub(" ", json.dumps(value, ensure_ascii=False, default=str))[:80]
