"""``Change``: something donors might be asked for, as the ``overrides`` that would bring it about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from allocator.tables.tables import Tables

BLANK = {
    "places": {"places": "", "exclude_places": ""},
    "items": {"categories": "", "items": ""},
    "age_groups": {"age_groups": ""},
    "periods": {"from_period": "", "until_period": ""},
}
"""The columns of ``lots`` that hold each clause of an earmark."""

NEW = "MOI"
"""Code of a gift, and of its donor, that is not there yet."""

Override = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """Rows of ``lots`` that lose a clause, or one gift more. ``overrides`` says the same in a scenario's words."""

    overrides: tuple[Override, ...]
    lots: tuple[str, ...] = ()
    """Lots that lose ``clause``."""
    clause: str = ""
    gift: Mapping[str, object] | None = None
    """Columns of the new lot; all others are blank."""


def without_clause(lots: Sequence[str], clause: str) -> Change:
    """``lots`` without one clause of their earmark."""
    named: object = lots[0] if len(lots) == 1 else list(lots)
    override = {"table": "lots", "where": {"lot_id": named}, "set": dict(BLANK[clause])}
    return Change((override,), tuple(lots), clause)


def with_gift(gift: Mapping[str, object]) -> Change:
    """One gift more, from a donor of its own."""
    row = {"lot_id": NEW, "donor_id": NEW, **gift}
    overrides = (
        {"table": "donors", "add": [{"donor_id": NEW, "name": NEW}]},
        {"table": "lots", "add": [row]},
    )
    return Change(overrides, gift=row)


def changed(tables: Tables, change: Change) -> Tables:
    """``tables`` with ``change`` made."""
    lots = tables.lots.copy()
    if change.gift is None:
        rows = lots["lot_id"].isin(change.lots)
        for column, value in BLANK[change.clause].items():
            lots.loc[rows, column] = value
        return replace(tables, lots=lots)
    donors = _with_row(tables.donors, {"donor_id": NEW, "name": NEW, "provider_id": NEW})
    defaults = {"provider_id": NEW, "pack_size": 1.0, "probability": 1.0, "quality_ok": True, "status": "pledged"}
    return replace(tables, lots=_with_row(lots, defaults | dict(change.gift)), donors=donors)


def _with_row(frame: pd.DataFrame, row: Mapping[str, object]) -> pd.DataFrame:
    """``frame`` with one row more; columns that ``row`` leaves out are blank, ``False`` or missing by their type."""
    blanks = {
        name: False if pd.api.types.is_bool_dtype(kind) else float("nan") if pd.api.types.is_float_dtype(kind) else 0
        if pd.api.types.is_integer_dtype(kind) else ""
        for name, kind in frame.dtypes.items()
    }  # fmt: skip
    added = pd.DataFrame([blanks | dict(row)], columns=frame.columns).astype(frame.dtypes.to_dict())
    return pd.concat([frame, added], ignore_index=True)
