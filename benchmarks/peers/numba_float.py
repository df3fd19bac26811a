"""numba over float64: a loop written by hand."""

from __future__ import annotations

from collections.abc import Callable

import numba
import numpy as np
from way import AT_MOST, COST, EQUAL, SATISFACTION, UNSIGNED, Columns, Way, from_float_column


@numba.njit(error_model="numpy")
def _score(
    level2: np.ndarray,
    sign: np.ndarray,
    target: np.ndarray,
    actual: np.ndarray,
    full: np.ndarray,
    points: np.ndarray,
) -> None:
    for i in range(len(target)):
        if level2[i] == SATISFACTION:
            share = 1.0 if actual[i] >= 90 else 0.8 if actual[i] >= 80 else 0.5 if actual[i] >= 60 else 0.0
        elif sign[i] == EQUAL:
            if target[i] <= 0:
                share = 1.0 if actual[i] == target[i] else 0.0
            else:
                share = 1 - abs(actual[i] - target[i]) / target[i]
                share = share if share >= 0.6 else 0.0
        elif sign[i] == AT_MOST or (sign[i] == UNSIGNED and (level2[i] == COST or target[i] == 0)):
            if actual[i] <= target[i]:
                share = 1.0
            else:
                share = target[i] / actual[i]
                share = share if target[i] > 0 and share >= 0.6 else 0.0
        elif target[i] <= 0:
            share = 1.0 if actual[i] >= target[i] else 0.0
        else:
            rate = actual[i] / target[i]
            if rate < 0.6:
                share = 0.0
            elif rate < 1:
                share = rate
            else:
                share = 1.0 if rate <= 1.5 else max(0.0, 1 - (rate - 1.5))
        points[i] = np.floor(full[i] * share * 100 + 0.5) / 100


def _prepare(columns: Columns) -> Callable[[], np.ndarray]:
    given = tuple(columns.floats.values())

    def run() -> np.ndarray:
        points = np.empty(len(columns.target))
        _score(*given, points)
        return points

    run()  # compiles it
    return run


WAYS = [Way(name="numba, float64, a loop by hand", group="columns", prepare=_prepare, hundredths=from_float_column)]
