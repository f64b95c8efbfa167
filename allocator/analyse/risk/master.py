"""The master program of two stages: a flow of commitments, and cuts for what is met in each future."""

from __future__ import annotations

import numpy as np

from allocator.analyse.risk.supply import Supply
from allocator.problem.problem import Floats, Ints
from allocator.solve.backends.lp import LinearProgram, maximise


class Master:
    """Maximise ``(1 - averse)`` x mean of met + ``averse`` x mean of the worst ``tail`` of it.

    Columns: commitments of pools X (S,), flows of the early network, then met value: one column where only the mean
    counts, else one a future with what it takes to tell the worst. Amounts are in units of the mean pool.
    """

    def __init__(self, early: Supply, share: Floats, averse: float, tail: float, most: Floats | None = None) -> None:
        self._early, self._share = early, share
        self.averse, self.tail = averse, tail
        network = early.network
        self._pools, self._arcs = early.pools, len(network.entry_pool) + len(network.link_tail)
        self._demand = early.demand()
        self._sinks: Ints = np.flatnonzero(self._demand > 0)
        whole = early.capacity(np.ones(len(early.problem.lots), dtype=bool)) if most is None else most
        self._unit = max(float(whole.mean()), 1e-12) if len(whole) else 1.0
        self._whole = whole
        self._parts = len(share) if averse else 1
        self._first = self._pools + self._arcs + len(self._sinks)
        self._cuts: list[tuple[Ints, Floats, Floats]] = []

    def worth(self, met: Floats) -> float:
        """What is maximised, for met values of all futures."""
        worst = max(1, round(self.tail * len(met)))
        mean = float(np.sort(met)[:worst].mean())
        return (1.0 - self.averse) * float(met.mean()) + self.averse * mean

    def add(self, x: Floats, met: Floats, slope: Floats) -> None:
        """Cuts ``met_s <= met + slope (X - x)`` for each future, or their mean."""
        constant = met - slope @ x
        if not self.averse:
            constant, slope = constant.mean(keepdims=True), slope.mean(axis=0, keepdims=True)
        self._cuts.append((np.arange(self._parts), constant, slope))

    def solve(self) -> tuple[Floats, float]:
        """The commitments that the cuts promise most for, and what they promise."""
        found = maximise(self._program())
        x = np.clip(found.x[: self._pools] * self._unit, 0.0, self._whole)
        return x, found.bound * self._unit

    def _program(self) -> LinearProgram:
        network, pools = self._early.network, self._pools
        hubs, sinks = self._early.hubs, len(self._sinks)
        entries, links = len(network.entry_pool), len(network.link_tail)
        entry, link = pools + np.arange(entries), pools + entries + np.arange(links)
        sink = pools + self._arcs + np.arange(sinks)
        # Rows: pools (X = what flows out), hubs (what flows in = what flows out), then cuts and the worst futures.
        row = [np.arange(pools), network.entry_pool, pools + network.entry_hub, pools + network.link_tail,
               pools + network.link_head, pools + self._sinks]  # fmt: skip
        column = [np.arange(pools), entry, entry, link, link, sink]
        sign = [np.ones(pools), -np.ones(entries), np.ones(entries), -np.ones(links), np.ones(links), -np.ones(sinks)]
        upper = [np.zeros(pools + hubs)]
        lower = [np.zeros(pools + hubs)]
        base = pools + hubs
        for part, constant, slope in self._cuts:
            at, pool = np.nonzero(slope)
            row += [base + part, base + at]
            column += [self._first + part, pool]
            sign += [np.ones(len(part)), -slope[at, pool]]
            upper.append(constant / self._unit)
            lower.append(np.full(len(part), -np.inf))
            base += len(part)
        size, objective = self._first + self._parts, np.zeros(0)
        if self.averse:
            # The worst tail: level t, and z_s >= t - met_s; mean of the worst = t - sum z / (tail F).
            futures, worst = self._parts, max(1, round(self.tail * self._parts))
            each, level = np.arange(futures), size
            row += [base + each, base + each, base + each]
            column += [np.full(futures, level), level + 1 + each, self._first + each]
            sign += [np.ones(futures), -np.ones(futures), -np.ones(futures)]
            upper.append(np.zeros(futures))
            lower.append(np.full(futures, -np.inf))
            objective = np.concatenate([[self.averse], np.full(futures, -self.averse / worst)])
            size += 1 + futures
        total = (float(self._demand.sum()) + float(self._whole.sum())) / self._unit + 1.0
        top = np.full(size, total)
        top[:pools] = self._whole / self._unit
        top[sink] = self._demand[self._sinks] / self._unit
        mean = np.full(self._parts, (1.0 - self.averse) / self._parts)
        return LinearProgram(
            objective=np.concatenate([np.zeros(self._first), mean, objective]),
            lower=np.zeros(size),
            upper=top,
            row=np.concatenate(row),
            column=np.concatenate(column),
            coefficient=np.concatenate(sign),
            row_lower=np.concatenate(lower),
            row_upper=np.concatenate(upper),
        )
