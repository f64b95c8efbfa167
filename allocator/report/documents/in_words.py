"""Whole numbers in words, as amounts of money are written out above a signature."""

from __future__ import annotations

from allocator.language import current

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 10**9

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def in_words(number: int) -> str:
    """``number`` (0 or more) in the words of the current language; raises ``ValueError`` below 0."""
    if number < 0:
        raise ValueError(f"only numbers from 0 on have words, not {number}")
    return vietnamese(number) if current() == "vi" else english(number)


def vietnamese(number: int) -> str:
    """*một trăm linh năm tỷ không trăm hai mươi mốt nghìn*: every group after the first has its hundreds."""
    if number == 0:
        return DIGITS[0]
    high, low = divmod(number, BILLION)
    words = [f"{vietnamese(high)} tỷ"] if high else []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, low = divmod(low, size)
        if group:
            words.append(f"{_group(group, whole=bool(words))} {name}".strip())
    return " ".join(words)


def _group(group: int, *, whole: bool) -> str:
    """Three digits; ``whole``: something stands before them, so that the hundreds are said even if there are none."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{DIGITS[hundreds]} trăm"] if hundreds or whole else []
    if tens == 0 and ones:
        words += ["linh"] if words else []
    elif tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{DIGITS[tens]} mươi")
    if ones:
        words.append("mốt" if ones == 1 and tens > 1 else "lăm" if ones == 5 and tens else DIGITS[ones])
    return " ".join(words)


def english(number: int) -> str:
    """*one hundred and five billion twenty-one thousand*."""
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{ONES[hundreds]} hundred" + (f" and {english(rest)}" if rest else "")
    size, name = next(each for each in SCALES if number >= each[0])
    high, rest = divmod(number, size)
    joint = " and " if 0 < rest < 100 else " "
    return f"{english(high)} {name}" + (f"{joint}{english(rest)}" if rest else "")
