"""Words for yes and no and for choices, and dates, as people write them in Vietnamese and English."""

from __future__ import annotations

import datetime
import re

from allocator.tables.headers import folded, nearest, normalised

YES = ("có", "yes", "true", "1", "x", "đúng", "y", "✓")
NO = ("không", "no", "false", "0", "sai", "n")

CHOICE_WORDS: dict[str, tuple[str, ...]] = {
    "goods": ("hàng", "hiện vật", "hàng hóa", "hàng hoá"),
    "cash": ("tiền", "tiền mặt"),
    "service": ("dịch vụ",),
    "pledged": ("cam kết", "đăng ký", "đã cam kết"),
    "confirmed": ("xác nhận", "đã xác nhận"),
    "received": ("đã nhận", "tiếp nhận", "đã tiếp nhận"),
    "delivered": ("đã trao", "đã giao", "đã cấp"),
    "committed": ("cam kết", "đã cam kết", "sẽ trao"),
    "approve": ("duyệt", "đồng ý"),
    "lock": ("khóa", "khoá", "giữ nguyên"),
    "cap": ("tối đa", "trần"),
    "floor": ("tối thiểu", "sàn"),
    "ban": ("cấm", "loại"),
    "prefer": ("ưu tiên",),
}
"""Vietnamese words for choices; a column knows only the words of its own choices."""

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


def parse_flag(text: str) -> bool | None:
    """Yes or no, or ``None`` for anything else."""
    word = normalised(text)
    if word in YES or folded(text) in map(folded, YES):
        return True
    return False if word in NO or folded(text) in map(folded, NO) else None


def parse_choice(text: str, choices: tuple[str, ...]) -> str | None:
    """The choice that ``text`` means, or ``None``."""
    for form in (normalised, folded):
        for choice in choices:
            if form(text) in map(form, (choice, *CHOICE_WORDS.get(choice, ()))):
                return choice
    return None


def nearest_choice(text: str, choices: tuple[str, ...]) -> str | None:
    """The choice or its Vietnamese word most like ``text``."""
    return nearest(text, [word for choice in choices for word in (choice, *CHOICE_WORDS.get(choice, ()))])


def parse_date(text: str) -> datetime.date | None:
    """The day of ``2020-01-31`` or ``31/01/2020``, or ``None``."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", text, re.ASCII)
    local = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text, re.ASCII)
    if iso:
        year, month, day = map(int, iso.groups())
    elif local:
        day, month, year = map(int, local.groups())
    else:
        return None
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
