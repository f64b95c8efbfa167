"""What a finished plan says of a place, read from its folder without loading the whole of it.

A national plan has a million needs; a person asks about one place. So the large files are read line by line and only
the rows of the places asked for are taken apart.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from allocator.language import N_, tr
from allocator.plan.broken import MISSING, PlanFileError, reading
from allocator.plan.summary import SUMMARY, read_summary
from allocator.tables.headers import folded, nearest, normalised

Row = dict[str, str]

NO_FOLDER = N_("There is no folder {folder}. Give the folder that allocator run wrote.")
NO_FOLDER_NEAR = N_("There is no folder {folder}. Did you mean {near}?")


class NotAPlanError(PlanFileError):
    """The folder lacks a file of a plan; the text says which, in the current language."""

    def __init__(self, folder: Path, file: str) -> None:
        super().__init__(_why_no_plan(folder, file))


@dataclass(frozen=True)
class PlanFolder:
    """A plan folder and the names in its tables, each read when it is first asked for."""

    folder: Path

    def rows(self, file: str, places: frozenset[str] | None = None, key: str = "place_id") -> Iterator[Row]:
        """The rows of a CSV, or those whose ``key``, its first column, is one of ``places``.

        Raises :class:`NotAPlanError` where there is no such file, :class:`PlanFileError` where it is no such table.
        """
        if not (self.folder / file).is_file():
            raise NotAPlanError(self.folder, file)
        with reading(self.folder, file) as path, path.open(encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream), [])
            if not header:
                raise ValueError(file)
            lines: Iterable[str] = stream
            if places is not None and header[0] == key:
                # Quoted ids are left to the reader below; all other lines show their place before the first comma.
                lines = (line for line in stream if line[0] == '"' or line[: line.find(",")] in places)
            for values in csv.reader(lines):
                row = dict(zip(header, values, strict=False))
                if places is None or row[key] in places:
                    yield row

    def table(self, name: str, key: str) -> dict[str, Row]:
        """A table of the inputs by id; nothing where the scenario has none."""
        path = self.folder / "inputs" / f"{name}.csv"
        return {row[key]: row for row in self.rows(f"inputs/{name}.csv")} if path.is_file() else {}

    @cached_property
    def places(self) -> dict[str, Row]:
        """Places by id."""
        return self.table("places", "place_id")

    @cached_property
    def items(self) -> dict[str, Row]:
        """Items by id."""
        return self.table("items", "item_id")

    @cached_property
    def lots(self) -> dict[str, Row]:
        """Gifts by id."""
        return self.table("lots", "lot_id")

    @cached_property
    def donors(self) -> dict[str, Row]:
        """Donors by id."""
        return self.table("donors", "donor_id")

    @cached_property
    def ages(self) -> dict[str, Row]:
        """Age groups by id."""
        return self.table("age_groups", "age_group_id")

    @cached_property
    def periods(self) -> dict[str, Row]:
        """Periods by id."""
        return self.table("periods", "period_id")

    @cached_property
    def summary(self) -> dict[str, object]:
        """``summary.json``. Raises :class:`NotAPlanError` where there is none."""
        if not (self.folder / SUMMARY).is_file():
            raise NotAPlanError(self.folder, SUMMARY)
        return read_summary(self.folder)

    @property
    def currency(self) -> str:
        """The currency of all values."""
        return str(self.summary.get("currency", ""))

    def place_name(self, place: str) -> str:
        """A place with the place above it."""
        row = self.places.get(place, {})
        above = self.places.get(row.get("parent_id", ""), {})
        upper = f", {above['name']}" if above.get("parent_id") and above.get("name") else ""
        return (row.get("name") or place) + upper

    def lot_name(self, lot: str) -> str:
        """A gift by its code and its donor."""
        donor = self.lots.get(lot, {}).get("donor_id", "")
        name = named(self.donors, donor)
        return f"{lot} ({name})" if name else lot

    def below(self, place: str) -> frozenset[str]:
        """A place and all below it."""
        children: dict[str, list[str]] = {}
        for each, row in self.places.items():
            children.setdefault(row.get("parent_id", ""), []).append(each)
        found, pending = set(), [place]
        while pending:
            each = pending.pop()
            found.add(each)
            pending += children.get(each, [])
        return frozenset(found)


def _why_no_plan(folder: Path, file: str) -> str:
    """That ``file`` is not in ``folder``; where there is no such folder, the plan beside it that is called alike."""
    if folder.exists():
        return tr(MISSING, folder=folder, file=file)
    near = nearest(folder.name, [each.parent.name for each in folder.parent.glob(f"*/{SUMMARY}")])
    return tr(NO_FOLDER_NEAR, folder=folder, near=folder.parent / near) if near else tr(NO_FOLDER, folder=folder)


def named(table: dict[str, Row], key: str) -> str:
    """The name of ``key`` in its table, else the key itself."""
    return table.get(key, {}).get("name") or key


def find(table: dict[str, Row], text: str) -> list[str]:
    """Ids that ``text`` may mean: the id itself, else the same name, else names that hold it.

    Upper or lower case does not matter; nor do accents, where nothing is found with them.
    """
    if text in table:
        return [text]
    for form in (normalised, folded):
        wanted = form(text)
        names = {key: form(row.get("name", "")) for key, row in table.items()}
        same = [key for key, name in names.items() if wanted in (name, form(key))]
        found = same or [key for key, name in names.items() if wanted and wanted in name]
        if found:
            return found
    return []
