"""Neighbourhood search: a connected part of the plan is solved again with all else fixed, many times."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Budget, Mip, solve_mip
from allocator.solve.exact.neighbourhoods import restrict
from allocator.solve.fixed_charge.charges import Openings

NODES = 200
GAP = 1e-4


@dataclass(frozen=True)
class Ties:
    """Pairs of an opener and a row that its columns share with other openers' columns."""

    opener: Ints
    row: Ints
    rows: int
    degree: Ints


def ties(mip: Mip, which: Openings) -> Ties:
    rows = len(mip.row_lower)
    row, column = mip.entry_rows(), mip.row_column
    order = np.argsort(which.column, kind="stable")
    col = which.column[order]
    ope = which.opener[order]
    # entries of opened columns in rows that do not ask
    inside = np.zeros(len(mip.cost), bool)
    inside[col] = True
    e = np.flatnonzero(inside[column] & (which.opens < 0)[row])
    lo = np.searchsorted(col, column[e], "left")
    hi = np.searchsorted(col, column[e], "right")
    n = hi - lo
    at = np.repeat(lo, n) + np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    pair = np.unique(ope[at] * rows + np.repeat(row[e], n))
    o, r = pair // rows, pair % rows
    width = np.bincount(r, minlength=rows)
    ok = (width[r] > 1) & (width[r] <= max(0.5 * len(which.openers), 2))
    o, r = o[ok], r[ok]
    names, r = np.unique(r, return_inverse=True)
    return Ties(o, r, len(names), np.bincount(o, minlength=len(which.openers)))


class Search:
    def __init__(self, mip, which, x, attraction, rng):
        self.mip, self.which, self.x, self.attraction, self.rng = mip, which, x, attraction, rng
        self.ties = ties(mip, which)

    def choose(self, size: int) -> Bools:
        """Openers of a neighbourhood."""
        t, rng = self.ties, self.rng
        open_ = self.x[self.which.openers] > 0.5
        inside = np.zeros(t.rows, bool)
        inside[rng.integers(t.rows)] = True
        while True:
            count = np.bincount(t.opener, inside[t.row], len(open_))
            whole = count >= np.minimum(t.degree, 2)
            whole &= t.degree > 0
            if whole.sum() >= size or inside.all():
                return whole
            touch = (count > 0) & ~whole
            front = np.flatnonzero(touch & open_)
            if not len(front) or rng.random() < 0.15:
                front = np.flatnonzero(touch & ~open_) if touch.any() else np.flatnonzero(~whole)
                if not len(front):
                    return whole
                noise = rng.random(len(front))
                score = self.attraction[front]
                k = front[np.argsort(score)[: max(1, int(len(front) * 0.05))]]
                pick = rng.choice(k)
            else:
                pick = rng.choice(front)
            inside[t.row[t.opener == pick]] = True

    def step(self, size, most, seconds):
        chosen = self.choose(size)
        open_ = self.x[self.which.openers] > 0.5
        idx = np.flatnonzero(chosen & ~open_)
        if len(idx) > most:
            keep = idx[np.argsort(self.attraction[idx])[:most]]
            drop = np.setdiff1d(idx, keep)
            chosen[drop] = False
        free = ~self.which.is_opener.copy()
        # opened columns: free where some opener is free
        free[self.which.column] = False
        on = chosen[self.which.opener]
        free[self.which.column[on]] = True
        free[self.which.openers[chosen]] = True
        part = restrict(self.mip, free, self.x)
        before = self.x[part.columns]
        t = time.perf_counter()
        r = solve_mip(part.mip, Budget(seconds, GAP, NODES), before)
        v = float(part.mip.cost @ before)
        gain = 0
        if r.x is not None and r.value < v - 1e-9:
            self.x = self.x.copy()
            self.x[part.columns] = r.x
            gain = v - r.value
        return gain, r.limit, time.perf_counter() - t, int(chosen.sum())
