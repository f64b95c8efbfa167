"""Gifts without one clause of their earmark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from allocator.problem.problem import CASH, Bools, Lots, Problem

EARMARKS = ("periods", "age_groups", "items", "places")
"""The clauses of an earmark, those that donors tend to give up most easily first; ``items`` stands for the columns
``categories`` and ``items``, ``places`` for ``places`` and ``exclude_places``, ``periods`` for ``from_period`` and
``until_period``."""


def without(problem: Problem, clause: str, chosen: Bools) -> Lots:
    """The lots, those ``chosen`` (shape (L,)) without ``clause``."""
    lots = problem.lots
    if clause == "places":
        roots = np.flatnonzero(problem.places.parent < 0).astype(np.int64)
        tops = tuple(roots if free else old for free, old in zip(chosen.tolist(), lots.tops, strict=True))
        return replace(lots, tops=tops)
    if clause == "items":
        return replace(
            lots,
            items=np.where(chosen[:, None], servable(problem), lots.items),
            clause=lots.clause | chosen[:, None],
        )
    if clause == "age_groups":
        return replace(lots, ages=lots.ages | chosen[:, None])
    return replace(lots, periods=lots.periods | chosen[:, None])


def bound_by(problem: Problem, clause: str) -> Bools:
    """Which usable lots ``clause`` really binds: without it their earmark would be wider. Shape (L,)."""
    lots = problem.lots
    if clause == "places":
        roots = np.flatnonzero(problem.places.parent < 0)
        narrow: Bools = np.array([not np.array_equal(np.sort(tops), roots) for tops in lots.tops], dtype=bool)
    elif clause == "items":
        narrow = (lots.items != servable(problem)).any(axis=1)
    else:
        narrow = np.asarray(~(lots.ages if clause == "age_groups" else lots.periods).all(axis=1))
    bound: Bools = lots.usable & (lots.quantity > 0) & narrow
    return bound


def servable(problem: Problem) -> Bools:
    """Shape (L, I): items each lot could serve but for its earmark: its own, what that replaces, what cash buys."""
    lots, items = problem.lots, problem.items
    bought, replaced = ~np.isnan(items.cash_price), ~np.isnan(items.rate)
    able: Bools = np.where((lots.kind == CASH)[:, None], bought[None, :], replaced[lots.item])
    return able
