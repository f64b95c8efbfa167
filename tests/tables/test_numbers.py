"""Numbers are read exactly or not at all."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.tables.numbers import Fault, parse_number


def code(text: str, style: str | None = None, plain: bool = False) -> str:
    found = parse_number(text, style, plain)
    assert isinstance(found, Fault), f"{text} was read as {found}"
    return found.code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", 1234), ("0,5", 0.5), ("12.5", 12.5), ("1.234.567", 1234567), ("1.234.567,5", 1234567.5),
        ("1,234.5", 1234.5), ("1 234 567", 1234567), ("1\u00a0234\u00a0567", 1234567), ("1\u202f234,5", 1234.5),
        ("-3", -3), ("+3", 3), ("\u22123", -3), ("0.125", 0.125), ("1234.567", 1234.567), ("007", 7), ("1,2345", 1.2345),
    ],
)  # fmt: skip
def test_one_reading_needs_no_style(text: str, value: float) -> None:
    assert parse_number(text, None) == value


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.500", "999,000", "-1.234", "1 234.567"])
def test_two_readings_are_never_guessed(text: str) -> None:
    found = parse_number(text, None)
    assert isinstance(found, Fault) and found.code == "number-ambiguous"
    readings = {parse_number(str(found.values[name]), None) for name in ("grouped", "decimal")}
    assert len(readings) == 2, "both suggested forms can be read without a style"


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("1.234", "vi", 1234), ("1,234", "vi", 1.234), ("1.234.567,5", "vi", 1234567.5), ("0,125", "vi", 0.125),
        ("1,234", "en", 1234), ("1.234", "en", 1.234), ("1,234,567.5", "en", 1234567.5), ("1 234,5", "vi", 1234.5),
    ],
)  # fmt: skip
def test_a_style_decides(text: str, style: str, value: float) -> None:
    assert parse_number(text, style) == value


@pytest.mark.parametrize(
    ("text", "style", "likely"),
    [("1.5", "vi", "1,5"), ("1,234.5", "vi", "1234,5"), ("1,5", "en", "1.5"), ("0.125", "vi", "0,125")],
)
def test_the_other_style_is_refused_with_the_likely_form(text: str, style: str, likely: str) -> None:
    found = parse_number(text, style)
    assert isinstance(found, Fault) and (found.code, found.values["likely"]) == ("number-style", likely)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5E+08", "number-scientific"), ("1,5e3", "number-scientific"), ("5%", "number-percent"), ("5 %", "number-percent"),
        ("12 cái", "number-unit"), ("1,2 triệu", "number-unit"), ("500đ", "number-unit"), ("inf", "number-not-finite"),
        ("NaN", "number-not-finite"), ("9" * 400, "number-not-finite"), ("9" * 400 + ",5", "number-not-finite"),
        ("nhiều", "number-bad"), ("1.23.4", "number-bad"), ("1..2", "number-bad"), ("1,2,3", "number-bad"), (".", "number-bad"),
        ("0.123.456", "number-bad"), ("١٢", "number-bad"), ("--5", "number-bad"),
    ],
)  # fmt: skip
def test_everything_else_is_refused_by_name(text: str, expected: str) -> None:
    assert {code(text, style) for style in (None, "vi", "en")} == {expected}


def test_coordinates_are_plain_decimals_in_every_style() -> None:
    assert parse_number("22.667", "vi", plain=True) == 22.667
    assert parse_number("-105.123", None, plain=True) == -105.123
    assert code("22,667", "vi", plain=True) == "number-plain"
    assert code("1.234.567", None, plain=True) == "number-plain"


def written(value: float, decimals: int, style: str, grouped: bool) -> str:
    text = f"{value:,.{decimals}f}" if grouped else f"{value:.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if style == "vi" else text


numbers = st.integers(-(10**11), 10**11)
decimals = st.integers(0, 5)
styles = st.sampled_from(["vi", "en"])


@given(numbers, decimals, styles, st.booleans())
def test_what_is_written_in_a_style_is_read_back(units: int, places: int, style: str, grouped: bool) -> None:
    text = written(units / 10**places, places, style, grouped)
    expected = float(f"{units / 10**places:.{places}f}")
    found = parse_number(text, style)
    assert isinstance(found, float) and math.isclose(found, expected, rel_tol=1e-15, abs_tol=0)


@given(numbers, decimals, styles, st.booleans())
def test_without_a_style_a_number_is_right_or_refused(units: int, places: int, style: str, grouped: bool) -> None:
    text = written(units / 10**places, places, style, grouped)
    found = parse_number(text, None)
    if isinstance(found, Fault):
        assert found.code == "number-ambiguous"
    else:
        assert math.isclose(found, float(f"{units / 10**places:.{places}f}"), rel_tol=1e-15, abs_tol=0)


@given(st.text(alphabet="0123456789., +-eE%x\u00a0", max_size=14), st.sampled_from([None, "vi", "en"]), st.booleans())
def test_garbage_is_a_finite_number_or_a_fault(text: str, style: str | None, plain: bool) -> None:
    found = parse_number(text.strip(), style, plain)
    assert isinstance(found, Fault) or math.isfinite(found)
