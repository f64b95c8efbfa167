"""Futures: which gifts come and how large needs are, drawn from the probabilities of pledges and a spread of needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.analyse.scenario import Scenario
from allocator.language import number, percent, tr
from allocator.notebook import card
from allocator.problem.problem import Bools, Floats

BY_STATUS = {"received": 1.0, "confirmed": 0.95, "pledged": 0.8}
"""How likely gifts are to come whose ``probability`` is not given (it is 1 in the table): by their status."""


@dataclass(frozen=True, eq=False)
class Futures:
    """Equally likely futures. F futures, L lots, K categories.

    >>> import allocator as al
    >>> futures = al.futures(al.read_scenario("scenarios/first-steps"), 100, seed=1)
    >>> futures.comes.shape, futures.needs.shape
    ((100, 14), (100, 3))
    """

    scenario: Scenario
    comes: Bools
    """Shape (F, L): whether each lot comes."""
    needs: Floats
    """Shape (F, K): what the needs of each category are multiplied with."""
    probability: Floats
    """Shape (L,): how likely each lot is to come."""

    def __len__(self) -> int:
        return len(self.comes)

    @property
    def table(self) -> pd.DataFrame:
        """A row a future, a column for each donor (1: all it promised comes) and each category of needs.

        >>> import allocator as al
        >>> al.futures(al.read_scenario("scenarios/first-steps"), 5, seed=1).table.shape
        (5, 15)
        """
        problem = self.scenario.problem
        columns: dict[str, Floats] = {}
        for at, donor in enumerate(problem.donors):
            mine = (problem.lots.donor == at) & problem.lots.usable
            if mine.any():
                columns[donor] = self.comes[:, mine].mean(axis=1)
        for at, category in enumerate(problem.items.categories):
            columns[f"need:{category}"] = self.needs[:, at]
        return pd.DataFrame(columns)

    def _repr_html_(self) -> str:
        uncertain = int((self.probability < 1).sum())
        facts = [
            (tr("Futures"), number(len(self))),
            (tr("Gifts that may not come"), number(uncertain)),
            (tr("Mean share of gifts that come"), percent(float(self.comes.mean()), 1)),
        ]
        return card(self.scenario.name, facts)


def futures(
    scenario: Scenario,
    count: int = 1000,
    seed: int = 0,
    by_status: Mapping[str, float] | None = None,
    need_spread: float = 0.0,
    together: bool = True,
) -> Futures:
    """``count`` futures of ``scenario``.

    A lot comes with its ``probability``, or, where that is 1, with that of its status in ``by_status`` (``BY_STATUS``
    if left out). With ``together`` a donor's gifts come or fail together: whoever fails one fails all that are not
    likelier. ``need_spread`` is the standard deviation of the logarithm of each category's needs (mean factor 1).

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> sure = al.futures(scenario, 10, by_status={"pledged": 1.0})
    >>> bool(sure.comes.all())
    True
    """
    problem, rng = scenario.problem, np.random.default_rng(seed)
    probability = likely(scenario, by_status)
    draws = len(problem.donors) if together else len(problem.lots)
    draw = rng.random((count, draws))
    comes = draw[:, problem.lots.donor] < probability if together else draw < probability
    noise = rng.normal(size=(count, len(problem.items.categories))) * need_spread
    needs = np.exp(noise - need_spread**2 / 2)
    return Futures(scenario, comes, needs, probability)


def likely(scenario: Scenario, by_status: Mapping[str, float] | None = None) -> Floats:
    """Shape (L,): how likely each lot is to come.

    >>> import allocator as al
    >>> from allocator.analyse.risk.futures import likely
    >>> likely(al.read_scenario("scenarios/first-steps")).tolist()[:2]
    [0.8, 0.8]
    """
    told = {**BY_STATUS, **(by_status or {})}
    rows = scenario.inputs.tables.lots.iloc[scenario.problem.lots.record]
    stated = rows["probability"].to_numpy(dtype=float)
    usual = rows["status"].map(told).fillna(1.0).to_numpy(dtype=float)
    chance: Floats = np.where(stated < 1.0, stated, usual)
    return chance
