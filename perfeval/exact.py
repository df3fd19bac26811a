"""Exact numbers: reading decimals, the four declared ways of rounding, writing figures out again.

Scores, rates and amounts are rational numbers (`fractions.Fraction`) from the cell to the score. A number is rounded
once, where a rule says so; no binary float is ever involved.
"""

from __future__ import annotations

import enum
import re
from decimal import Decimal, localcontext
from fractions import Fraction
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
    steps = value / step
    sign = -1 if steps < 0 else 1
    whole, rest = divmod(abs(steps.numerator), steps.denominator)
    twice = 2 * rest - steps.denominator
    match mode:
        case Rounding.HALF_UP:
            up = twice >= 0
        case Rounding.HALF_EVEN:
            up = twice > 0 or (twice == 0 and whole % 2 == 1)
        case Rounding.DOWN:
            up = False
        case Rounding.UP:
            up = rest > 0
    return sign * (whole + up) * step


def is_decimal(value: Fraction) -> bool:
    """Whether the number can be written out with finitely many decimal digits."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def decimal_places(value: Fraction) -> int:
    """How many digits after the point a finite decimal needs."""
    places, scaled = 0, value
    while scaled.denominator != 1:
        scaled *= 10
        places += 1
    return places


def to_decimal(value: Fraction, places: int = 2) -> Decimal:
    """The number as a `Decimal` with at least `places` digits after the point; exact.

    Raises `ValueError` when the number has no finite decimal form: whoever writes it out must round it first.
    """
    if not is_decimal(value):
        raise ValueError(f"{value} has no finite decimal form")
    digits = max(places, decimal_places(value))
    with localcontext() as context:
        context.prec = max(28, len(str(abs(value.numerator))) + len(str(value.denominator)) + digits)
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-digits))


def plain(value: Fraction, places: int = 4) -> str:
    """The number as a person would write it: no trailing zeros, rounded half up to `places` when it is longer."""
    shown = round_to(value, Fraction(1, 10**places), Rounding.HALF_UP)
    text = format(to_decimal(shown, 0), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def points_text(value: Fraction) -> str:
    """Points with (at least) two places: `87.82`, `5.00`; a number finer than that is shown rounded half up."""
    return format(to_decimal(round_to(value, CENT, Rounding.HALF_UP)), "f")


def percent_text(value: Fraction) -> str:
    """A ratio as a percentage with two places, half up: 117.23/200 is `58.62%`."""
    return points_text(value * 100) + "%"
