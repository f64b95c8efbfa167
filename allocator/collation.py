"""Vietnamese order of names: ă after a, đ after d, and tones in the order level, grave, hook, tilde, acute, dot.

Letters decide first and tones only where all letters are the same, as Vietnamese dictionaries have it; upper and lower
case, and old and new places of the tone mark (*hoà*, *hòa*), are the same. Numbers sort by their value.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANKS = {letter: at for at, letter in enumerate(ALPHABET)}
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Grave (huyền), hook (hỏi), tilde (ngã), acute (sắc), dot below (nặng); no mark (ngang) is 0."""

Key = tuple[tuple[tuple[int, ...], ...], tuple[int, ...], str]


@cache
def sort_key(text: str) -> Key:
    """What to sort ``text`` by: its words letter by letter, then the tone of each word, then the text itself."""
    words = re.findall(r"\d+|[^\W\d_]+|[^\w\s]", text.casefold())
    letters: list[tuple[int, ...]] = []
    tones: list[int] = []
    for word in words:
        if word.isdigit():
            letters.append((1, int(word)))
            tones.append(0)
        else:
            ranks, tone = _letters(word)
            letters.append(ranks)
            tones.append(tone)
    return tuple(letters), tuple(tones), text


def _letters(word: str) -> tuple[tuple[int, ...], int]:
    """The ranks of the letters of one word, and its tone."""
    bare = [mark for mark in unicodedata.normalize("NFD", word) if mark not in TONES]
    marks = [TONES[mark] for mark in unicodedata.normalize("NFD", word) if mark in TONES]
    shown = unicodedata.normalize("NFC", "".join(bare))
    # Signs come before numbers (1), numbers before letters.
    ranks = [2 + RANKS[each] if each in RANKS else (100 + ord(each) if each.isalpha() else 0) for each in shown]
    return tuple(ranks), marks[0] if marks else 0
