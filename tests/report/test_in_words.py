"""Amounts in words."""

import pytest

from allocator.language import speaking
from allocator.report.documents.in_words import in_words


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [
        (0, "không", "zero"),
        (5, "năm", "five"),
        (10, "mười", "ten"),
        (15, "mười lăm", "fifteen"),
        (21, "hai mươi mốt", "twenty-one"),
        (24, "hai mươi bốn", "twenty-four"),
        (55, "năm mươi lăm", "fifty-five"),
        (101, "một trăm linh một", "one hundred and one"),
        (111, "một trăm mười một", "one hundred and eleven"),
        (1005, "một nghìn không trăm linh năm", "one thousand and five"),
        (1_001_000_000, "một tỷ không trăm linh một triệu", "one billion one million"),
        (20_500_000, "hai mươi triệu năm trăm nghìn", "twenty million five hundred thousand"),
        (2 * 10**15, "hai triệu tỷ", "two thousand trillion"),
        (
            110_123_456_789,
            "một trăm mười tỷ một trăm hai mươi ba triệu bốn trăm năm mươi sáu nghìn bảy trăm tám mươi chín",
            "one hundred and ten billion one hundred and twenty-three million four hundred and fifty-six thousand "
            "seven hundred and eighty-nine",
        ),
    ],
)
def test_both_languages(number: int, vietnamese: str, english: str) -> None:
    with speaking("vi"):
        assert in_words(number) == vietnamese
    with speaking("en"):
        assert in_words(number) == english


def test_every_number_has_words_of_its_own() -> None:
    numbers = [*range(2_000), *range(999_000, 1_002_000), *(10**power for power in range(4, 19))]
    for language in ("vi", "en"):
        with speaking(language):
            assert len({in_words(number) for number in set(numbers)}) == len(set(numbers))


def test_nothing_below_zero() -> None:
    with pytest.raises(ValueError, match="from 0"):
        in_words(-1)
