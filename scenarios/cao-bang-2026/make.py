"""Illustrative needs, gifts, donors and ledger of 2026-2027 from places.csv and items.csv. Same seed, same bytes.

python scenarios/cao-bang-2026/make.py [--out FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _make import donors, ledger, lots, needs
from _make.files import folders, read_table, write_table
from assumptions import RULES, TERMS, survey
from gifts import DONORS, GIFTS, RECORDS


def main() -> None:
    """Write needs.csv, lots.csv, donors.csv and ledger.csv."""
    here, out = folders(__file__, "Illustrative tables of Cao Bằng 2026-2027.")
    places = read_table(here / "places.csv")
    items = {row["item_id"]: row for row in read_table(here / "items.csv")}
    who = survey(places)
    needed = who.rows(RULES)
    demand = lots.Demand(needed, items, lots.ancestors(places), TERMS)
    write_table(out / "needs.csv", needs.COLUMNS, needed)
    write_table(out / "donors.csv", donors.COLUMNS, donors.rows(DONORS))
    write_table(out / "lots.csv", lots.COLUMNS, demand.lots(GIFTS))
    write_table(out / "ledger.csv", ledger.COLUMNS, ledger.rows(who, needed, RECORDS))


if __name__ == "__main__":
    main()
