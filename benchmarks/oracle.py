"""What is right: the exact score of a row, written apart from perfeval, and rows to score.

The score is the rule of speed_rule.perfeval in Python integers and Fractions. Amounts are integers in hundredths (two
decimal places), targets, actual values, full marks and scores alike; a score of None is a row that is not scored.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from math import gcd
from typing import NamedTuple

KINDS = ("数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "满意度指标")
SIGNS = ("≥", "≤", "=", "")
PLACES = 2
"""Decimal places of target, actual value and full marks."""


class Row(NamedTuple):
    """One indicator; None is a blank cell."""

    level2: str
    sign: str
    target: int | None
    actual: int | None
    full: int | None


def score(row: Row) -> int | None:
    """The exact score in hundredths of a point, rounded once: a tie goes up."""
    found = exact(row)
    return None if found is None else (2 * found.numerator + found.denominator) // (2 * found.denominator)


def exact(row: Row) -> Fraction | None:
    """The score in hundredths of a point before it is rounded."""
    level2, sign, target, actual, full = row
    if full is None or full < 0 or actual is None or (target is None and level2 != "满意度指标"):
        return None
    if level2 == "满意度指标":
        return full * _satisfaction(actual)
    assert target is not None  # noqa: S101 - for the type checker
    inverse = sign == "≤" or (sign == "" and (level2 == "成本指标" or target == 0))
    met = actual == target if sign == "=" else actual <= target if inverse else actual >= target
    if target <= 0:
        return Fraction(full if met else 0)
    if sign == "=":
        share = 1 - Fraction(abs(actual - target), target)
    elif inverse:
        share = Fraction(1) if met else Fraction(target, actual)
    else:
        rate = Fraction(actual, target)
        share = min(rate, Fraction(1)) - max(rate - Fraction(3, 2), Fraction(0))
        return full * max(share, Fraction(0)) if rate >= Fraction(3, 5) else Fraction(0)
    return full * share if share >= Fraction(3, 5) else Fraction(0)


def _satisfaction(actual: int) -> Fraction:
    if actual >= 90_00:
        return Fraction(1)
    return Fraction(4, 5) if actual >= 80_00 else Fraction(1, 2) if actual >= 60_00 else Fraction(0)


def is_tie(row: Row) -> bool:
    """Whether the score lies half-way between two hundredths."""
    found = exact(row)
    return found is not None and found.denominator == 2


# ---- rows ----

_TARGETS = (3_00, 36_00, 53_00, 67_00, 100_00, 200_00, 365_00, 3200_00, 12_500_00, 3_35, 98_50)
_FULLS = (2_00, 3_00, 3_63, 4_00, 5_00, 6_00, 7_50, 8_00, 10_00, 15_00, 18_00, 22_50)


def _kind_and_sign(random_: random.Random) -> tuple[str, str]:
    level2 = random_.choices(KINDS, (30, 20, 15, 10, 15, 10))[0]
    return level2, random_.choices(SIGNS, (15, 70, 5, 10) if level2 == "成本指标" else (55, 10, 15, 20))[0]


def ordinary(random_: random.Random) -> Row:
    """Figures as tables have them: about 0.6 % score an exact half cent."""
    level2, sign = _kind_and_sign(random_)
    full = random_.choice(_FULLS)
    if level2 == "满意度指标":
        actual = random_.randrange(80_00 if random_.random() < 0.5 else 0, 100_01)
        return Row(level2, sign, 90_00, actual, full)
    target = random_.choice(_TARGETS)
    if random_.random() < 0.25:
        return Row(level2, sign, target, target, full)
    return Row(level2, sign, target, random_.randrange(0, 2 * target), full)


def ties(random_: random.Random) -> Row:
    """Every score is an exact half cent."""
    level2, sign = _kind_and_sign(random_)
    if level2 == "满意度指标":
        return Row(level2, sign, 90_00, random_.randrange(60_00, 80_00), 2 * random_.randrange(50, 1000) + 1)
    return _near(random_, level2, sign, 4000_00, 0)


def near_ties(random_: random.Random) -> Row:
    """Money in the thousands of 亿元, in 分: scores that miss a half cent by less than 10⁻¹⁵ points."""
    level2, sign = _kind_and_sign(random_)
    level2 = "成本指标" if level2 == "满意度指标" else level2
    return _near(random_, level2, sign, 5 * 10**13, random_.choice((-2, -1, 1, 2)))


def _near(random_: random.Random, level2: str, sign: str, size: int, miss: int) -> Row:
    """A row whose score in hundredths, times twice its denominator, misses an odd multiple of it by `miss`.

    On each stretch of the rule the score is full × (t × target + a × actual) ÷ denominator, and the denominator is the
    target (or, for ≤, the actual value), so that a row is a solution of one linear equation in two integers.
    """
    inverse = sign == "≤" or (sign == "" and level2 == "成本指标")
    while True:
        full = random_.randrange(1_00, 30_00)
        half = 2 * random_.randrange(-(-6 * full // 10), full) + 1  # at least 60 %, which passes
        if inverse:  # full × target ÷ actual
            t, a = 2 * full, -half
        elif sign == "=" and random_.random() < 0.5:  # full × (2 × target − actual) ÷ target
            t, a = 4 * full - half, -2 * full
        elif sign != "=" and random_.random() < 0.3:  # full × (5 × target − 2 × actual) ÷ (2 × target)
            t, a = 5 * full - half, -2 * full
        else:  # full × actual ÷ target
            t, a = -half, 2 * full
        found = _solve(random_, t, a, miss, size)
        if found is not None:
            return Row(level2, sign, *found, full)


def _solve(random_: random.Random, t: int, a: int, miss: int, size: int) -> tuple[int, int] | None:
    """Target and actual value with t × target + a × actual = miss, the target from a fifth of `size` on."""
    common = gcd(t, a)
    if miss % common:
        return None
    t, a, miss = t // common, a // common, miss // common
    step = abs(a)
    first = miss * pow(t, -1, step) % step
    target = first + step * random_.randrange(size // step // 5, size // step + 1)
    actual = (miss - t * target) // a
    return (target, actual) if target > 0 and actual >= 0 else None


def hostile(random_: random.Random) -> Row:
    """Zero and negative targets and actual values, no marks: nothing is blank."""
    level2, sign = _kind_and_sign(random_)
    largest = 2**53 - 1
    figures = (0, 0, 1, -1, -5_00, 5_00, 60_00, 59_99, 90_00, 150_00, largest, -largest, random_.randrange(-9_00, 9_00))
    return Row(level2, sign, random_.choice(figures), random_.choice(figures), random_.choice((0, 1, *_FULLS)))


def blanks(random_: random.Random) -> Row:
    """Hostile rows with a blank cell, or full marks below 0."""
    row = hostile(random_)
    match random_.randrange(4):
        case 0:
            return row._replace(target=None)
        case 1:
            return row._replace(actual=None)
        case 2:
            return row._replace(full=None)
        case _:
            return row._replace(full=-1_00)


GENERATORS: dict[str, Callable[[random.Random], Row]] = {
    "ordinary": ordinary,
    "ties": ties,
    "near ties": near_ties,
    "hostile": hostile,
}
"""Every kind of rows without blanks, by name."""


def rows(generator: Callable[[random.Random], Row], count: int, seed: int = 20) -> list[Row]:
    """As many rows, the same ones for the same seed."""
    random_ = random.Random(seed)  # noqa: S311 - test data
    return [generator(random_) for _ in range(count)]
