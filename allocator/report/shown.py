"""Text for a page in every language at once: the reader's choice is made in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from markupsafe import Markup, escape

from allocator.language import LANGUAGES, number, percent, speaking, tr
from allocator.report.words import in_tables, money

Late = Callable[[], str]
"""A text that is made when its language is known."""


def both(message: str, **values: object) -> Markup:
    """``message`` in every language, one of which the page shows; values may be texts, numbers or :data:`Late`."""
    return each(lambda: tr(message, **{name: _text(value) for name, value in values.items()}))


def each(text: Late) -> Markup:
    """``text`` in every language; once only where it is the same in all."""
    texts = {}
    for code in LANGUAGES:
        with speaking(code):
            texts[code] = text()
    if len(set(texts.values())) == 1:
        return escape(texts[LANGUAGES[0]])
    spans = [Markup('<span lang="{}">{}</span>').format(code, shown) for code, shown in texts.items()]
    return Markup("").join(spans)


def amount(value: float, currency: str) -> Late:
    """Money, quick to read."""
    return partial(money, value, currency)


def whole(value: float) -> Late:
    """A whole number."""
    return partial(number, value)


def share(value: float, decimals: int = 0) -> Late:
    """A share as a percentage."""
    return lambda: percent(value, decimals).replace(" ", "\u00a0")


def unit_of_amounts(largest: float, currency: str) -> tuple[float, Late]:
    """What the amounts of a table are divided by, and the unit for its header."""
    return in_tables(largest, currency)[0], lambda: in_tables(largest, currency)[1]


def _text(value: object) -> str:
    return str(value() if callable(value) else value)


RISKY = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters written from the right and signs that turn the direction of what follows."""


def isolated(text: str) -> str:
    """``text`` so that its direction cannot turn the words around it (Unicode isolates)."""
    return f"\u2068{text}\u2069" if RISKY.search(text) else text
