"""Exact numbers: reading decimals, the four declared ways of rounding, writing figures out again.

Scores, rates and amounts are rational numbers (`fractions.Fraction`) from the cell to the score. A number is rounded
once, where a rule says so; no binary float is ever involved.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Final

MAX_DIGITS: Final = 40
"""The longest number (digits before and after the point together) that is read from a table or a rule."""

_DECIMAL: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)

CENT: Final = Fraction(1, 100)
"""The smallest step in which points are shown: 0.01."""


class Rounding(enum.Enum):
    """How a number between two steps is rounded; the values are the words of the rule language."""

    HALF_UP = "round half up"
    """四舍五入: to the nearest step, a tie away from zero (as Excel's ROUND)."""
    HALF_EVEN = "round half even"
    """四舍六入五成双: to the nearest step, a tie to the even one."""
    DOWN = "round down"
    """只舍不入: towards zero."""
    UP = "round up"
    """只入不舍: away from zero."""


class NumberTooLongError(ValueError):
    """A number has more than `MAX_DIGITS` digits."""


def read_decimal(text: str) -> Fraction:
    """Read plain ASCII decimal digits (`12`, `0.50`), without sign, exponent or separators.

    Raises `ValueError` for anything else and `NumberTooLongError` past `MAX_DIGITS` digits.
    """
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise ValueError(f"not a decimal number: {text[:MAX_DIGITS]!r}")
    whole, part = found.group(1), found.group(2) or ""
    if len(whole) + len(part) > MAX_DIGITS:
        raise NumberTooLongError(f"a number of {len(whole) + len(part)} digits; at most {MAX_DIGITS} are read")
    return Fraction(int(whole + part), 10 ** len(part))


def round_to(value: Fraction, step: Fraction, mode: Rounding) -> Fraction:
    """Round `value` to a multiple of `step` (> 0), exactly."""
    size, part = step.numerator, step.denominator
    if type(value) is not Fraction:
        top, under = value.numerator, value.denominator
        is_negative = value < 0  # a kind of fraction that answers comparisons in its own way
    else:
        top, under = value.as_integer_ratio()
        if size == 1 and part % under == 0:
            return value  # a multiple already
        is_negative = top < 0
    bottom = under * size
    whole, rest = divmod(abs(top) * part, bottom)
    twice = 2 * rest - bottom
    match mode:
        case Rounding.HALF_UP:
            up = twice >= 0
        case Rounding.HALF_EVEN:
            up = twice > 0 or (twice == 0 and whole % 2 == 1)
        case Rounding.DOWN:
            up = False
        case Rounding.UP:
            up = rest > 0
    steps = (whole + up) * size
    return Fraction(-steps if is_negative else steps, part)


def sum_of(numbers: Sequence[Fraction]) -> Fraction:
    """The sum, brought to one denominator once and not at every step."""
    bottom = lcm(*[one.denominator for one in numbers])
    return Fraction(sum([one.numerator * (bottom // one.denominator) for one in numbers]), bottom)


def is_decimal(value: Fraction) -> bool:
    """Whether the number can be written out with finitely many decimal digits."""
    denominator = value.denominator
    return 100 % denominator == 0 or _places(denominator) is not None


def decimal_places(value: Fraction) -> int:
    """How many digits after the point a finite decimal needs.

    Raises `ValueError` when the number has no finite decimal form.
    """
    places = _places(value.denominator)
    if places is None:
        raise ValueError(f"{value} has no finite decimal form")
    return places


def _places(denominator: int) -> int | None:
    """How many digits a fraction in lowest terms needs: as many as the denominator has twos, or fives."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def to_decimal(value: Fraction, places: int = 2) -> Decimal:
    """The number as a `Decimal` with at least `places` digits after the point; exact.

    Raises `ValueError` when the number has no finite decimal form: whoever writes it out must round it first.
    """
    digits = places if 10**places % value.denominator == 0 else max(places, decimal_places(value))
    units = value.numerator * (10**digits // value.denominator)
    return Decimal(f"{units}E-{digits}")


def plain(value: Fraction, places: int = 4, *, times: int = 1) -> str:
    """The number as a person would write it: no trailing zeros, rounded half up to `places` when it is longer.

    `times`: how many of what is written make one, 100 for per cent.
    """
    if value.denominator == 1:
        return str(value.numerator * times)
    text = _half_up(value, places, times)
    return text.rstrip("0").rstrip(".") if places else text


def points_text(value: Fraction) -> str:
    """Points with (at least) two places: `87.82`, `5.00`; a number finer than that is shown rounded half up."""
    top, bottom = value.numerator, value.denominator
    if bottom == 1:
        return f"{top}.00"
    if 100 % bottom != 0:
        return _half_up(value, 2)
    cents = top * (100 // bottom)
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02}"


def _half_up(value: Fraction, places: int, times: int = 1) -> str:
    """The number, so many times, rounded half up, with so many digits after the point."""
    top, bottom = value.numerator * times, value.denominator
    units = (2 * abs(top) * 10**places + bottom) // (2 * bottom)
    digits = str(units).zfill(places + 1)
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return "-" + text if top < 0 and units else text


def percent_text(value: Fraction) -> str:
    """A ratio as a percentage with two places, half up: 117.23/200 is `58.62%`."""
    return points_text(value * 100) + "%"
