"""The assumed needs of 2019-2025: one rule a line, named A01 … as in README.md. All illustrative."""

from __future__ import annotations

from _make.files import Row
from _make.needs import Rule, Survey, always

YEARS = ("2019", "2020", "2021", "2022", "2023", "2024", "2025")
AGES = ("0-2", "3-5", "6-10", "11-15")
SCHOOL = ("3-5", "6-10", "11-15")
MONTHS = 9
"""School months in a year."""
POOR_SHARE = {"yes": 0.60, "no": 0.40}
"""Assumed share of children in poor and near-poor households, in poor districts (30a) and in the others."""


def winter(place: Row, age: str, period: str) -> float:
    """Warmth is first tier in the poor districts, second elsewhere."""
    return 1 if place["poor_district_30a"] == "yes" else 2


def youngest(place: Row, age: str, period: str) -> float:
    """The youngest count half as much again."""
    return 1.5 if age == "0-2" else 1.0


def state_meals(place: Row, age: str, period: str) -> float:
    """Part of preschool meal months paid by the state: Decree 06/2018, then 105/2020 from November 2020."""
    return 0.75 if period in ("2019", "2020") else 0.85


RULES = (
    Rule("A01", "KHAM", AGES, YEARS, 0.5, tier=always(1)),
    Rule("A02", "PHAUTHUAT", ("",), ("",), 0.0015, among="all", tier=always(1), weight=always(2)),
    Rule("A03", "THUOC", ("0-2", "3-5"), YEARS, 1 / 15, tier=always(1)),
    Rule("A04", "BUAMN", ("3-5",), YEARS, 0.85 * MONTHS, among="all", entitled=state_meals),
    Rule("A05", "BUATH", ("6-10",), YEARS, 0.12 * MONTHS),
    Rule("A06", "SUA", ("0-2", "3-5"), YEARS, 0.15 * 48, weight=youngest),
    Rule("A07", "SANCHOI", ("",), ("",), 1.0, among="place", tier=always(3)),
    Rule("A08", "DOCHOI", ("0-2", "3-5"), ("2020", "2023"), 1 / 25, among="all", tier=always(3)),
    Rule("A09", "SACH", ("6-10", "11-15"), ("2020", "2022", "2024"), 1 / 30, among="all", tier=always(3)),
    Rule("A10", "AO", AGES, ("2019", "2021", "2023", "2025"), 0.7, tier=winter, weight=youngest),
    Rule("A11", "CHAN", ("",), ("2019", "2022", "2025"), 0.35, tier=winter),
    Rule("A12", "QUANAO", AGES, YEARS, 0.3, tier=winter, weight=youngest),
    Rule("A13", "UNG", SCHOOL, ("2020", "2022", "2024"), 0.6, tier=winter),
    Rule("A14", "KHAN", AGES, ("2019", "2021", "2023", "2025"), 0.8, tier=winter, weight=youngest),
)


def survey(places: list[Row]) -> Survey:
    """The communes assumed to be extremely difficult, assessed by the report day of 30 November 2019."""
    difficult = [row for row in places if row["assumed_difficult"] == "yes"]
    poor = {row["place_id"]: POOR_SHARE[row["poor_district_30a"]] for row in difficult}
    return Survey(difficult, poor, seed="cao-bang-2019", assessed_on="2019-11-30")
