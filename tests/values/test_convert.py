"""What callers may pass for a value, points, money or a text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.errors import InvalidValueError
from perfeval.values.convert import as_money, as_points, as_text, as_value
from perfeval.values.model import (
    CalendarDate,
    Missing,
    Money,
    NotApplicable,
    Number,
    Points,
    Quantity,
    Ratio,
    Text,
    YesNo,
)
from perfeval.values.reader import read_points, read_value


@given(st.text(max_size=40))
def test_a_text_goes_through_the_reader(text: str) -> None:
    assert as_value(text) == read_value(text)
    assert as_points(text) == read_points(text)


@given(st.fractions(max_denominator=10**6), st.integers(-(10**12), 10**12))
def test_an_exact_number_is_that_number(fraction: Fraction, integer: int) -> None:
    assert as_value(fraction) == Number(fraction)
    assert as_value(integer) == Number(Fraction(integer))
    assert as_points(fraction) == Points(fraction)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_decimal_is_the_number_written(number: Decimal) -> None:
    assert as_value(number) == Number(Fraction(number))
    assert as_points(number) == Points(Fraction(number))


@pytest.mark.parametrize(
    "value", [Number(Fraction(1)), Missing(), Ratio(Fraction(1, 2)), Text("好"), YesNo(value=True)]
)
def test_a_value_is_taken_as_it_is(value: Any) -> None:
    assert as_value(value) is value


def test_truth_values_and_days() -> None:
    assert as_value(True) == YesNo(value=True)
    assert as_value(dt.date(2024, 12, 31)) == CalendarDate(2024, 12, 31)


def test_points_and_money_take_their_own_cells() -> None:
    for cell in (Points(Fraction(3)), Missing(), NotApplicable(), Text("?")):
        assert as_points(cell) is cell
    for amount in (Money(Fraction(3), 10_000), Missing(), NotApplicable(), Text("?")):
        assert as_money(amount) is amount
    assert as_money("20万元") == Money(Fraction(20), 10_000)
    assert as_money("") == Missing()
    assert as_money("—") == NotApplicable()


@pytest.mark.parametrize("number", [1.0, 0.1, float("nan"), float("inf")])
def test_a_binary_float_is_refused_with_its_mend(number: Any) -> None:
    for convert in (as_value, as_points, as_money):
        with pytest.raises(InvalidValueError, match="binary float") as refusal:
            convert(number)
        assert refusal.value.code == "binary-float"
        assert "Decimal" in refusal.value.render("zh")


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_refused(number: str) -> None:
    for convert in (as_value, as_points):
        with pytest.raises(InvalidValueError) as refusal:
            convert(Decimal(number))
        assert refusal.value.code == "not-a-finite-number"


@pytest.mark.parametrize(
    "number",
    [
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        Decimal("0E+999999999"),
        Decimal("9" * 41),
        10**40,
        -(10**5000),
        Fraction(1, 10**41),
    ],
    ids=lambda number: type(number).__name__,
)
def test_a_number_that_is_too_long_is_refused_without_writing_it_out(number: Any) -> None:
    for convert in (as_value, as_points):
        with pytest.raises(InvalidValueError) as refusal:
            convert(number)
        assert refusal.value.code == "number-too-long"


@pytest.mark.parametrize("amount", ["20", "117.23", "215,457.6", " ８ ", "-3"])
def test_money_without_a_unit_is_asked_for_one(amount: str) -> None:
    with pytest.raises(InvalidValueError, match="no unit") as refusal:
        as_money(amount)
    assert refusal.value.code == "money-without-unit"


@pytest.mark.parametrize("other", [None, b"10", [], object(), {"a": 1}, 3j])
def test_any_other_type_is_refused(other: Any) -> None:
    for convert in (as_value, as_points, as_money):
        with pytest.raises(InvalidValueError, match="cannot be used as"):
            convert(other)


def test_cells_of_another_kind_are_refused() -> None:
    quantity: Any = Quantity(Fraction(1), "人")
    for convert in (as_points, as_money):
        with pytest.raises(InvalidValueError):
            convert(quantity)
    points: Any = Points(Fraction(1))
    with pytest.raises(InvalidValueError):
        as_value(points)
    with pytest.raises(InvalidValueError):
        as_points(True)


def test_texts() -> None:
    assert as_text(None) == ""
    assert as_text("人员减少") == "人员减少"
    number: Any = 3
    with pytest.raises(InvalidValueError):
        as_text(number)
