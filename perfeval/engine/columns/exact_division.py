"""Division of whole numbers in columns, exact without integers of 128 bits.

The quotient of the two as binary floats is off by one at most while it is below 2^50; what it leaves is then a small
number, so that it is right although products wrap around at 64 bits, and tells which quotient is right. Valid for tops
and bottoms below 2^61: see `straight_line.bounded_by`. A quotient of 2^50 and more is seen by `too_large`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Whole = Any
"""A column of int64, or one int."""

LARGEST: Final = 2**50
"""From here on a float quotient may be off by more than one."""


class TooLargeError(ArithmeticError):
    """A quotient is too large for the exact division: the rows are computed one by one."""


def floor_of_sizes(top: Whole, bottom: Whole) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Quotient and remainder of numbers not below 0, the bottom above 0."""
    over, under = np.asarray(top, dtype=np.int64), np.asarray(bottom, dtype=np.int64)
    quotient = np.divide(over, under, dtype=np.float64)
    if quotient.size and quotient.max() >= LARGEST:
        raise TooLargeError
    whole = quotient.astype(np.int64)
    rest = over - whole * under
    low = rest < 0
    whole -= low
    rest += low * under
    high = rest >= under
    whole += high
    rest -= high * under
    return whole, rest


def floor(top: Whole, bottom: Whole) -> Whole:
    """The quotient towards minus infinity."""
    size = np.abs(top)
    whole, rest = floor_of_sizes(size, bottom)
    return np.where(np.less(top, 0), -whole - (rest > 0), whole)


def half_up(top: Whole, bottom: Whole) -> Whole:
    """The quotient to the nearest whole number, a tie away from 0."""
    size = np.abs(top)
    whole, _ = floor_of_sizes(2 * size + bottom, 2 * bottom)
    return np.where(np.less(top, 0), -whole, whole) if np.min(top, initial=0) < 0 else whole


def half_even(top: Whole, bottom: Whole) -> Whole:
    """The quotient to the nearest whole number, a tie to the even one."""
    size = np.abs(top)
    whole, rest = floor_of_sizes(size, bottom)
    whole += (2 * rest > bottom) | ((2 * rest == bottom) & (whole % 2 == 1))
    return np.where(np.less(top, 0), -whole, whole)


def down(top: Whole, bottom: Whole) -> Whole:
    """The quotient towards 0."""
    whole, _ = floor_of_sizes(np.abs(top), bottom)
    return np.where(np.less(top, 0), -whole, whole)


def up(top: Whole, bottom: Whole) -> Whole:
    """The quotient away from 0."""
    whole, rest = floor_of_sizes(np.abs(top), bottom)
    whole += rest > 0
    return np.where(np.less(top, 0), -whole, whole)
