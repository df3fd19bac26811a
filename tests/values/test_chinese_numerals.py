"""Numbers in Chinese characters."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.values.chinese_numerals import NUMERAL_CHARACTERS, read_digits, read_numeral

DIGITS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """The ordinary way of writing a number below 10 000 (二十三, 一百零五, 一千零一十)."""
    if number < 10:
        return DIGITS[number]
    words, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
        gap = not digit
    return words.removeprefix("一") if 10 <= number < 20 else words


@given(st.integers(0, 9999))
def test_what_is_written_out_is_read_back(number: int) -> None:
    assert read_numeral(in_words(number)) == number


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_groups_of_ten_thousand(high: int, low: int) -> None:
    assert read_numeral(in_words(high) + "万") == high * 10_000
    assert read_numeral(in_words(high) + "亿" + in_words(low) + "万") == high * 10**8 + low * 10**4


@given(st.integers(0, 99), st.text(alphabet=DIGITS, min_size=1, max_size=6))
def test_decimals(whole: int, part: str) -> None:
    decimals = "".join(str(DIGITS.index(digit)) for digit in part)
    assert read_numeral(in_words(whole) + "点" + part) == Fraction(f"{whole}.{decimals}")


@given(st.text(alphabet=NUMERAL_CHARACTERS, max_size=30))
def test_any_row_of_characters_is_a_number_or_none(text: str) -> None:
    number = read_numeral(text)
    assert number is None or number >= 0


@pytest.mark.parametrize(("text", "number"), [("十", 10), ("百", 100), ("万", 10_000), ("两", 2), ("〇", 0)])
def test_single_characters(text: str, number: int) -> None:
    assert read_numeral(text) == number


@pytest.mark.parametrize("text", ["", "二三", "十百", "点五", "五点", "一点十", "万亿", "零十", "a"])
def test_what_is_no_number(text: str) -> None:
    assert read_numeral(text) is None


def test_the_digits_of_a_year() -> None:
    assert read_digits("二〇二四") == 2024
    assert read_digits("十") is None
    assert read_digits("") is None
