"""Division of whole numbers in columns, exact without integers of 128 bits.

Below 2^53 whole numbers are exact as floats, and the float quotient n ÷ d, cut off, is the whole quotient: a quotient
that is no whole number lies at least 1/d from the next one, which is more than the rounding of a float there. The
functions of `SMALL` are for such numbers.

Beyond that the float quotient is off by one at most while it is below 2^50; what it leaves is then a small number, so
that it is right although products wrap around at 64 bits, and tells which quotient is right. The functions of `LARGE`
are for numbers below 2^61 (`straight_line.bounded_by`); a quotient of 2^50 and more raises `TooLargeError`.

The functions of `NARROW` are for numbers of which top and bottom together are below 2^51: even 1/2 added to the float
quotient leaves it on its side of the next whole number, as the two roundings are off by less than (2 n/d + 3/2) / 2^53,
and a sum that is no whole number lies 1/(2 d) from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from perfeval.engine.columns.selection import where

if TYPE_CHECKING:
    from numpy.typing import NDArray

Whole: TypeAlias = Any
"""A column of int64 or, for `NARROW`, of int32 or of whole floats; or one int."""

LARGEST: Final = 2**50
"""From here on a float quotient may be off by more than one."""


class TooLargeError(ArithmeticError):
    """A quotient is too large for the exact division: the rows are computed one by one."""


Floor: TypeAlias = Callable[..., Whole]
"""The whole quotient of numbers not below 0, the bottom above 0 (and its half, cut off, where that is at hand)."""


def floor_of_small(top: Whole, bottom: Whole) -> Whole:
    """The whole quotient of numbers below 2^53."""
    return np.true_divide(top, bottom).astype(np.int64)


def half_up_of_narrow(top: Whole, bottom: Whole) -> Whole:
    """The quotient of numbers that are together below 2^51, a half rounded up."""
    quotient = np.true_divide(top, bottom)
    quotient += 0.5
    return quotient.astype(np.int64)


def product(one: Whole, other: Whole) -> NDArray[np.float64]:
    """The product of a column and another (or one int), which is below 2^51: floats, as it is divided next."""
    made: NDArray[np.float64] = one.astype(np.float64)
    made *= np.asarray(other, dtype=np.float64)  # numpy is slower at floats times whole numbers
    return made


def floor_of_large(top: Whole, bottom: Whole) -> Whole:
    """The whole quotient of numbers below 2^61. `TooLargeError` where one is 2^50 or more."""
    quotient = np.true_divide(top, bottom)
    if quotient.size and quotient.max() >= LARGEST:
        raise TooLargeError
    whole: NDArray[np.int64] = quotient.astype(np.int64)
    rest = top - whole * bottom
    whole += (rest >= bottom).view(np.int8)
    whole -= (rest < 0).view(np.int8)
    return whole


def _roundings(floor_of_sizes: Floor) -> Mapping[str, Floor]:
    """Every way of rounding a quotient, by name: for tops of either sign and, `_of_sizes`, for those not below 0."""

    def half_up(top: Whole, bottom: Whole, half: Whole = None) -> Whole:
        half = bottom >> 1 if half is None else half  # whole numbers: half of an odd bottom needs no half
        return floor_of_sizes(top + half, bottom)

    return _all_of(floor_of_sizes, half_up)


def _all_of(floor_of_sizes: Floor, half_up: Floor) -> Mapping[str, Floor]:
    def half_even(top: Whole, bottom: Whole) -> Whole:
        whole = floor_of_sizes(top, bottom)
        twice = 2 * (top - whole * bottom)
        return whole + ((twice > bottom) | ((twice == bottom) & (whole & 1 == 1)))

    def up(top: Whole, bottom: Whole) -> Whole:
        whole = floor_of_sizes(top, bottom)
        return whole + (whole * bottom < top)

    def of_either_sign(of_sizes: Floor, below: Floor) -> Floor:
        def rounded(top: Whole, *bottom: Whole) -> Whole:
            negative = np.negative(np.less(top, 0).view(np.int8))  # a mask, for floats too
            if not np.any(negative):
                return of_sizes(top, *bottom)
            size = np.abs(top)
            return where(negative, -below(size, *bottom), of_sizes(size, *bottom))

        return rounded

    sizes: dict[str, Floor] = {
        "half_up": half_up, "half_even": half_even, "up": up, "down": floor_of_sizes, "floor": floor_of_sizes,
    }  # fmt: skip
    found = {f"{name}_of_sizes": function for name, function in sizes.items()}
    for name, function in sizes.items():
        found[name] = of_either_sign(function, up if name == "floor" else function)
    return found


SMALL: Final = _roundings(floor_of_small)
LARGE: Final = _roundings(floor_of_large)
NARROW: Final = _all_of(floor_of_small, half_up_of_narrow)
