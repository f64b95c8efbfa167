"""Numbers as people write them. A text that can mean two numbers is never guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MARKS = {"vi": (".", ","), "en": (",", ".")}
"""Per style: the sign between groups of thousands, and the decimal sign."""

SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ") | {ord("\u2212"): "-"}
WHOLE = re.compile(r"[+-]?[0-9]+")
DECIMAL = re.compile(r"[+-]?[0-9]+([.,])[0-9]+")
SPACED = re.compile(r"[+-]?[1-9][0-9]{0,2}( [0-9]{3})+(?:([.,])[0-9]+)?")
GROUPED = {
    sign: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+(?:{re.escape(other)}[0-9]+)?")
    for sign, other in ((".", ","), (",", "."))
}
PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
NOT_FINITE = re.compile(r"[+-]?(?:inf|infinity|nan|∞)", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """Why a cell cannot be used: a code of the catalogue, and values for its texts."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def parse_number(text: str, style: str | None, plain: bool = False) -> float | Fault:
    """The number that ``text`` means in ``style`` (``vi``, ``en``, or ``None``: only where there is one reading).

    ``plain`` numbers (coordinates) have a decimal point and no groups in every style.
    """
    if text.isascii() and text.isdigit():
        return _finite(text)
    text = text.translate(SPACES)
    if plain and not PLAIN.fullmatch(text):
        return _not_plain(text)
    return _finite(text) if plain or WHOLE.fullmatch(text) else _in_style(text, style)


def _in_style(text: str, style: str | None) -> float | Fault:
    """The number ``text`` means in ``style``, or in every style where none is given."""
    readings = {name: value for name in MARKS if (value := _read(text, name)) is not None}
    if not readings:
        return _fault(text)
    if not all(map(math.isfinite, readings.values())):
        return Fault("number-not-finite")
    if style is None:
        return _only_reading(text, readings)
    return readings[style] if style in readings else _other_style(style, next(iter(readings.values())))


def _read(text: str, style: str) -> float | None:
    """The number ``text`` means in ``style``, or ``None`` if it is not written that way."""
    group, decimal = MARKS[style]
    spaced = SPACED.fullmatch(text)
    if spaced:
        return float(text.replace(" ", "").replace(decimal, ".")) if spaced.group(2) in (None, decimal) else None
    if GROUPED[group].fullmatch(text):
        return float(text.replace(group, "").replace(decimal, "."))
    mark = DECIMAL.fullmatch(text)
    return float(text.replace(decimal, ".")) if mark and mark.group(1) == decimal else None


def _only_reading(text: str, readings: dict[str, float]) -> float | Fault:
    """The one number all styles agree on, or the ambiguity: 1.234 is 1234 in Vietnamese and 1.234 in English."""
    spaced = SPACED.fullmatch(text)
    unclear = spaced is not None and spaced.group(2) is not None and re.search(r"[.,][0-9]{3}$", text)
    values = set(readings.values())
    if len(values) == 1 and not unclear:
        return values.pop()
    digits = re.sub(r"[ .,]", "", text)
    mark = "," if "," in text else "."
    decimal = f"{re.split('[.,]', text)[0].replace(' ', '')}{mark}{text[-3:]}0"
    return Fault("number-ambiguous", {"grouped": digits, "decimal": decimal})


def _other_style(style: str, value: float) -> Fault:
    """A number of the other style, with the form it would have in this one."""
    likely = f"{value:.15f}".rstrip("0").rstrip(".").replace(".", MARKS[style][1])
    return Fault("number-style", {"style": style, "likely": likely})


def _not_plain(text: str) -> Fault:
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return Fault("number-plain", {"likely": text.replace(",", ".")})
    fault = _fault(text)
    return Fault("number-plain", {"likely": "22.66"}) if fault.code == "number-bad" else fault


def _fault(text: str) -> Fault:
    """What kind of thing stands where a number belongs."""
    if NOT_FINITE.fullmatch(text):
        return Fault("number-not-finite")
    if SCIENTIFIC.fullmatch(text):
        return Fault("number-scientific")
    if re.fullmatch(r"[+-]?[0-9][0-9., ]*%", text):
        return Fault("number-percent")
    if re.search(r"[0-9]", text) and re.search(r"[^\W\d_]|[₫$€]", text):
        return Fault("number-unit")
    return Fault("number-bad")


def _finite(text: str) -> float | Fault:
    value = float(text)
    return value if math.isfinite(value) else Fault("number-not-finite")
