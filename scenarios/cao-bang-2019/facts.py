"""Facts of the 199 communes and 13 districts of 2019 into places.csv. Run once; the result is kept.

python scenarios/cao-bang-2019/facts.py --geo FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _make.facts import CHILDREN, PROVINCE, ROAD_KM, copied, reference_folder, total
from _make.files import Row, read_table, write_table

PEOPLE = ("pop_2019", "households_2019", *CHILDREN)
COLUMNS = (
    "place_id", "name", "level", "parent_id", "lat", "lon", "road_km", "kind", *PEOPLE, "poor_district_30a",
    "assumed_difficult", "facts_from",
)  # fmt: skip
CENSUS = "census 1/4/2019 (GSO); ages estimated from district five-year groups; point of approximate outline"


def commune(row: Row, poor: dict[str, str]) -> dict[str, object]:
    """One commune. Difficult is an assumption: every xã outside the city."""
    difficult = row["type"] == "Xã" and row["district_code"] != "040"
    return {
        "place_id": row["code"],
        "name": row["name"],
        "level": "commune",
        "parent_id": row["district_code"],
        **copied(row, ("lat", "lon", *PEOPLE)),
        "road_km": ROAD_KM[row["district"]],
        "kind": row["type"],
        "poor_district_30a": poor[row["district_code"]],
        "assumed_difficult": "yes" if difficult else "no",
        "facts_from": CENSUS,
    }


def district(row: Row, communes: list[Row]) -> dict[str, object]:
    """One district, its people as the sum of its communes."""
    return {
        "place_id": row["code"],
        "name": row["name"],
        "level": "district",
        "parent_id": "04",
        **copied(row, ("lat", "lon")),
        **total(communes, PEOPLE),
        "road_km": ROAD_KM[row["name"]],
        "kind": row["type"],
        "poor_district_30a": row["poor_district_30a"] or "no",
        "facts_from": "sum of its communes; road from province and district pages",
    }


def main() -> None:
    """Write places.csv."""
    geo = reference_folder("Facts of the 199 communes of 2019 into places.csv.")
    communes = read_table(geo / "communes_2019.csv")
    districts = [row for row in read_table(geo / "districts.csv") if row["era"] == "2019"]
    poor = {row["code"]: row["poor_district_30a"] or "no" for row in districts}
    rows: list[dict[str, object]] = [
        {**PROVINCE, **total(communes, PEOPLE), "kind": "Tỉnh", "facts_from": "sum of its districts"}
    ]
    for parent in sorted(districts, key=lambda row: row["code"]):
        inside = [row for row in communes if row["district_code"] == parent["code"]]
        rows.append(district(parent, inside))
        rows.extend(commune(row, poor) for row in sorted(inside, key=lambda row: row["code"]))
    write_table(Path(__file__).resolve().parent / "places.csv", COLUMNS, rows)


if __name__ == "__main__":
    main()
