"""From the tables that were given to :class:`Tables`: what was left out is filled from what was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

import numpy as np
import pandas as pd

from allocator.tables.cells import blank_value, series
from allocator.tables.coded import coded
from allocator.tables.parse import RESERVED, Parsed
from allocator.tables.remembered import remembered
from allocator.tables.schema import BY_NAME, TABLES, Table
from allocator.tables.tables import Tables

WHOLE_PLAN = "all"
"""The one period there is where no table or row names any."""


def complete(parsed: Mapping[str, Parsed]) -> Tables:
    """Every table, with implied rows and defaults as the docstring of :class:`Tables` says."""
    frames = {table.name: parsed[table.name].frame for table in TABLES if table.name in parsed}
    needs, lots = (frames[name] if name in frames else _left_out(name) for name in ("needs", "lots"))
    for table in TABLES:
        if table.name not in frames:
            implied = table.name in IMPLIED
            frames[table.name] = _implied(table.name, needs, lots) if implied else _left_out(table.name)
    frames["periods"] = in_time(frames["periods"])
    if "items" in parsed and "cash_price" not in parsed["items"].headers:
        frames["items"] = _priced(frames["items"])
    frames["donors"] = _donors(frames["donors"])
    frames["lots"] = _lots(lots, frames["donors"])
    return Tables(**frames)


@cache
def _left_out(table: str) -> pd.DataFrame:
    """The empty frame of a table that was not given."""
    return made_up(BY_NAME[table], [])


@remembered
def _implied(table: str, needs: pd.DataFrame, lots: pd.DataFrame) -> pd.DataFrame:
    """A table that was not given, from the ids that needs and lots use."""
    return made_up(BY_NAME[table], IMPLIED[table](needs, lots))


@remembered
def in_time(periods: pd.DataFrame) -> pd.DataFrame:
    """Periods in the order of time: of their first days where all have one, else of the rows.

    With first days given, shuffled rows mean the same plan.
    """
    if periods["start"].isna().any():
        return periods.copy(deep=False)  # an answer that is the frame itself would never be forgotten
    return periods.sort_values(["start", "period_id"], kind="stable", ignore_index=True)


def made_up(table: Table, ids: Iterable[str]) -> pd.DataFrame:
    """A frame of ``table`` with one row for each id in its first column, and defaults in the others."""
    rows = [each for each in ids if each]
    frame = pd.DataFrame(index=pd.RangeIndex(len(rows)))
    for position, column in enumerate(table.columns):
        value = blank_value(column)
        frame[column.name] = series(list(rows) if position == 0 else [value] * len(rows), column)
    if "name" in frame and rows:
        frame["name"] = frame[table.columns[0].name]
    frame = frame.rename(columns=RESERVED)
    return frame.assign(
        source=pd.Series([table.name] * len(rows), dtype="str"), row=np.zeros(len(rows), dtype=np.int64)
    )


@remembered
def _priced(items: pd.DataFrame) -> pd.DataFrame:
    """The items where the column of cash prices was left out."""
    return items.assign(cash_price=items["value"])


@remembered
def _donors(donors: pd.DataFrame) -> pd.DataFrame:
    itself = donors["donor_id"]
    return donors.assign(provider_id=donors["provider_id"].where(donors["provider_id"] != "", itself))


@remembered
def _lots(lots: pd.DataFrame, donors: pd.DataFrame) -> pd.DataFrame:
    """The lots with their provider: their own, else the donor's, else the donor."""
    by_donor = donors.drop_duplicates("donor_id").set_index("donor_id")["provider_id"]
    known = lots["donor_id"].isin(by_donor.index)
    usual = lots["donor_id"].map(by_donor).astype("str").where(known, lots["donor_id"])
    return lots.assign(provider_id=lots["provider_id"].where(lots["provider_id"] != "", usual))


def _given(ids: pd.Series) -> set[str]:
    return set(coded(ids).distinct) - {""}


def _listed(lists: pd.Series) -> set[str]:
    return {each for joined in coded(lists).distinct for each in joined.split(";") if each}


IMPLIED: dict[str, Callable[[pd.DataFrame, pd.DataFrame], Iterable[str]]] = {
    "places": lambda needs, lots: coded(needs["place_id"]).distinct,
    "donors": lambda needs, lots: sorted(_given(lots["donor_id"])),
    "age_groups": lambda needs, lots: sorted(_given(needs["age_group_id"]) | _listed(lots["age_groups"])),
    "periods": lambda needs, lots: (
        sorted(_given(needs["period_id"]) | _given(lots["from_period"]) | _given(lots["until_period"])) or [WHOLE_PLAN]
    ),
}
"""The ids of a table that was not given, from needs and lots."""
