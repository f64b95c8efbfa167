"""``Tables``: the checked tables of one scenario, typed and complete. What every later step starts from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Tables:
    """One DataFrame a table, with every column of ``schema`` present, typed and defaulted.

    ids, texts and choices are strings with ``""`` for blank; lists of ids are strings joined by ``;``; numbers are
    float64 with NaN for blank; flags are bool; dates are datetime64 with NaT for blank. Row order is that of the
    source. Every frame also has ``source`` (file or sheet, for messages) and ``row`` (its row there; 0 if made up
    because the table was left out). Columns unknown to ``schema`` are kept as text. Columns of the reader's own that
    are called ``source`` or ``row`` (``needs.source``) are ``source_given`` and ``row_given`` here.

    Tables that were left out are completed from the ids used elsewhere: places from needs, donors from lots, age
    groups and periods from needs and lots in sorted order. ``items.cash_price`` is the item's value where the column
    was left out, NaN where the cell was left blank. ``lots.provider_id`` is always filled (lot, else donor's, else
    the donor).
    """

    places: pd.DataFrame
    items: pd.DataFrame
    age_groups: pd.DataFrame
    periods: pd.DataFrame
    donors: pd.DataFrame
    lots: pd.DataFrame
    needs: pd.DataFrame
    ledger: pd.DataFrame
    links: pd.DataFrame
    substitutes: pd.DataFrame
    kits: pd.DataFrame
    successions: pd.DataFrame
    decisions: pd.DataFrame
