"""Polynomials: evaluating them is a homomorphism; dividing out what is shared changes no quotient."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perfeval.engine.lowering.by_fractions import value_of
from perfeval.engine.lowering.scaled import whole_polynomial
from perfeval.symbolic.polynomial import (
    ONE,
    ZERO,
    Division,
    Polynomial,
    common,
    constant,
    lowest_terms,
    multiplied,
    ordered,
    variable,
)
from perfeval.symbolic.simplify import substituted

NAMES = ("a", "b", "c")
MODES = ("floor", "half_up", "half_even", "down", "up")
SMALL = st.integers(-4, 4)
FRACTIONS = st.fractions(-20, 20, max_denominator=12)
NUMBERS = st.fixed_dictionaries(dict.fromkeys(NAMES, FRACTIONS))

plain = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3), max_size=3), SMALL), max_size=4
).map(lambda terms: sum((constant(factor) * _monomial(powers) for powers, factor in terms), ZERO))


def _monomial(powers: dict[str, int]) -> Polynomial:
    return Polynomial([(ordered(powers.items()), 1)])


divisions = st.builds(
    lambda mode, top, bottom: variable(Division(mode, top, constant(bottom))),
    st.sampled_from(MODES), plain, st.integers(1, 7),
)  # fmt: skip
polynomials = st.one_of(plain, plain, st.builds(lambda one, other: one + other * ONE, plain, divisions))


@given(polynomials, polynomials, NUMBERS)
def test_evaluating_commutes_with_sum_difference_and_product(
    one: Polynomial, other: Polynomial, numbers: dict[str, Fraction]
) -> None:
    first, second = value_of(one, numbers), value_of(other, numbers)
    assert value_of(one + other, numbers) == first + second
    assert value_of(one - other, numbers) == first - second
    assert value_of(one * other, numbers) == first * second
    assert value_of(-one, numbers) == -first


@given(polynomials, polynomials, polynomials)
def test_the_laws_of_a_commutative_ring_hold_as_equality_and_hash(
    one: Polynomial, other: Polynomial, third: Polynomial
) -> None:
    for left, right in (
        (one + other, other + one),
        (one * other, other * one),
        ((one + other) + third, one + (other + third)),
        ((one * other) * third, one * (other * third)),
        (one * (other + third), one * other + one * third),
        (one - one, ZERO),
        (one * ONE, one),
        (one + ZERO, one),
    ):
        assert left == right
        assert hash(left) == hash(right)
        assert str(left) == str(right)


@given(polynomials, st.integers(-30, 30))
def test_a_constant_is_known_as_one_and_nothing_else_is(one: Polynomial, number: int) -> None:
    assert (one - one + constant(number)).constant == number
    free = list(one.variables())
    assert (one.constant is None) == bool(free)


@given(polynomials, polynomials, NUMBERS)
def test_lowest_terms_keep_the_quotient(top: Polynomial, bottom: Polynomial, numbers: dict[str, Fraction]) -> None:
    over, under = value_of(top, numbers), value_of(bottom, numbers)
    if under == 0:
        return
    made, below = lowest_terms(top, bottom)
    assert value_of(made, numbers) / value_of(below, numbers) == over / under


@given(plain, st.dictionaries(st.sampled_from(NAMES), st.integers(1, 2), min_size=1))
def test_without_undoes_the_product_by_a_monomial(one: Polynomial, powers: dict[str, int]) -> None:
    factor = ordered(powers.items())
    product = one * Polynomial([(factor, 1)])
    assert product.without(factor) == one
    if one.terms:
        assert product.common_monomial() == multiplied(one.common_monomial(), factor)
        assert common(product.common_monomial(), factor) == factor


@given(polynomials, st.sampled_from(NAMES), plain, NUMBERS)
def test_a_number_put_in_for_another_is_evaluating_with_it(
    one: Polynomial, name: str, value: Polynomial, numbers: dict[str, Fraction]
) -> None:
    there = {**numbers, name: value_of(value, numbers)}
    assert value_of(substituted(one, name, value), numbers) == value_of(one, there)


@given(
    polynomials,
    st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(-50, 50))),
    st.fixed_dictionaries(
        dict.fromkeys(NAMES, st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(10), Fraction(7, 20)]))
    ),
)
def test_counted_in_steps_a_polynomial_is_the_factor_times_the_one_over_whole_numbers(
    one: Polynomial, counts: dict[str, int], steps: dict[str, Fraction]
) -> None:
    whole, factor = whole_polynomial(one, steps)
    assert factor > 0
    values = {name: count * steps[name] for name, count in counts.items()}
    at_counts = value_of(whole, {name: Fraction(count) for name, count in counts.items()})
    assert at_counts * factor == value_of(one, values)
    assert at_counts.denominator == 1
