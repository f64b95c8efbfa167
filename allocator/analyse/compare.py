"""``compare``: plans side by side: inputs that differ, measures, who gains and who loses, lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from allocator.analyse.inputs import COLUMNS, input_differences
from allocator.analyse.reasons import reasons
from allocator.analyse.scenario import Solved, read_solved
from allocator.language import number, tr
from allocator.notebook import card
from allocator.scenario.expect import MEASURES
from allocator.tolerances import QUANTITY, SHARE

IDS = ["line_id", "lot_id", "donor_id", "place_id", "item_id", "age_group_id", "period_id"]
HIGHER = frozenset({"met_value", "coverage_min", "fairness_min", "coverage_mean", "fairness_log"})
LOWER = frozenset(
    {
        "unmet_value",
        "below_floor",
        "surplus_value",
        "surplus_avoidable",
        "overlap",
        "repeat_value",
        "cost",
        "change",
        "rules_short",
    }
)
"""Measures of which more, or less, is better; of the others neither can be said."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans beside each other; the first is what the others are compared with.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> found = al.compare(scenario.solve(), scenario.drop("lots", {"kind": "cash"}).solve(), names=["all", "no cash"])
    >>> float(found.measures.loc["unmet_value", "no cash"] - found.measures.loc["unmet_value", "all"])
    20000000.0
    >>> found.lines["reason"].isin(["lot", "freed", "taken", "elsewhere"]).all()
    np.True_
    """

    names: tuple[str, ...]
    plans: tuple[Solved, ...]
    inputs: pd.DataFrame
    """plan, table, key, what (added, removed, changed), column, before, after: how each differs from the first."""
    measures: pd.DataFrame
    """A column a plan, by measure; ``unmet_by_tier.1`` and so on among them."""
    objectives: pd.DataFrame
    """plan, name, value, bound, gap, proof."""
    units: pd.DataFrame
    """unit, name, then the coverage in each plan; NaN where a plan has no such unit or need."""
    lines: pd.DataFrame
    """Lines that differ: their ids, then the quantity in each plan; for two plans also change, reason, about, by."""

    def value(self, measure: str, at: int) -> float:
        """What plan ``at`` has of ``measure``.

        >>> import allocator as al
        >>> solved = al.read_scenario("scenarios/first-steps").solve()
        >>> al.compare(solved, solved).value("coverage_min", 1)
        0.5
        """
        return float(self.measures[self.names[at]].to_dict()[measure])

    def better(self, measure: str, at: int = 1) -> int:
        """1 where plan ``at`` is better than the first on ``measure``, -1 where it is worse, 0 where neither is known.

        >>> import allocator as al
        >>> scenario = al.read_scenario("scenarios/first-steps")
        >>> al.compare(scenario.solve(), scenario.drop("lots", {"kind": "cash"}).solve()).better("unmet_value")
        -1
        """
        sign = -1 if measure in LOWER or measure.startswith("unmet_by_tier") else int(measure in HIGHER)
        first, other = self.value(measure, 0), self.value(measure, at)
        same = abs(other - first) <= SHARE * max(1.0, abs(first), abs(other))
        return 0 if same else sign * int(np.sign(other - first))

    def gains(self, at: int = 1) -> pd.DataFrame:
        """Units whose coverage differs between the first plan and plan ``at``, the greatest loss first.

        >>> import allocator as al
        >>> scenario = al.read_scenario("scenarios/first-steps")
        >>> found = al.compare(scenario.solve(), scenario.drop("lots", {"kind": "cash"}).solve())
        >>> found.gains()["change"].max() <= 0
        np.True_
        """
        first, other = self.names[0], self.names[at]
        change = self.units[other] - self.units[first]
        moved = self.units.assign(change=change)[change.abs() > 1e-6]
        return moved.sort_values(["change", "unit"], ignore_index=True)[["unit", "name", first, other, "change"]]

    def _repr_html_(self) -> str:
        facts = [
            (tr("Inputs that differ"), number(len(self.inputs))),
            (tr("Lines that differ"), number(len(self.lines))),
        ]
        return card(" / ".join(self.names), facts, self.measures.reset_index())


def compare(*plans: Solved | str | Path, names: Sequence[str] | None = None) -> Comparison:
    """Two plans or more beside each other: solved scenarios, or folders that ``allocator run`` wrote.

    ``names`` are what to call them; else folders and scenarios by their own names. Raises ``ValueError`` for fewer
    than two.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> less = scenario.drop("lots", {"donor_id": "D06"})
    >>> found = al.compare(scenario.solve(), less.solve(), names=["now", "without"])
    >>> found.measures.loc["coverage_min"].round(3).to_dict()
    {'now': 0.5, 'without': 0.47}
    """
    if len(plans) < 2:
        raise ValueError(tr("It takes two plans to compare."))
    solved = tuple(plan if isinstance(plan, Solved) else read_solved(plan) for plan in plans)
    called = [each.name if isinstance(each, Solved) else Path(each).resolve().name for each in plans]
    labels = _distinct(list(names) if names else called)
    differing = [input_differences(solved[0].scenario.inputs, other.scenario.inputs) for other in solved[1:]]
    inputs = pd.concat(
        [rows.assign(plan=label) for rows, label in zip(differing, labels[1:], strict=True)], ignore_index=True
    )
    lines = _lines(labels, solved)
    if len(solved) == 2:
        lines = reasons(lines.assign(change=lines[labels[1]] - lines[labels[0]]), differing[0], *solved)
    return Comparison(
        names=tuple(labels),
        plans=solved,
        inputs=inputs[["plan", *COLUMNS]],
        measures=_measures(labels, solved),
        objectives=pd.concat(
            [each.objectives().assign(plan=label) for each, label in zip(solved, labels, strict=True)],
            ignore_index=True,
        )[["plan", "name", "value", "bound", "gap", "proof"]],
        units=_units(labels, solved),
        lines=lines,
    )


def _distinct(names: list[str]) -> list[str]:
    """``names`` with a number where one comes again."""
    again = pd.Series(names).groupby(names).cumcount().tolist()
    return [f"{name} ({count + 1})" if count else name for name, count in zip(names, again, strict=True)]


def _measures(labels: list[str], solved: Sequence[Solved]) -> pd.DataFrame:
    columns = {}
    for label, each in zip(labels, solved, strict=True):
        told = dataclasses.asdict(each.measures)
        tiers = {f"unmet_by_tier.{tier}": value for tier, value in sorted(each.measures.unmet_by_tier.items())}
        columns[label] = tiers | {name: float(told[name]) for name in MEASURES}
    frame = pd.DataFrame(columns, dtype="float64")
    order = sorted(name for name in frame.index if name.startswith("unmet_by_tier"))
    return frame.reindex([*MEASURES[:3], *order, *MEASURES[3:]]).rename_axis("measure")


def _units(labels: list[str], solved: Sequence[Solved]) -> pd.DataFrame:
    parts: list[pd.Series] = []
    names: dict[str, str] = {}
    for label, each in zip(labels, solved, strict=True):
        frame = each.plan.coverage[each.plan.coverage["net_value"] > 0].set_index("unit")
        parts.append(frame["coverage"].rename(label))
        places = each.scenario.inputs.tables.places
        called = places["name"].where(places["name"] != "", places["place_id"])
        names |= dict(zip(places["place_id"], called, strict=True))
    joined = pd.concat(parts, axis=1).sort_index().rename_axis("unit").reset_index()
    joined.insert(1, "name", joined["unit"].map(names).fillna(joined["unit"]).astype("str"))
    return joined


def _lines(labels: list[str], solved: Sequence[Solved]) -> pd.DataFrame:
    """The lines that are not the same in all plans."""
    whole = pd.concat(
        [
            each.plan.allocations[[*IDS, "quantity"]].assign(_plan=label)
            for each, label in zip(solved, labels, strict=True)
        ]
    )
    ids = whole[IDS].drop_duplicates("line_id").set_index("line_id")
    wide = whole.pivot_table(index="line_id", columns="_plan", values="quantity", aggfunc="sum", observed=True)
    wide = wide.reindex(columns=labels).fillna(0.0)
    apart = wide[wide.max(axis=1) - wide.min(axis=1) > QUANTITY]
    joined = ids.join(apart, how="inner").reset_index()
    return joined.sort_values(["place_id", "item_id", "period_id", "age_group_id", "lot_id"], ignore_index=True)[
        [*IDS, *labels]
    ]
