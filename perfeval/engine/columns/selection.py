"""Selecting between columns row by row without a branch: masks of all bits, and bits put together by them.

`numpy.where` takes a branch for every row, and costs ten times as much where neighbours differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Whole: TypeAlias = Any
"""A column of int64 or int32, or one int."""

_SIGN_BITS: Final = {4: 31, 8: 63}
"""By the size of a number in bytes."""


def _sign_bit(numbers: Whole) -> int:
    return _SIGN_BITS[numbers.itemsize] if isinstance(numbers, np.ndarray) else 63


def below_zero(numbers: Whole) -> Whole:
    """All bits where a number is below 0, else none."""
    return np.right_shift(numbers, _sign_bit(numbers))


def above_zero(numbers: Whole) -> Whole:
    """All bits where a number is above 0 (and none is the least number of its type), else none."""
    mask = np.negative(numbers)
    mask >>= _sign_bit(mask)
    return mask


def zero(numbers: Whole) -> Whole:
    """All bits where a number is 0, else none."""
    mask = np.negative(numbers)
    mask |= numbers
    mask >>= _sign_bit(mask)
    return ~mask


def not_below_zero(numbers: Whole) -> Whole:
    """0 where a number is below 0."""
    return np.maximum(numbers, 0)


def where(mask: Whole, one: Whole, other: Whole) -> Whole:
    """One where the mask has all bits, the other where it has none."""
    if isinstance(other, int) and other == 0:
        return mask & one
    if isinstance(one, int) and one == 0:
        chosen = ~mask
        chosen &= other
        return chosen
    if isinstance(one, int) and isinstance(other, int):
        chosen = mask & (one ^ other)
    else:
        chosen = one ^ other
        chosen &= mask  # in place: memory that is still near
    chosen ^= other
    return chosen


def size_of(column: NDArray[np.int64]) -> int:
    """The size of the largest number of a column."""
    return max(int(column.max()), -int(column.min())) if len(column) else 0
