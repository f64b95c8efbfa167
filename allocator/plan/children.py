"""How many children a plan serves, estimated from needs that are quantities of items."""

from __future__ import annotations

import pandas as pd


def children_met(cells: pd.DataFrame) -> pd.Series:
    """Children whose whole need is met, by unit and age: a child of whom half is met counts half.

    ``cells``: unit, age (any ids), net, net_value, met_value; leave out cells that are not by age. Needs are quantities
    of items, not children: those of an age group in a unit are taken to be as many as the middle one of its needs there
    asks for (one coat a child, one check a child; what is counted in months asks for more, what only some children
    need for less).
    """
    needed = cells[cells["net"] > 0].groupby(["unit", "age"])
    groups = needed.agg(children=("net", "median"), net_value=("net_value", "sum"), met_value=("met_value", "sum"))
    return groups["children"] * groups["met_value"] / groups["net_value"]
