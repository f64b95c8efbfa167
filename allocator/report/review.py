"""What came back from a review, in words: changes, disagreements, remarks, and what wishes cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from allocator.conflicts import conflict_records, conflict_texts
from allocator.language import N_, number, percent, quantity, tr
from allocator.report.words import money
from allocator.review.decision import IDS, Decision, Remark, Target
from allocator.review.merge import Disagreement
from allocator.review.prices import Price, Priced
from allocator.review.reviewed import ReviewedPlan
from allocator.review.scenario import as_record

ACTIONS = {
    "approve": N_("approved"),
    "lock": N_("exactly {quantity}"),
    "cap": N_("at most {quantity}"),
    "floor": N_("at least {quantity}"),
    "ban": N_("banned"),
    "prefer": N_("{quantity} if nobody loses by it"),
}
NOTHING = N_("everything")


@dataclass(frozen=True)
class Told:
    """A line of text and how deep it stands below its heading."""

    text: str
    depth: int = 0


def target_text(plan: ReviewedPlan, target: Target) -> str:
    """What a decision speaks of, in names."""
    tables = plan.inputs.tables
    donors = dict(zip(tables.lots["lot_id"], tables.lots["donor_id"], strict=True))
    frames = {"place_id": tables.places, "item_id": tables.items, "age_group_id": tables.age_groups,
              "period_id": tables.periods}  # fmt: skip
    parts = []
    for name, code in zip(IDS, target.ids, strict=True):
        if code and name == "lot_id":
            parts.append(f"{code} ({_called(tables.donors, 'donor_id', donors.get(code, ''))})")
        elif code:
            parts.append(_called(frames[name], name, code))
    return ", ".join(parts) or tr(NOTHING)


def _called(frame: pd.DataFrame, key: str, code: str) -> str:
    """The name of ``code`` in its table, else the code itself."""
    found = [str(name) for name in frame.loc[frame[key] == code, "name"].tolist() if name]
    return found[0] if found else code


def asked_text(each: Decision) -> str:
    """What is decided."""
    return tr(ACTIONS[each.action], quantity="" if each.quantity is None else quantity(each.quantity))


def _who(each: Decision) -> str:
    return f"{each.reviewer}, {each.role}" if each.role else each.reviewer


def change_lines(plan: ReviewedPlan, decisions: Iterable[Decision]) -> list[str]:
    """Every decision: what of, what is planned, what is decided, by whom, why; approvals last."""
    ordered = sorted(decisions, key=lambda each: each.action == "approve")
    lines = []
    for each in ordered:
        planned = quantity(plan.planned(each.target)) if each.target.item_id or each.target.line_id else ""
        text = tr("{what}: {asked}", what=target_text(plan, each.target), asked=asked_text(each))
        if planned and each.action != "approve":
            text += " " + tr("(planned: {planned})", planned=planned)
        text += f" [{_who(each)}]"
        lines.append(f"{text} “{each.comment}”" if each.comment else text)
    return lines


def change_records(plan: ReviewedPlan, decisions: Iterable[Decision]) -> list[dict[str, object]]:
    """The same for machines."""
    return [as_record(each) | {"planned": plan.planned(each.target)} for each in decisions]


def disagreement_lines(plan: ReviewedPlan, found: Iterable[Disagreement]) -> list[str]:
    """Who, what and where; and whose word holds."""
    lines = []
    for each in found:
        said = "; ".join(
            f"{_who(one)}: {asked_text(one)} ({one.source.name}, {one.source.at})" for one in each.decisions
        )
        targets = sorted(
            (one.target for one in each.decisions), key=lambda one: sum(map(bool, (one.line_id, *one.ids)))
        )
        what = " / ".join(dict.fromkeys(target_text(plan, one) for one in (targets[0], targets[-1])))
        kept = tr("{who} has the last word", who=_who(each.kept)) if each.kept else tr("open")
        lines.append(f"{what}: {said}. → {kept}")
    return lines


def _narrowness(target: Target) -> int:
    """How many of its codes are given: the fewer, the more lines it names."""
    return sum(map(bool, (target.line_id, *target.ids)))


def remark_lines(plan: ReviewedPlan, remarks: Iterable[Remark]) -> list[str]:
    """Comments beside which nothing was decided."""
    return [f"{target_text(plan, each.target)}: “{each.comment}” [{each.reviewer}]" for each in remarks]


def priced_lines(plan: ReviewedPlan, priced: Priced) -> list[Told]:
    """What the decisions cost together and each, what contradicts, and what is proposed instead."""
    if priced.together is None:
        return []
    lines = [Told(tr("What the decisions cost together"))]
    lines.append(Told(_effect(plan, priced.together), 1))
    if priced.each:
        lines.append(Told(tr("What each costs alone, the dearest first")))
    for decision, price in priced.each:
        lines.append(Told(f"{target_text(plan, decision.target)}, {asked_text(decision)}: {_effect(plan, price)}", 1))
    if priced.untried:
        lines.append(Told(tr("Not tried for lack of time: {count}. More --seconds try them.", count=priced.untried), 1))
    told = conflict_texts(priced.contradictions, priced.stopped)
    if told:
        lines.append(Told(tr("What contradicts each other, an earmark or a limit")))
        lines += [Told(text, depth + 1) for text, depth in told]
    if priced.proposals:
        lines.append(Told(tr("What the plan can do instead")))
    for proposal in priced.proposals:
        values = {"what": target_text(plan, proposal.decision.target), "asked": asked_text(proposal.decision)}
        text = tr("{what}: not {asked}, but {quantity}", quantity=quantity(proposal.quantity), **values)
        lines.append(Told(text, 1))
    return lines


def _effect(plan: ReviewedPlan, price: Price) -> str:
    """One price in a sentence."""
    currency = plan.inputs.config.currency
    said = []
    for tier, change in price.unmet:
        if abs(change) >= 1.0:
            text = (
                N_("{amount} less unmet, priority {tier}") if change < 0 else N_("{amount} more unmet, priority {tier}")
            )
            said.append(tr(text, amount=money(abs(change), currency), tier=tier))
    if abs(price.children) >= 0.5:
        text = (
            N_("about {count} children fewer covered")
            if price.children < 0
            else N_("about {count} more children covered")
        )
        said.append(tr(text, count=number(abs(price.children))))
    before, after = price.lowest
    if abs(after - before) > 5e-5:
        said.append(tr("lowest share met from {before} to {after}", before=percent(before, 2), after=percent(after, 2)))
    if price.overlap:
        text = (
            N_("{count} providers fewer beyond the first")
            if price.overlap < 0
            else N_("{count} more providers beyond the first")
        )
        said.append(tr(text, count=number(abs(price.overlap))))
    if price.lacking >= 1.0:
        said.append(tr("{amount} of what is asked cannot be had", amount=money(price.lacking, currency)))
    if price.changed:
        said.append(tr("{count} lines change", count=number(price.changed)))
    return "; ".join(said) or tr("nothing is lost")


def priced_record(priced: Priced) -> dict[str, object]:
    """What the decisions cost, together and each alone, as plain values."""
    return {
        "together": priced.together and _price_record(priced.together),
        "each": [as_record(decision) | _price_record(price) for decision, price in priced.each],
        "untried": priced.untried,
        "contradictions": conflict_records(priced.contradictions),
        "contradictions_stopped": priced.stopped,
        "proposals": [as_record(each.decision) | {"proposed": each.quantity} for each in priced.proposals],
    }


def _price_record(price: Price) -> dict[str, object]:
    return {
        "unmet_change": {str(tier): change for tier, change in price.unmet},
        "children_change": round(price.children, 1),
        "lowest_before": price.lowest[0],
        "lowest_after": price.lowest[1],
        "overlap_change": price.overlap,
        "lacking": price.lacking,
        "changed": price.changed,
    }
