"""``Candidate``: a decision as somebody wrote it down, and what is wrong with it, if anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from allocator.review.decision import COUNTED, IDS, Decision, Remark, Source, Target
from allocator.review.form import BESIDE
from allocator.review.reviewed import ReviewedPlan, code_of
from allocator.tables.problems import InputProblem
from allocator.tolerances import QUANTITY


@dataclass(frozen=True)
class Candidate:
    """One row of a sheet or one entry of a file, its cells read."""

    source: Source
    line_id: str
    ids: tuple[str, ...]
    """The five ids of a pattern; blank for a line."""
    action: str
    quantity: float | None
    comment: str
    decided_on: str
    reviewer: str
    role: str
    row: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the file calls each column."""

    def problem(self, code: str, column: str, found: object = None, **values: object) -> InputProblem:
        """A finding about one cell."""
        shown = None if found is None else str(found)[:80]
        return InputProblem(code, self.source.name, self.row, column, shown, values, self.headers.get(column))


Judged = tuple[Decision | Remark | None, list[InputProblem]]


def judge(candidate: Candidate, plan: ReviewedPlan) -> Judged:
    """The decision, or the remark where only a comment was written, or nothing; and every fault of its cells."""
    written = candidate.action or candidate.comment or candidate.quantity is not None
    if not written:
        return None, []
    target, problems = _target(candidate, plan)
    if not candidate.action and candidate.quantity is not None:
        problems.append(candidate.problem("review-action", "action"))
    if problems:
        return None, problems
    if not candidate.action:
        return Remark(target, candidate.reviewer, candidate.comment, candidate.source), []
    quantity, problems = _quantity(candidate, target, plan)
    if problems:
        return None, problems
    return Decision(
        target,
        candidate.action,
        quantity,
        candidate.reviewer,
        candidate.role,
        candidate.comment,
        candidate.decided_on,
        candidate.source,
    ), []


def _target(candidate: Candidate, plan: ReviewedPlan) -> tuple[Target, list[InputProblem]]:
    if candidate.line_id:
        if candidate.line_id not in plan.quantity:
            return Target(), [candidate.problem("review-line", "line_id", candidate.line_id)]
        ids = {name: str(plan.lines.loc[candidate.line_id, name]) for name in IDS}
        return Target(**ids, line_id=candidate.line_id), []
    known = plan.known
    codes = [code_of(text, known[name], BESIDE) for name, text in zip(IDS, candidate.ids, strict=True)]
    problems = [
        candidate.problem("review-id", name, code)
        for name, code in zip(IDS, codes, strict=True)
        if code and code not in known[name]
    ]
    if not any(codes) and candidate.action:
        problems.append(candidate.problem("review-pattern", "action"))
    return Target(*codes), problems


def _quantity(candidate: Candidate, target: Target, plan: ReviewedPlan) -> tuple[float | None, list[InputProblem]]:
    """What is asked, and why it cannot be; blank in a lock or a preference is what the plan has."""
    action, given = candidate.action, candidate.quantity
    if action == "approve":
        changed = target.line_id and given is not None and abs(given - plan.planned(target)) > QUANTITY
        values = {"planned": plan.planned(target)} if changed else {}
        return None, [candidate.problem("review-approve", "quantity", f"{given:g}", **values)] if changed else []
    if action == "ban":
        return None, [candidate.problem("review-ban", "quantity", f"{given:g}")] if given else []
    if action in COUNTED and _unitless(target, plan):
        return None, [candidate.problem("review-unit", "item_id" if not target.line_id else "line_id")]
    if given is None and action in ("cap", "floor"):
        return None, [candidate.problem("review-quantity", "quantity", action=action)]
    if given is None:
        return plan.planned(target), []
    return given, _uneven(candidate, target, given, plan)


def _uneven(candidate: Candidate, target: Target, given: float, plan: ReviewedPlan) -> list[InputProblem]:
    """A lock of one line that whole things and packs cannot keep exactly."""
    if candidate.action != "lock" or not target.line_id:
        return []
    line = plan.lines.loc[target.line_id].to_dict()
    pack = float(line["pack"])
    if pack and abs(given / pack - round(given / pack)) > QUANTITY:
        return [candidate.problem("review-pack", "quantity", f"{given:g}", pack=pack)]
    if bool(line["whole"]) and abs(given - round(given)) > QUANTITY:
        return [candidate.problem("review-whole", "quantity", f"{given:g}")]
    return []


def _unitless(target: Target, plan: ReviewedPlan) -> bool:
    if target.item_id:
        return False
    lots = plan.inputs.tables.lots
    kind = lots.loc[lots["lot_id"] == target.lot_id, "kind"].tolist()
    return not kind or kind[0] == "cash"


def named_by(candidate: Candidate, reviewer: str, role: str) -> Candidate:
    """``candidate`` with the reviewer and the role of its file where it names none."""
    return replace(candidate, reviewer=candidate.reviewer or reviewer, role=candidate.role or role)
