"""Target and actual value brought to one unit.

What filers write is brought together only where nothing has to be guessed: a bare number takes the other side's unit,
counting words compare as numbers, a percentage answering something else is a completion rate. Everything else is
unknown, with the reason.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final, assert_never

from attrs import frozen

from perfeval.engine.amount import Amount, Blank, Day, Operand, Spread, Unknown, Word, exactly
from perfeval.language import types
from perfeval.language.types import COUNTING_WORDS
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
    Scalar,
    Sign,
    Text,
    Tolerance,
    Value,
    YesNo,
)
from perfeval.values.problems import (
    FIGURE_IN_WORDS,
    PERIOD,
    SEVERAL_FIGURES,
)
from perfeval.wording import Wording

MISSING: Final = Blank(True, Wording("没有填写", "nothing is written"))
NOT_APPLICABLE: Final = Blank(False, Wording("填的是不适用", "it says not applicable"))

WORDS_WITH_FIGURES: Final = (FIGURE_IN_WORDS, PERIOD, SEVERAL_FIGURES)
"""Problems of texts that are still words: a judge can read them, though no number can be taken from them."""


def is_words(value: Text) -> bool:
    """Whether a text can be judged as words; a damaged figure can not."""
    return value.problem is None or value.problem in WORDS_WITH_FIGURES


# ---- values as operands ----

_counted: Final = lru_cache(maxsize=1024)(types.counted)


def operand(value: Value, year: int | None) -> Operand:
    """A value by itself, its sign left out of a target's number but not of a claim's (see `claim`)."""
    match value:
        case Number(amount):
            return exactly(amount, types.NUMBER)
        case Quantity(amount, unit, scale):
            return exactly(amount if scale == 1 else amount * scale, _counted(unit))
        case Money():
            return exactly(value.yuan, types.MONEY)
        case Ratio(ratio):
            return exactly(ratio, types.RATIO)
        case CalendarDate():
            day = value.last_day(year)
            return Unknown(Wording("日期没有写年份", "the date has no year")) if day is None else Day(day)
        case Grade(word):
            return Word(word)
        case YesNo(truth):
            return truth
        case Text(text):
            return Word(text)
        case Comparison(bound=bound):
            return operand(bound, year)
        case Range(low, high, low_closed, high_closed):
            one, other = operand(low, year), operand(high, year)
            if isinstance(one, Amount) and isinstance(other, Amount) and one.type is not None:
                return Spread(one.low, other.high, low_closed, high_closed, one.type)
            return Unknown(Wording("区间没有单一数值", "a range is not one number"))
        case Tolerance(amount):
            width = operand(amount, year)
            if not isinstance(width, Amount) or width.type is None or width.low == 0:
                return width
            # no number to compute with, but one can tell that it is not 0
            return Spread(Fraction(0), width.high, False, True, width.type)
        case Missing():
            return MISSING
        case NotApplicable():
            return NOT_APPLICABLE
        case _:
            assert_never(value)


def claim(value: Comparison, year: int | None) -> Operand:
    """What a comparison given as actual value claims: `≥90%` is anything from 90% on."""
    bound = operand(value.bound, year)
    if not isinstance(bound, Amount) or bound.type is None:
        return bound if value.sign is Sign.EQUAL else Unknown(NOT_MEASURED)
    match value.sign:
        case Sign.EQUAL:
            return bound
        case Sign.AT_LEAST | Sign.ABOVE:
            return Spread(bound.low, None, value.sign is Sign.AT_LEAST, False, bound.type)
        case Sign.AT_MOST | Sign.BELOW:
            return Spread(None, bound.high, False, value.sign is Sign.AT_MOST, bound.type)
        case _:
            assert_never(value.sign)


NOT_MEASURED: Final = Wording("完成值不是实测值", "the actual value is not a measurement")


def is_claim(value: Value) -> bool:
    """Whether an actual value is a claim, not a measurement: a comparison other than `=`, a range."""
    return (isinstance(value, Comparison) and value.sign is not Sign.EQUAL) or isinstance(value, Range)


# ---- the pair ----


@frozen
class Pair:
    """Target and actual brought to one unit.

    `target` and `actual` are what arithmetic and comparisons see; `percentage` is the actual where it is a percentage
    answering something else; `differs` says that the two are written in different units or kinds.
    """

    target_value: Value
    actual_value: Value
    target: Operand
    actual: Operand
    percentage: Fraction | None
    differs: Wording | None
    year: int | None


def pair(target: Value, actual: Value, year: int | None) -> Pair:
    """Bring a target and an actual value together."""
    year = year if year is not None else _any_year(target, actual)
    adjusted_target, adjusted_actual, differs = _common(target, actual)
    percentage = _percentage(target, actual)
    one = operand(adjusted_target, year)
    other = claim(adjusted_actual, year) if isinstance(adjusted_actual, Comparison) else operand(adjusted_actual, year)
    if percentage is not None:
        differs = Wording(
            f"指标值是“{target.written}”，完成值填的是百分数“{actual.written}”，按完成率使用",
            f"the target is {target.written!r}, the actual value a percentage ({actual.written}): "
            "it is used as the completion rate",
        )
    elif differs is None and _incomparable(one, other):
        differs = Wording(
            f"指标值“{target.written}”与完成值“{actual.written}”单位不同，无法比较",
            f"the target {target.written!r} and the actual value {actual.written!r} are in different units "
            "and cannot be compared",
        )
    return Pair(target, actual, one, other, percentage, differs, year)


_PLACEHOLDER_YEAR: Final = 2001


def _any_year(target: Value, actual: Value) -> int | None:
    """In a table without a year two dates that both lack it are of the same one, whichever that is."""
    dates = [one for one in (_scalar(target), _scalar(actual)) if isinstance(one, CalendarDate)]
    return _PLACEHOLDER_YEAR if dates and all(date.year is None for date in dates) else None


_NUMERIC: Final = (Amount, Spread)


def _incomparable(one: Operand, other: Operand) -> bool:
    if isinstance(one, _NUMERIC) and isinstance(other, _NUMERIC):
        return one.type is not None and other.type is not None and not types.comparable(one.type, other.type)
    return (isinstance(one, Amount) and isinstance(other, Day | bool)) or (
        isinstance(one, Day) and isinstance(other, Amount | Spread | bool)
    )


def _scalar(value: Value) -> Scalar | CalendarDate | None:
    match value:
        case Number() | Quantity() | Money() | Ratio() | CalendarDate():
            return value
        case Comparison(bound=bound) if not isinstance(bound, Grade):
            return bound
        case Range(low=low):
            return low
        case _:
            return None


def _percentage(target: Value, actual: Value) -> Fraction | None:
    """The actual where it is a percentage and the target something else that is measured, dated or worded."""
    if not isinstance(actual, Ratio) and not (
        isinstance(actual, Comparison) and actual.sign is Sign.EQUAL and isinstance(actual.bound, Ratio)
    ):
        return None
    ratio = actual if isinstance(actual, Ratio) else actual.bound
    assert isinstance(ratio, Ratio)  # noqa: S101 - said above
    measured = _scalar(target)
    if isinstance(measured, Ratio | Number) or isinstance(target, Missing | NotApplicable | Tolerance):
        return None
    return ratio.value


def _common(target: Value, actual: Value) -> tuple[Value, Value, Wording | None]:
    """Both in one unit where that needs no guess; the sentence where the units differ all the same."""
    one, other = _scalar(target), _scalar(actual)
    if one is None or other is None:
        return target, actual, None
    if isinstance(one, Number) and not isinstance(other, Number):
        return _in_unit(target, other), actual, None
    if isinstance(other, Number) and not isinstance(one, Number):
        return target, _in_unit(actual, one), None
    if isinstance(one, Quantity) and isinstance(other, Quantity) and one.unit != other.unit:
        if {one.unit, other.unit} <= COUNTING_WORDS:
            differs = Wording(
                f"指标值以“{one.unit}”计，完成值以“{other.unit}”计，按数值比较",
                f"the target counts {one.unit}, the actual value {other.unit}: compared as numbers",
            )
            return target, _recounted(actual, one.unit), differs
        return target, actual, None
    return target, actual, None


def _in_unit(value: Value, other: Scalar | CalendarDate) -> Value:
    """A bare number in the unit of the other side."""
    match value:
        case Number(amount):
            return _with_unit(amount, other, value)
        case Comparison(sign, Number(amount)):
            bound = _with_unit(amount, other, value)
            return Comparison(sign, bound, written=value.written) if isinstance(bound, _BOUNDS) else value
        case Range(Number() as low, Number() as high, low_closed, high_closed):
            one, two = _with_unit(low.amount, other, low), _with_unit(high.amount, other, high)
            if isinstance(one, _SCALARS) and isinstance(two, _SCALARS):
                return Range(one, two, low_closed, high_closed, written=value.written)
            return value
        case _:
            return value


_SCALARS: Final = (Number, Quantity, Money, Ratio)
_BOUNDS: Final = (*_SCALARS, CalendarDate, Grade)


def _with_unit(amount: Fraction, other: Scalar | CalendarDate, value: Value) -> Value:
    match other:
        case Number():
            return value
        case Quantity(unit=unit, scale=scale):
            return Quantity(amount, unit, scale, written=value.written)
        case Money(scale=scale):
            return Money(amount, scale, written=value.written)
        case Ratio():
            return Ratio(amount / 100, written=value.written)
        case CalendarDate(year=year, month=None, day=None) if year is not None and 1900 <= amount <= 2200:
            return CalendarDate(int(amount), written=value.written) if amount.denominator == 1 else value
        case CalendarDate():
            return value
        case _:
            assert_never(other)


def _recounted(value: Value, unit: str) -> Value:
    match value:
        case Quantity(amount, _, scale):
            return Quantity(amount, unit, scale, written=value.written)
        case Comparison(sign, Quantity(amount, _, scale)):
            return Comparison(sign, Quantity(amount, unit, scale), written=value.written)
        case _:
            return value
