"""Cycle moves: shift some flow around a cycle of the network where that lowers the true cost, charges included.

For a given amount the true cost of shifting it over one arc is known, so a cycle of negative total cost is a better
plan, and the Bellman-Ford method finds one if there is any. All amounts are searched at once.
Ahuja, Magnanti and Orlin, Network Flows (1993), section 5.5, on finding negative cycles.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.problem.problem import Bools, Floats, Ints
from allocator.solve.backends.mip import Mip, keeps
from allocator.solve.fixed_charge.charges import Openings, opened
from allocator.solve.fixed_charge.network import Network
from allocator.tolerances import QUANTITY

AMOUNTS = 24


class Cycles:
    def __init__(self, mip: Mip, which: Openings, network: Network, arcs: Ints | None = None) -> None:
        self.mip, self.which = mip, which
        a = np.arange(len(network.column)) if arcs is None else arcs
        self.column, self.tail, self.head = network.column[a], network.tail[a], network.head[a]
        self.network = network
        n = len(network.row)
        self.nodes = n + 1
        A = len(self.column)
        # entries of charges on the arcs
        pos = np.full(len(mip.cost), -1)
        pos[self.column] = np.arange(A)
        e = np.flatnonzero(pos[which.column] >= 0)
        self.e_arc, self.e_open, self.e_cap = pos[which.column[e]], which.opener[e], which.capacity[e]
        self.charge = mip.cost[which.openers]
        self.most = mip.upper[which.openers]
        self.unit_cost = mip.cost[self.column]
        self.upper, self.lower = mip.upper[self.column], mip.lower[self.column]
        # edges: forward arcs, backward arcs, root->node, node->root
        self.src = np.concatenate([self.tail, self.head, np.full(n, n), np.arange(n)])
        self.dst = np.concatenate([self.head, self.tail, np.arange(n), np.full(n, n)])
        self.order = np.argsort(self.dst, kind="stable")
        d = self.dst[self.order]
        self.starts = np.flatnonzero(np.concatenate([[True], d[1:] != d[:-1]]))
        self.targets = d[self.starts]
        self.group = np.repeat(np.arange(len(self.starts)), np.diff(np.concatenate([self.starts, [len(d)]])))
        self.e_row = mip.entry_rows()

    def state(self, x):
        self.x = x
        self.flow = x[self.column]
        w = self.which
        self.load = sum_by(w.opener, x[w.column] / w.capacity, len(self.charge))
        act = sum_by(self.e_row, self.mip.row_value * x[self.mip.row_column], len(self.mip.row_lower))[self.network.row]
        u = self.network.unit
        # flow into node raises activity by unit (signed)
        up = np.where(
            u > 0, self.mip.row_upper[self.network.row] - act, act - self.mip.row_lower[self.network.row]
        ) / np.abs(u)
        down = np.where(
            u > 0, act - self.mip.row_lower[self.network.row], self.mip.row_upper[self.network.row] - act
        ) / np.abs(u)
        self.up, self.down = up, down  # room for net inflow more / less

    def count(self, load):
        return np.ceil(np.minimum(load, self.most) - QUANTITY)

    def weights(self, amount):
        """(D, edges)"""
        D = amount[:, None]
        c, L = self.e_cap, self.load[self.e_open]
        now = self.count(self.load)[self.e_open]
        most = self.most[self.e_open]
        f = self.charge[self.e_open]
        A = len(self.column)
        plus = f * (np.ceil(np.minimum(L + D / c, most) - QUANTITY) - now)
        minus = f * (np.ceil(np.minimum(L - D / c, most) - QUANTITY) - now)
        if len(self.e_arc) == A and (self.e_arc == np.arange(A)).all():
            fp, fm = plus, minus
        else:
            fp = np.stack([sum_by(self.e_arc, p, A) for p in plus])
            fm = np.stack([sum_by(self.e_arc, p, A) for p in minus])
        fw = np.where(self.flow + D <= self.upper + QUANTITY, self.unit_cost * D + fp, np.inf)
        bw = np.where(self.flow - D >= self.lower - QUANTITY, -self.unit_cost * D + fm, np.inf)
        rn = np.where(self.down >= D - QUANTITY, 0.0, np.inf)  # root -> node: node passes on more, net inflow less
        nr = np.where(self.up >= D - QUANTITY, 0.0, np.inf)
        return np.concatenate([fw, bw, rn, nr], axis=1)

    def value(self, flow, charge=None):
        load = sum_by(self.e_open, flow[self.e_arc] / self.e_cap, len(self.charge)) + self.rest
        return float(self.unit_cost @ flow + (self.charge if charge is None else charge) @ self.count(load)), load

    def find(self, amount):
        """Negative cycles: list of (gain, amount, edges)."""
        w = self.weights(amount)
        A = len(self.column)
        # forth and back over one arc is no cycle
        w[:, :A] = np.maximum(w[:, :A], -w[:, A : 2 * A])
        w = w[:, self.order]
        src = self.src[self.order]
        D = len(amount)
        N = self.nodes
        dist = np.zeros((D, N))
        pred = np.full((D, N), -1)
        out = []
        alive = np.arange(D)
        E = len(src)
        ids = np.arange(E)
        for it in range(1, 2 * N):
            cand = dist[alive][:, src] + w[alive]
            m = np.minimum.reduceat(cand, self.starts, axis=1)
            better = m < dist[alive][:, self.targets] - 1e-7 * self.size
            if not better.any():
                break
            first = np.minimum.reduceat(np.where(cand == m[:, self.group], ids, E), self.starts, axis=1)
            r, g = np.nonzero(better)
            dist[alive[r], self.targets[g]] = m[r, g]
            pred[alive[r], self.targets[g]] = first[r, g]
            alive_next = better.any(axis=1)
            if it % 3 == 0:
                P = np.where(pred[alive] >= 0, src[pred[alive]], N)
                P = np.concatenate([P, np.full((len(alive), 1), N)], axis=1)
                q = P
                for _ in range(int(np.ceil(np.log2(N + 1)))):
                    q = np.take_along_axis(q, q, axis=1)
                on = (q < N).any(axis=1)
                for k in np.flatnonzero(on):
                    seen = set()
                    for s0 in np.unique(q[k][q[k] < N]).tolist():
                        if s0 in seen:
                            continue
                        node, edges = s0, []
                        while True:
                            seen.add(node)
                            e = pred[alive[k], node]
                            edges.append(e)
                            node = src[e]
                            if node == s0:
                                break
                        out.append((float(w[alive[k], edges].sum()), float(amount[alive[k]]), self.order[edges]))
                alive_next &= ~on
            alive = alive[alive_next]
            if not len(alive):
                break
        return out

    def descend(self, flow, until, charge=None):
        """Cycle moves until none helps."""
        A = len(self.column)
        n = len(self.network.row)
        true = self.charge
        if charge is not None:
            self.charge = charge
        value, load = self.value(flow)
        steps = 0
        while time.perf_counter() < until:
            self.flow, self.load = flow, load
            self.rooms(flow)
            pos = flow[flow > QUANTITY]
            amount = np.unique(np.round(pos, 6))
            if len(amount) > AMOUNTS:
                amount = amount[np.linspace(0, len(amount) - 1, AMOUNTS).astype(int)]
            cycles = sorted(self.find(amount), key=lambda c: c[0])
            used = np.zeros(self.nodes, bool)
            improved = False
            for gain, a, edges in cycles:
                nodes = np.unique(np.concatenate([self.src[edges], self.dst[edges]]))
                if gain >= -1e-7 * self.size or used[nodes].any():
                    continue
                new = flow.copy()
                fw = edges[edges < A]
                bw = edges[(edges >= A) & (edges < 2 * A)] - A
                np.add.at(new, fw, a)
                np.add.at(new, bw, -a)
                v, l = self.value(new)
                if v < value - 1e-7 * self.size:
                    flow, value, load = new, v, l
                    used[nodes] = True
                    improved = True
                    steps += 1
            if not improved:
                break
        self.charge = true
        return np.maximum(flow, 0), steps

    def rooms(self, flow):
        net = self.network
        n = len(net.row)
        inflow = (
            np.bincount(self.head, flow - self.flow0, minlength=n + 1)[:n]
            - np.bincount(self.tail, flow - self.flow0, minlength=n + 1)[:n]
        )
        self.up, self.down = self.up0 - inflow, self.down0 + inflow

    def begin(self, x):
        self.state(x)
        self.flow0 = self.flow.copy()
        self.up0, self.down0 = self.up, self.down
        inside = sum_by(self.e_open, self.flow[self.e_arc] / self.e_cap, len(self.charge))
        self.rest = np.maximum(self.load - inside, 0.0)
        self.rest[self.rest < QUANTITY] = 0
        self.size = max(float(np.abs(self.charge).max(initial=0)), 1e-12)
        return self.flow

    def finish(self, flow):
        x = self.x.copy()
        x[self.column] = np.clip(flow, self.lower, self.upper)
        return opened(self.mip, self.which, x)
