"""A value as it stands in its table; one that a program made, and that stands nowhere, as a person would write it."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, assert_never

from perfeval.exact import plain
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
    Text,
    Tolerance,
    Value,
    YesNo,
)

_PLACES: Final = 12
_SCALES: Final = {1: "", 10**3: "千", 10**4: "万", 10**8: "亿"}


def as_written(value: Value) -> str | None:
    """The value as printed in the table, on one line; None for a blank cell."""
    if isinstance(value, Missing):
        return None
    return " ".join(value.written.split()) or _composed(value)


def _composed(value: Value) -> str:
    match value:
        case Number(amount):
            return _number(amount)
        case Quantity(amount, unit, scale):
            return _scaled(amount, scale) + unit
        case Money(amount, scale):
            return _scaled(amount, scale) + "元"
        case Ratio(value=ratio):
            return _number(ratio * 100) + "%"
        case CalendarDate(year, month, day, excluded):
            parts = ((year, "年"), (month, "月"), (day, "日"))
            return "".join(f"{part}{word}" for part, word in parts if part is not None) + ("前" if excluded else "")
        case Grade(word):
            return word
        case YesNo(yes):
            return "是" if yes else "否"
        case Text(text):
            return text
        case Comparison(sign, bound):
            return sign.value + (bound.written or _composed(bound))
        case Range(low, high, low_closed, high_closed):
            ends = ((low, low_closed), (high, high_closed))
            return "-".join((end.written or _composed(end)) + ("" if closed else "（不含）") for end, closed in ends)
        case Tolerance(amount=scalar):
            return "±" + (scalar.written or _composed(scalar))
        case NotApplicable():
            return "/"
        case Missing():
            return ""
        case _:
            assert_never(value)


def _scaled(amount: Fraction, scale: int) -> str:
    word = _SCALES.get(scale)
    return _number(amount * scale) if word is None else _number(amount) + word


def _number(amount: Fraction) -> str:
    return plain(amount, _PLACES)
