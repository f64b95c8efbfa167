"""One column of raw texts to typed values. Each distinct text is judged once, however many rows hold it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from allocator.tables.numbers import Fault, parse_number
from allocator.tables.raw import DATE, FLAG, NUMBER, TEXT, RawColumn
from allocator.tables.schema import Column
from allocator.tables.words import nearest_choice, parse_choice, parse_date, parse_flag

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Value = str | float | bool | np.datetime64
Judge = Callable[[str, int, Column, str | None], Value | Fault]


@dataclass(frozen=True)
class Typed:
    """A column's values, one a row, and what is wrong with which of its distinct texts."""

    values: pd.Series
    faults: dict[int, Fault]


def typed(raw: RawColumn, column: Column, style: str | None) -> Typed:
    """The values of ``raw`` as ``column`` wants them; blank and faulty cells hold the default or blank."""
    judge = JUDGES[column.kind]
    blank = blank_value(column)
    used = np.bincount(raw.codes, minlength=len(raw.texts)) > 0
    distinct: list[Value] = []
    faults: dict[int, Fault] = {}
    for index, (text, kind, present) in enumerate(zip(raw.texts, raw.kinds.tolist(), used.tolist(), strict=True)):
        value = judge(text, kind, column, style) if text and present else blank
        if isinstance(value, Fault):
            faults[index] = value
            value = blank_of(column)
        distinct.append(value)
    if column.required and (raw.texts[used] == "").any():
        faults |= {int(index): Fault("blank") for index in np.flatnonzero((raw.texts == "") & used)}
    return Typed(series(distinct, column).take(raw.codes).reset_index(drop=True), faults)


def series(values: list[Value], column: Column) -> pd.Series:
    """``values`` with the dtype of the column's kind."""
    if column.kind in ("number", "whole"):
        return pd.Series(values, dtype="float64")
    if column.kind == "flag":
        return pd.Series(values, dtype="bool")
    if column.kind == "date":
        return pd.Series(np.array(values, dtype="datetime64[s]"))
    return pd.Series(values, dtype="str")


def blank_of(column: Column) -> Value:
    """What a cell without a usable value holds."""
    if column.kind in ("number", "whole"):
        return float("nan")
    if column.kind == "flag":
        return False
    return np.datetime64("NaT", "s") if column.kind == "date" else ""


def blank_value(column: Column) -> Value:
    """What a blank cell means: the column's default, or blank."""
    return blank_of(column) if column.default is None else column.default


def _id(text: str, kind: int, column: Column, style: str | None) -> Value | Fault:
    if kind == DATE:
        return Fault("id-date")
    if CONTROL.search(text):
        return Fault("id-control")
    return Fault("id-semicolon") if ";" in text else text


def _ids(text: str, kind: int, column: Column, style: str | None) -> Value | Fault:
    if kind == DATE:
        return Fault("id-date")
    if CONTROL.search(text.replace("\n", "")):
        return Fault("id-control")
    parts = (part.strip() for part in re.split(r"[;\n]", text))
    return ";".join(dict.fromkeys(part for part in parts if part))


def _text(text: str, kind: int, column: Column, style: str | None) -> Value | Fault:
    return Fault("text-control") if CONTROL_IN_TEXT.search(text) else text


def _number(text: str, kind: int, column: Column, style: str | None) -> Value | Fault:
    if kind in (DATE, FLAG):
        return Fault("number-date" if kind == DATE else "number-flag")
    value = float(text) if kind == NUMBER else parse_number(text, style, column.plain)
    return value if isinstance(value, Fault) else _bounded(value, column)


def _bounded(value: float, column: Column) -> Value | Fault:
    """``value``, or why the column does not admit it."""
    if column.positive and value <= 0:
        return Fault("number-not-positive")
    if column.minimum is not None and value < column.minimum:
        return Fault("number-below" if column.minimum else "number-negative", {"minimum": column.minimum})
    if column.maximum is not None and value > column.maximum:
        return Fault("number-above", {"maximum": column.maximum})
    return Fault("number-not-whole") if column.kind == "whole" and value != round(value) else value


def _flag(text: str, kind: int, column: Column, style: str | None) -> Value | Fault:
    value = parse_flag(text) if kind != DATE else None
    return Fault("flag-bad") if value is None else value


def _choice(text: str, kind: int, column: Column, style: str | None) -> Value | Fault:
    value = parse_choice(text, column.choices) if kind == TEXT else None
    if value is not None:
        return value
    near = nearest_choice(text, column.choices)
    code = "choice-bad-near" if near else "choice-bad"
    return Fault(code, {"choices": ", ".join(column.choices), "near": near})


def _date(text: str, kind: int, column: Column, style: str | None) -> Value | Fault:
    if kind == NUMBER:
        return Fault("date-number")
    value = parse_date(text) if kind != FLAG else None
    return Fault("date-bad") if value is None else np.datetime64(value, "s")


JUDGES: dict[str, Judge] = {
    "id": _id, "ids": _ids, "text": _text, "number": _number, "whole": _number, "flag": _flag, "choice": _choice,
    "date": _date,
}  # fmt: skip
