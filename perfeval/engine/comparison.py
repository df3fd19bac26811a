"""Comparing values, and joining what comes of it, in three values: true, false, unknown with the reason.

A number of which only bounds are stated is compared by implication: `≥90%` is certainly at least 85%.
"""

from __future__ import annotations

import operator as operator_
from collections.abc import Callable
from fractions import Fraction
from typing import Final, assert_never

from perfeval.engine.amount import (
    Amount,
    Day,
    Operand,
    Spread,
    Unknown,
    Word,
    decided,
    needed,
    unlike,
)
from perfeval.language import types
from perfeval.language.tree import Comparator
from perfeval.language.types import Numeric
from perfeval.wording import Wording


def compare(operator: Comparator, left: Operand, right: Operand) -> bool | Unknown:
    """A comparison, three-valued."""
    if isinstance(left, Amount) and isinstance(right, Amount):
        first, second = left.low, right.low
        are_single = first is left.high and second is right.high
        if are_single and isinstance(first, Fraction) and isinstance(second, Fraction) and like(left.type, right.type):
            if type(first) is Fraction and type(second) is Fraction:  # what is compared mostly, and sooner as integers
                (top, bottom), (above, below) = first.as_integer_ratio(), second.as_integer_ratio()
                return _HOLDS[operator](top * below, above * bottom)
            return _HOLDS[operator](first, second)
    return _compared(operator, left, right)


@decided
def _compared(operator: Comparator, left: Operand, right: Operand) -> bool | Unknown:
    one, other = needed(left), needed(right)
    if isinstance(one, Unknown):
        return one
    if isinstance(other, Unknown):
        return other
    match one, other:
        case (Amount() | Spread(), Amount() | Spread()):
            if not like(one.type, other.type):
                return unlike(one, other)
            return _ordered(operator, _spread(one), _spread(other))
        case Day(first), Day(second):
            return _decided(operator, (first > second) - (first < second))
        case Word(first_text), Word(second_text):
            equal = fold_text(first_text) == fold_text(second_text)
            if operator == "=":
                return equal
            return not equal if operator == "!=" else Unknown(Wording("文字没有大小", "texts have no order"))
        case (bool(), bool()):
            if operator in ("=", "!="):
                return (one == other) is (operator == "=")
            return Unknown(Wording("是否没有大小", "yes and no have no order"))
        case (Amount(type=None), _) | (_, Amount(type=None)):
            # a date, a word, yes or no is never 0
            return operator == "!=" if operator in ("=", "!=") else unlike(one, other)
        case _:
            return unlike(one, other)


def like(one: Numeric | None, other: Numeric | None) -> bool:
    """Whether two numbers can be compared: the same type, counts with counts, a bare 0 with anything."""
    return one is other or one is None or other is None or types.comparable(one, other)


def fold_text(text: str) -> str:
    """Texts compare without spaces."""
    return "".join(text.split())


def _spread(one: Amount | Spread) -> Spread:
    if isinstance(one, Spread):
        return one
    return Spread(one.low, one.high, True, True, one.type or types.NUMBER)


def _decided(operator: Comparator, sign: int) -> bool:
    match operator:
        case ">=":
            return sign >= 0
        case ">":
            return sign > 0
        case "<=":
            return sign <= 0
        case "<":
            return sign < 0
        case "=":
            return sign == 0
        case "!=":
            return sign != 0
        case _:
            assert_never(operator)


_HOLDS: Final[dict[Comparator, Callable[[Fraction | int, Fraction | int], bool]]] = {
    ">=": operator_.ge,
    ">": operator_.gt,
    "<=": operator_.le,
    "<": operator_.lt,
    "=": operator_.eq,
    "!=": operator_.ne,
}
_BY_BOUNDS: Final = Unknown(Wording("只知道上下限，无法判断", "only bounds are known, which do not decide it"))


def _ordered(operator: Comparator, one: Spread, other: Spread) -> bool | Unknown:
    match operator:
        case ">=" | ">":
            return _above(one, other, strict=operator == ">")
        case "<=" | "<":
            return _above(other, one, strict=operator == "<")
        case "=" | "!=":
            equal = _equal(one, other)
            return equal if isinstance(equal, Unknown) else equal is (operator == "=")
        case _:
            assert_never(operator)


def _above(one: Spread, other: Spread, *, strict: bool) -> bool | Unknown:
    """Whether every value of `one` is ≥ (or >) every value of `other`; False if none is."""
    if one.low is not None and other.high is not None:
        touching = one.low == other.high and (not strict or not (one.low_closed and other.high_closed))
        if one.low > other.high or touching:
            return True
    if one.high is not None and other.low is not None:
        touching = one.high == other.low and (strict or not (one.high_closed and other.low_closed))
        if one.high < other.low or touching:
            return False
    return _BY_BOUNDS


def _equal(one: Spread, other: Spread) -> bool | Unknown:
    points = (one.low, one.high, other.low, other.high)
    if None not in points and one.low_closed and other.low_closed and points[0] == points[1] == points[2] == points[3]:
        return True
    if _above(one, other, strict=True) is True or _above(other, one, strict=True) is True:
        return False
    return _BY_BOUNDS


# ---- three-valued logic ----


def both(left: bool | Unknown, right: bool | Unknown) -> bool | Unknown:
    """且: false if either is false, unknown before true."""
    if left is False or right is False:
        return False
    return left if isinstance(left, Unknown) else right


def either(left: bool | Unknown, right: bool | Unknown) -> bool | Unknown:
    """或: true if either is true, unknown before false."""
    if left is True or right is True:
        return True
    return left if isinstance(left, Unknown) else right


def negated(operand: bool | Unknown) -> bool | Unknown:
    """非."""
    return operand if isinstance(operand, Unknown) else not operand
