"""Binary floats by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any

from oracle import Row
from way import Way, from_floats


def score(level2: str, sign: str, target: float, actual: float, full: float) -> float:
    """The rule as it reads; half up, which `round` is not."""
    if level2 == "满意度指标":
        points = full * (1.0 if actual >= 90 else 0.8 if actual >= 80 else 0.5 if actual >= 60 else 0.0)
    elif sign == "=":
        if target <= 0:
            points = full if actual == target else 0.0
        else:
            share = 1 - abs(actual - target) / target
            points = full * share if share >= 0.6 else 0.0
    elif sign == "≤" or (sign == "" and (level2 == "成本指标" or target == 0)):
        if actual <= target:
            points = full
        else:
            points = full * (target / actual) if target > 0 and target / actual >= 0.6 else 0.0
    elif target <= 0:
        points = full if actual >= target else 0.0
    else:
        rate = actual / target
        if rate < 0.6:
            points = 0.0
        elif rate < 1:
            points = full * rate
        elif rate <= 1.5:
            points = full
        else:
            points = full * (1 - (rate - 1.5))
    return floor(max(0.0, min(points, full)) * 100 + 0.5) / 100


def _prepare(rows: list[Row]) -> Callable[[], list[float]]:
    given: list[Any] = [(row.level2, row.sign, *((cell or 0) / 100 for cell in row[2:])) for row in rows]
    return lambda: [score(level2, sign, target, actual, full) for level2, sign, target, actual, full in given]


WAYS = [Way(name="float by hand", group="scalar", prepare=_prepare, hundredths=from_floats)]
