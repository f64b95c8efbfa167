"""Vietnamese order."""

import random

import pytest

from allocator.collation import sort_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["An", "Ăn", "Ân", "Ba", "Da", "Đa", "Ea", "Êa", "Oa", "Ôa", "Ơa", "Ua", "Ưa"],
        ["ma", "mà", "mả", "mã", "má", "mạ", "mac"],
        ["Xã 2", "Xã 9", "Xã 10", "Xã An Sơn", "Xã Ân Sơn", "Xã Dương", "Xã Đông", "Xã Hòa", "Xã Hòa An", "Xã Hoàng"],
        ["Nguyễn Ái", "Nguyên Bình", "Nguyễn Bình"],
    ],
)
def test_order(ordered: list[str]) -> None:
    mixed = random.Random(1).sample(ordered, len(ordered))
    assert sorted(mixed, key=sort_key) == ordered


def test_old_and_new_tone_places_and_cases_are_the_same_but_for_the_last_word() -> None:
    assert sort_key("HOÀ")[:2] == sort_key("hòa")[:2] and sort_key("hoa")[:2] != sort_key("hòa")[:2]


def test_any_text_has_a_key() -> None:
    assert sorted(["😀", "", "中国", "جمعية", "=1+1", "A"], key=sort_key)[0] == ""
