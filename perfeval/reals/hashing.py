"""Hashes of exact real numbers that agree with their equality."""

from __future__ import annotations

import math
from fractions import Fraction

from perfeval.reals.decide import sign_of
from perfeval.reals.evaluate import FIRST_BITS, enclose
from perfeval.reals.form import Form, minus, of_rational
from perfeval.reals.points import MAX_BITS
from perfeval.reals.refusals import undecided

HIDDEN_BITS = 224
"""A rational number in disguise is found out when its denominator has at most so many binary digits."""
SCALE = 1 << 16


def hash_of(form: Form) -> int:
    """Equal numbers have equal hashes, however they are written; decided by value, like equality."""
    candidate = simplest_between(*_narrow(form, Fraction(1, 1 << (2 * HIDDEN_BITS + 2))))
    if candidate.denominator.bit_length() <= HIDDEN_BITS and sign_of(minus(form, of_rational(candidate))) == 0:
        return hash(candidate)
    low, high = (math.floor(end * SCALE) for end in _narrow(form, Fraction(1, 2 * SCALE)))
    if low != high and sign_of(minus(form, of_rational(Fraction(high, SCALE)))) >= 0:
        low = high
    return hash((SCALE, low))


def _narrow(form: Form, width: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of the value that are at most `width` apart."""
    bits = FIRST_BITS
    while bits <= 4 * MAX_BITS:
        low, high = enclose(form, bits).ends()
        if high - low <= width:
            return low, high
        bits *= 2
    raise undecided(4 * MAX_BITS)


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator from `low` to `high`."""
    over, under = low.numerator, low.denominator
    most, beside = high.numerator, high.denominator
    wholes = []
    while -(-over // under) * beside > most:
        whole = over // under
        wholes.append(whole)
        over, under, most, beside = beside, most - whole * beside, under, over - whole * under
    numerator, denominator = -(-over // under), 1
    for whole in reversed(wholes):
        numerator, denominator = whole * numerator + denominator, numerator
    return Fraction(numerator, denominator)
