"""Names of columns, sheets and files as people write them: any case, spaces or underscores, with or without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from allocator.tables.problems import InputProblem
from allocator.tables.raw import RawTable, clean
from allocator.tables.schema import TABLES, Column, Table

GUIDES = ("hướng dẫn", "guide", "readme", "đọc trước")
"""Sheets that explain the workbook; they are never tables."""


@lru_cache(4096)
def normalised(name: str) -> str:
    """``name`` in lower case, composed, with underscores and white space as single spaces and no ``*`` at the end."""
    return re.sub(r"[_\s]+", " ", clean(name).casefold()).strip(" *")


@lru_cache(4096)
def folded(name: str) -> str:
    """``name`` normalised and without Vietnamese accents."""
    apart = unicodedata.normalize("NFD", normalised(name))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace("đ", "d")


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """The choice most like ``name`` (accents and case aside), or ``None`` where none is near."""
    options = {choice: folded(choice) for choice in choices}
    best = process.extractOne(folded(name), options, scorer=fuzz.ratio, score_cutoff=72)
    return best[2] if best else None


def keys_of(name: str, spellings: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys that ``name`` spells: exactly if any, else without accents; more than one where it is unclear."""
    for form in (normalised, folded):
        hits = [key for key, names in spellings.items() if form(name) in map(form, names)]
        if hits:
            return hits
    return []


TABLE_NAMES: dict[str, tuple[str, ...]] = {table.name: (table.name, *table.aliases) for table in TABLES}


def find_table(name: str) -> str | None:
    """The table that a sheet or file name stands for."""
    hits = keys_of(name, TABLE_NAMES)
    return hits[0] if len(hits) == 1 else None


def nearest_table(name: str) -> str | None:
    """The table name or alias most like ``name``."""
    return nearest(name, [spelling for names in TABLE_NAMES.values() for spelling in names])


def spellings(column: Column) -> tuple[str, ...]:
    """Every accepted name of a column, the English one first."""
    return (column.name, *column.aliases)


@dataclass(frozen=True)
class Headers:
    """Which raw column holds which column of the schema, and which are unknown but kept under their own name."""

    known: dict[str, int]
    unknown: dict[str, int]


def match_headers(raw: RawTable, table: Table) -> tuple[Headers, list[InputProblem]]:
    """Recognise the header of ``raw``; missing, doubled, unclear and unknown columns are reported."""
    names = {column.name: spellings(column) for column in table.columns}
    known: dict[str, int] = {}
    unknown: dict[str, int] = {}
    problems: list[InputProblem] = []
    for index, column in enumerate(raw.columns):
        header = column.header
        if not header:
            if column.filled.any():
                problems.append(InputProblem("header-blank", raw.source, 1))
            continue
        hits = keys_of(header, names)
        if len(hits) > 1:
            listed = ", ".join(name for hit in hits for name in names[hit])
            problems.append(InputProblem("column-unclear", raw.source, 1, header, header, {"names": listed}))
        elif hits and hits[0] in known:
            first = raw.columns[known[hits[0]]].header
            problems.append(InputProblem("column-twice", raw.source, 1, hits[0], header, {"first": first}))
        elif hits:
            known[hits[0]] = index
        elif header not in unknown:
            unknown[header] = index
    return Headers(known, unknown), [
        *problems,
        *_missing(raw, table, known, unknown),
        *_unknown(raw, table, known, unknown),
    ]


def _missing(raw: RawTable, table: Table, known: dict[str, int], unknown: dict[str, int]) -> list[InputProblem]:
    problems = []
    for column in table.columns:
        if column.required and column.name not in known:
            near = next((header for header in unknown if nearest(header, spellings(column))), None)
            code = "column-missing-near" if near else "column-missing"
            values = {"names": ", ".join(spellings(column)), "near": near}
            problems.append(InputProblem(code, raw.source, 1, column.name, values=values))
    return problems


def _unknown(raw: RawTable, table: Table, known: dict[str, int], unknown: dict[str, int]) -> list[InputProblem]:
    free = [name for column in table.columns if column.name not in known for name in spellings(column)]
    problems = []
    for header in unknown:
        near = nearest(header, free)
        code = "column-unknown-near" if near else "column-unknown"
        problems.append(InputProblem(code, raw.source, 1, header, header, {"near": near}))
    return problems
