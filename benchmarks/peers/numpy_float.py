"""numpy over float64, vectorised by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from way import AT_MOST, COST, EQUAL, SATISFACTION, UNSIGNED, Columns, Way, from_float_column

BLOCK = 16_384
"""Rows taken at once: what is computed between then stays in the processor's cache."""


def score(level2: np.ndarray, sign: np.ndarray, target: np.ndarray, actual: np.ndarray, full: np.ndarray) -> np.ndarray:
    """Every stretch of the rule for every row, and then the one that applies."""
    rate = actual / target
    unsigned = (sign == UNSIGNED) & ((level2 == COST) | (target == 0))
    inverse, equal = (sign == AT_MOST) | unsigned, sign == EQUAL
    below = np.where(inverse, np.where(actual <= target, 1.0, target / actual), rate)  # where 60 % are wanted
    below = np.where(equal, 1 - np.abs(actual - target) / target, below)
    above = np.where(rate <= 1.5, 1.0, np.maximum(0.0, 1 - (rate - 1.5)))
    share = np.where(equal | inverse | (rate < 1), np.where(below >= 0.6, below, 0.0), above)
    met = np.where(equal, actual == target, np.where(inverse, actual <= target, actual >= target))
    share = np.where(target <= 0, met, share)
    bands = np.where(actual >= 90, 1.0, np.where(actual >= 80, 0.8, np.where(actual >= 60, 0.5, 0.0)))
    share = np.where(level2 == SATISFACTION, bands, share)
    return np.floor(full * share * 100 + 0.5) / 100


def score_blocks(columns: tuple[np.ndarray, ...]) -> np.ndarray:
    """The same block by block."""
    points = np.empty(len(columns[0]))
    with np.errstate(divide="ignore", invalid="ignore"):
        for start in range(0, len(points), BLOCK):
            block = slice(start, start + BLOCK)
            points[block] = score(*(column[block] for column in columns))
    return points


def _prepare(columns: Columns) -> Callable[[], np.ndarray]:
    given = tuple(columns.floats.values())
    return lambda: score_blocks(given)


WAYS = [Way(name="numpy, float64", group="columns", prepare=_prepare, hundredths=from_float_column)]
