"""The plainest number between two others: on the coarsest decimal grid that has one there."""

from __future__ import annotations

from fractions import Fraction
from math import floor

MOST_PLACES = 40


def plainest_between(low: Fraction, high: Fraction | None, unit: Fraction = Fraction(1)) -> Fraction:
    """A number above `low` and below `high` (None: no end): 54 between 53.9 and 60, not 53.95.

    The grid is one of powers of ten of the unit; of its numbers there the one nearest to 0 is taken.
    """
    if low < 0 and (high is None or high > 0):
        return Fraction(0)
    if low < 0 and high is not None:
        return -plainest_between(-high, -low, unit)
    step = unit
    while step * 10 <= (low if high is None else high):
        step *= 10
    for _ in range(2 * MOST_PLACES):
        found = (floor(low / step) + 1) * step
        if high is None or found < high:
            return found
        step /= 10
    return (low + high) / 2 if high is not None else found
