"""rule-engine: the rule as one expression; its numbers are Decimals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import rule_engine
from dicts import dicts
from oracle import Row
from way import Way, from_decimals

DEVIATION = "(actual > target ? actual - target : target - actual) / target"
SATISFACTION = "(actual >= 90 ? 1 : (actual >= 80 ? 0.8 : (actual >= 60 ? 0.5 : 0)))"
EQUAL = f"(target <= 0 ? (actual == target ? 1 : 0) : (1 - {DEVIATION} >= 0.6 ? 1 - {DEVIATION} : 0))"
INVERSE = "(actual <= target ? 1 : (target <= 0 ? 0 : (target / actual >= 0.6 ? target / actual : 0)))"
RATE = "actual / target"
POSITIVE = (
    f"(target <= 0 ? (actual >= target ? 1 : 0) : ({RATE} < 0.6 ? 0 : ({RATE} < 1 ? {RATE} "
    f": ({RATE} <= 1.5 ? 1 : ({RATE} < 2.5 ? 1 - ({RATE} - 1.5) : 0)))))"
)
IS_INVERSE = '(sign == "≤" or (sign == "" and (level2 == "成本指标" or target == 0)))'
SHARE = f'(level2 == "满意度指标" ? {SATISFACTION} : (sign == "=" ? {EQUAL} : ({IS_INVERSE} ? {INVERSE} : {POSITIVE})))'
ROUNDED = f"((full * {SHARE} * 100 + 0.5).floor) / 100"


def _prepare(rows: list[Row]) -> Callable[[], list[Decimal]]:
    evaluate, given = rule_engine.Rule(ROUNDED).evaluate, dicts(rows)
    return lambda: [evaluate(row) for row in given]


WAYS = [Way(name="rule-engine", group="scalar", prepare=_prepare, hundredths=from_decimals, at_most=2000)]
