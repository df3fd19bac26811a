"""Rational numbers: Python's Fraction."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

from oracle import Row
from way import Way, from_decimals


def scorer(number: Callable[[int, int], Any]) -> Callable[[str, str, Any, Any, Any], Any]:
    """The rule as it reads over a class of rational numbers; exact, as these are."""
    pass_line, over, eighty, half, zero, hundred = (
        number(*parts) for parts in ((3, 5), (3, 2), (4, 5), (1, 2), (0, 1), (100, 1))
    )

    def score(level2: str, sign: str, target: Any, actual: Any, full: Any) -> Any:
        if level2 == "满意度指标":
            points = full if actual >= 90 else full * eighty if actual >= 80 else full * half if actual >= 60 else zero
        elif sign == "=":
            if target <= 0:
                points = full if actual == target else zero
            else:
                share = 1 - abs(actual - target) / target
                points = full * share if share >= pass_line else zero
        elif sign == "≤" or (sign == "" and (level2 == "成本指标" or target == 0)):
            if actual <= target:
                points = full
            elif target <= 0:
                points = zero
            else:
                share = target / actual
                points = full * share if share >= pass_line else zero
        elif target <= 0:
            points = full if actual >= target else zero
        else:
            rate = actual / target
            if rate < pass_line:
                points = zero
            elif rate < 1:
                points = full * rate
            elif rate <= over:
                points = full
            else:
                points = max(zero, full * (1 - (rate - over)))
        return number(floor(points * hundred + half), 100)

    return score


def preparer(number: Callable[[int, int], Any]) -> Callable[[list[Row]], Callable[[], list[Any]]]:
    """Rows with their amounts as such numbers."""
    score = scorer(number)

    def prepare(rows: list[Row]) -> Callable[[], list[Any]]:
        given = [(row.level2, row.sign, *(number(cell or 0, 100) for cell in row[2:])) for row in rows]
        return lambda: [score(level2, sign, target, actual, full) for level2, sign, target, actual, full in given]

    return prepare


WAYS = [Way(name="Fraction", group="scalar", prepare=preparer(Fraction), hundredths=from_decimals)]
