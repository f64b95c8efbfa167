"""What differs between the inputs of two scenarios: settings, and rows of tables by their keys."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd

from allocator.plan.resolved import resolved_settings
from allocator.scenario.config import ScenarioConfig
from allocator.scenario.load import Inputs
from allocator.tables.schema import TABLES, Table

COLUMNS = ["table", "key", "what", "column", "before", "after"]
UNTOLD = ("name", "description", "language", "numbers", "reference")
"""Settings that say nothing about what a plan is asked to reach, or only where a file lies."""


def input_differences(before: Inputs, after: Inputs) -> pd.DataFrame:
    """One row for each setting, row or cell that differs: table, key (``;``-joined), what, column, before, after.

    ``table`` is ``settings`` for those of ``scenario.yaml``; ``what`` is ``added``, ``removed`` or ``changed``;
    ``column`` is blank for whole rows. Values are texts.
    """
    parts = [_settings(before.config, after.config)]
    for table in TABLES:
        old, new = (_texts(getattr(each.tables, table.name)) for each in (before, after))
        if not old.equals(new):
            parts.append(_rows(table, old, new))
    return pd.concat(parts, ignore_index=True).astype("str")


def _settings(before: ScenarioConfig, after: ScenarioConfig) -> pd.DataFrame:
    old, new = (_flat(resolved_settings(each)) for each in (before, after))
    keys = [key for key in dict.fromkeys([*old, *new]) if old.get(key, "") != new.get(key, "")]
    rows = [("settings", key, "changed", key, old.get(key, ""), new.get(key, "")) for key in keys]
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def _flat(settings: dict[str, object]) -> dict[str, str]:
    told = {key: value for key, value in settings.items() if key not in UNTOLD}
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for key, value in told.items()
    }


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without where they came from, every value as a text."""
    own = frame.drop(columns=["source", "row"])
    return pd.DataFrame({name: _column(own[name]) for name in own.columns}).reset_index(drop=True)


def _column(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        days: pd.Series = values.dt.strftime("%Y-%m-%d").fillna("").astype("str")
        return days
    if pd.api.types.is_float_dtype(values):
        codes, distinct = pd.factorize(values, use_na_sentinel=False)
        shown = ["" if math.isnan(value) else f"{value:.12g}" for value in distinct.tolist()]
        return pd.Series(np.array(shown, dtype=object)[codes], dtype="str") if shown else values.astype("str")
    return values.fillna("").astype("str")


def _rows(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The rows of one table that went, came or changed; without a key a changed one went, and another came."""
    columns = list(dict.fromkeys([*old.columns, *new.columns]))
    old, new = (frame.reindex(columns=columns).fillna("").astype("str") for frame in (old, new))
    keys: list[str] = [key for key in table.key if key in columns] or [str(name) for name in columns]
    old, new = (frame.assign(_again=frame.groupby(keys).cumcount()) for frame in (old, new))
    both = old.merge(new, on=[*keys, "_again"], how="outer", suffixes=("_old", "_new"), indicator="_side")
    name = both[keys[0]]
    for key in keys[1:]:
        name = name + ";" + both[key]
    parts = [_whole(table, name[both["_side"] == side], what) for side, what in SIDES.items()]
    shared = both["_side"] == "both"
    for column in columns:
        if column in keys:
            continue
        apart = shared & (both[f"{column}_old"] != both[f"{column}_new"])
        if apart.any():
            values = both.loc[apart, [f"{column}_old", f"{column}_new"]].set_axis(["before", "after"], axis=1)
            parts.append(values.assign(table=table.name, key=name[apart], what="changed", column=column))
    return pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)


SIDES = {"left_only": "removed", "right_only": "added"}


def _whole(table: Table, keys: pd.Series, what: str) -> pd.DataFrame:
    return pd.DataFrame({"table": table.name, "key": keys, "what": what, "column": "", "before": "", "after": ""})
