"""Numbers of generated code as pairs of integers, and permitted ranges of points adjusted by them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd
from typing import Final, TypeAlias

from perfeval.engine.amount import Amount, Operand, Unknown, exactly, needed
from perfeval.engine.comparison import like
from perfeval.engine.outcome import Awarded
from perfeval.exact import Rounding, round_to
from perfeval.language import types
from perfeval.language.types import Numeric
from perfeval.reals import Number
from perfeval.wording import Wording

Pair: TypeAlias = "tuple[int, int] | tuple[None, int]"
"""Numerator and denominator; `(None, 1)` where unknown."""

NOTHING: Final[Pair] = (None, 1)
UNKNOWN: Final = Unknown(Wording("未知", "unknown"))


# ---- numbers ----


def amount(top: int | None, bottom: int, type_: Numeric | None) -> Operand:
    """A pair as an operand."""
    return UNKNOWN if top is None else exactly(Fraction(top, bottom), type_)


class IrrationalError(Exception):
    """A number that is no fraction came where a pair of integers is wanted: the interpreter scores the row."""


def _pair(value: Number) -> Pair:
    return _fraction(value).as_integer_ratio()


def number(value: Operand) -> Pair:
    """An operand as a pair."""
    return _pair(value.low) if isinstance(value, Amount) else NOTHING


def as_points(value: Operand) -> Pair:
    """Points as a pair; a 0 of any type is no points."""
    if isinstance(value, Amount) and value.is_exact and (value.type in (None, types.POINTS) or value.low == 0):
        return _pair(value.low)
    return NOTHING


def reduced(top: int | None, bottom: int) -> Pair:
    """A pair in lowest terms: what is kept must not grow."""
    if top is None:
        return NOTHING
    common = gcd(top, bottom)
    return top // common, bottom // common


def plus(top: int, bottom: int, more: int, below: int) -> tuple[int, int]:
    """The sum of two pairs."""
    if bottom == below:
        return top + more, bottom
    total, under = top * below + more * bottom, bottom * below
    common = gcd(total, under)
    return total // common, under // common


def half_up(top: int, bottom: int) -> int:
    """The quotient to the nearest whole number, a tie away from 0."""
    return (2 * top + bottom) // (2 * bottom) if top >= 0 else -((bottom - 2 * top) // (2 * bottom))


def half_even(top: int, bottom: int) -> int:
    """The quotient to the nearest whole number, a tie to the even one."""
    whole, rest = divmod(top, bottom)
    return whole + (2 * rest > bottom or (2 * rest == bottom and whole % 2 == 1))


def down(top: int, bottom: int) -> int:
    """The quotient towards 0."""
    return top // bottom if top >= 0 else -(-top // bottom)


def up(top: int, bottom: int) -> int:
    """The quotient away from 0."""
    return -(-top // bottom) if top >= 0 else top // bottom


def steps_in(quantity: Operand, size: Operand) -> Pair:
    """How many steps a quantity makes, where only the data know both units."""
    one, other = needed(quantity), needed(size)
    if isinstance(one, Amount) and isinstance(other, Amount) and like(one.type, other.type) and other.low > 0:
        return _pair(one.low / other.low)
    return NOTHING


# ---- permitted ranges ----


def each(awarded: Awarded, change: Callable[[Fraction], Fraction]) -> Awarded:
    """A range with both ends and its default changed alike; an open end stays open."""
    low, high = change(_fraction(awarded.low)), change(_fraction(awarded.high))
    default = None if awarded.default is None else change(_fraction(awarded.default))
    return Awarded(low, high, awarded.low_closed, awarded.high_closed, default)


def _fraction(value: Number) -> Fraction:
    if not isinstance(value, Fraction):
        raise IrrationalError
    return value


def shifted(awarded: Awarded, top: int, bottom: int) -> Awarded:
    """A range moved."""
    by = Fraction(top, bottom)
    return each(awarded, lambda value: value + by)


def capped(awarded: Awarded, top: int, bottom: int) -> Awarded:
    """A range not above a bound; an end moved to the bound is included."""
    bound = Fraction(top, bottom)
    return _closed(awarded, each(awarded, lambda value: min(value, bound)))


def floored(awarded: Awarded, top: int, bottom: int) -> Awarded:
    """A range not below a bound; an end moved to the bound is included."""
    bound = Fraction(top, bottom)
    return _closed(awarded, each(awarded, lambda value: max(value, bound)))


def _closed(before: Awarded, after: Awarded) -> Awarded:
    low_closed = before.low_closed or after.low != before.low
    high_closed = before.high_closed or after.high != before.high
    return Awarded(after.low, after.high, low_closed, high_closed, after.default)


def rounded_to(awarded: Awarded, top: int, bottom: int, mode: Rounding) -> Awarded:
    """A range with its ends rounded."""
    step = Fraction(top, bottom)
    return each(awarded, lambda value: round_to(value, step, mode))


def settled(awarded: Awarded) -> Awarded:
    """The range at the end; one of a single amount has no open end."""
    return Awarded(awarded.low, awarded.high, default=awarded.default) if awarded.low == awarded.high else awarded
