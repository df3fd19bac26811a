"""Square root, natural logarithm, natural exponential and power of exact numbers."""

from __future__ import annotations

from fractions import Fraction

from perfeval.reals import form as forms
from perfeval.reals import refusals
from perfeval.reals.decide import sign_of
from perfeval.reals.evaluate import FIRST_BITS, enclose
from perfeval.reals.form import ONE, Atom, Exp, Exponent, Form, Log, Monomial, Sum, of_rational, of_term
from perfeval.reals.number import Number, as_factor, form_of, multiplied, number_of
from perfeval.reals.points import MAX_BITS
from perfeval.reals.showing import about

HALF = Fraction(1, 2)
MAX_POWER = 1 << 16
"""The largest exponent of a number that is not rational."""
LARGEST_EXPONENT = Fraction(MAX_BITS * 9, 13)
"""The largest exponent of e, either way; ln 2 is a little above 9/13, so that the result is within 2**4096."""
MOST_WRITTEN_OUT = 8
"""The largest whole exponent for which a power of a sum is multiplied out."""


def sqrt(x: Number) -> Number:
    """The square root; a `Fraction` where it is recognised as rational. `RealDomainError` below zero."""
    form = form_of(x)
    side = sign_of(form)
    if side < 0:
        raise refusals.square_root_of(about(form))
    return number_of(_root_power(form, HALF)) if side else Fraction(0)


def ln(x: Number) -> Number:
    """The natural logarithm; `RealDomainError` for zero and below."""
    form = form_of(x)
    if sign_of(form) <= 0:
        raise refusals.logarithm_of(about(form))
    return number_of(_logarithm(form))


def exp(x: Number) -> Number:
    """The natural exponential; `MagnitudeError` where the result is above 2**4096 or below 2**-4096."""
    return number_of(_exponential(form_of(x)))


def power(base: Number, exponent: Number) -> Number:
    """A power; 0 to the power 0 is 1.

    `RealDomainError` for a negative power of 0 and for a power of a negative number that is not whole; `MagnitudeError`
    where the result is beyond 2**4096 or 2**-4096, or a rational result has a longer numerator or denominator.
    """
    under, over = form_of(base), form_of(exponent)
    rational = _rational_exponent(over)
    if rational == 0:
        return ONE
    side = sign_of(under)
    if side == 0:
        if sign_of(over) < 0:
            raise refusals.zero_to_negative_power()
        return Fraction(0)
    if rational is not None and rational.denominator == 1:
        return number_of(_whole_power(under, rational.numerator))
    if side < 0:
        raise refusals.power_of_negative(about(under))
    if rational is None:
        return number_of(_exponential(multiplied(over, _logarithm(under))))
    return number_of(_root_power(under, rational))


def _rational_exponent(form: Form) -> Fraction | None:
    """The exponent as a rational number, also where a whole number is only found to be one by a decision."""
    rational = form.rational()
    if rational is not None:
        return rational
    low, high = enclose(form, FIRST_BITS).ends()
    nearest = Fraction(round((low + high) / 2))
    if not low <= nearest <= high:
        return None
    return nearest if sign_of(forms.minus(form, of_rational(nearest))) == 0 else None


def _whole_power(form: Form, count: int) -> Form:
    rational = form.rational()
    if rational is not None:
        return of_rational(forms.whole_power(rational, count))
    if abs(count) > MAX_POWER:
        raise refusals.too_large()
    _power_bounded(form, Fraction(count))
    if len(form.terms) > 1 and 0 < count <= MOST_WRITTEN_OUT:
        result = form
        for _ in range(count - 1):
            result = multiplied(result, form)
        return result
    single = as_factor(form).single()
    assert single is not None  # noqa: S101 - the caller has excluded zero
    coefficient, monomial = single
    factor, product = forms.product((atom, exponent * count) for atom, exponent in monomial)
    return of_term(forms.whole_power(coefficient, count) * factor, product)


def _root_power(form: Form, exponent: Fraction) -> Form:
    """A rational power of a positive number: of each of its factors."""
    rational = form.rational()
    if rational is None:
        _power_bounded(form, exponent)
    elif max(rational.numerator.bit_length(), rational.denominator.bit_length()) * abs(exponent) > 2 * MAX_BITS:
        raise refusals.too_large()
    coefficient, monomial = _positive_factors(form)
    factor, roots = forms.rational_power(coefficient, exponent)
    beside, powers = forms.product(
        [*roots, *((atom, forms.plain_exponent(power * exponent)) for atom, power in monomial)]
    )
    result = of_term(factor * beside, powers)
    return forms.sums_multiplied_out(result, MOST_WRITTEN_OUT**2)


def _positive_factors(form: Form) -> tuple[Fraction, Monomial]:
    """A positive number as a product of a positive rational number and positive atoms."""
    single = as_factor(form).single()
    assert single is not None  # noqa: S101 - the caller has excluded zero
    coefficient, monomial = single
    found: list[tuple[Atom, Exponent]] = []
    for atom, exponent in monomial:
        positive = atom
        if isinstance(atom, Log) and not isinstance(atom.of, int):
            alone = of_term(ONE, frozenset([(atom, 1)]))
            if sign_of(alone) < 0:
                positive = Sum(forms.negated(alone))
                coefficient *= -1 if exponent % 2 else 1
        found.append((positive, exponent))
    return coefficient, frozenset(found)


def _logarithm(form: Form) -> Form:
    """The logarithm of a positive number: the sum of the logarithms of its factors."""
    coefficient, monomial = _positive_factors(form)
    result = _logarithm_of_rational(coefficient)
    for atom, exponent in monomial:
        match atom:
            case forms.Whole(base):
                part = of_term(Fraction(exponent), frozenset([(Log(base), 1)]))
            case Exp(of):
                part = of
            case Sum(of):
                part = of_term(Fraction(exponent), frozenset([(Log(of), 1)]))
            case Log():
                inner = Log(of_term(ONE, frozenset([(atom, 1)])))
                part = of_term(Fraction(exponent), frozenset([(inner, 1)]))
        result = forms.plus(result, part)
    return result


def _logarithm_of_rational(value: Fraction) -> Form:
    return Form({frozenset([(Log(base), 1)]): Fraction(count) for base, count in forms.bases(value)})


def _exponential(form: Form) -> Form:
    """The exponential: rational multiples of logarithms become powers, the rest stays an exponent of e."""
    _size_bounded(form, LARGEST_EXPONENT)
    factor = ONE
    powers: list[tuple[Atom, Exponent]] = []
    rest: dict[Monomial, Fraction] = {}
    for monomial, coefficient in form.terms.items():
        of = forms.logarithm_alone(monomial)
        if of is None:
            rest[monomial] = coefficient
        elif isinstance(of, int):
            beside, roots = forms.rational_power(Fraction(of), coefficient)
            factor *= beside
            powers.extend(roots)
        else:
            powers.extend(_power_of_form(of, forms.plain_exponent(coefficient)))
    if rest:
        powers.append((Exp(Form(rest)), 1))
    beside, product = forms.product(powers)
    return forms.sums_multiplied_out(of_term(factor * beside, product), MOST_WRITTEN_OUT**2)


def _power_of_form(of: Form, exponent: Exponent) -> list[tuple[Atom, Exponent]]:
    """A power of what stood in a logarithm, which is a sum or one logarithm."""
    single = of.single()
    if single is not None and single[0] == 1:
        return [(atom, forms.plain_exponent(power * exponent)) for atom, power in single[1]]
    return [(Sum(of), exponent)]


def _size_bounded(form: Form, most: Fraction) -> None:
    """Refuse a number of a size above `most`, as soon as that is certain."""
    bits = FIRST_BITS
    while True:
        low, high = enclose(form, bits).ends()
        if -most <= low and high <= most:
            return
        if low > most or high < -most or bits > MAX_BITS:
            raise refusals.too_large()
        bits *= 2


def _power_bounded(form: Form, exponent: Fraction) -> None:
    """Refuse a power of a number (not zero, not plainly rational) that is beyond 2**4096 or 2**-4096."""
    if abs(exponent) > MAX_POWER:
        raise refusals.too_large()
    bits = FIRST_BITS
    while True:
        found = enclose(form, bits)
        if found.sign is not None:
            break
        bits *= 2
    if abs(exponent) * abs(found.magnitude()) > MAX_BITS + abs(exponent):
        raise refusals.too_large()
