"""What documents tell of a plan: its lines, needs and gifts with the unit each belongs to, gathered once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from allocator.collation import sort_key
from allocator.language import N_, tr
from allocator.plan.children import children_met
from allocator.report.documents.authority import Authority, authority
from allocator.report.view import View, named
from allocator.scenario.load import Inputs

CURRENCIES = {"VND": N_("dong")}
"""What a currency is called in running text and in words."""


@dataclass(frozen=True)
class Facts:
    """A plan for documents.

    ``lines``: plan.csv with unit and group (the place above the unit). ``cells``: unmet.csv with unit, value (of one
    unit of the item), category, net_value, met_value, and done (what has been given or is planned: entitlement +
    ledger + direct + met, at most the need). ``code``: the beginning of the plan's hash.
    """

    view: View
    inputs: Inputs
    code: str
    lines: pd.DataFrame
    cells: pd.DataFrame
    units: pd.DataFrame
    """View.units in the order of places above them and their names."""

    @property
    def currency(self) -> str:
        """The currency in running text."""
        return tr(CURRENCIES[self.view.currency]) if self.view.currency in CURRENCIES else self.view.currency

    @property
    def root(self) -> str:
        """The place that holds all others, blank where there are several."""
        parents = self.view.names.parents
        roots = [place for place, parent in parents.items() if not parent]
        return roots[0] if len(roots) == 1 else ""

    def authority(self, place: str) -> Authority:
        """Who issues documents for ``place`` (the first level that has an authority, from it upwards)."""
        names = self.view.names
        at = place
        while at and names.levels.get(at) not in self.inputs.config.authorities:
            at = names.parents.get(at, "")
        stated = self.inputs.config.authorities.get(names.levels.get(at, ""))
        return authority(stated, names.places.get(at, ""))

    def place(self, place: str) -> str:
        """A place with the places above it but the topmost."""
        names = self.view.names
        above = names.paths.get(place, "")
        name = names.places.get(place, place)
        return f"{name}, {above}" if above else name

    def donor(self, donor: str) -> str:
        """The name of a donor or provider."""
        return self.view.names.donors.get(donor, donor)

    def by_name(self, frame: pd.DataFrame) -> pd.DataFrame:
        """``frame`` in the Vietnamese order of its column ``name``."""
        return frame.assign(rank=_ranks(frame["name"].tolist())).sort_values("rank", kind="stable").drop(columns="rank")

    def in_order(self, frame: pd.DataFrame) -> pd.DataFrame:
        """``frame`` by the unit of its ``place_id``, in the order of ``units``; otherwise as it was."""
        order = {unit: at for at, unit in enumerate(self.units["unit"].tolist())}
        own = dict(zip(self.lines["place_id"], self.lines["unit"], strict=True))
        ranks = [order.get(own.get(each, each), len(order)) for each in frame["place_id"].tolist()]
        ranked = frame.assign(rank=ranks).sort_values(["rank", "place_id"], kind="stable", ignore_index=True)
        return ranked.drop(columns="rank")

    def below(self, place: str) -> frozenset[str]:
        """A place and all below it."""
        parents = self.view.names.parents
        found = {place}
        for each in parents:
            chain = [each]
            while chain[-1] and chain[-1] not in found and len(chain) <= len(parents):
                chain.append(parents.get(chain[-1], ""))
            if chain[-1] in found:
                found.update(chain)
        return frozenset(found)

    def children(self, lines: pd.DataFrame | None = None) -> pd.Series:
        """Children reached by unit and age, an estimate; by all of the plan, or by some of its ``lines`` only."""
        cells = self.cells[self.cells["age_group_id"] != ""].rename(columns={"age_group_id": "age"})
        if lines is not None:
            key = ["unit", "age_group_id"]
            given = lines.groupby(key)["value"].sum().rename("given").reset_index()
            shares = cells.groupby(["unit", "age"])["net_value"].sum().rename("in_all").reset_index()
            cells = cells.merge(given, left_on=["unit", "age"], right_on=key, how="left").merge(
                shares, on=["unit", "age"], how="left"
            )
            part = (cells["given"].fillna(0.0) / cells["in_all"]).fillna(0.0).clip(upper=1.0)
            cells["met_value"] = part * cells["net_value"]
        return children_met(cells)


def gather(view: View, inputs: Inputs, code: str) -> Facts:
    """The facts of a plan."""
    items = inputs.tables.items.set_index("item_id")
    units = view.unit_of
    parents = view.names.parents
    cells = view.plan.unmet
    values = cells["item_id"].map(items["value"]).astype("float64")
    cells = cells.assign(
        unit=cells["place_id"].map(units).astype("str"),
        value=values,
        category=cells["item_id"].map(items["category"]).astype("str"),
        net_value=cells["net"] * values,
        met_value=cells["met"] * values,
        done=cells[["entitlement", "ledger", "direct", "met"]].sum(axis=1).clip(upper=cells["need"]),
    )
    unit = view.plan.allocations["place_id"].map(units).astype("str")
    lines = view.plan.allocations.assign(unit=unit, group=named(unit, parents))
    return Facts(view, inputs, code, lines, cells, _ordered(view))


def _ordered(view: View) -> pd.DataFrame:
    """The units by the places above them, in the order of the places table, then by name."""
    order = {place: at for at, place in enumerate(view.names.places)}
    keyed = view.units.assign(
        above=[order.get(each, -1) for each in view.units["group"].tolist()],
        called=_ranks(view.units["name"].tolist()),
    )
    return keyed.sort_values(["above", "called", "unit"], ignore_index=True).drop(columns=["above", "called"])


def _ranks(names: list[str]) -> list[int]:
    """The place of each name in Vietnamese order."""
    rank = {name: at for at, name in enumerate(sorted(set(names), key=sort_key))}
    return [rank[name] for name in names]
