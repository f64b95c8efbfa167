"""``Problem``: one allocation problem as arrays of small integers. Immutable; names live in tuples beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GOODS, CASH, SERVICE = 0, 1, 2


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
    """Shape (L, I): items its earmark admits (for goods and services, only its own)."""
    ages: Bools
    """Shape (L, A + 1): age groups its earmark admits; the last is *not by age*, open only to unrestricted lots."""
    periods: Bools
    """Shape (L, T + 1): periods of its window; the last is *any time*, always open."""
    record: Ints
    """Position of its row in the lots table."""

    def __len__(self) -> int:
        return len(self.ids)


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
    fairness: str
    """``leximin`` or ``none``."""
