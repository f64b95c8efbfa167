"""The overlap problem on some open links: amounts by giver and bundle, laid out as one program.

    minimise    sum_{q,g} y[q,g] - sum_g z[g] + LACK sum (lacking) + LACK_RESERVE sum (touched)
    sum_s x[s,b]                            <= net_b                 each bundle of portions
    sum_b use x[s,b]                        <= supply_s              each giver
    sum x + lacking + touched               >= value of the plan + reserve    each unit; each tier, by weight
    sum (use - 1) x                         <= surplus of the plan
    sum_{s of q} x[s,b]                     <= net_b y[q,g]          each provider q, bundle b of group g
    z[g] <= sum_q y[q,g],  z <= 1

``x`` is value met, in units of account. What units and tiers lack is dear, so that none lacks anything where the links
suffice. Deliveries that are settled beforehand are left out, with what they take and give.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from allocator.network.pools import lot_steps
from allocator.problem.indexing import sum_by
from allocator.problem.problem import SERVICE, Bools, Floats, Ints, Problem
from allocator.solve.attribution import LotLines
from allocator.solve.backends.blocks import MixedProgram
from allocator.solve.overlap.bound import Relaxation
from allocator.solve.overlap.groups import Groups
from allocator.solve.overlap.priced import Asked
from allocator.solve.overlap.rows import Rows
from allocator.solve.quanta import item_quanta

LACK, LACK_RESERVE = 500.0, 40.0
"""What lacking a unit of account costs, in links; and what it costs where only a reserve is touched."""
COARSE = 0.4
"""A single thing worth more units of account than this is coarse: it stays where the whole plan has it."""


@dataclass(frozen=True)
class Amounts:
    """A program whose first columns are amounts, and what they mean: shape (X,). Portions have shape (C,)."""

    program: MixedProgram
    giver: Ints
    bundle: Ints
    step: Floats
    """Value met by one step (a pack, a single thing) of each amount, in units of account."""
    quantity: Floats
    """Quantity that a step meets."""
    lacking: slice
    """The last columns: what units and tiers lack. As many before them stand for reserves touched."""
    supply_rows: slice
    unit_rows: slice
    tier_rows: slice
    surplus_row: slice
    portion: Ints
    """The portions, ordered by bundle."""
    portion_bundle: Ints


@dataclass(frozen=True)
class Opened(Amounts):
    """Amounts with the links they need, some of which will be closed. Links have shape (Y,)."""

    link: Ints
    """Column of the link of each amount."""
    links: slice
    opened: Ints
    """Link (of ``Groups``) of each link column."""

    def along(self, is_open: Bools) -> Amounts:
        """The amounts on open links alone, shape (Y,): no rows tie them to links any more."""
        count = self.lacking.stop - self.lacking.start
        on = is_open[self.link - self.links.start]
        kept = np.zeros(len(self.program.objective), dtype=bool)
        kept[: len(on)] = on
        kept[self.lacking.start - count : self.lacking.stop] = True
        columns = int(kept.sum())
        return Amounts(
            program=self.program.restricted(kept).first_rows(self.surplus_row.stop),
            giver=self.giver[on],
            bundle=self.bundle[on],
            step=self.step[on],
            quantity=self.quantity[on],
            lacking=slice(columns - count, columns),
            supply_rows=self.supply_rows,
            unit_rows=self.unit_rows,
            tier_rows=self.tier_rows,
            surplus_row=self.surplus_row,
            portion=self.portion,
            portion_bundle=self.portion_bundle,
        )


def settled_cells(problem: Problem, relaxation: Relaxation) -> Bools:
    """Cells left as they are: of coarse things, and those that a service may serve at any time. Shape (N,).

    What a service gives at any time is taken from its capacity of some period, which the program does not know.
    """
    needs, groups = problem.needs, relaxation.groups
    coarse = problem.items.value[needs.item] > COARSE * relaxation.account
    cell = groups.portion_cell[groups.cell]
    by_service = problem.lots.kind[groups.lot[groups.giver]] == SERVICE
    coarse[cell[by_service & (needs.period[cell] == len(problem.periods))]] = True
    settled: Bools = coarse
    return settled


def without(problem: Problem, relaxation: Relaxation, lines: LotLines) -> Asked:
    """What is asked beside the settled ``lines``."""
    groups, asked = relaxation.groups, relaxation.asked
    needs = problem.needs
    value = problem.items.value[needs.item[lines.cell]]
    met = lines.quantity * value / relaxation.account
    tier = np.unique(needs.tier, return_inverse=True)[1]
    any_time = len(problem.periods)
    service = problem.lots.kind[lines.lot] == SERVICE
    period = np.where(service, needs.period[lines.cell], any_time)
    taken = np.zeros((len(problem.lots), any_time + 1))
    np.add.at(taken, (lines.lot, period), met)
    used = taken[groups.lot, groups.period]
    is_service = problem.lots.kind[groups.lot] == SERVICE
    # A service's deliveries at any time may have come from whichever period: none of them may be given again.
    used = used + np.where(is_service & (groups.period < any_time), taken[groups.lot, any_time], 0.0)
    served = settled_cells(problem, relaxation)
    units, tiers = len(asked.unit_value), len(asked.tier_value)
    return replace(
        asked,
        net=np.where(served[groups.portion_cell], 0.0, asked.net),
        supply=np.maximum(0.0, asked.supply - used),
        unit_value=asked.unit_value - sum_by(needs.unit[lines.cell], met, units),
        tier_value=asked.tier_value - sum_by(tier[lines.cell], met * needs.weight[lines.cell], tiers),
    )


def open_links(
    problem: Problem, groups: Groups, asked: Asked, links: Bools, account: float, reserve: tuple[float, float]
) -> Opened:
    """The program on ``links`` (shape (K,)); each unit and each tier is asked for so much more as a ``reserve``."""
    pairs = np.flatnonzero(links[groups.pair_link] & (asked.net[groups.cell] > 0))
    first, portion, portion_bundle = _bundles(problem, groups, asked, pairs)
    bundle_of = np.full(len(asked.net), -1, dtype=np.int64)
    bundle_of[portion] = portion_bundle
    pairs = pairs[first[bundle_of[groups.cell[pairs]]] == groups.cell[pairs]]
    bundle, giver, use = bundle_of[groups.cell[pairs]], groups.giver[pairs], groups.use[pairs]
    net = sum_by(portion_bundle, asked.net[portion], len(first))
    opened, link = np.unique(groups.pair_link[pairs], return_inverse=True)
    served, of_link = np.unique(groups.link_group[opened], return_inverse=True)
    n_x, n_y, n_z = len(pairs), len(opened), len(served)
    units, tiers = len(asked.unit_value), len(asked.tier_value)
    touched = n_x + n_y + n_z + np.arange(units + tiers)
    lacking = touched + units + tiers
    xs = np.arange(n_x)
    rows = Rows()
    rows.add(bundle, xs, 1.0, upper=net)
    supply_rows = rows.next(len(asked.supply))
    rows.add(giver, xs, use, upper=asked.supply)
    more = np.concatenate([reserve[0] * (asked.unit_value > reserve[0]), reserve[1] * (asked.tier_value > reserve[1])])
    unit_rows, tier_rows = _add_asked(rows, asked, first[bundle], touched, lacking, more)
    surplus_row = rows.next(1)
    rows.add(np.zeros(n_x, dtype=np.int64), xs, use - 1.0, upper=np.array([asked.surplus]))
    tied, row = np.unique(link * len(first) + bundle, return_inverse=True)
    rows.add(
        np.concatenate([row, np.arange(len(tied))]),
        np.concatenate([xs, n_x + tied // len(first)]),
        np.concatenate([np.ones(n_x), -net[tied % len(first)]]),
        upper=np.zeros(len(tied)),
    )
    rows.add(
        np.concatenate([np.arange(n_z), of_link]),
        np.concatenate([n_x + n_y + np.arange(n_z), n_x + np.arange(n_y)]),
        np.concatenate([np.ones(n_z), -np.ones(n_y)]),
        upper=np.zeros(n_z),
    )
    columns = n_x + n_y + n_z + 2 * (units + tiers)
    upper = np.full(columns, np.inf)
    upper[n_x : n_x + n_y + n_z] = 1.0
    upper[touched] = more
    prices = np.repeat([LACK_RESERVE, LACK], units + tiers)
    objective = np.concatenate([np.zeros(n_x), np.ones(n_y), -np.ones(n_z), prices])
    _, quantity = pair_steps(problem, groups, pairs)
    value = problem.items.value[problem.needs.item[groups.portion_cell[groups.cell[pairs]]]]
    return Opened(
        program=rows.program(objective, upper, np.zeros(columns, dtype=bool)),
        giver=giver,
        bundle=bundle,
        link=n_x + link,
        step=quantity * value / account,
        quantity=quantity,
        links=slice(n_x, n_x + n_y),
        opened=opened,
        lacking=slice(columns - units - tiers, columns),
        supply_rows=supply_rows,
        unit_rows=unit_rows,
        tier_rows=tier_rows,
        surplus_row=surplus_row,
        portion=portion,
        portion_bundle=portion_bundle,
    )


def _add_asked(
    rows: Rows, asked: Asked, portion: Ints, touched: Ints, lacking: Ints, more: Floats
) -> tuple[slice, slice]:
    """Rows for what units and tiers must get and ``more`` of it (units, then tiers); amounts serve ``portion`` (X,)."""
    units, tiers = len(asked.unit_value), len(asked.tier_value)
    amounts = np.arange(len(portion))
    unit_rows = rows.next(units)
    rows.add(
        np.concatenate([asked.unit[portion], np.arange(units), np.arange(units)]),
        np.concatenate([amounts, touched[:units], lacking[:units]]),
        1.0,
        lower=asked.unit_value + more[:units],
    )
    tier_rows = rows.next(tiers)
    rows.add(
        np.concatenate([asked.tier[portion], np.arange(tiers), np.arange(tiers)]),
        np.concatenate([amounts, touched[units:], lacking[units:]]),
        np.concatenate([asked.weight[portion], np.ones(2 * tiers)]),
        lower=asked.tier_value + more[units:],
    )
    return unit_rows, tier_rows


def pair_steps(problem: Problem, groups: Groups, pairs: Ints) -> tuple[Floats, Floats]:
    """Quantity that a step of each of ``pairs`` delivers, and quantity that it meets: less where part is surplus."""
    item = problem.needs.item[groups.portion_cell[groups.cell[pairs]]]
    quantum = item_quanta(problem)[item]
    lot = groups.lot[groups.giver[pairs]]
    delivered = np.maximum(lot_steps(problem, lot), quantum)
    return delivered, np.where(groups.use[pairs] > 1.0, groups.portion_net[groups.cell[pairs]], delivered)


def _bundles(problem: Problem, groups: Groups, asked: Asked, pairs: Ints) -> tuple[Ints, Ints, Ints]:
    """A portion of each bundle; then the portions reached, ordered by bundle, and the bundle of each.

    A bundle holds portions of one group, item, tier and weight that the same givers reach in the same way: inside it
    whole packs that fit one by one fit together, and single things fill the rest.
    """
    portions, at = np.unique(groups.cell[pairs], return_inverse=True)
    legal = np.zeros((len(portions), len(asked.supply)), dtype=bool)
    legal[at, groups.giver[pairs]] = True
    bits = np.packbits(legal, axis=1)
    surplus = np.ones(len(portions))
    np.maximum.at(surplus, at, groups.use[pairs])
    group = np.zeros(len(portions))
    group[at] = groups.link_group[groups.pair_link[pairs]]
    key = np.empty((len(portions), 5 + bits.shape[1]))
    key[:, 0], key[:, 1] = group, problem.needs.item[groups.portion_cell[portions]]
    key[:, 2], key[:, 3], key[:, 4] = asked.tier[portions], asked.weight[portions], surplus
    key[:, 5:] = bits
    _, first, bundle = np.unique(key, axis=0, return_index=True, return_inverse=True)
    bundle = bundle.ravel()
    order = np.argsort(bundle, kind="stable")
    return portions[first], portions[order], bundle[order]
