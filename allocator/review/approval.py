"""How far the approval of a plan has come: what is signed, by whom, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from allocator.plan.approvals import STEPS, Signature, may_sign
from allocator.review.reviewed import ReviewedPlan


@dataclass(frozen=True)
class Standing:
    """The approval of a plan as it stands."""

    step: str
    """The last step that is complete; blank where none is."""
    valid: tuple[Signature, ...]
    """Signatures of this very plan by people who may sign."""
    stale: tuple[Signature, ...]
    """Signatures of another plan, from before it changed."""
    unreviewed: tuple[str, ...]
    """Places, as few as will do, whose lines nobody has reviewed."""


def standing(plan: ReviewedPlan, record: Collection[Signature]) -> Standing:
    """What the signatures in ``record`` come to for ``plan``."""
    roles = plan.inputs.config.approval
    mine = [each for each in record if each.plan == plan.hash]
    valid = tuple(each for each in mine if may_sign(roles, each.step, each.role))
    unreviewed = _unreviewed(plan, {each.place for each in valid if each.step == "reviewed"})
    complete = ""
    for step in STEPS:
        signed = any(each.step == step for each in valid)
        if not signed or (step == "reviewed" and unreviewed):
            break
        complete = step
    return Standing(complete, valid, tuple(each for each in record if each.plan != plan.hash), unreviewed)


def blocked_by(now: Standing, step: str) -> str:
    """The step that has to be complete before ``step`` may be signed and is not; blank where nothing is missing."""
    before = STEPS[: STEPS.index(step)]
    return next((each for each in before if STEPS.index(each) > _reached(now)), "")


def _reached(now: Standing) -> int:
    return STEPS.index(now.step) if now.step else -1


def _unreviewed(plan: ReviewedPlan, reviewed: set[str]) -> tuple[str, ...]:
    """The widest places below the root all whose lines are unreviewed."""
    done = frozenset[str]().union(*(plan.below.get(place, frozenset()) for place in reviewed))
    served = frozenset(plan.lines["place_id"].unique().tolist())
    parent = dict(zip(plan.inputs.tables.places["place_id"], plan.inputs.tables.places["parent_id"], strict=True))
    whole = {
        place
        for place, inside in plan.below.items()
        if inside & served and not inside & served & done and (parent[place] or len(inside) == 1 or place in served)
    }
    return tuple(place for place in parent if place in whole and parent[place] not in whole)
