"""polars: expressions over float64, over Decimal, and over integers of 128 bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from way import AT_MOST, COST, EQUAL, SATISFACTION, UNSIGNED, Columns, Way, as_given, from_float_column

LEVEL2, SIGN, TARGET, ACTUAL, FULL = map(pl.col, ("level2", "sign", "target", "actual", "full"))
IS_INVERSE = (SIGN == AT_MOST) | ((SIGN == UNSIGNED) & ((LEVEL2 == COST) | (TARGET == 0)))


def _choose(*cases: tuple[Any, Any], otherwise: Any) -> pl.Expr:
    """The value beside the first condition that holds."""
    chosen = otherwise
    for condition, value in reversed(cases):
        chosen = pl.when(condition).then(value).otherwise(chosen)
    return chosen


def _points(lit: Callable[[str], pl.Expr]) -> pl.Expr:
    """The rule as it reads."""
    zero, one, pass_line, over = lit("0"), lit("1"), lit("0.6"), lit("1.5")
    rate, back = ACTUAL / TARGET, TARGET / ACTUAL
    share = one - (ACTUAL - TARGET).abs() / TARGET
    met = pl.when(SIGN == EQUAL).then(ACTUAL == TARGET).when(IS_INVERSE).then(ACTUAL <= TARGET)
    return _choose(
        (
            LEVEL2 == SATISFACTION,
            FULL
            * _choose(
                (lit("90") <= ACTUAL, one),
                (lit("80") <= ACTUAL, lit("0.8")),
                (lit("60") <= ACTUAL, lit("0.5")),
                otherwise=zero,
            ),
        ),
        (zero >= TARGET, FULL * _choose((met.otherwise(ACTUAL >= TARGET), one), otherwise=zero)),
        (SIGN == EQUAL, FULL * _choose((share >= pass_line, share), otherwise=zero)),
        (IS_INVERSE, FULL * _choose((ACTUAL <= TARGET, one), (back >= pass_line, back), otherwise=zero)),
        (rate < pass_line, FULL * zero),
        (rate < one, FULL * rate),
        (rate <= over, FULL * one),
        otherwise=FULL * _choose((rate < lit("2.5"), one - (rate - over)), otherwise=zero),
    )


def _run(frame: pl.DataFrame, points: pl.Expr) -> Callable[[], pl.Series]:
    # lazily, so that what the branches share is computed once
    return lambda: frame.lazy().select(points=points).collect()["points"]


def _floats(columns: Columns) -> Callable[[], pl.Series]:
    points = _points(lambda number: pl.lit(float(number)))
    return _run(pl.DataFrame(columns.floats), (points * 100 + 0.5).floor() / 100)


TYPE = pl.Decimal(38, 4)


def _decimals(columns: Columns) -> Callable[[], pl.Series]:
    frame = pl.DataFrame(columns.integers).with_columns(
        (pl.col(name).cast(TYPE) / 100).cast(TYPE) for name in ("target", "actual", "full")
    )
    points = _points(lambda number: pl.lit(number).cast(TYPE))
    points = points.round(2, mode="half_away_from_zero")
    return lambda: frame.select(points=points)["points"]  # lazily, a zero in any branch raises


def _exact_points() -> pl.Expr:
    """The rule in integers: hundredths as numerator and denominator, one division, rounded half up."""
    full, target, actual = (one.cast(pl.Int128) for one in (FULL, TARGET, ACTUAL))
    part = _choose((actual <= target, actual), otherwise=2 * target - actual)
    left = 5 * target - 2 * actual
    met = pl.when(SIGN == EQUAL).then(ACTUAL == TARGET).when(IS_INVERSE).then(ACTUAL <= TARGET)
    whole, zero = full * 10, full * 0
    tenths = _choose((ACTUAL >= 9000, 10), (ACTUAL >= 8000, 8), (ACTUAL >= 6000, 5), otherwise=0)
    cases = (
        (LEVEL2 == SATISFACTION, full * tenths, pl.lit(10)),
        ((TARGET <= 0) & met.otherwise(ACTUAL >= TARGET), whole, pl.lit(10)),
        (TARGET <= 0, zero, pl.lit(10)),
        ((SIGN == EQUAL) & (5 * part >= 3 * target), full * part, target),
        (SIGN == EQUAL, zero, pl.lit(10)),
        (IS_INVERSE & (ACTUAL <= TARGET), whole, pl.lit(10)),
        (IS_INVERSE & (5 * target >= 3 * actual), full * target, actual),
        (IS_INVERSE | (5 * actual < 3 * target), zero, pl.lit(10)),
        (ACTUAL < TARGET, full * actual, target),
        (left >= 2 * target, whole, pl.lit(10)),
        (left > 0, full * left, 2 * target),
    )
    above = _choose(*((condition, p) for condition, p, _ in cases), otherwise=zero)
    below = _choose(*((condition, q.cast(pl.Int128)) for condition, _, q in cases), otherwise=pl.lit(10, pl.Int128))
    return (2 * above + below) // (2 * below)


def _integers(columns: Columns) -> Callable[[], pl.Series]:
    return _run(pl.DataFrame(columns.integers), _exact_points().cast(pl.Int64))


def _hundredths(found: pl.Series) -> list[int]:
    return (found.cast(TYPE) * 100).cast(pl.Int64).to_list()


WAYS = [
    Way(
        name="polars, float64",
        group="columns",
        prepare=_floats,
        hundredths=lambda found: from_float_column(np.asarray(found)),
    ),
    Way(name="polars, Decimal(38, 4)", group="columns", prepare=_decimals, hundredths=_hundredths),
    Way(
        name="polars, Int128, scaled integers",
        group="columns",
        prepare=_integers,
        hundredths=lambda found: as_given(found.to_numpy()),
    ),
]
