"""Words and dates."""

from __future__ import annotations

import datetime

import pytest

from allocator.tables.schema import BY_NAME
from allocator.tables.words import CHOICE_WORDS, parse_choice, parse_date, parse_flag


@pytest.mark.parametrize(
    ("text", "value"), [("Có", True), ("khong", False), ("x", True), ("0", False), ("TRUE", True), ("maybe", None)]
)
def test_flags(text: str, value: bool | None) -> None:
    assert parse_flag(text) is value


def test_every_word_of_a_choice_means_that_choice() -> None:
    for table in BY_NAME.values():
        for column in table.columns:
            for choice in column.choices:
                assert {parse_choice(word.upper(), column.choices) for word in (choice, *CHOICE_WORDS[choice])} == {
                    choice
                }


@pytest.mark.parametrize("text", ["2020-01-31", "31/01/2020", "31/1/2020", "2020-01-31 00:00:00"])
def test_dates(text: str) -> None:
    assert parse_date(text) == datetime.date(2020, 1, 31)


@pytest.mark.parametrize("text", ["31-01-2020", "01/31/2020", "2020-02-30", "1/1/20", "0020-01-01", "hôm qua", "2020"])
def test_other_dates_are_refused(text: str) -> None:
    assert parse_date(text) is None
