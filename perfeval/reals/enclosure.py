"""Enclosures: pairs of dyadic numbers between which a real number certainly lies.

All arithmetic is on integers and rounds outward. `bits` is the length to which the ends are kept; what the value of a
form is, never depends on it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, NamedTuple

from perfeval.reals import points
from perfeval.reals.refusals import too_large

MAX_EXPONENT: Final = 1 << 17
"""An enclosure farther from 1 than 2**MAX_EXPONENT, either way, is refused."""

SPARE_BITS: Final = 16
"""How much longer than asked the ends are kept, so that ordinary roundings outward do not show."""


class StraddlesZeroError(Exception):
    """An inverse, a root or a logarithm of an enclosure that is not yet known to lie above (or apart from) zero."""


class Enclosure(NamedTuple):
    """The numbers from `low * 2**exponent` to `high * 2**exponent`."""

    low: int
    high: int
    exponent: int

    @property
    def sign(self) -> int | None:
        """-1 or 1 where the enclosure lies on one side of zero, 0 where it is zero itself, otherwise None."""
        if self.low > 0:
            return 1
        if self.high < 0:
            return -1
        return 0 if self.low == self.high == 0 else None

    def ends(self) -> tuple[Fraction, Fraction]:
        """Both ends as fractions."""
        if self.exponent >= 0:
            return Fraction(self.low << self.exponent), Fraction(self.high << self.exponent)
        one = 1 << -self.exponent
        return Fraction(self.low, one), Fraction(self.high, one)

    def magnitude(self) -> int:
        """The least `n` such that every number enclosed is below 2**n in size."""
        return max(self.low.bit_length(), self.high.bit_length()) + self.exponent


def _trimmed(low: int, high: int, exponent: int, bits: int) -> Enclosure:
    excess = max(low.bit_length(), high.bit_length()) - bits - SPARE_BITS
    if excess > 0:
        low >>= excess
        high = -(-high >> excess)
        exponent += excess
    if not -MAX_EXPONENT < exponent < MAX_EXPONENT:
        raise too_large()
    return Enclosure(low, high, exponent)


def of_fraction(value: Fraction, bits: int) -> Enclosure:
    """Enclose a rational number; exact where it is a short enough dyadic."""
    over, under = value.numerator, value.denominator
    if under == 1:
        return _trimmed(over, over, 0, bits)
    shift = bits + SPARE_BITS - over.bit_length() + under.bit_length()
    low, rest = divmod(over << shift, under) if shift >= 0 else divmod(over, under << -shift)
    return _trimmed(low, low + (rest > 0), -shift, bits)


def total(parts: Iterable[Enclosure], bits: int) -> Enclosure:
    """The sum of enclosures."""
    given = list(parts)
    exponent = min((part.exponent for part in given), default=0)
    low = sum(part.low << (part.exponent - exponent) for part in given)
    high = sum(part.high << (part.exponent - exponent) for part in given)
    return _trimmed(low, high, exponent, bits)


def negative(value: Enclosure) -> Enclosure:
    """The same on the other side of zero."""
    return Enclosure(-value.high, -value.low, value.exponent)


def times(first: Enclosure, second: Enclosure, bits: int) -> Enclosure:
    """The product of two enclosures."""
    a, b, _ = first
    c, d, _ = second
    exponent = first.exponent + second.exponent
    if a >= 0 and c >= 0:
        return _trimmed(a * c, b * d, exponent, bits)
    ends = (a * c, a * d, b * c, b * d)
    return _trimmed(min(ends), max(ends), exponent, bits)


def inverse(value: Enclosure, bits: int) -> Enclosure:
    """One divided by an enclosure that lies apart from zero."""
    if value.high < 0:
        return negative(inverse(negative(value), bits))
    if value.low <= 0:
        raise StraddlesZeroError
    shift = bits + SPARE_BITS + value.high.bit_length()
    one = 1 << shift
    return _trimmed(one // value.high, -(-one // value.low), -shift - value.exponent, bits)


def whole_power(value: Enclosure, power: int, bits: int) -> Enclosure:
    """A power with a whole exponent; a negative one needs an enclosure apart from zero."""
    if power < 0:
        return inverse(whole_power(value, -power, bits), bits)
    if power % 2 == 0 and value.low < 0:
        far = max(-value.low, value.high)
        near = -value.high if value.high < 0 else 0
        value = Enclosure(near, far, value.exponent)
    result = Enclosure(1, 1, 0)
    while power:
        if power & 1:
            result = times(result, value, bits)
        power >>= 1
        if power:
            value = times(value, value, bits)
    return result


def square_root(value: Enclosure, bits: int) -> Enclosure:
    """The square root of an enclosure that lies above zero."""
    if value.low <= 0:
        raise StraddlesZeroError
    shift = max(0, 2 * (bits + SPARE_BITS) - value.low.bit_length())
    shift += (value.exponent - shift) % 2
    low, high = value.low << shift, value.high << shift
    return _trimmed(math.isqrt(low), math.isqrt(high - 1) + 1, (value.exponent - shift) // 2, bits)


def _around(point: points.Point, bits: int) -> Enclosure:
    return _trimmed(point.mantissa - point.slack, point.mantissa + point.slack, point.exponent, bits)


def logarithm(value: Enclosure, bits: int) -> Enclosure:
    """The natural logarithm of an enclosure that lies above zero."""
    low, high, exponent = value
    if low <= 0:
        raise StraddlesZeroError
    least = _around(points.logarithm(low, exponent, bits), bits)
    if low == high:
        return least
    # ln(high) <= ln(low) + (high - low) / low
    rise = of_fraction(Fraction(high - low, low), bits)
    return total((least, Enclosure(0, rise.high, rise.exponent)), bits)


@functools.lru_cache(maxsize=4096)
def logarithm_of_whole(number: int, bits: int) -> Enclosure:
    """The natural logarithm of a whole number above zero."""
    return logarithm(_trimmed(number, number, 0, bits), bits)


def exponential(value: Enclosure, bits: int) -> Enclosure:
    """The natural exponential of an enclosure."""
    if value.magnitude() > MAX_EXPONENT.bit_length():
        raise too_large()
    low, high, exponent = value
    least = _around(points.exponential(low, exponent, bits), bits)
    if low == high:
        return least
    if (high - low).bit_length() + exponent > 0:
        most = _around(points.exponential(high, exponent, bits), bits)
        return total((Enclosure(least.low, least.low, least.exponent), _rise(least, most, bits)), bits)
    # For a width w of at most 1, exp(low + w) <= exp(low) * (1 + 2 w).
    stretch = total((Enclosure(1, 1, 0), Enclosure(0, 2 * (high - low), exponent)), bits)
    return times(least, stretch, bits)


def _rise(least: Enclosure, most: Enclosure, bits: int) -> Enclosure:
    """From zero to the distance between the low end of one and the high end of another."""
    far = total(
        (Enclosure(most.high, most.high, most.exponent), Enclosure(-least.low, -least.low, least.exponent)), bits
    )
    return Enclosure(0, max(0, far.high), far.exponent)


def root_power(value: Enclosure, power: Fraction, bits: int) -> Enclosure:
    """A power with a rational exponent of an enclosure that lies above zero."""
    if power.denominator == 1:
        return whole_power(value, power.numerator, bits)
    if power.denominator == 2:
        root = square_root(value, bits)
        return root if power.numerator == 1 else whole_power(root, power.numerator, bits)
    return exponential(times(of_fraction(power, bits), logarithm(value, bits), bits), bits)
