"""The conditions of each gift in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from allocator.language import LANGUAGES, N_, speaking, tr
from allocator.report.view import View
from allocator.report.words import CATEGORIES, word

NONE = N_("no conditions")
EXCLUDED = N_("not in {places}")
FROM, UNTIL, BETWEEN = N_("from {first}"), N_("until {last}"), N_("{first} to {last}")


def conditions_of(view: View) -> dict[str, list[str]]:
    """By language, a sentence for each row of ``view.lots``: where, what, for whom and when it may be used."""
    said = {}
    for code in LANGUAGES:
        with speaking(code):
            told = conditions(view)
            said[code] = [told[lot] or tr(NONE) for lot in view.lots["lot_id"].tolist()]
    return said


def conditions(view: View) -> dict[str, str]:
    """The conditions of each gift in the current language, by its code; blank where there are none."""
    return {str(lot["lot_id"]): _sentence(view, lot) for lot in view.earmarks.to_dict("records")}


def _sentence(view: View, lot: Mapping[Hashable, Any]) -> str:
    names = view.names
    excluded = _listed(lot["exclude_places"], names.places)
    parts = [
        _listed(lot["places"], names.places),
        tr(EXCLUDED, places=excluded) if excluded else "",
        ", ".join(word(CATEGORIES, each) for each in _codes(lot["categories"])),
        _listed(lot["items"], names.items),
        _listed(lot["age_groups"], names.ages),
        _window(names.periods.get(lot["from_period"], ""), names.periods.get(lot["until_period"], "")),
    ]
    return "; ".join(part for part in parts if part)


def _window(first: str, last: str) -> str:
    if first and last:
        return first if first == last else tr(BETWEEN, first=first, last=last)
    return tr(FROM, first=first) if first else tr(UNTIL, last=last) if last else ""


def _listed(codes: str, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(each, each) for each in _codes(codes))


def _codes(written: str) -> list[str]:
    return [each.strip() for each in written.split(";") if each.strip()]
