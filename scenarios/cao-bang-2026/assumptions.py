"""The assumed needs of 2026-2027: one rule a line, named B01 … as in README.md. All illustrative."""

from __future__ import annotations

from _make.files import Row
from _make.needs import Rule, Survey, always

TERMS = ("2026-HK2", "2026-HE", "2026-HK1", "2027-HK2", "2027-HE", "2027-HK1")
SCHOOL_TERMS = {"2026-HK2": 5, "2026-HK1": 4, "2027-HK2": 5, "2027-HK1": 4}
"""School months of each term."""
AGES = ("0-2", "3-5", "6-10", "11-15")
WINTERS = ("2026-HK1", "2027-HK1")
POOR_SHARE = {"yes": 0.50, "no": 0.35}
"""Assumed share of children in poor and near-poor households, in communes of former poor districts (30a) and others."""
STAY_AT_NOON = 0.5
"""Assumed part of pupils of communes away from the border who eat at school."""
BOARDERS = 0.55
"""Assumed part of those who are boarding pupils by distance (Decree 66/2025), fed by the state."""
BORDER_FED = 0.97
"""Assumed part of pupils of border communes who receive the meals of Decree 339/2025."""


def months(place: Row, age: str, period: str) -> float:
    """School months of the term."""
    return SCHOOL_TERMS[period]


def pupil_months(place: Row, age: str, period: str) -> float:
    """School months of the term for all pupils at the border, for those who stay at noon elsewhere."""
    return SCHOOL_TERMS[period] * (1.0 if place["border_commune"] == "yes" else STAY_AT_NOON)


def pupil_state(place: Row, age: str, period: str) -> float:
    """State-paid part of pupils' meals: border communes by Decree 339/2025, boarding pupils by Decree 66/2025."""
    return BORDER_FED if place["border_commune"] == "yes" else BOARDERS


def winter(place: Row, age: str, period: str) -> float:
    """Warmth is first tier in communes of the former poor districts, second elsewhere."""
    return 1 if place["from_30a"] == "yes" else 2


def youngest(place: Row, age: str, period: str) -> float:
    """The youngest count half as much again."""
    return 1.5 if age == "0-2" else 1.0


RULES = (
    Rule("B01", "KHAM", AGES, ("2026-HE", "2027-HE"), 0.6, tier=always(1)),
    Rule("B02", "PHAUTHUAT", ("",), ("",), 0.0005, among="all", tier=always(1), weight=always(2)),
    Rule("B03", "THUOC", ("0-2", "3-5"), tuple(SCHOOL_TERMS), 1 / 20, tier=always(1)),
    Rule("B04", "BUAMN", ("3-5",), tuple(SCHOOL_TERMS), 0.9, among="all", share=months, entitled=always(0.85)),
    Rule("B05", "BUAMN", ("0-2",), tuple(SCHOOL_TERMS), 0.25, among="all", share=months, entitled=always(0.8)),
    Rule(
        "B06",
        "BUATH",
        ("6-10", "11-15"),
        tuple(SCHOOL_TERMS),
        0.95,
        among="all",
        share=pupil_months,
        entitled=pupil_state,
    ),
    Rule("B07", "SUA", ("0-2", "3-5"), tuple(SCHOOL_TERMS), 0.15 * 24, weight=youngest),
    Rule("B08", "SANCHOI", ("",), ("",), 2.0, among="place", tier=always(3)),
    Rule("B09", "DOCHOI", ("0-2", "3-5"), ("2026-HK1",), 1 / 25, among="all", tier=always(3)),
    Rule("B10", "SACH", ("6-10", "11-15"), WINTERS, 1 / 30, among="all", tier=always(3)),
    Rule("B11", "AO", AGES, ("2026-HK1",), 0.7, tier=winter, weight=youngest),
    Rule("B12", "AO", AGES, ("2027-HK1",), 0.25, tier=winter, weight=youngest),
    Rule("B13", "CHAN", ("",), ("2026-HK1",), 0.35, tier=winter),
    Rule("B14", "QUANAO", AGES, WINTERS, 0.3, tier=winter, weight=youngest),
    Rule("B15", "UNG", ("3-5", "6-10", "11-15"), ("2026-HK1",), 0.6, tier=winter),
    Rule("B16", "KHAN", AGES, WINTERS, 0.5, tier=winter, weight=youngest),
)


def survey(places: list[Row]) -> Survey:
    """The 53 communes of khu vực III, assessed at the turn of 2025."""
    difficult = [row for row in places if row["kv_2026_2030"] == "III"]
    poor = {row["place_id"]: POOR_SHARE[row["from_30a"]] for row in difficult}
    return Survey(difficult, poor, seed="cao-bang-2026", assessed_on="2026-01-15")
