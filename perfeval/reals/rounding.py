"""Rounding exact real numbers, proved: both ends of an enclosure round alike, or the tie between them is decided."""

from __future__ import annotations

import math
from fractions import Fraction

from perfeval.exact import Rounding
from perfeval.exact import round_to as round_fraction
from perfeval.reals.decide import sign_of
from perfeval.reals.evaluate import FIRST_BITS, enclose
from perfeval.reals.form import Form, minus, of_rational
from perfeval.reals.number import Number, form_of
from perfeval.reals.points import MAX_BITS
from perfeval.reals.refusals import UndecidedTieError, undecided
from perfeval.symbolic.number import SymbolicNumber


def round_to(value: Number, step: Fraction, mode: Rounding) -> Fraction:
    """Round to a multiple of `step` (> 0), as `perfeval.exact.round_to` does for fractions.

    `UndecidedTieError` where it cannot be shown on which side of a tie the number lies.
    """
    if type(value) is Fraction:
        return round_fraction(value, step, mode)
    if isinstance(value, SymbolicNumber):
        return value.rounded(step, mode)
    if isinstance(value, Fraction):
        return round_fraction(value, step, mode)
    form = form_of(value)
    offset = step / 2 if mode in {Rounding.HALF_UP, Rounding.HALF_EVEN} else Fraction(0)
    low, high = _without_jump(form, step, offset)
    return round_fraction((low + high) / 2, step, mode)


def floor_of(value: Number) -> int:
    """The greatest whole number not above the value, proved."""
    low, high = _without_jump(form_of(value), Fraction(1), Fraction(0))
    return math.floor((low + high) / 2)


def ceil_of(value: Number) -> int:
    """The least whole number not below the value, proved."""
    low, high = _without_jump(form_of(value), Fraction(1), Fraction(0))
    return math.ceil((low + high) / 2)


def approximate(value: Number, places: int) -> Fraction:
    """The value to so many decimals, half up, for showing in a sentence; either neighbour of an undecided tie."""
    step = Fraction(1, 10**places)
    try:
        return round_to(value, step, Rounding.HALF_UP)
    except UndecidedTieError:
        low, high = enclose(form_of(value), FIRST_BITS * 4).ends()
        return round_fraction((low + high) / 2, step, Rounding.HALF_UP)


def _without_jump(form: Form, step: Fraction, offset: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of the value between which no `k * step + offset` lies; a tie itself twice.

    The bounds may touch such a point, which then is not the value: their middle rounds as the value does.
    """
    rational = form.rational()
    if rational is not None:
        return rational, rational
    bits = FIRST_BITS
    while bits <= MAX_BITS:
        low, high = enclose(form, bits).ends()
        first = math.ceil((low - offset) / step)
        last = math.floor((high - offset) / step)
        if first > last:
            return low, high
        if first == last:
            jump = first * step + offset
            side = sign_of(minus(form, of_rational(jump)))
            if side == 0:
                return jump, jump
            return (jump, high) if side > 0 else (low, jump)
        bits *= 2
    raise undecided(MAX_BITS)
