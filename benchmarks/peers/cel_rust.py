"""CEL by common-expression-language (Rust): the rule as one expression over floats."""

from __future__ import annotations

from collections.abc import Callable

import cel
from dicts import dicts
from oracle import Row
from way import Way, as_given

DEVIATION = "(actual > target ? actual - target : target - actual) / target"
SATISFACTION = "(actual >= 90.0 ? 1.0 : actual >= 80.0 ? 0.8 : actual >= 60.0 ? 0.5 : 0.0)"
EQUAL = f"(target <= 0.0 ? (actual == target ? 1.0 : 0.0) : 1.0 - {DEVIATION} >= 0.6 ? 1.0 - {DEVIATION} : 0.0)"
INVERSE = "(actual <= target ? 1.0 : target <= 0.0 ? 0.0 : target / actual >= 0.6 ? target / actual : 0.0)"
RATE = "actual / target"
POSITIVE = (
    f"(target <= 0.0 ? (actual >= target ? 1.0 : 0.0) : {RATE} < 0.6 ? 0.0 : {RATE} < 1.0 ? {RATE} "
    f": {RATE} <= 1.5 ? 1.0 : {RATE} < 2.5 ? 1.0 - ({RATE} - 1.5) : 0.0)"
)
IS_INVERSE = '(sign == "≤" || (sign == "" && (level2 == "成本指标" || target == 0.0)))'
SHARE = f'(level2 == "满意度指标" ? {SATISFACTION} : sign == "=" ? {EQUAL} : {IS_INVERSE} ? {INVERSE} : {POSITIVE})'
HUNDREDTHS = f"int(full * {SHARE} * 100.0 + 0.5)"
"""CEL knows no floor: the conversion cuts off."""


def _prepare(rows: list[Row]) -> Callable[[], list[int]]:
    execute, given = cel.compile(HUNDREDTHS).execute, dicts(rows)
    return lambda: [execute(row) for row in given]


WAYS = [Way(name="CEL (Rust)", group="scalar", prepare=_prepare, hundredths=as_given)]
