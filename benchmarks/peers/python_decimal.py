"""Decimal by hand: as the rule reads, which is the baseline, and with the care that makes it exact."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_05UP, ROUND_HALF_UP, Context, Decimal
from typing import Any

from oracle import Row
from way import Way, from_decimals

CENT, ZERO = Decimal("0.01"), Decimal(0)
PASS, OVER = Decimal("0.6"), Decimal("1.5")

Score = Callable[[str, str, Decimal, Decimal, Decimal], Decimal]


def as_it_reads(level2: str, sign: str, target: Decimal, actual: Decimal, full: Decimal) -> Decimal:
    """The rule as most would write it."""
    if level2 == "满意度指标":
        if actual >= 90:
            points = full
        elif actual >= 80:
            points = full * Decimal("0.8")
        elif actual >= 60:
            points = full * Decimal("0.5")
        else:
            points = ZERO
    elif sign == "=":
        if target <= 0:
            points = full if actual == target else ZERO
        else:
            share = 1 - abs(actual - target) / target
            points = full * share if share >= PASS else ZERO
    elif sign == "≤" or (sign == "" and (level2 == "成本指标" or target == 0)):
        if actual <= target:
            points = full
        elif target <= 0:
            points = ZERO
        else:
            share = target / actual
            points = full * share if share >= PASS else ZERO
    elif target <= 0:
        points = full if actual >= target else ZERO
    else:
        rate = actual / target
        if rate < PASS:
            points = ZERO
        elif rate < 1:
            points = full * rate
        elif rate <= OVER:
            points = full
        else:
            points = full * (1 - (rate - OVER))
    return max(ZERO, min(points, full)).quantize(CENT, rounding=ROUND_HALF_UP)


STICKY = Context(prec=28, rounding=ROUND_05UP)
"""What is cut off leaves a trace in the last digit, so that the second rounding goes the right way."""
divide = STICKY.divide
TWO, THREE, FIVE, EIGHTY, HALF = Decimal(2), Decimal(3), Decimal(5), Decimal("0.8"), Decimal("0.5")


def with_care(level2: str, sign: str, target: Decimal, actual: Decimal, full: Decimal) -> Decimal:
    """The rule, exactly: conditions are multiplied out, one division comes last, and what follows it is one rounding.

    Exact while no product has more than 28 digits.
    """
    if level2 == "满意度指标":
        if actual >= 90:
            points = full
        elif actual >= 80:
            points = full * EIGHTY
        else:
            points = full * HALF if actual >= 60 else ZERO
    elif sign == "=":
        part = actual if actual <= target else TWO * target - actual
        if target <= 0:
            points = full if actual == target else ZERO
        else:
            points = divide(full * part, target) if FIVE * part >= THREE * target else ZERO
    elif sign == "≤" or (sign == "" and (level2 == "成本指标" or target == 0)):
        if actual <= target:
            points = full
        elif target <= 0 or FIVE * target < THREE * actual:
            points = ZERO
        else:
            points = divide(full * target, actual)
    elif target <= 0:
        points = full if actual >= target else ZERO
    elif actual < target:
        points = divide(full * actual, target) if FIVE * actual >= THREE * target else ZERO
    else:
        twice = TWO * target
        left = FIVE * target - TWO * actual  # full × (100 % − (rate − 150 %)) = full × left ÷ twice the target
        points = full if left >= twice else divide(full * left, twice) if left > 0 else ZERO
    return points.quantize(CENT, ROUND_HALF_UP)


def _prepare(score: Score) -> Callable[[list[Row]], Callable[[], list[Decimal]]]:
    def prepare(rows: list[Row]) -> Callable[[], list[Decimal]]:
        given: list[Any] = [
            (row.level2, row.sign, *(Decimal(cell or 0).scaleb(-2) for cell in row[2:])) for row in rows
        ]
        return lambda: [score(level2, sign, target, actual, full) for level2, sign, target, actual, full in given]

    return prepare


WAYS = [
    Way(name="Decimal by hand, as it reads", group="scalar", prepare=_prepare(as_it_reads), hundredths=from_decimals),
    Way(name="Decimal by hand, exact", group="scalar", prepare=_prepare(with_care), hundredths=from_decimals),
]
