"""Donors by class. Names are invented kinds of donors, never real organisations."""

from __future__ import annotations

from collections.abc import Iterable

COLUMNS = ("donor_id", "name", "class", "provider_id", "note")
CLASSES = (
    "cơ quan",
    "lực lượng vũ trang",
    "tổ chức chính trị-xã hội",
    "tổ chức xã hội",
    "doanh nghiệp",
    "nhà hảo tâm",
    "cá nhân trong tỉnh",
    "cá nhân ngoài tỉnh",
    "trung ương",
    "quỹ bảo trợ trẻ em",
)
"""The classes that the plan of the province names."""


def rows(donors: Iterable[tuple[str, str, str, str]]) -> list[dict[str, object]]:
    """The rows of donors.csv from (code, name, class, provider or blank)."""
    return [
        {
            "donor_id": code,
            "name": f"{name} (minh họa)",
            "class": kind,
            "provider_id": provider,
            "note": "illustrative / minh họa",
        }
        for code, name, kind, provider in donors
    ]
