"""The values that rules compute with and their arithmetic: exact, typed by the data, unknown where it must be.

A number is kept as the least and the greatest it can be: the two are the same except where an undecided row's score
enters a total. It is a fraction or, behind a root, a logarithm or a power, an exact real number. `Spread` is a number
of which only bounds are stated (a claim `≥90%`, a range target): comparisons with it are decided by implication,
arithmetic is not possible.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from fractions import Fraction
from typing import Final, Literal, ParamSpec, TypeAlias, TypeVar, assert_never

from attrs import frozen

from perfeval import reals
from perfeval.exact import Rounding, plain, points_text
from perfeval.language import types
from perfeval.language.tree import Operator
from perfeval.language.types import Flavour, Numeric
from perfeval.reals import Number, RealArithmeticError, round_to
from perfeval.symbolic.number import SymbolicNumber
from perfeval.values.model import Value
from perfeval.wording import Wording, verbatim


@frozen
class Amount:
    """A number with its type, in the base unit (points, yuan, a pure number …). `type` None: a bare 0, of any type."""

    low: Number
    high: Number
    type: Numeric | None

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low is self.high or self.low == self.high

    @property
    def fraction(self) -> Fraction | None:
        """The number, where it is one fraction."""
        return self.low if isinstance(self.low, Fraction) and self.is_exact else None


@frozen
class Spread:
    """A number known only by its bounds (None: open at infinity)."""

    low: Number | None
    high: Number | None
    low_closed: bool
    high_closed: bool
    type: Numeric


@frozen
class Word:
    """Text, a label, a grade."""

    text: str


@frozen
class Day:
    """A calendar day."""

    date: dt.date


@frozen
class Blank:
    """Nothing there: missing, or not applicable."""

    applicable: bool
    wording: Wording


@frozen
class Unknown:
    """Undecided, and why."""

    reason: Wording


@frozen
class Cell:
    """A target or actual value as read, its sign included."""

    value: Value


RealFunction: TypeAlias = Literal["sqrt", "ln", "exp", "power"]
Known: TypeAlias = Amount | Spread | Word | Day | bool
Operand: TypeAlias = Known | Blank | Unknown

UNDECIDED_ROWS: Final = Wording("有的行还没有得分", "some rows have no score")


def exactly(value: Number, type_: Numeric | None) -> Amount:
    """One number."""
    return Amount(value, value, type_)


def needed(operand: Operand) -> Known | Unknown:
    """The operand, a blank turned into the reason why nothing can be computed from it."""
    return Unknown(operand.wording) if isinstance(operand, Blank) else operand


# ---- arithmetic ----

Given = ParamSpec("Given")
Result = TypeVar("Result")


def decided(operation: Callable[Given, Result]) -> Callable[Given, Result | Unknown]:
    """The operation; what arithmetic on real numbers cannot do or cannot decide is unknown, with its reason."""

    @functools.wraps(operation)
    def safe(*args: Given.args, **kwargs: Given.kwargs) -> Result | Unknown:
        try:
            return operation(*args, **kwargs)
        except RealArithmeticError as refused:
            return Unknown(refused.wording)

    return safe


@decided
def arithmetic(operator: Operator, left: Operand, right: Operand) -> Operand:
    """Sum, difference, product or quotient of numbers, or of days."""
    if isinstance(left, Amount) and isinstance(right, Amount):
        return _numbers(operator, left, right)
    one, other = needed(left), needed(right)
    if isinstance(one, Unknown):
        return one
    if isinstance(other, Unknown):
        return other
    match one, other:
        case Day(first), Day(second) if operator == "-":
            return exactly(Fraction((first - second).days), types.DAYS)
        case (Day(date), Amount(type=types.DAYS, fraction=Fraction() as days)) if operator in ("+", "-"):
            return _shifted(date, int(days) if operator == "+" else -int(days))
        case (Amount(type=types.DAYS, fraction=Fraction() as days), Day(date)) if operator == "+":
            return _shifted(date, int(days))
        case _:
            return Unknown(
                Wording(
                    f"{show(one).zh}与{show(other).zh}不能一起计算",
                    f"{show(one).en} and {show(other).en} cannot be computed together",
                )
            )


def _shifted(date: dt.date, days: int) -> Operand:
    try:
        return Day(date + dt.timedelta(days=days))
    except OverflowError:
        return Unknown(Wording("日期超出范围", "the date is out of range"))


def _numbers(operator: Operator, one: Amount, other: Amount) -> Operand:
    match operator:
        case "+" | "-":
            type_ = _sum_type(one, other, minus=operator == "-")
            if isinstance(type_, Unknown):
                return type_
            if one.low is one.high and other.low is other.high:
                return exactly(one.low + other.low if operator == "+" else one.low - other.low, type_)
            if operator == "+":
                return Amount(one.low + other.low, one.high + other.high, type_)
            return Amount(one.low - other.high, one.high - other.low, type_)
        case "*":
            type_ = times(one.type, other.type)
            if one.is_exact and other.is_exact:
                return exactly(one.low * other.low, type_)
            corners = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
            return Amount(min(corners), max(corners), type_)
        case "/":
            if other.low == 0 if other.low is other.high else other.low <= 0 <= other.high:
                return Unknown(Wording("除数为 0", "this divides by 0"))
            type_ = divided(one.type, other.type)
            if one.is_exact and other.is_exact:
                return exactly(one.low / other.low, type_)
            corners = [a / b for a in (one.low, one.high) for b in (other.low, other.high)]
            return Amount(min(corners), max(corners), type_)
        case _:
            assert_never(operator)


def times(one: Numeric | None, other: Numeric | None) -> Numeric | None:
    """The type of a product; a bare 0 stays one."""
    if one is not None and other is not None and other.is_pure and one.dimensions and one.flavour is Flavour.NUMBER:
        return one  # points by a ratio
    return None if one is None or other is None else types.times(one, other)


def divided(one: Numeric | None, other: Numeric | None) -> Numeric | None:
    """The type of a quotient; a bare 0 stays one."""
    if one is not None and one is other:
        return types.RATIO
    return None if one is None or other is None else types.divided(one, other)


def _sum_type(one: Amount, other: Amount, *, minus: bool) -> Numeric | Unknown | None:
    if one.type is None:
        return other.type
    if other.type is None:
        return one.type
    if one.type is other.type and not minus:
        return one.type
    type_ = types.added(one.type, other.type, minus=minus)
    return unlike(one, other) if type_ is None else type_


def unlike(one: Known, other: Known) -> Unknown:
    """Two values of different units."""
    return Unknown(
        Wording(f"{show(one).zh}与{show(other).zh}单位不同", f"{show(one).en} and {show(other).en} differ in unit")
    )


def negative(operand: Operand) -> Operand:
    """A sign change."""
    return arithmetic("-", exactly(Fraction(0), None), operand)


@decided
def shortfall(low: Operand, high: Operand) -> Operand:
    """By how much `low` lies below `high`; 0 where it does not."""
    difference = arithmetic("-", high, low)
    if not isinstance(difference, Amount):
        return difference
    return Amount(max(Fraction(0), difference.low), max(Fraction(0), difference.high), difference.type)


@decided
def absolute(operand: Operand) -> Operand:
    """The absolute value."""
    one = needed(operand)
    if not isinstance(one, Amount):
        return one if isinstance(one, Unknown) else unlike(one, one)
    if one.low >= 0:
        return one
    if one.high <= 0:
        return Amount(-one.high, -one.low, one.type)
    return Amount(Fraction(0), max(-one.low, one.high), one.type)


@decided
def extreme(operands: tuple[Operand, ...], *, greatest: bool) -> Operand:
    """The smallest or the largest of several numbers of one type."""
    pick = max if greatest else min
    best: Amount | None = None
    for operand in operands:
        one = needed(operand)
        if isinstance(one, Unknown):
            return one
        if not isinstance(one, Amount):
            return unlike(one, one)
        if best is None:
            best = one
            continue
        type_ = _sum_type(best, one, minus=False)
        if isinstance(type_, Unknown):
            return type_
        best = Amount(pick(best.low, one.low), pick(best.high, one.high), type_)
    return best if best is not None else Unknown(Wording("没有可比的数", "there is nothing to compare"))


@decided
def rounded(operand: Operand, step: Operand, mode: Rounding) -> Operand:
    """A number rounded to a multiple of the step."""
    one, other = needed(operand), needed(step)
    if isinstance(one, Unknown):
        return one
    if isinstance(other, Unknown):
        return other
    if not isinstance(one, Amount) or not isinstance(other, Amount):
        return Unknown(_STEP)
    size = other.fraction
    if size is None or size <= 0:
        return Unknown(_STEP)
    return Amount(round_to(one.low, size, mode), round_to(one.high, size, mode), one.type)


_STEP: Final = Wording("舍入的步长必须是大于 0 的数", "the step of a rounding must be a number above 0")


@decided
def real_function(function: RealFunction, operands: tuple[Operand, ...], type_: Numeric | None) -> Operand:
    """平方根, 自然对数, 自然指数, 乘方 of numbers, exact."""
    numbers: list[Number] = []
    for operand in operands:
        one = needed(operand)
        if isinstance(one, Unknown):
            return one
        if not isinstance(one, Amount) or not one.is_exact:
            return Unknown(Wording(f"{show(one).zh}不是一个数", f"{show(one).en} is not one number"))
        numbers.append(one.low)
    match function:
        case "sqrt":
            return exactly(reals.sqrt(numbers[0]), type_)
        case "ln":
            return exactly(reals.ln(numbers[0]), type_)
        case "exp":
            return exactly(reals.exp(numbers[0]), type_)
        case "power":
            return exactly(reals.power(numbers[0], numbers[1]), type_)
        case _:
            assert_never(function)


# ---- showing ----


def show(value: Operand) -> Wording:
    """A value as a person writes it."""
    match value:
        case bool():
            return Wording("是", "yes") if value else Wording("否", "no")
        case Amount(low, high, type_):
            if low is high or low == high:
                return show_number(low, type_)
            one, other = show_number(low, type_), show_number(high, type_)
            return Wording(f"{one.zh}至{other.zh}", f"{one.en} to {other.en}")
        case Spread(low, high, low_closed, high_closed, type_):
            return _show_spread(low, high, low_closed, high_closed, type_)
        case Word(text):
            return verbatim(f"“{text}”")
        case Day(date):
            return Wording(f"{date.year}年{date.month}月{date.day}日", date.isoformat())
        case Blank():
            return value.wording
        case Unknown(reason):
            return reason
        case _:
            assert_never(value)


def _show_spread(
    low: Number | None, high: Number | None, low_closed: bool, high_closed: bool, type_: Numeric
) -> Wording:
    if high is None and low is not None:
        one = show_number(low, type_)
        sign = "≥" if low_closed else ">"
        return Wording(f"{sign}{one.zh}", f"{sign}{one.en}")
    if low is None and high is not None:
        one = show_number(high, type_)
        sign = "≤" if high_closed else "<"
        return Wording(f"{sign}{one.zh}", f"{sign}{one.en}")
    assert low is not None  # noqa: S101 - a spread has at least one end
    assert high is not None  # noqa: S101
    one, other = show_number(low, type_), show_number(high, type_)
    opening, closing = "[" if low_closed else "(", "]" if high_closed else ")"
    return Wording(f"{opening}{one.zh}, {other.zh}{closing}", f"{opening}{one.en}, {other.en}{closing}")


def show_number(value: Number, type_: Numeric | None) -> Wording:
    """A number in the unit of its type: points with two places at least, ratios as percentages, money in 万元.

    A number that is no fraction is shown to ten decimals.
    """
    if type(value) is not Fraction:
        if isinstance(value, SymbolicNumber):
            return verbatim(str(value))
        value = value if isinstance(value, Fraction) else reals.approximate(value, 10)
    if type_ is types.POINTS or type_ == types.POINTS:
        text = points_text(value) if 100 % value.denominator == 0 else plain(value, 6)
        return Wording(f"{text}分", f"{text} points")
    if type_ is None:
        return verbatim(plain(value))
    if type_.is_pure:
        return _show_pure(value, type_.flavour)
    unit = types.unit_of(type_)
    if unit is not None:
        return verbatim(f"{plain(value)}{unit}")
    if type_ == types.MONEY:
        if abs(value.numerator) >= 10_000 * value.denominator or value.numerator == 0:
            text = plain(value / 10_000, 6)
            return Wording(f"{text}万元", f"{text} wan yuan")
        text = plain(value, 4)
        return Wording(f"{text}元", f"{text} yuan")
    text = plain(value)
    return Wording(f"{text}天", f"{text} days") if type_ == types.DAYS else verbatim(text)


def _show_pure(value: Fraction, flavour: Flavour) -> Wording:
    match flavour:
        case Flavour.RATIO:
            is_whole = 100 * abs(value.numerator) >= value.denominator
            return verbatim(f"{plain(value, 2 if is_whole else 4, times=100)}%")
        case Flavour.PERCENTAGE_POINTS:
            text = plain(value * 100, 4)
            return Wording(f"{text}个百分点", f"{text} percentage points")
        case Flavour.NUMBER | Flavour.TALLY:
            return verbatim(plain(value))
        case _:
            assert_never(flavour)
