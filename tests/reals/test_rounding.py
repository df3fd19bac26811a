"""Roundings are proved: they agree with many more digits, and ties are decided as ties."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.exact import CENT, Rounding
from perfeval.exact import round_to as round_fraction
from perfeval.reals import Number, Real, approximate, ceil_of, exp, floor_of, ln, power, round_to, sqrt

MODES = st.sampled_from(list(Rounding))
STEPS = st.sampled_from([CENT, Fraction(1), Fraction(1, 2), Fraction(1, 10**6), Fraction(5)])
FIGURES = st.fractions(Fraction(1, 100), 10_000, max_denominator=1000)
SMALL = st.fractions(-5, 5, max_denominator=100)

ORACLE = mpmath.MPContext()
ORACLE.prec = 600


def to_fraction(value: mpmath.mpf) -> Fraction:
    mantissa, exponent = (int(part) for part in value.man_exp)
    size = abs(mantissa) * Fraction(2) ** exponent
    return -size if value < 0 else size


def oracle(value: Fraction) -> mpmath.mpf:
    return ORACLE.mpf(value.numerator) / value.denominator


@settings(deadline=None)
@given(FIGURES, SMALL, STEPS, MODES)
def test_rounding_agrees_with_six_hundred_digits(
    figure: Fraction, shift: Fraction, step: Fraction, mode: Rounding
) -> None:
    cases = [
        (shift + sqrt(figure), oracle(shift) + ORACLE.sqrt(oracle(figure))),
        (shift * ln(figure), oracle(shift) * ORACLE.ln(oracle(figure))),
        (exp(shift) - figure, ORACLE.exp(oracle(shift)) - oracle(figure)),
        (power(figure, shift), oracle(figure) ** oracle(shift)),
    ]
    for value, truth in cases:
        if isinstance(value, Real):
            assert round_to(value, step, mode) == round_fraction(to_fraction(truth), step, mode)
            assert floor_of(value) == math.floor(to_fraction(truth))
            assert ceil_of(value) == math.ceil(to_fraction(truth))


@settings(deadline=None)
@given(st.fractions(-100, 100, max_denominator=1000), STEPS, MODES)
def test_a_fraction_is_rounded_as_fractions_are(value: Fraction, step: Fraction, mode: Rounding) -> None:
    assert round_to(value, step, mode) == round_fraction(value, step, mode)
    assert (floor_of(value), ceil_of(value)) == (math.floor(value), math.ceil(value))


def hidden(value: Fraction) -> Number:
    """The number, as a formula in which it is not recognised: sqrt(2) + sqrt(3) is sqrt(5 + 2 sqrt(6))."""
    nothing = sqrt(Fraction(2)) + sqrt(Fraction(3)) - sqrt(5 + 2 * sqrt(Fraction(6)))
    return value + nothing


@settings(max_examples=60, deadline=None)
@given(st.integers(-2000, 2000), STEPS, MODES)
def test_an_exact_tie_is_decided_as_the_mode_says(halves: int, step: Fraction, mode: Rounding) -> None:
    tie = Fraction(halves, 2) * step
    value = hidden(tie)
    assert isinstance(value, Real)
    assert round_to(value, step, mode) == round_fraction(tie, step, mode)


@settings(max_examples=40, deadline=None)
@given(st.integers(-200, 200), MODES, st.sampled_from([-1, 1]), st.sampled_from([40, 100, 300]))
def test_a_hair_from_a_tie_is_not_a_tie(halves: int, mode: Rounding, side: int, digits: int) -> None:
    hair = side * sqrt(Fraction(2)) / 10**digits
    near = Fraction(halves, 2) * CENT
    just = near + Fraction(side, 10**digits)
    assert round_to(near + hair, CENT, mode) == round_fraction(just, CENT, mode)
    assert floor_of(halves + hair) == halves - (side < 0)
    assert ceil_of(halves + hair) == halves + (side > 0)


@pytest.mark.parametrize(
    ("value", "half_up", "half_even"),
    [
        (power(Fraction(2), Fraction(1, 2)) * power(Fraction(2), Fraction(1, 2)) / 400, "0.01", "0"),
        (ln(Fraction(8)) / ln(Fraction(4)) / 100, "0.02", "0.02"),
        (exp((ln(Fraction(2)) + ln(Fraction(32))) / 2) / 1600, "0.01", "0"),
        (ln(3 + 2 * sqrt(Fraction(2))) / ln(1 + sqrt(Fraction(2))) / 400, "0.01", "0"),
    ],
)
def test_ties_of_each_kind(value: Number, half_up: str, half_even: str) -> None:
    assert round_to(value, CENT, Rounding.HALF_UP) == Fraction(half_up)
    assert round_to(value, CENT, Rounding.HALF_EVEN) == Fraction(half_even)


@settings(deadline=None)
@given(FIGURES, st.integers(0, 30))
def test_an_approximation_is_the_nearest_decimal(figure: Fraction, places: int) -> None:
    value = sqrt(figure) + ln(figure)
    assert abs(value - approximate(value, places)) <= Fraction(1, 2 * 10**places)


def test_an_undecided_tie_is_shown_all_the_same() -> None:
    tiny = Fraction(1, 2**3000)
    assert approximate(exp(tiny) - 1 - tiny + Fraction(1, 200), 2) in {Fraction(0), CENT}
