"""Reads documents back and holds every number in them against what verify recomputes from the plan's folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pypdf

from allocator.language import number
from allocator.verify import verify_folder

Rows = list[list[str]]


def tables(path: Path) -> list[Rows]:
    """The tables of a .docx, each as rows of texts; a merged cell stands once."""
    found = []
    for table in docx.Document(str(path)).tables:
        rows = []
        for row in table.rows:
            cells = list(dict.fromkeys(row._tr.tc_lst))
            rows.append(["\n".join(p.text for p in docx.table._Cell(cell, table).paragraphs) for cell in cells])
        found.append(rows)
    return found


def text_of(path: Path) -> str:
    """All text of a .docx (paragraphs and tables) or of a PDF."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    document = docx.Document(str(path))
    return "\n".join("".join(t.text or "" for t in p.iter(docx.oxml.ns.qn("w:t"))) for p in paragraphs(document))


def paragraphs(document: Any) -> Iterable[Any]:
    return document.element.body.iter(docx.oxml.ns.qn("w:p"))


def numbers(text: str) -> set[str]:
    """Every number in ``text`` as it is written."""
    return set(re.findall(r"\d[\d.,]*\d|\d", text))


def money(text: str) -> str:
    """The first amount in ``text``."""
    found = re.search(r"\d[\d.,]*", text)
    assert found, text
    return found[0].rstrip(".,")


@dataclass(frozen=True)
class Truth:
    """What verify recomputes, beside the tables of the plan's folder."""

    folder: Path

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / "inputs" / f"{name}.csv", dtype="str", keep_default_na=False)

    @cached_property
    def verification(self) -> Any:
        found = verify_folder(self.folder)
        assert found.holds
        return found.plan

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Cells with values; ``place`` is the unit, since all needs here are those of units."""
        items = self.table("items").set_index("item_id")
        cells = self.verification.cells
        value = cells["item_id"].map(items["value"].astype(float))
        for name in ("need", "entitlement", "met", "unmet", "net"):
            cells[f"{name}_value"] = cells[name] * value
        cells["given_value"] = (cells["ledger"] + cells["direct"]) * value
        cells["category"] = cells["item_id"].map(items["category"])
        cells["group"] = cells["place_id"].map(self.table("places").set_index("place_id")["parent_id"])
        return cells

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The lines that verify judged."""
        lines = pd.read_csv(self.folder / "plan.csv", dtype="str", keep_default_na=False)
        return lines.assign(quantity=lines["quantity"].astype(float), value=lines["value"].astype(float))

    @cached_property
    def lots(self) -> pd.DataFrame:
        """Gifts with quantity, used and unused as verify has them, in value."""
        lots = self.verification.lots.merge(self.table("lots").drop(columns="quantity"), on="lot_id")
        items = self.table("items").set_index("item_id")["value"].astype(float)
        lots["worth"] = lots["item_id"].map(items).where(lots["kind"] != "cash", 1.0)
        return lots

    def shown(self, values: Iterable[float]) -> list[str]:
        return [number(each) for each in values]


def data_rows(rows: Rows) -> Rows:
    """Rows that begin with a number: neither head, nor group, nor total."""
    return [row for row in rows if row[0].strip().isdigit()]


def check_plan(truth: Truth, path: Path) -> None:
    """Sums, categories, places, deliveries and donors of the plan for signature."""
    cells, measures = truth.cells, truth.verification.measures
    _, aims, categories, _, places, lines, donors = tables(path)
    text = text_of(path)
    for value in (measures.need_value, measures.met_value, measures.supply_value, measures.used_value):
        assert number(value) in text
    assert len(aims) > 3
    sums = cells.groupby("category")[["net_value", "met_value", "unmet_value"]].sum()
    sums = sums[sums["net_value"] > 0]
    expected = sorted(truth.shown(row) for row in sums.to_numpy().tolist())
    assert sorted([row[1], row[2], row[4]] for row in categories[1:-1]) == expected
    total = truth.shown((measures.need_value, measures.met_value, measures.unmet_value))
    assert [categories[-1][1], categories[-1][2], categories[-1][4]] == total
    assert [places[-1][2], places[-1][3], places[-1][6]] == total
    units = cells.groupby("place_id")[["net_value", "met_value", "unmet_value"]].sum()
    units = units[units["net_value"] > 0]
    assert sorted([row[2], row[3], row[6]] for row in data_rows(places)) == sorted(
        truth.shown(row) for row in units.to_numpy().tolist()
    )
    given = truth.lines.groupby(["place_id", "item_id", "donor_id"])[["quantity", "value"]].sum()
    assert sorted(row[4] for row in data_rows(lines)) == sorted(truth.shown(given["value"]))
    assert lines[-1][4] == number(truth.lines["value"].sum())
    lots = truth.lots.assign(used=truth.lots["used"] * truth.lots["worth"])
    sums = lots.groupby("donor_id")["used"].sum()
    assert sorted(row[5] for row in data_rows(donors)) == sorted(truth.shown(sums))


def check_notices(truth: Truth, path: Path) -> None:
    """Need, what is met, every line and every gap of each notice."""
    units = truth.cells.groupby("place_id")[["net_value", "met_value", "unmet_value"]].sum()
    units = units[units["net_value"] > 0]
    text = text_of(path)
    for need, met, _ in units.to_numpy().tolist():
        assert number(need) in text and number(met) in text
    keys = ["place_id", "item_id", "age_group_id", "donor_id"]
    given = truth.lines.groupby(keys)["quantity"].sum()
    lacking = truth.cells[truth.cells["unmet"] > 0].groupby(["place_id", "item_id"])["unmet"].sum()
    found = [row for table in tables(path) for row in data_rows(table)]
    assert sorted(row[3] for row in found if len(row) == 7) == sorted(truth.shown(given))
    assert sorted(row[2] for row in found if len(row) == 5) == sorted(truth.shown(lacking))


def check_letters(truth: Truth, path: Path) -> None:
    """Gifts and where they go, donor by donor."""
    found = tables(path)
    gifts = [row for rows in found if len(rows[0]) == 5 for row in rows[1:]]
    direct = truth.lots["direct"].isin(["yes", "true", "True"])
    used = truth.lots["used"].where(~direct, truth.lots["unused"])
    assert sorted(money(row[2]) for row in gifts) == sorted(truth.shown(used))
    assert sorted(money(row[3]) for row in gifts) == sorted(truth.shown(truth.lots["quantity"] - used))
    where = [row for rows in found if len(rows[0]) == 6 for row in rows]
    sums = truth.lines.groupby(["donor_id", "place_id", "item_id"])[["quantity", "value"]].sum()
    assert sorted([row[3], row[5]] for row in data_rows(where)) == sorted(
        truth.shown(row) for row in sums.to_numpy().tolist()
    )
    totals = truth.lines.groupby("donor_id")["value"].sum()
    assert sorted(row[5] for row in where if row[0] == "" and row[5]) == sorted(truth.shown(totals))


def check_annual(truth: Truth, path: Path, decimals: int, scale: float) -> None:
    """Targets and results by category, period and place, of the whole and of each district."""
    columns = [f"{name}_value" for name in ("need", "entitlement", "given", "met", "unmet")]
    found = [[[row[at] for at in (1, 2, 3, 4, 6)] for row in rows[1:]] for rows in tables(path) if len(rows[0]) == 7]

    def sums(cells: pd.DataFrame, key: str) -> list[list[str]]:
        frame = cells.groupby(key)[columns].sum().to_numpy().tolist()
        total = cells[columns].sum().tolist()
        rows = [[number(each / scale, decimals) for each in row] for row in [*frame, total]]
        return [*sorted(rows[:-1]), rows[-1]]

    groups = list(dict.fromkeys(truth.cells["group"]))
    parts = [(truth.cells, "group" if len(groups) > 1 else "place_id")]
    parts += [(truth.cells[truth.cells["group"] == each], "place_id") for each in groups] if len(groups) > 1 else []
    shown = [[*sorted(rows[:-1]), rows[-1]] for rows in found]
    assert len(shown) == 3 * len(parts)
    for cells, places in parts:
        for key in ("category", "period_id", places):
            assert sums(cells, key) in shown


def check_recognition(truth: Truth, path: Path) -> None:
    """Donors with what they gave and what was put to use."""
    rows = data_rows(tables(path)[1])
    lots = truth.lots
    direct = lots["direct"].isin(["yes", "true", "True"])
    values = pd.DataFrame(
        {
            "donor": lots["donor_id"],
            "given": lots["quantity"] * lots["worth"],
            "put": lots["used"].where(~direct, lots["unused"]) * lots["worth"],
        }
    )
    sums = values.groupby("donor")[["given", "put"]].sum()
    assert sorted([row[3], row[4]] for row in rows) == sorted(truth.shown(row) for row in sums.to_numpy().tolist())


def check_delivery(truth: Truth, paths: Iterable[Path]) -> None:
    """Every line of the plan is on a delivery note."""
    keys = ["place_id", "provider_id", "period_id", "item_id", "age_group_id", "donor_id"]
    sums = truth.lines.groupby(keys)["quantity"].sum()
    rows = [row for path in paths for table in tables(path) for row in data_rows(table) if len(row) == 7]
    assert sorted(row[4] for row in rows) == sorted(truth.shown(sums))


def check_same_numbers(path: Path) -> None:
    """The PDF says the numbers of the .docx, and besides them only those of pages."""
    written, printed = text_of(path), text_of(path.with_suffix(".pdf"))
    pages = {str(at) for at in range(1, len(pypdf.PdfReader(path.with_suffix(".pdf")).pages) + 1)}
    shown = numbers(printed)
    plan = numbers("".join(p.text for p in docx.Document(str(path)).sections[0].footer.paragraphs))
    missing = numbers(written) - shown
    assert not missing, missing
    added = shown - numbers(written) - plan - pages
    assert not added, added
