"""Every finding says what is wrong and what to do, in both languages."""

from __future__ import annotations

import string

import pytest

from allocator.language import speaking
from allocator.tables.catalogue import CATALOGUE
from allocator.tables.problems import InputErrors, InputProblem


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_texts_are_complete(code: str) -> None:
    entry = CATALOGUE[code]
    names = {name for text in (entry.message, entry.hint) for _, name, _, _ in string.Formatter().parse(text) if name}
    values = dict.fromkeys(names - {"found", "column", "row"}, "…")
    problem = InputProblem(code, "t.csv", 2, "quantity", "x", values)
    with speaking("en"):
        english = problem.message, problem.hint
    with speaking("vi"):
        vietnamese = problem.message, problem.hint
    assert all(english) and all(vietnamese)
    assert english[0] != vietnamese[0] and english[1] != vietnamese[1]


def test_numbers_in_messages_follow_the_language() -> None:
    problem = InputProblem("need-outlier", "needs.csv", 2, "quantity", "1", {"item": "ao", "median": 1234.5})
    with speaking("vi"):
        assert "1.234,5" in problem.message


def test_errors_come_first() -> None:
    warning = InputProblem("periods-order", "periods.csv", 3)
    error = InputProblem("header-missing", "needs.csv", 1)
    assert InputErrors([warning, error]).problems == (error, warning)
