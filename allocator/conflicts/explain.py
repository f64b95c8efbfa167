"""QuickXplain: a smallest set of what was added that makes something fail (Junker 2004)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Holds = Callable[[Iterable[int]], bool]


def smallest_conflict(holds: Holds, always: frozenset[int], pool: list[int]) -> list[int]:
    """A smallest part of ``pool`` that cannot hold together with ``always``; all of them together must not hold.

    Smallest: with any one of it left out the rest holds. What stands earlier in ``pool`` is preferred. For k members
    among n it takes about k log2(n / k) + 2 k questions.
    """
    if not pool or not holds(always):
        return []
    return _search(holds, always, False, pool)


def _search(holds: Holds, always: frozenset[int], added: bool, pool: list[int]) -> list[int]:
    """``added``: whether ``always`` has grown since it was last asked about."""
    if added and not holds(always):
        return []
    if len(pool) == 1:
        return pool
    first, second = pool[: len(pool) // 2], pool[len(pool) // 2 :]
    late = _search(holds, always | frozenset(first), True, second)
    early = _search(holds, always | frozenset(late), bool(late), first)
    return early + late


def trimmed(holds: Holds, conflict: list[int]) -> list[int]:
    """``conflict`` without members it fails without: proof, question by question, that it is smallest."""
    kept = list(conflict)
    for member in conflict:
        rest = [each for each in kept if each != member]
        if not holds(rest):
            kept = rest
    return kept
