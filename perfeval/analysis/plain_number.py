"""The plainest number between two others: on the coarsest decimal grid that has one there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

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


def plain_numbers(given: Fraction, found: Fraction, unit: Fraction = Fraction(1)) -> Iterator[Fraction]:
    """Numbers to try in the place of another, the plainest first.

    The number itself; 1, 2, 5, 10, 20 … of its sign by how near they are to it, whole ones before parts of the unit;
    then numbers ever nearer to one that was found.
    """
    yield given
    size = abs(given) / unit or Fraction(1)
    tens = len(str(floor(size))) - 1
    series = [Fraction(10) ** power * one for power in range(tens - 3, tens + 5) for one in (1, 2, 5)]
    series.sort(key=lambda one: (one < 1, max(one / size, size / one), one))
    sign = -1 if given < 0 else 1
    yield from (sign * one * unit for one in series)
    for power in range(3, -13, -1):
        step = unit * Fraction(10) ** power
        yield floor(found / step) * step
        yield ceil(found / step) * step
    yield found
