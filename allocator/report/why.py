"""The main cause of each gap in words, each sentence made once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.explain.words import EARMARKS, LIMITS
from allocator.language import LANGUAGES, speaking, tr
from allocator.problem.problem import Ints
from allocator.report.view import View
from allocator.report.words import REASONS, word

CELL = ["place_id", "item_id", "age_group_id", "period_id"]
PARTS = ["cause", "lot_id", "clause"]


@dataclass(frozen=True)
class Whys:
    """Sentences by language, and for each row of unmet.csv the one that explains most of its gap (-1 for none)."""

    words: dict[str, list[str]]
    which: Ints


def whys_of(view: View) -> Whys:
    """Why each need of the plan is not met."""
    unmet, causes = view.plan.unmet, view.plan.causes
    if causes.empty:
        main = unmet[[*CELL, "unmet", "reason"]].rename(columns={"unmet": "quantity", "reason": "cause"})
        main = main[main["cause"] != ""].assign(lot_id="", clause="")
    else:
        ordered = causes.sort_values("quantity", ascending=False, kind="stable")
        main = ordered.drop_duplicates(CELL)
    parts = main[PARTS].drop_duplicates(ignore_index=True)
    said = pd.MultiIndex.from_frame(parts).get_indexer(pd.MultiIndex.from_frame(main[PARTS]))
    at = pd.MultiIndex.from_frame(main[CELL]).get_indexer(pd.MultiIndex.from_frame(unmet[CELL]))
    which = np.where(at >= 0, said[at] if len(said) else -1, -1).astype(np.int64)
    words = {}
    for code in LANGUAGES:
        with speaking(code):
            words[code] = [why_text(view, *row) for row in zip(*(parts[name].tolist() for name in PARTS), strict=True)]
    return Whys(words, which)


def why_text(view: View, cause: str, lot: str, clause: str) -> str:
    """A cause in a sentence of the current language: which gift, which condition, where it is about one."""
    if cause == "earmark" and clause in EARMARKS and lot:
        return _capital(tr(EARMARKS[clause], lot=lot_name(view, lot), where=""))
    if cause == "limit" and clause in LIMITS and (lot or "{lot}" not in LIMITS[clause]):
        return _capital(tr(LIMITS[clause], lot=lot_name(view, lot), where="", reviewer=""))
    return word(REASONS, cause)


def lot_name(view: View, lot: str) -> str:
    """A gift by its code and its donor."""
    donor = view.donor_of.get(lot, "")
    return f"{lot} ({view.names.donors.get(donor, donor)})" if donor else lot


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
