"""``ReviewedPlan``: the plan that decisions speak of, as much of it as it takes to judge them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from allocator.explain.reading import NotAPlanError
from allocator.plan.folder import read
from allocator.plan.identity import plan_hash
from allocator.plan.plan import Plan
from allocator.plan.staging import MARK
from allocator.review.decision import IDS, Target
from allocator.scenario.load import Inputs, load
from allocator.tables.raw import clean


@dataclass(frozen=True)
class ReviewedPlan:
    """A plan folder with its hash, its inputs and its lines by their code."""

    folder: Path
    hash: str
    inputs: Inputs
    plan: Plan
    lines: pd.DataFrame
    """The lines of ``plan.csv`` indexed by ``line_id``, with ``whole`` (cannot be divided) and ``pack`` (0: none)."""
    quantity: dict[str, float]
    """Quantity of each line."""
    below: dict[str, frozenset[str]]
    """Each place with itself and all below it."""

    @property
    def known(self) -> dict[str, frozenset[str]]:
        """The ids that a pattern may name."""
        tables = self.inputs.tables
        frames = (tables.lots, tables.places, tables.items, tables.age_groups, tables.periods)
        return {name: frozenset(frame[name].tolist()) for name, frame in zip(IDS, frames, strict=True)}

    def planned(self, target: Target) -> float:
        """Quantity that the plan gives to what ``target`` speaks of."""
        if target.line_id:
            return self.quantity[target.line_id]
        return float(self.lines.loc[self.named(target), "quantity"].sum())

    def named(self, target: Target) -> pd.Series:
        """Which lines a pattern names."""
        hit = pd.Series(True, index=self.lines.index)
        for name, wanted in zip(IDS, target.ids, strict=True):
            if wanted and name == "place_id":
                hit &= self.lines[name].isin(self.below.get(wanted, frozenset()))
            elif wanted:
                hit &= self.lines[name] == wanted
        return hit


def open_plan(folder: Path) -> ReviewedPlan:
    """The plan in ``folder``; raises :class:`NotAPlanError` where there is none."""
    for file in (MARK, "plan.csv", "summary.json", "inputs/scenario.yaml"):
        if not (folder / file).is_file():
            raise NotAPlanError(folder, file)
    inputs, plan = load(folder / "inputs"), read(folder)
    items, lots = inputs.tables.items.set_index("item_id"), inputs.tables.lots.set_index("lot_id")
    lines = plan.allocations.copy()
    goods = lines["lot_id"].map(lots["kind"]).to_numpy(dtype=object) != "cash"
    lines["whole"] = ~lines["item_id"].map(items["divisible"]).to_numpy(dtype=bool)
    pack = lines["lot_id"].map(lots["pack_size"]).to_numpy(dtype=float)
    own = (lines["lot_item_id"] == lines["item_id"]).to_numpy(dtype=bool)
    lines["pack"] = pd.Series(pack, index=lines.index).where(goods & own & (pack != 1.0), 0.0)
    quantity = dict(zip(lines["line_id"], lines["quantity"], strict=True))
    return ReviewedPlan(folder, plan_hash(folder), inputs, plan, lines.set_index("line_id"), quantity, _below(inputs))


def _below(inputs: Inputs) -> dict[str, frozenset[str]]:
    places = inputs.tables.places
    parent = dict(zip(places["place_id"], places["parent_id"], strict=True))
    found: dict[str, set[str]] = {place: set() for place in parent}
    for place in parent:
        above = place
        while above in found:
            found[above].add(place)
            above = parent[above]
    return {place: frozenset(inside) for place, inside in found.items()}


def code_of(text: str, known: frozenset[str], beside: str) -> str:
    """The code that a cell of a list means: ``L01 | its name`` is ``L01``; what is itself a code stays as it is."""
    text = clean(text)
    return text if text in known or beside not in text else clean(text.split(beside)[0])
