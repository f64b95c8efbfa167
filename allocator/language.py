"""The reader's language: every text and number a person sees passes through here.

Messages are written in English in the code and looked up in ``locale/<language>/*.po`` (gettext catalogues, read as
they are, so there is no build step). ``tests/test_language.py`` fails on any message left untranslated.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

LANGUAGES = ("vi", "en")

# Plain pairs are all our catalogues hold, and reading them so takes less time than a gettext library takes to start.
_PAIR = re.compile(r"""^msgid +((?:".*"\n)+)msgstr +((?:".*"(?:\n|\Z))+)""", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")

_current: ContextVar[str] = ContextVar("language", default="en")


def N_(message: str) -> str:
    """Mark ``message`` for translation where it is defined; translate it with :func:`tr` where it is shown."""
    return message


def tr(message: str, **values: object) -> str:
    """``message`` in the current language, with ``{named}`` places filled from ``values``."""
    text = catalogue(_current.get()).get(message, message)
    return text.format(**values) if values else text


def current() -> str:
    """The code of the language now in use (``vi`` or ``en``)."""
    return _current.get()


def use(language: str) -> None:
    """Switch the current context to ``language``; unknown codes raise ``ValueError``."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use ``language`` inside a ``with`` block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def preferred() -> str:
    """The language of this machine's user: ``ALLOCATOR_LANGUAGE``, else the locale, else English."""
    for name in ("ALLOCATOR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code in LANGUAGES:
            return code
    import locale

    name = locale.getlocale()[0] or ""  # on Windows, "Vietnamese_Vietnam"
    return "vi" if name.lower().startswith("vi") else "en"


def number(value: float, decimals: int = 0) -> str:
    """``value`` as people write it: ``1.234.567,5`` in Vietnamese, ``1,234,567.5`` in English."""
    text = f"{value:,.{decimals}f}"
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,")) if _current.get() == "vi" else text


def quantity(value: float) -> str:
    """A quantity of goods as people write it: whole, or with two decimals where it is not."""
    return number(value, 0 if abs(value - round(value)) < 1e-6 else 2)


def percent(share: float, decimals: int = 0) -> str:
    """A share of one as a percentage, rounded down towards the whole: 0.9999 is never shown as 100 %; NaN as a dash."""
    if math.isnan(share):
        return "–"
    scale = 10**decimals
    shown = int(share * 100 * scale + 1e-9) / scale
    return f"{number(shown, decimals)} %" if _current.get() == "en" else f"{number(shown, decimals)}%"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """What each English message is in ``language``, from all its catalogues; empty for English itself."""
    if language == "en":
        return {}
    from pathlib import Path

    merged: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / "locale" / language).glob("*.po")):
        merged |= {
            _unquoted(message): _unquoted(shown) for message, shown in _PAIR.findall(path.read_text(encoding="utf-8"))
        }
    return {message: shown for message, shown in merged.items() if message and shown}


def _unquoted(lines: str) -> str:
    """The text that quoted ``lines`` stand for together."""
    text = lines.strip()[1:-1].replace('"\n"', "")
    return _ESCAPED.sub(lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text) if "\\" in text else text
