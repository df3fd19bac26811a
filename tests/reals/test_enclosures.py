"""What is computed encloses what is true: against mpmath at 400 binary digits."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from perfeval.reals import MagnitudeError, Number, RealDomainError, exp, ln, power, sqrt
from perfeval.reals.enclosure import Enclosure, exponential, logarithm, of_fraction, square_root, times
from perfeval.reals.evaluate import enclose
from perfeval.reals.number import form_of

ORACLE = mpmath.MPContext()
ORACLE.prec = 400


def true_value(value: Fraction) -> mpmath.mpf:
    return ORACLE.mpf(value.numerator) / value.denominator


def holds(found: Enclosure, truth: mpmath.mpf) -> bool:
    """Whether the truth, known to 400 digits, lies inside an enclosure of at most 200."""
    low = ORACLE.mpf(found.low) * ORACLE.mpf(2) ** found.exponent
    high = ORACLE.mpf(found.high) * ORACLE.mpf(2) ** found.exponent
    slack = abs(truth) * ORACLE.mpf(2) ** -390
    return bool(low - slack <= truth <= high + slack)


def arguments(seed: int, count: int) -> list[Fraction]:
    """Positive numbers: near zero, near one, ordinary and large."""
    chance = random.Random(seed)  # noqa: S311 - drawn figures, not a secret
    found = []
    for index in range(count):
        digits = Fraction(chance.randint(1, 10**9), 10 ** chance.randint(0, 9))
        match index % 5:
            case 0:
                found.append(digits)
            case 1:
                found.append(1 + digits / 10 ** chance.randint(9, 40))
            case 2:
                found.append(1 - digits / 10 ** chance.randint(10, 40))
            case 3:
                found.append(digits / 10 ** chance.randint(9, 60))
            case _:
                found.append(Fraction(chance.randint(1, 10**5), chance.randint(1, 10**5)))
    return found


@pytest.mark.parametrize("bits", [64, 128, 192])
def test_a_logarithm_and_a_root_lie_in_their_enclosures(bits: int) -> None:
    for value in arguments(bits, 1500):
        assert holds(logarithm(of_fraction(value, bits), bits), ORACLE.ln(true_value(value))), value
        assert holds(square_root(of_fraction(value, bits), bits), ORACLE.sqrt(true_value(value))), value


@pytest.mark.parametrize("bits", [64, 128, 192])
def test_an_exponential_lies_in_its_enclosure(bits: int) -> None:
    for value in arguments(bits + 1, 1500):
        for side in (value, -value):
            if abs(side) < 2000:
                assert holds(exponential(of_fraction(side, bits), bits), ORACLE.exp(true_value(side))), side


@pytest.mark.parametrize("bits", [64, 128])
def test_enclosures_are_as_narrow_as_asked_for(bits: int) -> None:
    for value in arguments(3, 300):
        given_value = of_fraction(value, bits)
        for found in (square_root(given_value, bits), times(given_value, given_value, bits)):
            assert (found.high - found.low) << (bits - 2) <= abs(found.low)


NUMBERS = st.fractions(Fraction(1, 1000), 1000, max_denominator=1000)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("+-*/slepn"), NUMBERS), min_size=1, max_size=7), NUMBERS)
def test_a_formula_lies_in_its_enclosure(steps: list[tuple[str, Fraction]], start: Fraction) -> None:
    value: Number = start
    truth = true_value(start)
    for step, operand in steps:
        other = true_value(operand)
        try:
            match step:
                case "+":
                    value, truth = value + operand, truth + other
                case "-":
                    value, truth = value - sqrt(operand), truth - ORACLE.sqrt(other)
                case "*":
                    value, truth = value * ln(operand), truth * ORACLE.ln(other)
                case "/":
                    value, truth = operand / value, other / truth
                case "s":
                    value, truth = sqrt(value), ORACLE.sqrt(truth)
                case "l":
                    value, truth = ln(value), ORACLE.ln(truth)
                case "e":
                    value, truth = exp(value / 100), ORACLE.exp(truth / 100)
                case "p":
                    value, truth = power(value, operand / 1000), truth ** (other / 1000)
                case _:
                    value, truth = -value * value, -truth * truth
        except (RealDomainError, MagnitudeError, ZeroDivisionError):
            assume(False)
    assume(ORACLE.mpf(2) ** -200 < abs(truth) < ORACLE.mpf(2) ** 200)
    for bits in (64, 128):
        found = enclose(form_of(value), bits)
        low = ORACLE.mpf(found.low) * ORACLE.mpf(2) ** found.exponent
        high = ORACLE.mpf(found.high) * ORACLE.mpf(2) ** found.exponent
        slack = (1 + abs(truth)) * ORACLE.mpf(2) ** -200
        assert low - slack <= truth <= high + slack
