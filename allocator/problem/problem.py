"""``Problem``: one allocation problem as arrays of small integers. Immutable; names live in tuples beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GOODS, CASH, SERVICE = 0, 1, 2
APPROVE, BAN, CAP, FLOOR, LOCK, PREFER = 0, 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Places:
    """The region tree in preorder: place ``p`` and all below it are ``p .. end[p] - 1``. Shape (P,) throughout."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    levels: tuple[str, ...]
    parent: Ints
    """Index of the place above; -1 for a root."""
    end: Ints
    """One past the last place of the subtree."""
    severity: Floats
    lat: Floats
    lon: Floats


@dataclass(frozen=True)
class Items:
    """Items in id order. Shape (I,)."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    category: Ints
    categories: tuple[str, ...]
    value: Floats
    cash_price: Floats
    """Price when bought with cash; NaN cannot be bought."""
    lifetime: Ints
    """Periods before the item is needed again."""
    divisible: Bools
    rate: Floats
    """Shape (I, I): units of the row's item that replace one of the column's; 1 on the diagonal, NaN where none can."""


@dataclass(frozen=True)
class Needs:
    """Need cells in (place, item, age group, period) order. Shape (N,) throughout; quantities in the item's unit."""

    place: Ints
    item: Ints
    age: Ints
    """Age group; ``len(age_groups)`` means not by age."""
    period: Ints
    """Period; ``len(periods)`` means any time in the plan."""
    tier: Ints
    weight: Floats
    quantity: Floats
    entitlement: Floats
    ledger: Floats
    direct: Floats
    net: Floats
    unit: Ints
    """Index of the unit whose coverage this cell counts in."""
    record: Ints
    """Position of its row in the needs table."""

    def __len__(self) -> int:
        return len(self.place)

    @cached_property
    def urgency(self) -> Ints:
        """Class of each cell: tier by tier, heavier weights first; weight 0 after all else. Shape (N,)."""
        last = self.tier.max(initial=1) + 1
        tier = np.where(self.weight > 0, self.tier, last)
        tiers, weights = np.unique(tier), np.unique(-self.weight)  # few: finding each is quicker than sorting all
        both = np.searchsorted(tiers, tier) * len(weights) + np.searchsorted(weights, -self.weight)
        used = np.bincount(both, minlength=len(tiers) * len(weights)) > 0
        rank: Ints = (np.cumsum(used) - 1)[both].astype(np.int64)
        rank.setflags(write=False)
        return rank


@dataclass(frozen=True)
class Units:
    """The places whose coverage is compared. Shape (U,), in place order."""

    place: Ints
    severity: Floats

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True)
class Lots:
    """Lots in id order, with their earmarks as sets. Shape (L,) unless said otherwise."""

    ids: tuple[str, ...]
    donor: Ints
    provider: Ints
    kind: Ints
    """``GOODS``, ``CASH`` or ``SERVICE``."""
    item: Ints
    """Item given; -1 for cash."""
    quantity: Floats
    """Units of the item, money, or units of service per period of the window."""
    pack: Floats
    """Units in a pack (1 for cash)."""
    direct: Bools
    """Whether its donor delivers it alone, in good quality: it counts against need and is not allocated."""
    usable: Bools
    """Whether it may be allocated at all: not direct, and of good quality."""
    tops: tuple[Ints, ...]
    """For each lot the disjoint parts of the tree it may go to, exclusions already cut out: ``p < P`` stands for
    place ``p`` and all below it, ``P + p`` for place ``p`` alone."""
    items: Bools
    """Shape (L, I): needed items its earmark admits: for goods and services its own and those it may stand in for."""
    clause: Bools
    """Shape (L, I): items that its categories and items clauses admit, whatever it gives itself."""
    ages: Bools
    """Shape (L, A + 1): age groups its earmark admits; the last is *not by age*, open only to unrestricted lots."""
    periods: Bools
    """Shape (L, T + 1): periods of its window; the last is *any time*, always open."""
    record: Ints
    """Position of its row in the lots table."""
    min_per_place: Floats
    """Least amount of the lot that goes to a place it goes to at all (0: any), in what ``quantity`` counts."""
    max_places: Ints
    """Most places the lot may go to; -1: any number."""
    all_or_nothing: Bools
    """Whether all of the lot (its whole packs, in every period of a service) is used, or none."""

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Links:
    """Costs and limits between a lot, or all lots of a donor, and a place with all below it. Shape (K,) throughout."""

    place: Ints
    lot: Ints
    """-1 where the row names a donor."""
    donor: Ints
    """-1 where the row names a lot."""
    unit_cost: Floats
    fixed_cost: Floats
    max_quantity: Floats
    """Infinite where there is none."""
    min_quantity: Floats
    """Holds only if the pair is used; 0 where there is none."""
    vehicle_capacity: Floats
    """Infinite where the fixed cost is paid once; else it is paid for every vehicle begun."""
    allowed: Bools
    record: Ints
    """Position of its row in the links table."""

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True)
class Kits:
    """What is in each kit, one row for a kit and an item in it. Shape (J,) throughout."""

    kit: Ints
    """Item that is the kit."""
    item: Ints
    """Item that is in it."""
    quantity: Floats

    def __len__(self) -> int:
        return len(self.kit)


@dataclass(frozen=True)
class Rule:
    """One rule of the scenario, its scope resolved to cells and lots."""

    kind: str
    """``coverage_min``, ``coverage_max``, ``share_min``, ``share_max``, ``spend_min`` or ``spend_max``."""
    amount: float
    """A share of one; for spending, an amount of money."""
    text: str
    """The rule as it was written."""
    group: Ints
    """Shape (N,): for coverage, the group of cells the rule is asked of (0 .. G - 1, in place order); for shares
    and spending 0 for the cells it speaks of; -1 for cells outside."""
    group_place: Ints
    """Shape (G,): the place of each group; -1 where the rule names none."""
    lots: Bools
    """Shape (L,): lots whose use shares and spending count."""


@dataclass(frozen=True)
class Decisions:
    """What reviewers decided about lines: each row a pattern of lines and what holds for their sum.

    Shape (K,) throughout; in the pattern -1 stands for any, and a place for itself and all below it.
    """

    lot: Ints
    place: Ints
    item: Ints
    """The needed item."""
    age: Ints
    period: Ints
    action: Ints
    """``APPROVE`` (asks nothing), ``BAN``, ``CAP``, ``FLOOR``, ``LOCK`` or ``PREFER``."""
    exact: Bools
    """Whether the row names one line: places below do not count, and the age group and period are those given, where
    ``len(age_groups)`` and ``len(periods)`` stand for none."""
    quantity: Floats
    """What a cap, floor, lock or preference asks, in units of the needed item; 0 for the others."""
    value: Floats
    """Value of a unit: that of the item named, else of the lot's item; 0 where the row names neither."""
    reviewer: tuple[str, ...]
    comment: tuple[str, ...]
    record: Ints
    """Position of its row in the decisions table."""

    def __len__(self) -> int:
        return len(self.lot)

    @property
    def soft(self) -> Bools:
        """Shape (K,): floors and locks, whose lower side may be missed: what lacks is counted with the rules."""
        return np.isin(self.action, (FLOOR, LOCK))

    @property
    def preferred(self) -> Bools:
        """Shape (K,): preferences, which hold only where no level above ``change`` pays for it."""
        return np.asarray(self.action == PREFER)


@dataclass(frozen=True)
class Level:
    """One objective level. Levels are optimised in order; each is then held within its tolerance."""

    name: str
    """``unmet``, ``fairness``, ``surplus``, ``overlap``, ``repeat``, ``cost``, ``change`` or ``blend``; and what
    :attr:`Problem.all_levels` adds: ``rules``, ``budget``, ``prefer``."""
    tolerance: float = 0.0
    """Share of the value reached that later levels may give up."""
    method: str = ""
    """For fairness: ``leximin``, ``proportional`` or ``floor``."""
    floor: float = 0.0
    """For fairness by ``floor``: the coverage / severity below which value is short."""
    weights: tuple[tuple[str, float], ...] = ()
    """For a blend: measure and weight, in the order written."""
    most: int = -1
    """For change: so many lines may differ, and what goes beyond is made least before all other levels; -1: any."""


@dataclass(frozen=True)
class Lines:
    """Lines of a plan by index. Shape (M,) throughout."""

    lot: Ints
    cell: Ints
    quantity: Floats
    """In the unit of the needed item."""


@dataclass(frozen=True)
class Reference:
    """The plan that ``change`` is counted against."""

    lines: Lines
    lost: int
    """Lines of it whose lot or need is no longer there: each is a change whatever is done."""


@dataclass(frozen=True)
class Effort:
    """How long and how exactly to search."""

    seconds: float = 60.0
    gap: float = 0.001
    threads: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Problem:
    """Everything the engine needs, made once by :func:`allocator.problem.build.build`."""

    name: str
    currency: str
    places: Places
    items: Items
    age_groups: tuple[str, ...]
    periods: tuple[str, ...]
    donors: tuple[str, ...]
    providers: tuple[str, ...]
    lots: Lots
    needs: Needs
    units: Units
    links: Links
    kits: Kits
    donor_max_places: Ints
    """Shape (D,): most places the lots of each donor may go to; -1: any number."""
    capacity: Floats
    """Shape (P,): value that each place with all below it can receive in a period; infinite where there is none."""
    rules: tuple[Rule, ...]
    decisions: Decisions
    levels: tuple[Level, ...]
    reference: Reference | None
    effort: Effort

    @property
    def has_floors(self) -> bool:
        """Whether rules or decisions ask for a least amount: what these lack is then the first level."""
        return any(rule.kind.endswith("_min") for rule in self.rules) or bool(self.decisions.soft.any())

    @property
    def budget(self) -> int:
        """How many lines may differ from the reference; -1: any number."""
        return next((level.most for level in self.levels if level.most >= 0), -1)

    @property
    def all_levels(self) -> tuple[Level, ...]:
        """The levels as they are solved: what floors lack first, then lines changed beyond the budget.

        What preferences lack comes before the first level ``change``, or last: it never costs a level above that.
        """
        at = next((at for at, level in enumerate(self.levels) if level.name == "change"), len(self.levels))
        return (
            *((Level("rules"),) if self.has_floors else ()),
            *((Level("budget", most=self.budget),) if self.budget >= 0 else ()),
            *self.levels[:at],
            *((Level("prefer"),) if self.decisions.preferred.any() else ()),
            *self.levels[at:],
        )

    @property
    def fairness(self) -> str:
        """How fairness is judged: ``leximin``, ``proportional``, ``floor``, or ``none`` where no level asks for it."""
        return next((level.method for level in self.levels if level.name == "fairness"), "none")

    def _repr_html_(self) -> str:
        """Show the problem in a notebook: its size and its levels."""
        from allocator.language import number, tr
        from allocator.notebook import card

        facts = [
            (tr("Units"), number(len(self.units))),
            (tr("Needs"), number(len(self.needs))),
            (tr("Gifts"), number(len(self.lots))),
            (tr("Aims"), ", ".join(level.name for level in self.levels)),
        ]
        return card(self.name, facts)
