import datetime as dt
from fractions import Fraction

import pytest

from perfeval.report.as_written import as_written
from perfeval.report.money import in_money_unit
from perfeval.values.convert import as_value
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    NotApplicable,
    Number,
    Quantity,
    Range,
    Ratio,
    Sign,
    Text,
    Tolerance,
    Value,
    YesNo,
)
from perfeval.values.reader import read_value


@pytest.mark.parametrize("written", ["≥90%", "3200份", "万分之一", "长期", "2024年12月底前", "/", "≥良", "10-15天"])
def test_what_was_read_is_given_back(written: str) -> None:
    assert as_written(read_value(written)) == written


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Missing(), None),
        (NotApplicable(), "/"),
        (Number(Fraction(5, 2)), "2.5"),
        (Quantity(Fraction(8), "亩", 10_000), "8万亩"),
        (Quantity(Fraction(8), "亩", 100), "800亩"),
        (Money(Fraction(20), 10_000), "20万元"),
        (Ratio(Fraction(9, 10)), "90%"),
        (CalendarDate(2024, 12, 31), "2024年12月31日"),
        (CalendarDate(None, 9, excluded=True), "9月前"),
        (Grade("优"), "优"),
        (YesNo(value=False), "否"),
        (Text("提升"), "提升"),
        (Comparison(Sign.AT_LEAST, Ratio(Fraction(9, 10))), "≥90%"),
        (Range(Number(Fraction(1)), Number(Fraction(2)), high_closed=False), "1-2（不含）"),
        (Tolerance(Ratio(Fraction(1, 10))), "±10%"),
    ],
)
def test_what_a_program_made_is_written_out(value: Value, expected: str | None) -> None:
    assert as_written(value) == expected


def test_a_number_given_by_a_program() -> None:
    assert as_written(as_value(5)) == "5"
    assert as_written(as_value(dt.date(2024, 1, 2))) == "2024-01-02"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("万元", "117.23"), ("元", "1172300"), ("亿元", "0.011723"), ("千元", "1172.3"), ("斤", "117.23")],
)
def test_money_in_the_unit_of_the_table(unit: str, expected: str) -> None:
    assert in_money_unit(Money(Fraction("117.23"), 10_000), unit) == expected
    assert in_money_unit(Missing(), unit) is None
