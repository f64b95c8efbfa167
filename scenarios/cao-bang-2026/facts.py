"""Facts of the 56 communes since July 2025 into places.csv. Run once; the result is kept.

python scenarios/cao-bang-2026/facts.py --geo FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _make.facts import CHILDREN, PROVINCE, ROAD_KM, copied, reference_folder, total
from _make.files import Row, read_table, write_table

PEOPLE = ("population_2025", "pop_2019", "households_2019", *CHILDREN)
COLUMNS = (
    "place_id", "name", "level", "parent_id", "lat", "lon", "road_km", "kind", *PEOPLE, "border_commune",
    "kv_2026_2030", "from_30a", "former_districts", "valid_from", "facts_from",
)  # fmt: skip
POOR = {"Huyện Bảo Lạc", "Huyện Bảo Lâm", "Huyện Hà Quảng", "Huyện Thông Nông", "Huyện Hạ Lang"}
SOURCES = "list 19/2025/QĐ-TTg; 2230/QĐ-UBND (KV); population: state map portal; census 1/4/2019 of its parts"


def commune(row: Row) -> dict[str, object]:
    """One commune; roads are those of the former districts it was made from, halfway where there are two."""
    former = row["old_districts"].split("|")
    roads = [ROAD_KM[name] for name in former]
    return {
        "place_id": row["code"],
        "name": row["name"],
        "level": "commune",
        "parent_id": "04",
        **copied(row, ("lat", "lon", *PEOPLE, "border_commune", "kv_2026_2030", "valid_from")),
        "road_km": sum(roads) / len(roads),
        "kind": row["type"],
        "from_30a": "yes" if POOR.intersection(former) else "no",
        "former_districts": ", ".join(former),
        "facts_from": SOURCES,
    }


def main() -> None:
    """Write places.csv."""
    geo = reference_folder("Facts of the 56 communes since July 2025 into places.csv.")
    communes = sorted(read_table(geo / "communes_2025.csv"), key=lambda row: row["code"])
    rows: list[dict[str, object]] = [
        {**PROVINCE, **total(communes, PEOPLE), "kind": "Tỉnh", "facts_from": "sum of its communes"}
    ]
    rows.extend(commune(row) for row in communes)
    write_table(Path(__file__).resolve().parent / "places.csv", COLUMNS, rows)


if __name__ == "__main__":
    main()
