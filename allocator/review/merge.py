"""Decisions of several reviewers put together, and where they do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from allocator.review.decision import IDS, Decision, Target
from allocator.review.reviewed import ReviewedPlan

WANTING = frozenset({"lock", "floor", "prefer", "approve"})
"""Actions that want a line to be there."""


@dataclass(frozen=True)
class Disagreement:
    """Decisions that cannot all be meant. ``kept`` is the one that holds; ``None`` where nobody has the last word."""

    decisions: tuple[Decision, ...]
    kept: Decision | None


@dataclass(frozen=True)
class Merged:
    """One decision for each target, and the disagreements on the way there."""

    decisions: tuple[Decision, ...]
    disagreements: tuple[Disagreement, ...]

    @property
    def open(self) -> tuple[Disagreement, ...]:
        """Those that nobody has settled."""
        return tuple(each for each in self.disagreements if each.kept is None)


def merge(decisions: Sequence[Decision], plan: ReviewedPlan, last_word: Sequence[str] = ()) -> Merged:
    """Agreeing decisions become one with all names and comments; of others the one with the last word holds.

    ``last_word`` names reviewers or roles, the first before the second: what the first of them decided holds. A ban
    also disagrees with what others want of lines inside it. Decisions that are left open are not among
    :attr:`Merged.decisions`.
    """
    groups: dict[tuple[str, ...], list[Decision]] = {}
    for each in decisions:
        groups.setdefault((*each.target.ids, each.target.line_id), []).append(each)
    kept: list[Decision] = []
    disagreements: list[Disagreement] = []
    for group in groups.values():
        asked = _distinct(group)
        if len(asked) == 1:
            kept.append(asked[0])
            continue
        winner = _winner(asked, last_word)
        disagreements.append(Disagreement(tuple(asked), winner))
        kept += [_with_comments(winner, asked)] if winner else []
    kept, more = _inside_bans(kept, plan, last_word)
    return Merged(tuple(kept), (*disagreements, *more))


def _distinct(group: Iterable[Decision]) -> list[Decision]:
    """One decision for each thing that is asked, naming all who ask it."""
    found: dict[tuple[str, float | None], list[Decision]] = {}
    for each in group:
        found.setdefault(each.asks, []).append(each)
    return [_joined(same) for same in found.values()]


def _joined(same: Sequence[Decision]) -> Decision:
    return replace(
        same[0],
        reviewer=_all(each.reviewer for each in same),
        role=_all(each.role for each in same),
        comment=_all(each.comment for each in same),
        decided_on=max(each.decided_on for each in same),
    )


def _all(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _winner(asked: Sequence[Decision], last_word: Sequence[str]) -> Decision | None:
    """The only decision of the first of ``last_word`` who decided."""
    for name in last_word:
        mine = [each for each in asked if name in (*each.reviewer.split("; "), *each.role.split("; "))]
        if mine:
            return mine[0] if len(mine) == 1 else None
    return None


def _with_comments(winner: Decision, asked: Sequence[Decision]) -> Decision:
    """``winner`` with the comments of the others, by name: what was said is kept with what holds."""
    others = [f"{each.reviewer}: {each.comment}" for each in asked if each is not winner and each.comment]
    return replace(winner, comment=_all((winner.comment, *others)))


def _inside_bans(
    decisions: list[Decision], plan: ReviewedPlan, last_word: Sequence[str]
) -> tuple[list[Decision], list[Disagreement]]:
    """Bans on many lines against single wishes inside them: both cannot hold."""
    bans = [each for each in decisions if each.action == "ban" and not each.target.line_id]
    gone: set[int] = set()
    found = []
    for ban in bans:
        for each in decisions:
            if each.action in WANTING and each.quantity != 0 and covers(ban.target, each.target, plan):
                winner = _winner((ban, each), last_word)
                found.append(Disagreement((ban, each), winner))
                gone |= {id(other) for other in (ban, each) if other is not winner}
    return [each for each in decisions if id(each) not in gone], found


def covers(outer: Target, inner: Target, plan: ReviewedPlan) -> bool:
    """Whether every line that ``inner`` names is one that ``outer``, a pattern, names."""
    for name, wide, narrow in zip(IDS, outer.ids, inner.ids, strict=True):
        inside = narrow in plan.below.get(wide, frozenset()) if name == "place_id" else narrow == wide
        if wide and not inside:
            return False
    return True
