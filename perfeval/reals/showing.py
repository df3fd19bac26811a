"""About what an exact number is, in plain digits, for a sentence."""

from __future__ import annotations

import math
from fractions import Fraction

from perfeval.exact import plain
from perfeval.reals.evaluate import FIRST_BITS, enclose
from perfeval.reals.form import Form

PLAIN_DIGITS = 15
"""The longest whole part that is written out."""


def about(form: Form) -> str:
    """The value with some four significant decimals; a very long one as a power of ten. Never exact, never wrong."""
    low, high = enclose(form, FIRST_BITS).ends()
    middle = (low + high) / 2
    if abs(middle) < 10**PLAIN_DIGITS:
        for places in (4, 8, 16):
            if middle == 0 or abs(middle) * 10**places >= 1:
                return plain(middle, places)
    return f"{'-' if middle < 0 else ''}10^{_decimal_exponent(abs(middle))}"


def _decimal_exponent(value: Fraction) -> int:
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    return math.floor(Fraction(bits * 30103, 100000))
