"""DuckDB: SQL over float64, and over HUGEINT, integers of 128 bits. One thread."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import pyarrow as pa
from way import AT_MOST, COST, EQUAL, SATISFACTION, UNSIGNED, Way, as_given, from_float_column

IS_INVERSE = f"(sign = {AT_MOST} OR (sign = {UNSIGNED} AND (level2 = {COST} OR target = 0)))"
MET = (
    f"(CASE WHEN sign = {EQUAL} THEN actual = target WHEN {IS_INVERSE} THEN actual <= target ELSE actual >= target END)"
)

FLOATS = f"""
SELECT floor(full_ * CASE
    WHEN level2 = {SATISFACTION} THEN
        CASE WHEN actual >= 90 THEN 1e0 WHEN actual >= 80 THEN 0.8e0 WHEN actual >= 60 THEN 0.5e0 ELSE 0e0 END
    WHEN target <= 0 THEN CASE WHEN {MET} THEN 1e0 ELSE 0e0 END
    WHEN sign = {EQUAL} THEN
        CASE WHEN 1 - abs(actual - target) / target >= 0.6e0 THEN 1 - abs(actual - target) / target ELSE 0e0 END
    WHEN {IS_INVERSE} THEN
        CASE WHEN actual <= target THEN 1e0 WHEN target / actual >= 0.6e0 THEN target / actual ELSE 0e0 END
    WHEN actual / target < 0.6e0 THEN 0e0
    WHEN actual / target < 1e0 THEN actual / target
    WHEN actual / target <= 1.5e0 THEN 1e0
    ELSE greatest(0e0, 1e0 - (actual / target - 1.5e0))
END * 100e0 + 0.5e0) / 100e0 AS points
FROM given
"""  # noqa: S608 - made of the text above

# Where it applies, and the score there as numerator and denominator: one division, half up.
CASES = (
    (f"level2 = {SATISFACTION} AND actual >= 9000", "full_", "1"),
    (f"level2 = {SATISFACTION} AND actual >= 8000", "full_ * 4", "5"),
    (f"level2 = {SATISFACTION} AND actual >= 6000", "full_", "2"),
    (f"level2 = {SATISFACTION}", "0", "1"),
    (f"target <= 0 AND {MET}", "full_", "1"),
    ("target <= 0", "0", "1"),
    (f"sign = {EQUAL} AND actual <= target AND 5 * actual >= 3 * target", "full_::HUGEINT * actual", "target"),
    (
        f"sign = {EQUAL} AND actual > target AND 5 * (2 * target - actual) >= 3 * target",
        "full_::HUGEINT * (2 * target - actual)",
        "target",
    ),
    (f"sign = {EQUAL}", "0", "1"),
    (f"{IS_INVERSE} AND actual <= target", "full_", "1"),
    (f"{IS_INVERSE} AND 5 * target >= 3 * actual", "full_::HUGEINT * target", "actual"),
    (f"{IS_INVERSE} OR 5 * actual < 3 * target", "0", "1"),
    ("actual < target", "full_::HUGEINT * actual", "target"),
    ("2 * actual <= 3 * target", "full_", "1"),
    ("2 * actual < 5 * target", "full_::HUGEINT * (5 * target - 2 * actual)", "2 * target"),
)


_QUOTIENTS = " ".join(
    f"WHEN {when} THEN (2 * ({above})::HUGEINT + {below}) // (2 * ({below}))" for when, above, below in CASES
)
INTEGERS = f"SELECT (CASE {_QUOTIENTS} ELSE 0 END)::BIGINT AS points FROM given"  # noqa: S608 - made of the text above


def _prepare(query: str, given: dict[str, np.ndarray], amounts: str) -> Callable[[], np.ndarray]:
    connection = duckdb.connect(config={"threads": 1})
    connection.register("arrow", pa.table({name.replace("full", "full_"): column for name, column in given.items()}))
    connection.execute(
        f"CREATE TABLE given AS SELECT level2, sign, target::{amounts} AS target, actual::{amounts} AS actual, "  # noqa: S608
        f"full_::{amounts} AS full_ FROM arrow"
    )
    return lambda: connection.execute(query).fetchnumpy()["points"]


WAYS = [
    Way(
        name="DuckDB, float64",
        group="columns",
        prepare=lambda columns: _prepare(FLOATS, columns.floats, "DOUBLE"),
        hundredths=from_float_column,
    ),
    Way(
        name="DuckDB, HUGEINT, scaled integers",
        group="columns",
        prepare=lambda columns: _prepare(INTEGERS, columns.integers, "BIGINT"),
        hundredths=as_given,
    ),
]
