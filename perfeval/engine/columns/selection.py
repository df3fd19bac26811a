"""Selecting between columns row by row without a branch: masks of all bits, and bits put together by them.

`numpy.where` takes a branch for every row, and costs ten times as much where neighbours differ.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

Whole: TypeAlias = Any
"""A column of int64, or one int."""

_SIGN_BIT: Final = 63


def below_zero(numbers: Whole) -> Whole:
    """All bits where a number is below 0, else none."""
    return np.right_shift(numbers, _SIGN_BIT)


def above_zero(numbers: Whole) -> Whole:
    """All bits where a number is above 0 (and no less than -2^63 + 1), else none."""
    return np.right_shift(np.negative(numbers), _SIGN_BIT)


def zero(numbers: Whole) -> Whole:
    """All bits where a number is 0, else none."""
    return ~np.right_shift(numbers | np.negative(numbers), _SIGN_BIT)


def where(mask: Whole, one: Whole, other: Whole) -> Whole:
    """One where the mask has all bits, the other where it has none."""
    if isinstance(other, int) and other == 0:
        return one & mask
    if isinstance(one, int) and one == 0:
        return other & ~mask
    return other ^ ((one ^ other) & mask)
