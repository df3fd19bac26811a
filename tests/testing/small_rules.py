"""A small rule set, and programs that score by it, right and wrong."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import perfeval
from perfeval.exact import Rounding, round_to
from perfeval.values.model import Points, Quantity

RULES = """ruleset small "A small set"
  cite "District notice 3/2025 (invented)" full text
  unsigned every = positive
  round half up to 0.01 points

rule share for quantitative and target > 0
  cite "District notice 3/2025 (invented)" "article 9" full text
  when actual meets target award full
  when completion < 60%    award 0 points
  otherwise                award full * completion
  when completion = 60% allow jump
  example "four fifths" target 100人, actual 80人, full 10 points gives 8 points
"""


def cells(row: perfeval.Indicator) -> tuple[Fraction, Fraction, Fraction] | None:
    """Target, actual value and full marks; None where the rules score no such row."""
    target, actual, full = row.target, row.actual, row.full
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity) or not isinstance(full, Points):
        return None
    return (target.amount, actual.amount, full.amount) if target.amount > 0 else None


def right(row: perfeval.Indicator) -> Fraction | None:
    found = cells(row)
    if found is None:
        return None
    target, actual, full = found
    if actual >= target:
        return full
    if actual < target * 60 / 100:
        return Fraction(0)
    return round_to(full * actual / target, Fraction(1, 100), Rounding.HALF_UP)


def strict(row: perfeval.Indicator) -> Fraction | None:
    """60 % itself gets nothing."""
    found = cells(row)
    return Fraction(0) if found is not None and found[1] * 100 == found[0] * 60 else right(row)


def by_floats(row: perfeval.Indicator) -> Decimal | None:
    """The share as a binary float, rounded as floats are."""
    found, points = cells(row), right(row)
    if found is None or points is None:
        return None
    target, actual, full = (float(one) for one in found)
    return Decimal(0) if points == 0 else Decimal(str(round(full * min(actual / target, 1), 2)))


def by_decimals(row: perfeval.Indicator) -> Decimal | None:
    """The rate rounded to four places first."""
    found, points = cells(row), right(row)
    if found is None or points is None:
        return None
    target, actual, full = (Decimal(one.numerator) / one.denominator for one in found)
    rate = min((actual / target).quantize(Decimal("0.0001"), ROUND_HALF_UP), Decimal(1))
    return Decimal(0) if points == 0 else (full * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def on_plain_rows_only(row: perfeval.Indicator) -> Fraction | None:
    """A row without an actual value gets 0."""
    points = right(row)
    return Fraction(0) if points is None else points
